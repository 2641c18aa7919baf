/** Finds lists in the code that are kept by the names of other rooms' statements and of what these say of their claims. */
import type { StatementType } from '#statement/statement-type.ts';
import type { Source } from './source.ts';

/** Names that a room owns; several rooms may have a claim of one name. */
export type Owned = ReadonlyMap<string, ReadonlySet<string>>;

/** An array of words, as of a set, a map's keys or a constant; nested ones are found by themselves. */
const ARRAY = /\[([^[\]]*)\]/gu;
const WORD = /'([a-z][a-z0-9_-]*)'/gu;
/** The quoted key of a record: an unquoted one is a word of the language, and no type's name has no hyphen but a few. */
const KEY = /^\s*(?:async )?'([a-z][a-z-]*)'\s*[:(]/u;

/** Which room says each type, by the file in which the type's name stands first. */
export function typesByRoom(types: readonly StatementType[], sources: readonly Source[]): Owned {
  const owned = new Map<string, Set<string>>();
  const declared = sources.filter(({ path }) => /^src\/[a-z-]+\/statements(?:\.ts|\/)/u.test(path));
  for (const { name } of types) {
    const places = declared.filter(({ lines }) =>
      lines.some((line) => line.includes(`'${name}', `) || line.trim() === `'${name}',`),
    );
    owned.set(name, new Set(places.map(({ path }) => path.split('/')[1]!)));
  }
  return owned;
}

/** Claims with a trait, by the rooms whose types have them. */
export function claimsByRoom(types: readonly StatementType[], rooms: Owned): Owned {
  const owned = new Map<string, Set<string>>();
  for (const type of types) {
    for (const [claim, { traits }] of Object.entries(type.claims)) {
      if (traits === undefined) continue;
      owned.set(claim, new Set([...(owned.get(claim) ?? []), ...(rooms.get(type.name) ?? [])]));
    }
  }
  return owned;
}

/** The names of another room in one list: one that is nobody's plain word, or two of any kind. */
function strange(words: readonly string[], room: string, owned: Owned): readonly string[] {
  const found = words.filter((word) => owned.has(word) && owned.get(word)?.has(room) === false);
  return found.length > 1 || found.some((word) => /[-_]/u.test(word)) ? found : [];
}

/** Each list of a file with names of other rooms, as the line it begins in and those names. */
export function foreignLists({ path, lines }: Source, types: Owned, claims: Owned): readonly string[] {
  const room = path.split('/')[1] ?? '';
  const text = lines.join('\n');
  const lists = [...text.matchAll(ARRAY)].map(({ 1: inside = '', index }) => ({
    line: text.slice(0, index).split('\n').length,
    words: [...inside.matchAll(WORD)].map(([, word = '']) => word),
  }));
  const keys = lines.flatMap((line, at) => {
    const word = KEY.exec(line)?.[1];
    return word === undefined ? [] : [{ line: at + 1, words: [word] }];
  });
  return [...lists, ...keys].flatMap(({ line, words }) =>
    [strange(words, room, types), strange(words, room, claims)]
      .filter((found) => found.length > 0)
      .map((found) => `${path}:${line}: ${found.join(', ')}`),
  );
}
