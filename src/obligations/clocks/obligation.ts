/**
 * One promise in one case: B is to be stated by P before T, because A was stated. Everything here is computed from
 * statements by `engine.ts`; nothing of it is ever written by hand.
 */
import type { Beginning } from '#obligations/regimes/begins.ts';
import type { OtherReading } from '#obligations/regimes/calendar.ts';
import type { ObligationKind } from '#obligations/regimes/regime.ts';
import type { Sureness } from '#obligations/regimes/sureness.ts';

/**
 * Where an obligation stands at an instant. Law and agreement: the first eight. Norms: `answered`,
 * `answered-elsewhere`, `unanswered` and, before and without a limit, `not-triggered` and `open`; never breached.
 * Own promises are met, late or broken as law is; whoever promised sees it so, nobody else is shown a breach. What is
 * not renewed in time has `lapsed`, whatever its kind.
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
  'lapsed',
  'withdrawn',
] as const;
export type ObligationState = (typeof OBLIGATION_STATES)[number];

/** Why a due time moved: a moment was corrected, an authority moved it, another limit turned out to be earlier. */
export type MoveReason = 'corrected' | 'extended' | 'suspended' | 'resumed' | 'triggered' | 'earlier-limit';

/** An earlier due time, and what moved it; null where there was or is none. */
export type DueChange = {
  readonly from: Temporal.Instant | null;
  readonly to: Temporal.Instant | null;
  /** Digest of the statement that moved it. */
  readonly because: string;
  readonly reason: MoveReason;
  readonly at: Temporal.Instant;
};

/** What tells one obligation from every other. */
export type ObligationParts = {
  readonly case: string;
  readonly regime: string;
  readonly stage: string;
  readonly bearer: string;
  /** The addressee's role: one statement can be owed to an authority and a CSIRT, each with a clock of its own. */
  readonly role: string;
  /** What opened it, where it opens more than once. */
  readonly occasion: string;
};

/** The parts, joined by spaces, which none of them has. The case comes first: two cases may share all the rest. */
export function obligationId({ case: caseId, regime, stage, bearer, role, occasion }: ObligationParts): string {
  return [caseId, regime, stage, bearer, role, occasion].join(' ');
}

export type CountedFrom = {
  readonly from: Temporal.Instant;
  readonly by: string | null;
  readonly limit: number | null;
  readonly turn: number | null;
  readonly zone: string;
  readonly state: string | null;
};

export type Obligation = {
  /** See {@link obligationId}: stable over recomputation, and no other obligation's anywhere. */
  readonly id: string;
  readonly case: string;
  readonly regime: string;
  readonly version: number;
  readonly stage: string;
  readonly kind: ObligationKind;
  /** How sure the due time is by all that it rests on; null of a promise, which rests on its own words. */
  readonly sureness: Sureness | null;
  readonly bearer: string;
  /** The addressee's role in the regime, and the party where one stands for it. */
  readonly role: string;
  readonly addressee: string | null;
  /** Of a promise, its words: it has no regime that would name it. */
  readonly what: string | null;
  /** Statements the clock rests on: the one that opened it, then the others. */
  readonly restsOn: readonly string[];
  readonly triggeredAt: Temporal.Instant | null;
  readonly dueAt: Temporal.Instant | null;
  /**
   * By whose holidays the days until `dueAt` were counted: the state, ISO 3166-1 alpha-2, null where it is not known.
   * Null where no days were: hours run through holidays, and an authority names its time.
   */
  readonly countedBy: { readonly state: string | null } | null;
  /**
   * What the clock was counted from: the instant, the statement that says it (null where it is the limit of another
   * stage), and which limit of the stage it is, or which turn of a periodic duty; with the zone and the state whose days
   * were counted. Null where nothing was counted: somebody named the time, or there is none.
   */
  readonly counted: CountedFrom | null;
  /** The later end by another sound reading of the law, and why; null where there is none, or somebody named the time. */
  readonly otherReading: { readonly at: Temporal.Instant; readonly because: OtherReading } | null;
  /**
   * From when on the bearer owes anything under the regime; null where that is from its first day on. `asks` names the
   * fact that decides where it is not known; `tooEarly` says that what was stated came before.
   */
  readonly begins: (Beginning & { readonly tooEarly: boolean }) | null;
  /** `lapse`: what is not done by the due time ends what opened the clock. */
  readonly effect: 'lapse' | null;
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
  /** Closed because what triggered it was withdrawn, and when; a duty met before stays met. */
  readonly closedBy: string | null;
  readonly closedAt: Temporal.Instant | null;
};

/** What statements say against one another, or without effect: states to show, never errors. */
const CONFLICT_CODES = [
  'correction-by-another',
  'corrected-unknown',
  'moments-differ',
  'filed-before-trigger',
  'change-not-competent',
  'change-without-effect',
  'hold-not-competent',
] as const;
export type ConflictCode = (typeof CONFLICT_CODES)[number];

export type Conflict = {
  readonly code: ConflictCode;
  /** The statement without effect, or the later of two that differ. */
  readonly digest: string;
  readonly by: string;
  /** The other statement, where there is one. */
  readonly about: string | null;
};

/** A declaration under a text that this node does not have: no clock can be computed, and the page says so. */
export type UnknownText = {
  readonly regime: string;
  readonly version: number;
  readonly hash: string;
  readonly by: string;
  readonly digest: string;
  /** False where the version is known here with other words under it. */
  readonly versionKnown: boolean;
};

/** All that follows from one case. */
export type CaseClocks = {
  readonly obligations: readonly Obligation[];
  readonly conflicts: readonly Conflict[];
  readonly unknownTexts: readonly UnknownText[];
};
