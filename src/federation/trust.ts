import { formatSignedCheckpoint, type SignedCheckpoint, verifyLogSignature } from '#log/checkpoint.ts';
import { provenBy, verifyCosignature } from '#log/cosignature.ts';
import { signaturesOf } from '#log/note.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { ArrivalCode } from './codes.ts';
import type { Peer } from './peering.ts';

/** Independent witnesses that must have cosigned before a checkpoint's time counts as proven. */
const WITNESS_QUORUM = 2;
const VERIFIED_NOTES_KEPT = 2_000;

/** A cosigner, and the logs of the node that runs it: an operator's own witness does not count for its logs. */
export type TrustedWitness = {
  readonly key: VerifierKey;
  readonly operator: string;
  readonly logs: ReadonlySet<string>;
};

/** Whose logs and witnesses this node believes: its own, and those of the peers that stand. */
export type Trust = {
  readonly logs: ReadonlyMap<string, VerifierKey>;
  readonly witnesses: readonly TrustedWitness[];
};

export type OwnKeys = {
  readonly log: string;
  readonly logKey: VerifierKey;
  /** Keys of logs that this node had before a successor went on. */
  readonly formerLogKeys: readonly VerifierKey[];
  readonly witnessKeys: readonly VerifierKey[];
};

export function trustOf(own: OwnKeys, peers: readonly Peer[]): Trust {
  const logs = new Map<string, VerifierKey>();
  const witnesses: TrustedWitness[] = [];
  const keys = witnessKeysByLog(own, peers);
  for (const { log, logKey, formerLogKeys } of [own, ...peers]) {
    const ofNode = [logKey, ...formerLogKeys];
    for (const key of ofNode) if (!logs.has(key.name)) logs.set(key.name, key);
    const names = new Set(ofNode.map((key) => key.name));
    for (const key of keys.get(log) ?? []) witnesses.push({ key, operator: log, logs: names });
    keys.delete(log);
  }
  return { logs, witnesses };
}

/**
 * The witness keys of each node, by its log. A key is one pair of eyes under whatever name: it stays with whoever was
 * confirmed with it first, since a cosignature does not tell its cosigner's name.
 */
export function witnessKeysByLog(
  own: Pick<OwnKeys, 'log' | 'witnessKeys'>,
  peers: readonly Pick<Peer, 'log' | 'witnessKeys'>[],
): Map<string, readonly VerifierKey[]> {
  const found = new Map<string, readonly VerifierKey[]>();
  const taken = new Set<string>();
  for (const { log, witnessKeys } of [own, ...peers]) {
    if (found.has(log)) continue;
    const fresh = witnessKeys.filter(({ key }) => !taken.has(key.raw.toBase64()));
    for (const { key } of fresh) taken.add(key.raw.toBase64());
    found.set(log, fresh);
  }
  return found;
}

/** Texts of checkpoints whose log signature was verified with the key named beside; the same ones come again and again. */
const verified = new Map<string, string>();

/** The same for a checkpoint that was read once for many proofs. */
const verifiedWith = new WeakMap<SignedCheckpoint, VerifierKey>();

/** Is this checkpoint signed by the key that is pinned for its log? */
export function checkLogSignature(
  signed: SignedCheckpoint,
  trust: Trust,
  now: Temporal.Instant,
): Outcome<null, ArrivalCode> {
  const { origin } = signed.checkpoint;
  const key = trust.logs.get(origin);
  if (key === undefined) {
    return refuse('log-not-pinned', phrase`No peer of this node was confirmed with the log ${origin}.`);
  }
  if (verifiedWith.get(signed) === key) return accept(null);
  const lines = signaturesOf(signed.note, key).map((line) => line.signature.toBase64());
  const text = `${key.keyId} ${lines.join(' ')}\n${signed.note.text}`;
  const before = verified.get(text) === key.key.raw.toBase64();
  const checked = before ? accept(key) : verifyLogSignature(signed, [key], now);
  if (!checked.ok) return checked;
  verifiedWith.set(signed, key);
  if (verified.size >= VERIFIED_NOTES_KEPT) verified.clear();
  verified.set(text, key.key.raw.toBase64());
  return accept(null);
}

/** Cosignatures verified before, by checkpoint text: many statements come under one checkpoint. */
const witnessed = new WeakMap<Trust['witnesses'], Map<string, Temporal.Instant | null>>();

/**
 * By when the quorum of independent witnesses had cosigned, and no later than `now`, when it is in our hands; undefined
 * while too few have. `text` is the checkpoint as it came, so that the same one is verified once.
 */
export function provenAt(
  signed: SignedCheckpoint,
  trust: Trust,
  now: Temporal.Instant,
  text = formatSignedCheckpoint(signed),
): Temporal.Instant | undefined {
  const known = witnessed.get(trust.witnesses) ?? new Map<string, Temporal.Instant | null>();
  witnessed.set(trust.witnesses, known);
  const before = known.get(text);
  const at = before === undefined ? quorumAt(signed, trust, now) : (before ?? undefined);
  if (before === undefined) {
    if (known.size >= VERIFIED_NOTES_KEPT) known.clear();
    known.set(text, at ?? null);
  }
  return at !== undefined && Temporal.Instant.compare(now, at) < 0 ? now : at;
}

function quorumAt(signed: SignedCheckpoint, trust: Trust, now: Temporal.Instant): Temporal.Instant | undefined {
  const { origin } = signed.checkpoint;
  const firstByOperator = new Map<string, number>();
  for (const { key, operator, logs } of trust.witnesses) {
    if (logs.has(origin)) continue;
    for (const line of signaturesOf(signed.note, key)) {
      const cosigned = verifyCosignature(signed.checkpoint, line, key, now);
      if (!cosigned.ok || cosigned.value.timestampSeconds === 0) continue;
      const seconds = cosigned.value.timestampSeconds;
      firstByOperator.set(operator, Math.min(seconds, firstByOperator.get(operator) ?? seconds));
    }
  }
  const at = [...firstByOperator.values()].sort((one, other) => one - other)[WITNESS_QUORUM - 1];
  return at === undefined ? undefined : provenBy(at);
}
