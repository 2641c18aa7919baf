import { fileURLToPath } from 'node:url';

/**
 * The files of two packages that bring the letters of five languages, as TrueType, in the two weights that a print has.
 * They come before the machine's own, so that prints look alike everywhere.
 */
export const PACKAGED_FONTS: readonly string[] = [
  ['@embedpdf/fonts-latin', 'NotoSans'],
  ['@embedpdf/fonts-arabic', 'NotoNaskhArabic'],
].flatMap(([name, font]) =>
  ['Regular', 'Bold'].map((weight) =>
    fileURLToPath(new URL(`../fonts/${font}-${weight}.ttf`, import.meta.resolve(name!))),
  ),
);

/**
 * Fonts by preference, for each language. The first one that is there and has the letter is used; no package has
 * Chinese in less than 40 MB, so that it comes from the machine. Debian: fonts-noto-cjk.
 */
const LATIN = ['Noto Sans', 'Liberation Sans', 'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', 'Libertinus Serif'];
// Not the newer Noto Sans Arabic: it sets dots apart from their letters, and what is copied or read aloud from the PDF is
// then no Arabic any more.
const ARABIC = ['Noto Naskh Arabic', 'Geeza Pro', 'Segoe UI', 'Noto Sans Arabic'];
const CHINESE = [
  'Noto Sans CJK SC',
  'Noto Sans SC',
  'Source Han Sans SC',
  'PingFang SC',
  'Microsoft YaHei',
  'WenQuanYi Zen Hei',
  'Droid Sans Fallback',
];

export function fontsFor(language: string): readonly string[] {
  switch (language) {
    case 'ar':
      return [...ARABIC, ...LATIN, ...CHINESE];
    case 'zh':
      return [...CHINESE, ...LATIN, ...ARABIC];
    default:
      return [...LATIN, ...ARABIC, ...CHINESE];
  }
}

/** For digests and identifiers; the compiler carries the first one. */
export const FIXED_FONTS: readonly string[] = ['DejaVu Sans Mono', 'Liberation Mono', 'Noto Sans Mono'];

/** Where Debian keeps the fonts for a script, for the sentence that says what is missing. */
export const FONT_PACKAGES: Readonly<Record<string, string>> = { zh: 'fonts-noto-cjk' };
