/** The order of the desk's inbox: pure, and the same for whatever kind of thing is to be done. */
import type { ObligationKind } from '#obligations/regimes/regime.ts';
import { OBLIGATION_KINDS } from '#obligations/regimes/regime.ts';

/** What there is to do in a row. */
export const ROW_KINDS = ['arrived', 'approval', 'pass-on', 'clock'] as const;

/** What the place of a row, and whether a filter keeps it, depends on. */
export type Urgency = {
  readonly kind: (typeof ROW_KINDS)[number];
  /** Somebody says that people are in danger, as far as this viewer may know. */
  readonly danger: boolean;
  /** Null where no time counts down. */
  readonly due: Temporal.Instant | null;
  /** NCISS score of the case, 0 to 100, where all its inputs are known. */
  readonly score: number | null;
  /** The kind of duty; null for what is no duty. */
  readonly duty: ObligationKind | null;
  readonly since: Temporal.Instant;
};

/**
 * Danger to people stands above everything; then what is due first, and of that an approval, for which others wait; then
 * the graver, law before promise, the older.
 */
export function mostUrgentFirst(one: Urgency, other: Urgency): number {
  return (
    Number(other.danger) - Number(one.danger) ||
    compareDue(one.due, other.due) ||
    Number(other.kind === 'approval') - Number(one.kind === 'approval') ||
    (other.score ?? -1) - (one.score ?? -1) ||
    rank(one.duty) - rank(other.duty) ||
    Temporal.Instant.compare(one.since, other.since)
  );
}

/** What has no time comes last. */
export function compareDue(one: Temporal.Instant | null, other: Temporal.Instant | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return Temporal.Instant.compare(one, other);
}

function rank(duty: ObligationKind | null): number {
  return duty === null ? OBLIGATION_KINDS.length : OBLIGATION_KINDS.indexOf(duty);
}

/** Whichever comes first; null where neither names a time. */
export function earlier(one: Temporal.Instant | null, other: Temporal.Instant | null): Temporal.Instant | null {
  return compareDue(one, other) <= 0 ? one : other;
}
