/** What a verification found, for a person, a page and a program alike; it can be written as JSON. */
import type { Refusal } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import type { BundleCode } from './codes.ts';

/** In the order in which they are shown. */
export const STEPS = [
  'well-formed',
  'disclosures',
  'signature',
  'key',
  'inclusion',
  'checkpoint',
  'witnesses',
  'number',
  'linkage',
] as const;
export type StepName = (typeof STEPS)[number];

export type StepState = 'passed' | 'failed' | 'unknown';

export type Step = {
  readonly step: StepName;
  readonly state: StepState;
  /** Stable, for programs and translations; null where the step passed. */
  readonly code: BundleCode | null;
  readonly sentence: string;
};

/** The badge: everything holds; all holds but that too few independent witnesses have spoken; something does not. */
export type Verdict = 'proved' | 'not-yet-witnessed' | 'failed';

export type ShownClaim = { readonly name: string; readonly value: JsonValue; readonly marking: Marking };

/** Another statement of the bundle, truly signed, that changes what this one means. It never un-proves it. */
export type Change = {
  readonly type: 'recalled' | 'withdrawn' | 'corrected';
  readonly digest: string;
  readonly by: string;
  readonly sentence: string;
};

/** How far a release of this statement got. `receivedAt` and `acknowledgedAt` are the receiver's word. */
export type Delivery = {
  readonly release: string;
  readonly to: string;
  readonly state: 'released' | 'received' | 'acknowledged';
  readonly receivedAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly sentence: string;
};

export type StatementReport = {
  readonly place: string;
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly digest: string | null;
  readonly issuer: string | null;
  /** The name in its `vct`, as `incident-alert`. */
  readonly type: string | null;
  readonly log: string | null;
  readonly logIndex: number | null;
  readonly realm: string | null;
  /** Nothing is shown whose signature was not verified. */
  readonly claims: readonly ShownClaim[];
  /** Digests without a disclosure: withheld claims and padding, which cannot be told apart. */
  readonly undisclosed: number;
  /** The instant from which it is proven to have existed; null while there is no quorum. */
  readonly provenAt: string | null;
  readonly steps: readonly Step[];
  readonly changes: readonly Change[];
  readonly deliveries: readonly Delivery[];
};

/** Proof that a party or a log lied, with the places of the bundle that show it. */
export type Contradiction = {
  readonly type: 'two-statements-under-one-number' | 'two-roots-at-one-size' | 'two-entries-at-one-index';
  readonly by: string;
  readonly places: readonly string[];
  readonly sentence: string;
};

export type Report = {
  readonly verdict: Verdict;
  readonly sentence: string;
  /** Set when the document itself could not be read. */
  readonly refusal: Refusal<BundleCode> | null;
  readonly exported: string | null;
  readonly statements: readonly StatementReport[];
  readonly keys: readonly StatementReport[];
  readonly misbehaviour: readonly Contradiction[];
};

/** Whole sentences, one after the other; a check may have nothing to say at a place. */
export function sentences(...said: readonly (string | undefined)[]): string {
  return said.filter((sentence) => sentence !== undefined).join(' ');
}

export function passed(step: StepName, sentence: string): Step {
  return { step, state: 'passed', code: null, sentence };
}

export function failed(step: StepName, { code, sentence }: Refusal<BundleCode>): Step {
  return { step, state: 'failed', code, sentence };
}

export function unknown(step: StepName, code: BundleCode, sentence: string): Step {
  return { step, state: 'unknown', code, sentence };
}

/** Steps that cannot be taken because an earlier one failed. */
export function notChecked(...steps: readonly StepName[]): Step[] {
  return steps.map((step) => unknown(step, 'not-checked', 'Not checked, because an earlier step failed.'));
}

/** A missing witness leaves a statement waiting; anything else that is not known leaves it unproved, and so failed. */
const MAY_WAIT: readonly (StepName | BundleCode)[] = ['witnesses', 'proof-missing'];
/** Whether the other end of a release is in the bundle says nothing about the statement itself. */
const MAY_BE_OPEN: readonly StepName[] = ['linkage', 'number'];

function isOpen({ state, step }: Step): boolean {
  return state !== 'passed' && !(state === 'unknown' && MAY_BE_OPEN.includes(step));
}

export function verdictOf(steps: readonly Step[]): Verdict {
  if (!steps.some(isOpen)) return 'proved';
  const open = steps.filter(isOpen);
  const waits = open.every(
    ({ state, step, code }) =>
      state === 'unknown' && (MAY_WAIT.includes(step) || (code !== null && MAY_WAIT.includes(code))),
  );
  return waits ? 'not-yet-witnessed' : 'failed';
}

/** Where the check of a statement that is not proved stops: a failed step before an open one. */
export function firstOpen(steps: readonly Step[]): Step | undefined {
  return (
    steps.find((step) => step.state === 'failed') ??
    steps.find((step) => step.state === 'unknown' && step.step !== 'linkage' && step.step !== 'number')
  );
}

/** The worst of several. */
export function overall(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('failed')) return 'failed';
  return verdicts.includes('not-yet-witnessed') ? 'not-yet-witnessed' : 'proved';
}
