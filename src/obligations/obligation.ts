/**
 * One promise in one case: B is to be stated by P before T, because A was stated. Everything here is computed from
 * statements by `engine.ts`; nothing of it is ever written by hand.
 */
import type { Confidence, Moment, ObligationKind } from './regime.ts';

/** What the engine reads of a case, in order of arrival. Whoever holds the statements can make this list again. */
export type CaseEvent = {
  /** The statement that says it. */
  readonly digest: string;
  readonly by: string;
  /** When it stood in its own log as far as proven, else when it arrived here. */
  readonly recordedAt: Temporal.Instant;
  /** When it arrived at this node; the same as `recordedAt` for own statements. */
  readonly receivedAt: Temporal.Instant;
  readonly arrival: number;
} & (
  | {
      /** A party declares that a regime applies to it in this case, or does not, with the reason. */
      readonly kind: 'applies';
      readonly regime: string;
      readonly version: number;
      readonly applies: boolean;
      readonly reason: string | null;
      readonly zone: string | null;
      readonly facts: Readonly<Record<string, unknown>>;
      /** The parties that stand for an addressee role, where they are parties. */
      readonly addressees: ReadonlyMap<string, string>;
      readonly replaces: string | null;
    }
  | {
      /** A named person states when something was; a later one that `corrects` it moves every clock. */
      readonly kind: 'moment';
      readonly moment: Moment;
      readonly at: Temporal.Instant | null;
      readonly regime: string | null;
      readonly decidedBy: string | null;
      readonly corrects: string | null;
    }
  | {
      readonly kind: 'filed';
      readonly regime: string;
      readonly stage: string;
      readonly addressee: string | null;
      /** When it was dispatched: dispatch meets a duty to inform. */
      readonly at: Temporal.Instant;
      readonly statement: string | null;
      readonly elsewhere: boolean;
      readonly corrects: string | null;
    }
  | {
      /** Extended, suspended until, excused, or found not applicable, by whom and on what basis. */
      readonly kind: 'changed';
      readonly change: 'extended' | 'suspended' | 'resumed' | 'excused' | 'not-applicable';
      readonly regime: string;
      readonly stage: string;
      readonly until: Temporal.Instant | null;
      readonly basis: string;
      readonly about: string | null;
    }
  | {
      readonly kind: 'hold';
      readonly holds: string;
      readonly target: string | null;
      readonly until: Temporal.Instant;
      readonly basis: string;
      readonly hiddenFrom: readonly string[];
    }
  | {
      readonly kind: 'promise';
      readonly what: string;
      readonly due: Temporal.Instant;
      readonly to: string | null;
      /** Set by the statement that says it was kept. */
      readonly keeps: string | null;
    }
  | {
      /** Any other statement, by its type: what `said` anchors and `said` meetings look at. */
      readonly kind: 'said';
      readonly type: string;
      readonly to: string | null;
      readonly values: ReadonlyMap<string, string | boolean | readonly string[]>;
      readonly withdrawn: boolean;
    }
);

/**
 * Where an obligation stands at an instant. Law and agreement: the first eight. Norms: `answered`,
 * `answered-elsewhere`, `unanswered` and, before and without a limit, `not-triggered` and `open`; never breached.
 * Own promises are met, late or broken as law is; whoever promised sees it so, nobody else is shown a breach.
 */
export const OBLIGATION_STATES = [
  'not-triggered',
  'open',
  'held',
  'met',
  'met-late',
  'breached',
  'excused',
  'not-applicable',
  'answered',
  'answered-elsewhere',
  'unanswered',
  'withdrawn',
] as const;
export type ObligationState = (typeof OBLIGATION_STATES)[number];

/** An earlier due time, and what moved it. */
export type DueChange = {
  readonly from: Temporal.Instant | null;
  readonly to: Temporal.Instant | null;
  readonly because: string;
  readonly reason: 'corrected' | 'extended' | 'suspended' | 'resumed' | 'triggered' | 'earlier-limit';
  readonly at: Temporal.Instant;
};

export type Obligation = {
  /** Stable over recomputation: regime, stage, bearer, addressee and the occasion, joined by spaces. */
  readonly id: string;
  readonly case: string;
  readonly regime: string;
  readonly version: number;
  readonly stage: string;
  readonly kind: ObligationKind;
  readonly confidence: Confidence;
  readonly bearer: string;
  /** The addressee's role in the regime, and the party where one stands for it. */
  readonly role: string;
  readonly addressee: string | null;
  /** Statements the clock rests on: the one that opened it, then the others. */
  readonly restsOn: readonly string[];
  readonly triggeredAt: Temporal.Instant | null;
  readonly dueAt: Temporal.Instant | null;
  /** False where the text is unconfirmed or names no time, or the regime is not in force: no countdown is shown then. */
  readonly countdown: boolean;
  readonly history: readonly DueChange[];
  readonly metAt: Temporal.Instant | null;
  /** The filing or answer that met it, and whether that happened outside Comity. */
  readonly metBy: string | null;
  readonly metElsewhere: boolean;
  /** `until` while a hold or suspension lasts, with the statement that says so and from whom it is hidden. */
  readonly held: {
    readonly until: Temporal.Instant;
    readonly by: string;
    readonly hiddenFrom: readonly string[];
  } | null;
  readonly excused: { readonly by: string; readonly basis: string } | null;
  readonly notApplicable: string | null;
  /** Closed because what triggered it was withdrawn; a duty met before stays met. */
  readonly closedBy: string | null;
};
