import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { KEY_CHAIN_CODES } from './codes.ts';
import type { PublicJwk } from './jwk.ts';
import { type Introduction, type KeyStatement, type KeyUse, keyId, type Revocation } from './key-statement.ts';

/** Refusals of keys: rotation, revocation and the chain from the pinned root. */
export type KeyChainCode = keyof typeof KEY_CHAIN_CODES;

/** More key statements than a party's own keys sign in decades; a longer chain is an attack on the verifier. */
export const MOST_KEY_STATEMENTS = 512;
/** Each round can only undo what a revocation found in the last one touches; honest chains need two. */
const MOST_ROUNDS = 16;

/** A key of a party as its chain has it. */
export type ChainKey = {
  readonly kid: string;
  readonly party: string;
  readonly key: PublicJwk | string;
  readonly use: KeyUse;
  readonly validFrom: Temporal.Instant;
  readonly invalidAfter: Temporal.Instant | null;
};

export type KeyChain = {
  readonly party: string;
  readonly root: string;
  readonly keys: ReadonlyMap<string, ChainKey>;
  /** Key statements that count for nothing, by digest, with why. */
  readonly rejected: ReadonlyMap<string, KeyChainCode>;
};

/**
 * May a key of this use introduce one of that use? The root introduces all, but only the first recovery key: once one
 * stands, it alone names its successor, so that whoever steals the root cannot lock the party out.
 */
export function mayIntroduce(signer: KeyUse, introduced: KeyUse, recoveryStands: boolean): boolean {
  switch (signer) {
    case 'root':
      return introduced === 'recover' ? !recoveryStands : introduced !== 'root';
    case 'recover':
      return introduced !== 'root';
    case 'sign':
      return introduced === 'sign' || introduced === 'seal';
    case 'seal':
      return false;
  }
}

const KEY_STATEMENTS: readonly string[] = ['party-key', 'party-key-revocation'];

/** Signing keys sign everything; roots and recovery keys sign statements about keys, and nothing else. */
export function mayState(use: KeyUse, type: string): boolean {
  return use === 'sign' || (use !== 'seal' && KEY_STATEMENTS.includes(type));
}

/** May a key of this use revoke one of that use? The recovery key revokes all, the root what it does not answer to. */
export function mayRevoke(signer: KeyUse, revoked: KeyUse): boolean {
  return signer === 'recover' || (signer === 'root' && (revoked === 'sign' || revoked === 'seal'));
}

/**
 * Which keys a party has, starting from its root pinned at peering: `root` is the root's RFC 7638 thumbprint.
 * Statements that nobody entitled signed are rejected one by one; the chain as a whole is refused only when its root
 * does not introduce itself, when it is too long, or when two keys revoke each other. Pure.
 */
export function verifyKeyChain(
  party: string,
  root: string,
  statements: readonly KeyStatement[],
): Outcome<KeyChain, KeyChainCode> {
  // Strangers may write as many about a party as they like: those must not make its chain too long.
  const counted = statements.length > MOST_KEY_STATEMENTS ? signedInChain(party, root, statements) : statements;
  if (counted.length > MOST_KEY_STATEMENTS) {
    return refuse('key-chain-too-long', phrase`A key chain has at most ${MOST_KEY_STATEMENTS} statements.`);
  }
  const ordered = [...new Map(counted.map((statement) => [statement.digest, statement])).values()].sort(
    byProvenTime,
  );
  let revocations = new Map<string, Temporal.Instant>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const walked = walk(party, root, ordered, revocations);
    if (!walked.ok) return walked;
    if (sameInstants(walked.value.revocations, revocations)) {
      const known = new Set(ordered.map(({ digest }) => digest));
      for (const { digest } of statements) {
        if (!known.has(digest)) walked.value.rejected.set(digest, 'key-not-introduced');
      }
      return accept(withRevocations(walked.value, party, root));
    }
    revocations = walked.value.revocations;
  }
  return refuse(
    'key-chain-conflict',
    'Keys of this chain revoke each other: confirm the party anew by its contact point.',
  );
}

/** The party's own, signed by its root or by keys that lead back to it, whatever else is wrong with them. */
function signedInChain(party: string, root: string, statements: readonly KeyStatement[]): readonly KeyStatement[] {
  const own = statements.filter(({ issuer, subject }) => issuer === party && subject === party);
  const bySigner = Map.groupBy(own, ({ signer }) => signer);
  const found: KeyStatement[] = [];
  const kids = new Set([root]);
  // A set is walked on to what is added meanwhile.
  for (const kid of kids) {
    for (const one of bySigner.get(kid) ?? []) {
      found.push(one);
      if (one.type === 'party-key') kids.add(keyId(one.key));
    }
  }
  return found;
}

/** As far as a clock that proves a time may be behind the one that a key was made by; as for cosignatures. */
const MAX_CLOCK_SKEW_MS = 300_000;

/**
 * Could this key have signed something proven to exist at `provenAt`? For a revoked key the proof must not be later
 * than `invalid_after`; without any proof of time a revoked key is refused. A clock a little behind the signer's must
 * not make a fresh key look premature for ever.
 */
export function maySign(
  key: ChainKey | undefined,
  provenAt: Temporal.Instant | null,
): Outcome<null, KeyChainCode> {
  if (key === undefined) return refuse('key-unknown', 'No key statement of the party introduces this key.');
  if (key.use === 'seal') return refuse('key-use-mismatch', 'A sealing key signs nothing.');
  const early = provenAt === null ? 0 : key.validFrom.epochMilliseconds - provenAt.epochMilliseconds;
  if (early > MAX_CLOCK_SKEW_MS) {
    return refuse('key-not-yet-valid', phrase`The key is valid from ${key.validFrom.toString()}.`);
  }
  if (key.invalidAfter === null) return accept(null);
  const at = early > 0 ? key.validFrom : provenAt;
  if (at !== null && Temporal.Instant.compare(at, key.invalidAfter) <= 0) return accept(null);
  return refuse(
    'key-revoked',
    phrase`The key was revoked: nothing proven later than ${key.invalidAfter.toString()} counts.`,
  );
}

type Walk = {
  readonly keys: Map<string, ChainKey>;
  readonly revocations: Map<string, Temporal.Instant>;
  readonly rejected: Map<string, KeyChainCode>;
};

function walk(
  party: string,
  root: string,
  ordered: readonly KeyStatement[],
  revoked: ReadonlyMap<string, Temporal.Instant>,
): Outcome<Walk, KeyChainCode> {
  const keys = new Map<string, ChainKey>();
  const rejected = new Map<string, KeyChainCode>();
  const introductions = ordered.filter((one): one is Introduction => one.type === 'party-key');
  const first = introductions.find((one) => isRootItself(one, party, root));
  if (first === undefined) {
    return refuse('root-missing', 'The key pinned for this party does not introduce itself in the chain.');
  }
  keys.set(root, chainKey(first, root));

  let waiting = introductions.filter((one) => one !== first);
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    const later: Introduction[] = [];
    for (const one of waiting) {
      const signer = keys.get(one.signer);
      if (signer === undefined) later.push(one);
      else introduce(keys, rejected, one, signer, revoked);
    }
    waiting = later;
  }
  for (const one of waiting) rejected.set(one.digest, 'key-not-introduced');
  return accept({ keys, rejected, revocations: revocationsIn(ordered, keys, rejected, revoked, party) });
}

function introduce(
  keys: Map<string, ChainKey>,
  rejected: Map<string, KeyChainCode>,
  one: Introduction,
  signer: ChainKey,
  revoked: ReadonlyMap<string, Temporal.Instant>,
): void {
  const kid = keyId(one.key);
  const recoveryStands = [...keys.values()].some((key) => key.use === 'recover');
  if (one.issuer !== signer.party || one.subject !== signer.party)
    rejected.set(one.digest, 'key-of-another-party');
  else if (isSealRecipient(one) !== (one.use === 'seal')) rejected.set(one.digest, 'key-use-mismatch');
  else if (!mayIntroduce(signer.use, one.use, recoveryStands)) rejected.set(one.digest, 'key-may-not-introduce');
  else if (signedTooLate(one, signer.kid, revoked)) rejected.set(one.digest, 'key-revoked');
  else if (keys.has(kid)) rejected.set(one.digest, 'key-already-known');
  else keys.set(kid, chainKey(one, kid));
}

function revocationsIn(
  ordered: readonly KeyStatement[],
  keys: ReadonlyMap<string, ChainKey>,
  rejected: Map<string, KeyChainCode>,
  revoked: ReadonlyMap<string, Temporal.Instant>,
  party: string,
): Map<string, Temporal.Instant> {
  const found = new Map<string, Temporal.Instant>();
  for (const one of ordered) {
    if (one.type !== 'party-key-revocation') continue;
    const reason = whyNotRevoking(one, keys, revoked, party);
    if (reason !== null) {
      rejected.set(one.digest, reason);
      continue;
    }
    const known = found.get(one.kid);
    if (known === undefined || Temporal.Instant.compare(one.invalidAfter, known) < 0)
      found.set(one.kid, one.invalidAfter);
  }
  return found;
}

function whyNotRevoking(
  one: Revocation,
  keys: ReadonlyMap<string, ChainKey>,
  revoked: ReadonlyMap<string, Temporal.Instant>,
  party: string,
): KeyChainCode | null {
  const target = keys.get(one.kid);
  const signer = keys.get(one.signer);
  if (target === undefined) return 'key-unknown';
  if (signer === undefined) return 'key-not-introduced';
  if (one.issuer !== party || one.subject !== party) return 'key-of-another-party';
  if (!mayRevoke(signer.use, target.use)) return 'key-may-not-revoke';
  // A key that revokes itself may have been called invalid from an earlier moment on.
  return one.signer !== one.kid && signedTooLate(one, one.signer, revoked) ? 'key-revoked' : null;
}

function signedTooLate(
  one: KeyStatement,
  signer: string,
  revoked: ReadonlyMap<string, Temporal.Instant>,
): boolean {
  const limit = revoked.get(signer);
  return limit !== undefined && (one.provenAt === null || Temporal.Instant.compare(one.provenAt, limit) > 0);
}

function isRootItself(one: Introduction, party: string, root: string): boolean {
  return (
    one.use === 'root' &&
    one.signer === root &&
    one.issuer === party &&
    one.subject === party &&
    keyId(one.key) === root
  );
}

function isSealRecipient(one: Introduction): boolean {
  return typeof one.key === 'string';
}

function chainKey(one: Introduction, kid: string): ChainKey {
  return { kid, party: one.subject, key: one.key, use: one.use, validFrom: one.validFrom, invalidAfter: null };
}

function withRevocations({ keys, revocations, rejected }: Walk, party: string, root: string): KeyChain {
  const dated = new Map<string, ChainKey>();
  for (const [kid, key] of keys) dated.set(kid, { ...key, invalidAfter: revocations.get(kid) ?? null });
  return { party, root, keys: dated, rejected };
}

function sameInstants(
  one: ReadonlyMap<string, Temporal.Instant>,
  other: ReadonlyMap<string, Temporal.Instant>,
): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(([kid, instant]) => other.get(kid)?.equals(instant) === true);
}

/** Unproven statements come last; equal instants keep the order they were given in, which is the log's. */
function byProvenTime(one: KeyStatement, other: KeyStatement): number {
  if (one.provenAt === null || other.provenAt === null)
    return Number(one.provenAt === null) - Number(other.provenAt === null);
  return Temporal.Instant.compare(one.provenAt, other.provenAt);
}
