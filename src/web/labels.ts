import { COMMON_CLAIMS } from '#statement/statement-type.ts';
import en from '#texts/en/statements.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/**
 * What kinds of statements and their claims are called, in the language of whoever reads. The English ones are those of
 * the types themselves, as `src/labels.test.ts` holds.
 */
const T = translated('statements', en);

type Words = Readonly<Record<string, string>>;

/** "Incident alert"; a kind this version does not know is shown by its name. */
export function typeLabel(type: string): string {
  return wordFor(T.types, type) ?? type.replaceAll('-', ' ');
}

/** A claim's label in its type; one this version does not know is shown by its name. */
export function claimLabel(type: string, claim: string): string {
  const own: Words = Object.hasOwn(T.own, type) ? T.own[type as keyof typeof T.own] : {};
  const common = Object.hasOwn(COMMON_CLAIMS, claim) ? wordFor(T.common, claim) : undefined;
  return wordFor(own, claim) ?? wordFor(T.claims, claim) ?? common ?? claim.replaceAll('_', ' ');
}

function wordFor(words: Words, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}
