/** Where an obligation stands at an instant. Time is an argument: the same statements answer for any. */
import type { Obligation, ObligationState } from './obligation.ts';
import { isBefore } from './timeline.ts';

/**
 * What was met stays met, whatever is said later. A breach happens at the due instant, so a trigger that is taken back
 * after it leaves the breach standing. Norms are never breached, and a clock without countdown neither.
 */
export function stateAt(obligation: Obligation, now: Temporal.Instant): ObligationState {
  const isNorm = obligation.kind === 'norm';
  const { metAt, triggeredAt, dueAt, closedAt, held } = obligation;
  if (metAt !== null && !isBefore(now, metAt)) {
    if (isNorm) return obligation.metElsewhere ? 'answered-elsewhere' : 'answered';
    return obligation.countdown && dueAt !== null && isBefore(dueAt, metAt) ? 'met-late' : 'met';
  }
  if (obligation.notApplicable !== null) return 'not-applicable';
  if (obligation.excused !== null) return 'excused';
  const counts = obligation.countdown && dueAt !== null;
  const closed = closedAt !== null && !isBefore(now, closedAt);
  if (closed && !(counts && isBefore(dueAt, closedAt))) return 'withdrawn';
  if (triggeredAt === null || isBefore(now, triggeredAt)) return 'not-triggered';
  if (held !== null && isBefore(now, held.until)) return 'held';
  if (counts && isBefore(dueAt, now)) return isNorm ? 'unanswered' : 'breached';
  return 'open';
}

/** The same as somebody else may see it: whether a promise was broken is between those who gave and got it. */
export function stateFor(obligation: Obligation, now: Temporal.Instant, viewer: string | null): ObligationState {
  const state = stateAt(obligation, now);
  if (obligation.kind !== 'promise' || viewer === obligation.bearer) return state;
  if (state === 'breached') return 'unanswered';
  return state === 'met-late' ? 'met' : state;
}

/** Something is still to be done about it: open, held, or overdue. */
export function isUndone(obligation: Obligation): boolean {
  const { metAt, notApplicable, excused, closedAt, triggeredAt, countdown, dueAt } = obligation;
  if (metAt !== null || notApplicable !== null || excused !== null || triggeredAt === null) return false;
  return closedAt === null || (countdown && dueAt !== null && isBefore(dueAt, closedAt));
}
