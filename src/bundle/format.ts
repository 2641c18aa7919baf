/**
 * An evidence bundle: one JSON document with statements, the proofs that logs hold them, and the key statements of
 * those who signed. It needs no server to be checked, and nothing in it is trusted by itself.
 */

import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { parseJson } from '#statement/json.ts';
import type { BundleFileCode } from './codes.ts';

const BUNDLE_VERSION = 1;
export const MAX_BUNDLE_CHARACTERS = 33_554_432;
/** Statements and key statements, each. */
export const MAX_BUNDLE_STATEMENTS = 4_096;
/** Further checkpoints, which show a log that contradicts itself. */
export const MAX_BUNDLE_CHECKPOINTS = 256;
const MAX_INSTANT_CHARACTERS = 35;

/** `proof` is a C2SP tlog-proof; null where no log has taken the statement yet, or its node does not say. */
export type BundleEntry = { readonly presentation: string; readonly proof: string | null };

export type Bundle = {
  /** When somebody says to have exported it; no check rests on it. */
  readonly exported: Temporal.Instant;
  readonly statements: readonly BundleEntry[];
  /** Statements that introduce, rotate and revoke the keys of the signers. */
  readonly keys: readonly BundleEntry[];
  /** Signed checkpoints besides those in the proofs. */
  readonly checkpoints: readonly string[];
};

type Members = { readonly [name: string]: JsonValue };

export function formatBundle({ exported, statements, keys, checkpoints }: Bundle): string {
  const document = {
    'comity-bundle': BUNDLE_VERSION,
    exported: exported.toString(),
    statements,
    keys,
    checkpoints,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/**
 * Whether {@link parseBundle} takes what {@link formatBundle} writes, as far as its size goes. The texts are counted first:
 * together they can be longer than any string.
 */
export function fitsBundle(bundle: Bundle): boolean {
  const { statements, keys, checkpoints } = bundle;
  if (statements.length > MAX_BUNDLE_STATEMENTS || keys.length > MAX_BUNDLE_STATEMENTS) return false;
  if (checkpoints.length > MAX_BUNDLE_CHECKPOINTS) return false;
  let characters = 0;
  for (const { presentation, proof } of [...statements, ...keys]) {
    characters += presentation.length + (proof?.length ?? 0);
  }
  return characters <= MAX_BUNDLE_CHARACTERS && formatBundle(bundle).length <= MAX_BUNDLE_CHARACTERS;
}

/** Reads the document; statements and proofs in it stay text, and are judged one by one by {@link verifyBundle}. */
export function parseBundle(text: string): Outcome<Bundle, BundleFileCode> {
  if (text.length > MAX_BUNDLE_CHARACTERS) {
    return refuse(
      'bundle-too-long',
      phrase`A bundle of more than ${MAX_BUNDLE_CHARACTERS} characters is not read.`,
    );
  }
  const json = parseJson(text);
  if (!json.ok) return malformed(`This is no evidence bundle. ${json.refusal.sentence}`);
  const bundle = membersOf(json.value);
  if (bundle === undefined || !Object.hasOwn(bundle, 'comity-bundle')) {
    return malformed('An evidence bundle is a JSON object that begins with comity-bundle.');
  }
  if (bundle['comity-bundle'] !== BUNDLE_VERSION) {
    const sentence = phrase`This bundle has another version than ${BUNDLE_VERSION}; a newer program can read it.`;
    return refuse('bundle-version-unknown', sentence, 'comity-bundle');
  }
  const known = ['comity-bundle', 'exported', 'statements', 'keys', 'checkpoints'];
  const unknown = Object.keys(bundle).find((name) => !known.includes(name));
  if (unknown !== undefined) return malformed('A bundle has no such member.', unknown);
  const exported = instantOf(bundle.exported);
  if (exported === undefined)
    return malformed('exported is an instant in UTC, as 2026-03-01T12:00:00Z.', 'exported');
  const statements = entriesOf(bundle.statements, 'statements');
  if (!statements.ok) return statements;
  const keys = entriesOf(bundle.keys ?? [], 'keys');
  if (!keys.ok) return keys;
  const checkpoints = bundle.checkpoints ?? [];
  if (!isTextList(checkpoints) || checkpoints.length > MAX_BUNDLE_CHECKPOINTS) {
    return malformed(`checkpoints is a list of at most ${MAX_BUNDLE_CHECKPOINTS} texts.`, 'checkpoints');
  }
  if (statements.value.length === 0) return refuse('bundle-empty', 'The bundle holds no statement.', 'statements');
  return accept({ exported, statements: statements.value, keys: keys.value, checkpoints });
}

function entriesOf(value: JsonValue | undefined, place: string): Outcome<BundleEntry[], BundleFileCode> {
  if (!Array.isArray(value)) return malformed(`${place} is a list.`, place);
  if (value.length > MAX_BUNDLE_STATEMENTS) {
    return refuse(
      'bundle-too-many-statements',
      phrase`A bundle holds at most ${MAX_BUNDLE_STATEMENTS} statements.`,
      place,
    );
  }
  const entries: BundleEntry[] = [];
  for (const [index, item] of (value as readonly JsonValue[]).entries()) {
    const members = membersOf(item);
    const { presentation, proof = null, ...more } = members ?? {};
    const readable = typeof presentation === 'string' && (typeof proof === 'string' || proof === null);
    if (!readable || Object.keys(more).length > 0) {
      return malformed('Each statement has the texts presentation and proof, nothing else.', `${place}/${index}`);
    }
    entries.push({ presentation, proof });
  }
  return accept(entries);
}

function membersOf(value: JsonValue | undefined): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

function isTextList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function instantOf(value: JsonValue | undefined): Temporal.Instant | undefined {
  if (typeof value !== 'string' || value.length > MAX_INSTANT_CHARACTERS || !value.endsWith('Z')) return undefined;
  return instantFrom(value);
}

function malformed(sentence: string, place?: string): Outcome<never, BundleFileCode> {
  return refuse('bundle-malformed', sentence, place);
}
