import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGE_FACTS, type Language } from '#texts/languages.ts';

/** Where the fonts of pages lie, cut by `tools/fonts.ts` and committed with their licence. */
export const FACES_FOLDER = join(import.meta.dirname, 'fonts');

/** One file of a font: a browser fetches it as soon as a page shows a character of its range. */
export type Face = {
  /** The file's name in `FACES_FOLDER`, without its ending. */
  readonly name: string;
  /** As the stylesheet's tokens name it. */
  readonly family: 'Comity Sans' | 'Comity Han' | 'Comity Signs' | 'Comity Mono' | 'Comity Names';
  readonly weights: '400 700' | '400';
  /** As CSS writes a `unicode-range`. */
  readonly range: string;
};

const VARIABLE = '400 700';
const PLAIN = { weights: '400' } as const;
const SANS = { family: 'Comity Sans', weights: VARIABLE } as const;

const SCRIPTS: readonly Face[] = [
  {
    ...SANS,
    name: 'latin',
    range: 'U+20-7E,U+A0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2000-206F,U+20AC,U+2122,U+2212,U+FFFD',
  },
  {
    ...SANS,
    name: 'latin-more',
    // Europe's letters, and those in which Arabic names are romanised.
    range:
      'U+100-130,U+132-151,U+154-17F,U+18F,U+192,U+218-21B,U+259,U+1E0C-1E0D,U+1E24-1E25,U+1E32-1E33,U+1E62-1E63,U+1E6C-1E6D,U+1E80-1E85,U+1E92-1E93,U+1E9E,U+1EF2-1EF3',
  },
  { ...SANS, name: 'greek', range: 'U+370-377,U+37A-37F,U+384-38A,U+38C,U+38E-3A1,U+3A3-3FF' },
  { ...SANS, name: 'cyrillic', range: 'U+400-45F,U+490-491,U+4B0-4B1,U+2116' },
  {
    ...SANS,
    name: 'arabic',
    range:
      'U+60C,U+61B,U+61F,U+621-63A,U+640-655,U+660-66C,U+670,U+67E,U+686,U+698,U+6A4,U+6A9,U+6AF,U+6CC,U+6F0-6F9',
  },
  { ...PLAIN, family: 'Comity Signs', name: 'arrows', range: rangeOf('←↑→↓⟨⟩') },
  { ...PLAIN, family: 'Comity Signs', name: 'marks', range: rangeOf('▨▲●✓✗') },
  { family: 'Comity Mono', weights: VARIABLE, name: 'mono', range: 'U+20-7E' },
  // On every page stand the names of all six languages: nobody fetches three scripts for them.
  { ...PLAIN, family: 'Comity Names', name: 'name-ar', range: rangeOf(LANGUAGE_FACTS.ar.name) },
  { ...PLAIN, family: 'Comity Names', name: 'name-ru', range: rangeOf(LANGUAGE_FACTS.ru.name) },
  { ...PLAIN, family: 'Comity Names', name: 'name-zh', range: rangeOf(LANGUAGE_FACTS.zh.name) },
];

/** The characters of each Chinese face: a line each, the ones that most pages need first. */
export const HAN_SLICES: readonly string[] = readFileSync(join(FACES_FOLDER, 'han.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

/** No bold: a browser makes it from the regular, and a second weight would double what a Chinese page weighs. */
const HAN: readonly Face[] = HAN_SLICES.map((characters, at) => ({
  ...PLAIN,
  family: 'Comity Han',
  name: `han-${String(at + 1).padStart(2, '0')}`,
  range: rangeOf(characters),
}));

export const FACES: readonly Face[] = [...SCRIPTS, ...HAN];

/** The face that a page in this language is sure to need, beside the Latin one that all need. */
export function faceOf(language: Language): string {
  switch (language) {
    case 'ar':
      return 'arabic';
    case 'ru':
      return 'cyrillic';
    case 'zh':
      return 'han-01';
    case 'en':
    case 'es':
    case 'fr':
      return 'latin';
  }
}

/** The rules that tell a browser which file has which characters. */
export function faceRules(addressOf: (face: Face) => string): string {
  return FACES.map(
    (face) =>
      `@font-face{font-family:"${face.family}";font-weight:${face.weights};font-display:swap;src:url(${addressOf(face)})format("woff2");unicode-range:${face.range}}`,
  ).join('');
}

/** The faces that a text needs of one family. */
export function facesFor(text: string, family: Face['family']): readonly Face[] {
  const points = new Set(Array.from(text, (character) => character.codePointAt(0)!));
  return FACES.filter((face) => face.family === family && [...points].some((point) => covers(face, point)));
}

export function covers({ range }: Face, point: number): boolean {
  return range.split(',').some((part) => {
    const [from, to = from] = part.slice(2).split('-');
    return Number.parseInt(from!, 16) <= point && point <= Number.parseInt(to!, 16);
  });
}

/** The characters as a `unicode-range`, neighbours together. */
function rangeOf(characters: string): string {
  const points = [...new Set(Array.from(characters, (character) => character.codePointAt(0)!))];
  const runs: [from: number, to: number][] = [];
  for (const point of points.toSorted((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === point - 1) last[1] = point;
    else runs.push([point, point]);
  }
  const hex = (point: number) => point.toString(16).toUpperCase();
  return runs.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(',');
}
