/** Takes the steps that concern one entry alone: is it well-formed, and does a witnessed log hold it? */
import { type LogProof, parseLogProof, verifyProvenEntry } from '#log/proof.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import type { Claim } from '#statement/draft.ts';
import { type Parsed, parse } from '#statement/parse.ts';
import type { BundleEntry } from './format.ts';
import { failed, notChecked, passed, type Step, type StepName, unknown } from './report.ts';
import type { CheckpointJudge } from './witnessing.ts';

const NO_CLAIMS: ReadonlyMap<string, Claim> = new Map();

export type Held = {
  readonly origin: string;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  /** True when inclusion and the log's signature hold: then the log can be held to it. */
  readonly binding: boolean;
};

/** What a statement shows to everybody, and how much else it shows. */
export type Head = {
  readonly digest: string;
  readonly issuer: string;
  /** The name in its `vct`, as `incident-alert`. */
  readonly type: string;
  readonly log: string;
  readonly realm: string;
  readonly kid: string;
  readonly undisclosed: number;
};

/** An entry on its way through the steps; later ones are added to `steps`, or replace what they disprove. */
export type Examined = {
  /** Where it stands in the bundle, as `statements/3`. */
  readonly place: string;
  readonly head: Head | null;
  /** The whole statement while its key has not been found; let go at once afterwards, since bundles are large. */
  pending: Parsed | null;
  readonly steps: Map<StepName, Step>;
  readonly held: Held | null;
  readonly witnessedAt: Temporal.Instant | null;
  /** Empty until the signature was verified. */
  claims: ReadonlyMap<string, Claim>;
};

function headOf(parsed: Parsed): Head {
  const { digest, issuer, log, realm, kid } = parsed;
  const type = parsed.vct.split(':')[3] as string;
  return { digest, issuer, type, log, realm, kid, undisclosed: parsed.digestCount - parsed.disclosures.length };
}

export function examine(entry: BundleEntry, place: string, judge: CheckpointJudge): Examined {
  const steps = new Map<StepName, Step>();
  const add = (...taken: readonly Step[]): void => {
    for (const step of taken) steps.set(step.step, step);
  };
  const parsed = parse(entry.presentation);
  if (!parsed.ok) {
    const { code } = parsed.refusal;
    const aboutDisclosures = code.startsWith('disclosure-') || code.startsWith('digest-');
    if (aboutDisclosures)
      add(passed('well-formed', 'The statement is written as it must be.'), failed('disclosures', parsed.refusal));
    else add(failed('well-formed', parsed.refusal), ...notChecked('disclosures'));
    add(...notChecked('signature', 'key', 'inclusion', 'checkpoint', 'witnesses'));
    return { place, head: null, pending: null, steps, held: null, witnessedAt: null, claims: NO_CLAIMS };
  }
  const shown = parsed.value.disclosures.length;
  const belong = shown === 1 ? 'The one shown value belongs' : `All ${shown} shown values belong`;
  add(
    passed('well-formed', 'The statement is written as it must be.'),
    passed('disclosures', `${belong} to the signed text; none was altered or added.`),
  );
  const head = headOf(parsed.value);
  const proven = prove(entry.proof, head, judge);
  add(...proven.steps);
  const { held, witnessedAt } = proven;
  return { place, head, pending: parsed.value, steps, held, witnessedAt, claims: NO_CLAIMS };
}

type Proven = {
  readonly steps: readonly Step[];
  readonly held: Held | null;
  readonly witnessedAt: Temporal.Instant | null;
};

function prove(text: string | null, head: Head, judge: CheckpointJudge): Proven {
  const nothing = { held: null, witnessedAt: null };
  if (text === null) {
    const sentence = 'The bundle has no proof that a log holds this statement; ask its node for one later.';
    const steps = (['inclusion', 'checkpoint', 'witnesses'] as const).map((step) =>
      unknown(step, 'proof-missing', sentence),
    );
    return { steps, ...nothing };
  }
  const proof = parseLogProof(text);
  if (!proof.ok)
    return { steps: [failed('inclusion', proof.refusal), ...notChecked('checkpoint', 'witnesses')], ...nothing };
  const { index, signed } = proof.value;
  const { origin, size, root } = signed.checkpoint;
  const witnessing = judge.judge(text.slice(text.indexOf('\n\n')), signed);
  const inclusion = includes(proof.value, head, origin);
  const binding = inclusion.state === 'passed' && witnessing.logSigned;
  return {
    steps: [inclusion, witnessing.checkpoint, witnessing.witnesses],
    held: { origin, index, size, root, binding },
    witnessedAt: inclusion.state === 'passed' ? witnessing.reachedAt : null,
  };
}

function includes(proof: LogProof, head: Head, origin: string): Step {
  if (head.log !== origin) {
    const sentence = `The statement is meant for the log ${head.log}, but the proof is of the log ${origin}.`;
    return failed('inclusion', { code: 'log-mismatch', sentence });
  }
  const verdict = verifyProvenEntry(proof, decodeBase64url(head.digest) as Uint8Array);
  if (!verdict.ok) return failed('inclusion', verdict.refusal);
  return passed('inclusion', `The log ${origin} holds it as entry ${proof.index}.`);
}
