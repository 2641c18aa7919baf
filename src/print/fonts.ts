/**
 * Fonts by preference, for each language. The first one that is installed and has the letter is used; the compiler
 * carries none for Arabic or Chinese. Debian: fonts-noto-core, fonts-noto-cjk; fonts-dejavu-core has Arabic too.
 */
const LATIN = ['Noto Sans', 'Liberation Sans', 'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', 'Libertinus Serif'];
const ARABIC = ['Noto Naskh Arabic', 'Noto Sans Arabic', 'Geeza Pro', 'Segoe UI'];
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

/** For digests and identifiers. */
export const FIXED_FONTS: readonly string[] = ['DejaVu Sans Mono', 'Liberation Mono', 'Noto Sans Mono'];

/** Where Debian keeps the fonts for a script, for the sentence that says what is missing. */
export const FONT_PACKAGES: Readonly<Record<string, string>> = {
  ar: 'fonts-noto-core',
  zh: 'fonts-noto-cjk',
};
