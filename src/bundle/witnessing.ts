/** Judges what a log and its witnesses signed: the steps `checkpoint` and `witnesses`. */

import { type SignedCheckpoint, verifyLogSignature } from '#log/checkpoint.ts';
import type { LogCode } from '#log/codes.ts';
import { provenBy } from '#log/cosignature.ts';
import {
  logKeys,
  meetsQuorum,
  quorumReachedAt,
  verifyCosignatures,
  type WitnessCosignature,
} from '#log/policy.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import type { Refusal } from '#outcome.ts';
import { failed, notChecked, passed, type Step, sentences, unknown } from './report.ts';
import { independentOf, type Trust, witnessOperator } from './trust.ts';

/** Fewer organisations than this besides the log's own cannot show that there is only one history. */
const INDEPENDENT_WITNESSES = 2;

export type Witnessing = {
  readonly checkpoint: Step;
  readonly witnesses: Step;
  /** True when a key held for this log signed the checkpoint. */
  readonly logSigned: boolean;
  /** By when the quorum of independent witnesses stood; null while it does not. */
  readonly reachedAt: Temporal.Instant | null;
};

/** Judges the checkpoints of a bundle, each text once: many proofs may share one. */
export class CheckpointJudge {
  readonly #trust: Trust;
  readonly #now: Temporal.Instant;
  readonly #logKeys: readonly VerifierKey[];
  readonly #verdicts = new Map<string, Witnessing>();
  /** By log and witness of the policy, whether the witness is independent of the log: it is so in every checkpoint. */
  readonly #independence = new Map<string, Map<string, boolean>>();
  /** Steps by log and witnesses: mostly the same few cosign everything. */
  readonly #steps = new Map<string, Step>();

  constructor(trust: Trust, now: Temporal.Instant) {
    this.#trust = trust;
    this.#now = now;
    this.#logKeys = logKeys(trust.policy);
  }

  /** `text` is the signed checkpoint as it came, or anything else that two checkpoints share only when they are equal. */
  judge(text: string, signed: SignedCheckpoint): Witnessing {
    const known = this.#verdicts.get(text);
    if (known !== undefined) return known;
    const judged = this.#judge(signed);
    this.#verdicts.set(text, judged);
    return judged;
  }

  /** Did a key held for its log sign it? */
  isSigned(signed: SignedCheckpoint): boolean {
    return verifyLogSignature(signed, this.#logKeys, this.#now).ok;
  }

  #judge(signed: SignedCheckpoint): Witnessing {
    const { origin, size } = signed.checkpoint;
    const signature = verifyLogSignature(signed, this.#logKeys, this.#now);
    if (!signature.ok) return unsigned(origin, signature.refusal);
    const checkpoint = passed('checkpoint', `The log ${origin} signed its state with ${size} entries.`);
    const cosignatures = verifyCosignatures(signed, this.#trust.policy, this.#now);
    if (!cosignatures.ok) {
      return {
        checkpoint,
        witnesses: failed('witnesses', cosignatures.refusal),
        logSigned: true,
        reachedAt: null,
      };
    }
    const independent = this.#independentOf(origin, cosignatures.value);
    const reached = quorumReachedAt(this.#trust.policy, independent);
    return {
      checkpoint,
      witnesses: this.#witnessStep(origin, cosignatures.value, independent),
      logSigned: true,
      reachedAt: reached === undefined ? null : provenBy(reached),
    };
  }

  #independentOf(origin: string, all: readonly WitnessCosignature[]): WitnessCosignature[] {
    const known = this.#independence.get(origin) ?? new Map<string, boolean>();
    this.#independence.set(origin, known);
    const independent: WitnessCosignature[] = [];
    for (const one of all) {
      let counts = known.get(one.witness);
      if (counts === undefined) {
        counts = independentOf(this.#trust, origin, [one]).length > 0;
        known.set(one.witness, counts);
      }
      if (counts) independent.push(one);
    }
    return independent;
  }

  #witnessStep(
    origin: string,
    all: readonly WitnessCosignature[],
    independent: readonly WitnessCosignature[],
  ): Step {
    let key = origin;
    for (const { witness } of all) key += `\n${witness}`;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const step = judgeWitnesses(this.#trust, independent, all.length);
    this.#steps.set(key, step);
    return step;
  }
}

function unsigned(origin: string, refusal: Refusal<LogCode>): Witnessing {
  const missing = refusal.code === 'log-signature-missing';
  const sentence = `You hold no key of the log ${origin}: add a line log <vkey> to your policy when you have confirmed it.`;
  return {
    checkpoint: missing ? unknown('checkpoint', 'log-not-trusted', sentence) : failed('checkpoint', refusal),
    witnesses: notChecked('witnesses')[0] as Step,
    logSigned: false,
    reachedAt: null,
  };
}

function judgeWitnesses(trust: Trust, independent: readonly WitnessCosignature[], all: number): Step {
  const names = new Set(independent.map((cosignature) => cosignature.witness));
  const operators = new Set(independent.map((cosignature) => witnessOperator(trust, cosignature)));
  const listed = [...names].sort().join(', ');
  const { quorum } = trust.policy;
  const own = all > independent.length ? 'Witnesses of the log’s own operator do not count.' : undefined;
  if (!meetsQuorum(trust.policy, names)) {
    const who =
      names.size === 0
        ? `No independent witness has cosigned yet; your policy asks for "${quorum}".`
        : `Cosigned so far by ${listed}; your policy asks for "${quorum}".`;
    return unknown('witnesses', 'quorum-not-met', sentences(who, own, 'Cosignatures may still come.'));
  }
  if (operators.size < INDEPENDENT_WITNESSES) {
    const who =
      names.size === 0
        ? 'No independent witness has cosigned yet; witnesses of two different operators are needed.'
        : `Cosigned so far by ${listed}; witnesses of two different operators are needed.`;
    return unknown(
      'witnesses',
      'not-independently-witnessed',
      sentences('Not independently witnessed.', who, own),
    );
  }
  // One operator's witness may sign with several keys; it is one pair of eyes.
  const eyes = [...operators].sort().join(', ');
  return passed('witnesses', `${operators.size} independent witnesses saw the same log: ${eyes}.`);
}
