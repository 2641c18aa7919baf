/**
 * Policy files (C2SP tlog-policy): the logs a verifier accepts, the witnesses it knows, and how many of them must
 * have cosigned. The file is the verifier's own; nothing that arrives with a proof can add to it.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { LogCode } from './codes.ts';
import { type Cosignature, verifyAny } from './cosignature.ts';
import type { VerifierKey } from './verifier-key.ts';

export type PolicyLog = { readonly key: VerifierKey; readonly url?: string };
export type PolicyWitness = { readonly name: string; readonly key: VerifierKey; readonly url?: string };
/** Met when `threshold` of the members are. */
export type PolicyGroup = {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
};

export type Policy = {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: ReadonlyMap<string, PolicyWitness>;
  readonly groups: ReadonlyMap<string, PolicyGroup>;
  /** The name of a witness or group, or `none`. */
  readonly quorum: string;
};

export const NO_QUORUM = 'none';

/** A cosignature by a witness of the policy; `witness` is its name there. */
export type WitnessCosignature = Cosignature & { readonly witness: string };

export function logKeys(policy: Policy): VerifierKey[] {
  return policy.logs.map((log) => log.key);
}

/**
 * All cosignatures of the policy's witnesses on a checkpoint. Unknown lines are ignored; one that claims a known
 * witness and does not verify refuses the checkpoint, since an honest bearer would never add it.
 */
export function verifyCosignatures(
  signed: SignedCheckpoint,
  policy: Policy,
  now: Temporal.Instant,
): Outcome<WitnessCosignature[], LogCode> {
  const known = byKeyId(policy);
  const verified: WitnessCosignature[] = [];
  for (const line of signed.note.signatures) {
    const claimed = known.get(line.keyId)?.filter(({ key }) => key.name === line.name) ?? [];
    const cosignature = verifyAny(
      signed.checkpoint,
      line,
      claimed.map(({ key }) => key),
      now,
      signed.note.text,
    );
    if (cosignature === undefined) continue;
    if (!cosignature.ok) return cosignature;
    const { cosigner, timestampSeconds } = cosignature.value;
    const witness = claimed.find(({ key }) => key === cosigner)!;
    verified.push({ cosigner, timestampSeconds, witness: witness.name });
  }
  return accept(verified);
}

const witnessesByKeyId = new WeakMap<Policy, Map<number, PolicyWitness[]>>();

/** Key ids are short, so that two witnesses may share one, and who makes keys for it can share the name too. */
function byKeyId(policy: Policy): Map<number, PolicyWitness[]> {
  const held = witnessesByKeyId.get(policy);
  if (held !== undefined) return held;
  const index = Map.groupBy(policy.witnesses.values(), ({ key }) => key.keyId);
  witnessesByKeyId.set(policy, index);
  return index;
}

/** Do these witnesses, by their names in the policy, make its quorum? */
export function meetsQuorum(policy: Policy, witnesses: ReadonlySet<string>): boolean {
  return policy.quorum === NO_QUORUM || isMet(policy, policy.quorum, witnesses);
}

/** Ends, since a group names only what stands on earlier lines, and no name is a member twice. */
function isMet(policy: Policy, name: string, witnesses: ReadonlySet<string>): boolean {
  const group = policy.groups.get(name);
  if (group === undefined) return witnesses.has(name);
  return group.members.filter((member) => isMet(policy, member, witnesses)).length >= group.threshold;
}

/** Refused with `quorum-not-met`, saying who has cosigned and what was asked for. */
export function checkQuorum(policy: Policy, cosignatures: readonly WitnessCosignature[]): Outcome<null, LogCode> {
  const names = new Set(cosignatures.map((cosignature) => cosignature.witness));
  if (meetsQuorum(policy, names)) return accept(null);
  const seen =
    names.size === 0
      ? 'no known witness has'
      : `${[...names].sort().join(', ')} ${names.size === 1 ? 'has' : 'have'}`;
  return refuse(
    'quorum-not-met',
    phrase`The policy asks for the quorum "${policy.quorum}"; so far ${seen} cosigned.`,
  );
}

/**
 * The instant from which the quorum stood, in seconds since 1970: the witnesses dated up to it make the quorum, those
 * before it do not. Undefined when the dated cosignatures make none, or when the policy asks for none.
 */
export function quorumReachedAt(policy: Policy, cosignatures: readonly WitnessCosignature[]): number | undefined {
  if (policy.quorum === NO_QUORUM) return undefined;
  let reached = 0;
  // Mostly all signed in one second: then they are looked at together.
  for (;;) {
    let next = Number.POSITIVE_INFINITY;
    for (const { timestampSeconds: at } of cosignatures) if (at > reached && at < next) next = at;
    if (next === Number.POSITIVE_INFINITY) return undefined;
    reached = next;
    const names = new Set<string>();
    for (const { witness, timestampSeconds: at } of cosignatures) if (at > 0 && at <= reached) names.add(witness);
    if (meetsQuorum(policy, names)) return reached;
  }
}
