/** Takes the steps that concern one entry alone: is it well-formed, and does a witnessed log hold it? */
import { type LogProof, parseLogProof, verifyProvenEntry } from '#log/proof.ts';
import type { Refusal } from '#outcome.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import type { StatementCode } from '#statement/codes.ts';
import type { Claim } from '#statement/draft.ts';
import { type Parsed, parse } from '#statement/parse.ts';
import type { BundleEntry } from './format.ts';
import { failed, notChecked, passed, type Step, type StepName, unknown } from './report.ts';
import type { CheckpointJudge } from './witnessing.ts';

const ABOUT_THE_LOG = ['inclusion', 'checkpoint', 'witnesses'] as const;
const WELL_FORMED = passed('well-formed', 'The statement is written as it must be.');
/** By how many values are shown: most bundles know a few numbers. */
const BELONGING = new Map<number, Step>();
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
  head: Head | null;
  /** The whole statement while its key has not been found; let go at once afterwards, since bundles are large. */
  pending: Parsed | null;
  /** The proof as read, until {@link prove} has judged it. */
  proof: ProofText | null;
  readonly steps: Map<StepName, Step>;
  held: Held | null;
  witnessedAt: Temporal.Instant | null;
  /** Empty until the signature was verified. */
  claims: ReadonlyMap<string, Claim>;
};

function headOf(parsed: Parsed): Head {
  const { digest, issuer, log, realm, kid } = parsed;
  const type = parsed.vct.split(':')[3] as string;
  return { digest, issuer, type, log, realm, kid, undisclosed: parsed.digestCount - parsed.disclosures.length };
}

/** `checkpoint` is the part of the file that other proofs may share. */
type ProofText = { readonly read: LogProof; readonly checkpoint: string };

/** Reads both texts of an entry: the steps `well-formed` and `disclosures`. */
export function readEntry(entry: BundleEntry, place: string): Examined {
  const steps = new Map<StepName, Step>();
  const one: Examined = {
    place,
    head: null,
    pending: null,
    proof: null,
    steps,
    held: null,
    witnessedAt: null,
    claims: NO_CLAIMS,
  };
  const parsed = parse(entry.presentation);
  if (!parsed.ok) {
    take(steps, ...refusedSteps(parsed.refusal), ...notChecked('signature', 'key', ...ABOUT_THE_LOG));
    return one;
  }
  steps.set('well-formed', WELL_FORMED);
  steps.set('disclosures', belonging(parsed.value.disclosures.length));
  one.head = headOf(parsed.value);
  one.pending = parsed.value;
  one.proof = readProof(entry.proof, steps);
  return one;
}

function belonging(shown: number): Step {
  const known = BELONGING.get(shown);
  if (known !== undefined) return known;
  const sentence =
    shown === 1
      ? 'The one shown value belongs to the signed text; none was altered or added.'
      : `All ${shown} shown values belong to the signed text; none was altered or added.`;
  const step = passed('disclosures', sentence);
  BELONGING.set(shown, step);
  return step;
}

function take(steps: Map<StepName, Step>, ...taken: readonly Step[]): void {
  for (const step of taken) steps.set(step.step, step);
}

function refusedSteps(refusal: Refusal<StatementCode>): Step[] {
  const aboutDisclosures = refusal.code.startsWith('disclosure-') || refusal.code.startsWith('digest-');
  if (aboutDisclosures) return [WELL_FORMED, failed('disclosures', refusal)];
  return [failed('well-formed', refusal), ...notChecked('disclosures')];
}

function readProof(text: string | null, steps: Map<StepName, Step>): ProofText | null {
  if (text === null) {
    const sentence = 'The bundle has no proof that a log holds this statement; ask its node for one later.';
    take(steps, ...ABOUT_THE_LOG.map((step) => unknown(step, 'proof-missing', sentence)));
    return null;
  }
  const read = parseLogProof(text);
  if (read.ok) return { read: read.value, checkpoint: text.slice(text.indexOf('\n\n')) };
  take(steps, failed('inclusion', read.refusal), ...notChecked('checkpoint', 'witnesses'));
  return null;
}

/** Judges the proof, if there is one: the steps `inclusion`, `checkpoint` and `witnesses`. */
export function prove(one: Examined, judge: CheckpointJudge): void {
  const { proof, head, steps } = one;
  if (proof === null || head === null) return;
  one.proof = null;
  const { index, signed } = proof.read;
  const { origin, size, root } = signed.checkpoint;
  const witnessing = judge.judge(proof.checkpoint, signed);
  const inclusion = includes(proof.read, head, origin);
  const included = inclusion.state === 'passed';
  steps.set('inclusion', inclusion);
  steps.set('checkpoint', witnessing.checkpoint);
  steps.set('witnesses', witnessing.witnesses);
  one.held = { origin, index, size, root, binding: included && witnessing.logSigned };
  one.witnessedAt = included ? witnessing.reachedAt : null;
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
