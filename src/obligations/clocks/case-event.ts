/** What the engine reads of a case: one or two events a statement, in no order that matters. */
import type { Moment } from '#obligations/regimes/regime.ts';

export type EventHead = {
  /** The statement that says it. */
  readonly digest: string;
  readonly by: string;
  /** When it stood in its own log as far as proven, else when it arrived here. */
  readonly recordedAt: Temporal.Instant;
  /** When it arrived at this node; the same as `recordedAt` for own statements. */
  readonly receivedAt: Temporal.Instant;
  /** It stands in another node's log. */
  readonly foreign: boolean;
};

/** A party declares that a regime applies to it in this case, or does not, with the reason. */
export type Declaration = EventHead & {
  readonly kind: 'applies';
  readonly regime: string;
  readonly version: number;
  readonly hash: string;
  readonly applies: boolean;
  readonly reason: string | null;
  /** An IANA zone this machine knows, else null. */
  readonly zone: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The parties that stand for an addressee role, where they are parties. */
  readonly addressees: ReadonlyMap<string, string>;
};

/** A named person states when something was; a later one that `corrects` it moves every clock. */
export type MomentStated = EventHead & {
  readonly kind: 'moment';
  readonly moment: Moment;
  /** Null where a correction says that it never was. */
  readonly at: Temporal.Instant | null;
  readonly regime: string | null;
  readonly decidedBy: string | null;
  readonly corrects: string | null;
};

export type Filing = EventHead & {
  readonly kind: 'filed';
  readonly regime: string;
  readonly stage: string;
  readonly addressee: string | null;
  /** When it was dispatched: dispatch meets a duty to inform. */
  readonly at: Temporal.Instant;
  readonly elsewhere: boolean;
  /** What was filed, where it is a statement here. */
  readonly report: string | null;
  readonly corrects: string | null;
};

export const DUTY_CHANGES = ['extended', 'suspended', 'resumed', 'excused', 'not-applicable'] as const;

/** Extended, suspended until, excused, or found not applicable, by whom and on what basis. */
export type DutyChanged = EventHead & {
  readonly kind: 'changed';
  readonly change: (typeof DUTY_CHANGES)[number];
  readonly regime: string;
  readonly stage: string;
  readonly bearer: string;
  readonly until: Temporal.Instant | null;
  readonly basis: string;
  readonly about: string | null;
};

export type Hold = EventHead & {
  readonly kind: 'hold';
  readonly holds: string;
  readonly target: string | null;
  readonly until: Temporal.Instant;
  readonly hiddenFrom: readonly string[];
};

export type PromiseMade = EventHead & {
  readonly kind: 'promised';
  readonly what: string;
  readonly due: Temporal.Instant;
  readonly to: string | null;
};

export type PromiseKept = EventHead & { readonly kind: 'kept'; readonly promise: string };

/** Any statement, by its type: what `said` anchors and `said` meetings look at. */
export type Said = EventHead & {
  readonly kind: 'said';
  readonly type: string;
  /** The parties it speaks to, by any of the claims that name one. */
  readonly to: readonly string[];
  readonly values: ReadonlyMap<string, string | boolean | readonly string[]>;
  /** By when an answer is asked for, where the statement says so. */
  readonly due: Temporal.Instant | null;
};

/** That something reached a party: what `received` anchors look at. */
export type Received = EventHead & {
  readonly kind: 'received';
  readonly party: string;
  readonly release: string | null;
  readonly target: string | null;
  readonly at: Temporal.Instant;
};

export type Withdrawal = EventHead & { readonly kind: 'withdrawn'; readonly withdraws: readonly string[] };

export type CaseEvent =
  | Declaration
  | MomentStated
  | Filing
  | DutyChanged
  | Hold
  | PromiseMade
  | PromiseKept
  | Said
  | Received
  | Withdrawal;
