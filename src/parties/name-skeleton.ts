import unhomoglyph from 'unhomoglyph';

/** What nobody sees, and a name therefore differs by from its twin. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;

/**
 * What a name looks like (UTS 39, section 4, with letter size and spaces left out of it too): two names with one
 * skeleton can be taken for each other. Only for comparing, never for showing.
 */
export function nameSkeletons(name: string): readonly string[] {
  const bare = name.normalize('NFKC').replaceAll(UNSEEN, '').replaceAll(/\s+/gu, ' ').trim();
  // A capital I looks like a small l, a small i does not: both readings are compared.
  return [...new Set([skeleton(bare).toLowerCase(), skeleton(bare.toLowerCase())])];
}

function skeleton(text: string): string {
  return unhomoglyph(text.normalize('NFD')).normalize('NFD');
}

const LATIN = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;
const PLAIN_LETTERS = /^[\x20-\x7e]*$/;

/** Not one letter of it is Latin, and each looks so: `РОСА` in Cyrillic reads as four Latin capitals. */
export function readsAsLatin(name: string): boolean {
  return !LATIN.test(name) && PLAIN_LETTERS.test(skeleton(name.normalize('NFKC').replaceAll(UNSEEN, '')));
}

/** For each name that can be taken for another: whose. */
export function lookAlikes(names: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const bySkeleton = new Map<string, Set<string>>();
  for (const [key, name] of names) {
    for (const one of nameSkeletons(name)) {
      const same = bySkeleton.get(one) ?? new Set();
      bySkeleton.set(one, same.add(key));
    }
  }
  const found = new Map<string, Set<string>>();
  for (const same of bySkeleton.values()) {
    if (same.size < 2) continue;
    for (const key of same) {
      const others = found.get(key) ?? new Set();
      for (const other of same) if (other !== key) others.add(other);
      found.set(key, others);
    }
  }
  return new Map([...found].map(([key, others]) => [key, [...others]]));
}
