/**
 * Proofs that a log or a party lied, as files that anybody who holds its keys can check offline. Exactly three kinds
 * exist: two signed checkpoints of one log with equal size and different roots; inclusion proofs of different entries
 * at one index; two statements of one party under one running number. Everything else is accusation.
 */

import type { ProofCode } from '#federation/codes.ts';
import { MAX_MISBEHAVIOUR_CHARACTERS, type MisbehaviourKind } from '#federation/statements.ts';
import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { twoEntries, twoGrowths, twoRoots } from '#log/misbehaviour.ts';
import { formatLogProof, type LogProof, parseLogProof } from '#log/proof.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import { disclosureOf } from '#statement/disclosure.ts';
import { parseJson } from '#statement/json.ts';
import type { VerifyingKey } from '#statement/jwk.ts';
import { type Parsed, parse, verify } from '#statement/parse.ts';

const FORMAT = 1;

export type MisbehaviourProof =
  | {
      readonly kind: 'two-roots';
      readonly checkpoints: readonly [string, string];
      /** Where the second is of a larger tree: what that one grew out of, at the size of the first. */
      readonly growth?: Growth;
    }
  | { readonly kind: 'two-leaves'; readonly entries: readonly [ProvenEntry, ProvenEntry] }
  | { readonly kind: 'two-under-one-number'; readonly statements: readonly [string, string] };

/** The root that a larger tree had at a smaller size, with the hashes that prove it; base64. */
export type Growth = { readonly root: string; readonly hashes: readonly string[] };

/** A statement's digest and the tlog-proof that it stands in the log. */
export type ProvenEntry = { readonly digest: string; readonly proof: string };

/** What a proof shows once it is verified. */
export type Shown = {
  readonly kind: MisbehaviourKind;
  /** Origin of the log that contradicts itself, or that the two statements were made for. */
  readonly log: string;
  /** The party, where it is its signature that contradicts itself. */
  readonly party: string | null;
  readonly sentence: string;
};

/** Keys held by the verifier; a proof brings none that would be believed. */
export type ProofKeys = {
  readonly logKeys: readonly VerifierKey[];
  readonly partyKey: (kid: string) => { readonly party: string; readonly key: VerifyingKey } | undefined;
};

export function formatMisbehaviour(proof: MisbehaviourProof): string {
  return JSON.stringify({ 'comity-misbehaviour': FORMAT, ...proof });
}

/** Only the log's own signature matters here, and cosignatures would make the file many times larger. */
export function strippedCheckpoint(signed: SignedCheckpoint): SignedCheckpoint {
  const signatures = signed.note.signatures.filter((line) => line.name === signed.checkpoint.origin);
  return { ...signed, note: { ...signed.note, signatures } };
}

export function twoRootsProof(one: SignedCheckpoint, other: SignedCheckpoint): MisbehaviourProof {
  const [first, second] = [one, other].map((signed) => formatSignedCheckpoint(strippedCheckpoint(signed)));
  return { kind: 'two-roots', checkpoints: [first as string, second as string] };
}

export function provenEntry(digest: string, proof: LogProof): ProvenEntry {
  return { digest, proof: formatLogProof({ ...proof, signed: strippedCheckpoint(proof.signed) }) };
}

export function parseMisbehaviour(text: string): Outcome<MisbehaviourProof, ProofCode> {
  if (text.length > MAX_MISBEHAVIOUR_CHARACTERS) {
    return refuse('proof-too-long', phrase`A proof has at most ${MAX_MISBEHAVIOUR_CHARACTERS} characters.`);
  }
  const json = parseJson(text);
  if (!json.ok) return refuse('proof-malformed', phrase`The proof is not JSON. ${json.refusal.sentence}`);
  const value = json.value as Readonly<Record<string, unknown>> | null;
  const malformed = refuse(
    'proof-malformed',
    'A proof names one of the three kinds and holds its two halves.' as const,
  );
  if (value === null || typeof value !== 'object' || value['comity-misbehaviour'] !== FORMAT) return malformed;
  if (typeof value.kind !== 'string' || !Object.hasOwn(HALVES, value.kind)) return malformed;
  const [member, isHalf] = HALVES[value.kind as MisbehaviourKind];
  const { growth, ...rest } = value;
  if (Object.keys(rest).length !== 3) return malformed;
  if (growth !== undefined && (value.kind !== 'two-roots' || !isGrowth(growth))) return malformed;
  const halves = value[member];
  if (!Array.isArray(halves) || halves.length !== 2 || !halves.every(isHalf)) return malformed;
  const grown = growth === undefined ? {} : { growth };
  return accept({ kind: value.kind, [member]: halves, ...grown } as unknown as MisbehaviourProof);
}

const HALVES: Readonly<Record<MisbehaviourKind, readonly [string, (half: unknown) => boolean]>> = {
  'two-roots': ['checkpoints', isText],
  'two-leaves': ['entries', isProvenEntry],
  'two-under-one-number': ['statements', isText],
};

/** More hashes than any tree needs. */
const MOST_HASHES = 128;
const HASH = /^[A-Za-z0-9+/]{43}=$/;

function isHash(value: unknown): value is string {
  return typeof value === 'string' && HASH.test(value);
}

function isGrowth(value: unknown): value is Growth {
  const growth = value as Readonly<Record<string, unknown>> | null;
  if (typeof growth !== 'object' || growth === null || Object.keys(growth).length !== 2) return false;
  const { root, hashes } = growth;
  return isHash(root) && Array.isArray(hashes) && hashes.length <= MOST_HASHES && hashes.every(isHash);
}

function isText(half: unknown): boolean {
  return typeof half === 'string';
}

function isProvenEntry(half: unknown): boolean {
  const entry = half as Readonly<Record<string, unknown>> | null;
  return typeof entry === 'object' && entry !== null && isText(entry.digest) && isText(entry.proof);
}

/** Does this proof convince somebody who holds these keys? Refused with the reason when it does not. */
export function verifyMisbehaviour(
  text: string,
  keys: ProofKeys,
  now: Temporal.Instant,
): Outcome<Shown, ProofCode> {
  const proof = parseMisbehaviour(text);
  if (!proof.ok) return proof;
  switch (proof.value.kind) {
    case 'two-roots':
      return checkRoots(proof.value, keys, now);
    case 'two-leaves':
      return checkLeaves(proof.value.entries, keys, now);
    case 'two-under-one-number':
      return checkNumber(proof.value.statements, keys);
  }
}

const NO_CONTRADICTION = 'The two halves do not contradict each other.';

function checkRoots(
  { checkpoints: texts, growth }: Extract<MisbehaviourProof, { kind: 'two-roots' }>,
  { logKeys }: ProofKeys,
  now: Temporal.Instant,
): Outcome<Shown, ProofCode> {
  const one = parseCheckpoint(texts[0]);
  if (!one.ok) return one;
  const other = parseCheckpoint(texts[1]);
  if (!other.ok) return other;
  const found =
    growth === undefined
      ? twoRoots(one.value, other.value, logKeys, now)
      : twoGrowths(one.value, other.value, fromBase64(growth), logKeys, now);
  if (!found.ok) return found;
  if (found.value === null) return refuse('proof-shows-nothing', NO_CONTRADICTION);
  const { origin, size } = one.value.checkpoint;
  const sentence = `The log ${origin} signed two different trees of size ${size}.`;
  return accept({ kind: 'two-roots', log: origin, party: null, sentence });
}

function fromBase64({ root, hashes }: Growth) {
  return { root: Uint8Array.fromBase64(root), hashes: hashes.map((hash) => Uint8Array.fromBase64(hash)) };
}

function checkLeaves(
  entries: readonly [ProvenEntry, ProvenEntry],
  { logKeys }: ProofKeys,
  now: Temporal.Instant,
): Outcome<Shown, ProofCode> {
  const halves: { proof: LogProof; entry: Uint8Array }[] = [];
  for (const { digest, proof } of entries) {
    const entry = decodeBase64url(digest);
    const read = parseLogProof(proof);
    if (!read.ok) return read;
    if (entry === undefined) return refuse('proof-malformed', 'An entry is a digest in base64url.');
    halves.push({ proof: read.value, entry });
  }
  const [one, other] = halves as [(typeof halves)[0], (typeof halves)[0]];
  const found = twoEntries(one, other, logKeys, now);
  if (!found.ok) return found;
  if (found.value === null) return refuse('proof-shows-nothing', NO_CONTRADICTION);
  const { origin } = one.proof.signed.checkpoint;
  const sentence = `The log ${origin} proved two different entries at index ${one.proof.index}.`;
  return accept({ kind: 'two-leaves', log: origin, party: null, sentence });
}

function checkNumber(texts: readonly [string, string], keys: ProofKeys): Outcome<Shown, ProofCode> {
  const one = numbered(texts[0], keys);
  if (!one.ok) return one;
  const other = numbered(texts[1], keys);
  if (!other.ok) return other;
  const { parsed, number } = one.value;
  const same = (['issuer', 'log', 'realm'] as const).every((name) => parsed[name] === other.value.parsed[name]);
  if (!same || number !== other.value.number || parsed.digest === other.value.parsed.digest) {
    return refuse('proof-shows-nothing', NO_CONTRADICTION);
  }
  const sentence = `${parsed.issuer} signed two different statements under its running number ${number}.`;
  return accept({ kind: 'two-under-one-number', log: parsed.log, party: parsed.issuer, sentence });
}

/** A statement with its running number shown, signed by a key of its issuer. */
function numbered(text: string, { partyKey }: ProofKeys): Outcome<{ parsed: Parsed; number: number }, ProofCode> {
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const known = partyKey(parsed.value.kid);
  if (known === undefined || known.party !== parsed.value.issuer) {
    return refuse('proof-key-unknown', phrase`No key held for ${parsed.value.issuer} signed this statement.`);
  }
  const verified = verify(parsed.value, known.key);
  if (!verified.ok) return verified;
  for (const raw of parsed.value.disclosures) {
    const disclosure = disclosureOf(raw);
    if (!disclosure.ok) return disclosure;
    const { name, value } = disclosure.value.claim;
    if (name === 'number' && typeof value === 'number') return accept({ parsed: parsed.value, number: value });
  }
  return refuse('proof-malformed', 'The statement does not show its running number.');
}
