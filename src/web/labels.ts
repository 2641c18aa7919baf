import { currentLanguage } from '#speaking';
import { COMMON_CLAIMS, type StatementType } from '#statement/statement-type.ts';
import helps from '#texts/en/helps.json' with { type: 'json' };
import en from '#texts/en/statements.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';
import type { Content } from './html.ts';
import { english } from './parts/english.ts';

/**
 * What kinds of statements and their claims are called, in the language of whoever reads. The English ones are those of
 * the types themselves, as `src/labels.test.ts` holds.
 */
const T = translated('statements', en);
/** What claims ask for, in other languages; the English ones stand in the types. */
const HELPS = translated('helps', helps);

type Words = Readonly<Record<string, string>>;

/** "Incident alert"; a kind this version does not know is shown by its name. */
export function typeLabel(type: string): string {
  return wordFor(T.types, type) ?? type.replaceAll('-', ' ');
}

/** A claim's label in its type; one this version does not know is shown by its name. */
export function claimLabel(type: string, claim: string): string {
  return known(type, claim) ?? claim.replaceAll('_', ' ');
}

function known(type: string, claim: string): string | undefined {
  const own: Words = Object.hasOwn(T.own, type) ? T.own[type as keyof typeof T.own] : {};
  const common = Object.hasOwn(COMMON_CLAIMS, claim) ? wordFor(T.common, claim) : undefined;
  return wordFor(own, claim) ?? wordFor(T.claims, claim) ?? common;
}

function wordFor(words: Words, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}

/** What a type is called: in English by itself, else as it was translated; until then its English, marked so. */
export function titleOf({ name, label }: Pick<StatementType, 'name' | 'label'>): Content {
  return currentLanguage() === 'en' ? label : (wordFor(T.types, name) ?? english(label));
}

/** The label of a claim in the form and the list that are made from its type. */
export function labelOf(type: Pick<StatementType, 'name' | 'claims'>, claim: string): Content {
  const spec = type.claims[claim];
  if (spec === undefined || currentLanguage() === 'en') return spec?.label ?? claimLabel(type.name, claim);
  return known(type.name, claim) ?? english(spec.label);
}

/** What a claim asks for, where its label does not say it all. */
export function helpOf(type: Pick<StatementType, 'name' | 'claims'>, claim: string): Content {
  const help = type.claims[claim]?.help;
  if (help === undefined || currentLanguage() === 'en') return help;
  const own: Words = Object.hasOwn(HELPS.own, type.name) ? HELPS.own[type.name as keyof typeof HELPS.own] : {};
  return wordFor(own, claim) ?? wordFor(HELPS.claims, claim) ?? english(help);
}
