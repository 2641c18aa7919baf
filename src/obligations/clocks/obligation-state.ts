/** Where an obligation stands at an instant. Time is an argument: the same statements answer for any. */

import { isBefore } from '#obligations/timeline.ts';
import type { Obligation, ObligationState } from './obligation.ts';

/**
 * What was met stays met, whatever is said later. A breach happens at the due instant, so a trigger that is taken back
 * after it leaves the breach standing. Norms and expectations are never breached, and a clock without countdown neither;
 * nor is what lapses, and no later word revives it.
 */
export function stateAt(obligation: Obligation, now: Temporal.Instant): ObligationState {
  const isNorm = obligation.kind === 'norm' || obligation.kind === 'expectation';
  const { metAt, triggeredAt, dueAt, closedAt, held } = obligation;
  if (lapsedAt(obligation, now) !== null) return 'lapsed';
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

/**
 * When what opened this clock ended, because nobody renewed it by its due time; null while it stands, and where it was
 * renewed, taken back, excused or held in time. Which word arrived first decides nothing.
 */
export function lapsedAt(obligation: Obligation, now: Temporal.Instant): Temporal.Instant | null {
  const { effect, countdown, dueAt, triggeredAt, metAt, closedAt, held } = obligation;
  if (effect !== 'lapse' || !countdown || dueAt === null || triggeredAt === null) return null;
  if (obligation.notApplicable !== null || obligation.excused !== null || !isBefore(dueAt, now)) return null;
  if (metAt !== null && !isBefore(dueAt, metAt)) return null;
  if (closedAt !== null && !isBefore(dueAt, closedAt)) return null;
  return held !== null && isBefore(now, held.until) ? null : dueAt;
}

/** The statements that ended by not being renewed, each with the instant: what it is about no longer holds from then. */
export function lapsesOf(
  obligations: readonly Obligation[],
  now: Temporal.Instant,
): ReadonlyMap<string, Temporal.Instant> {
  const ended = new Map<string, Temporal.Instant>();
  for (const one of obligations) {
    const at = lapsedAt(one, now);
    const [opened] = one.restsOn;
    if (at === null || opened === undefined) continue;
    const before = ended.get(opened);
    if (before === undefined || isBefore(at, before)) ended.set(opened, at);
  }
  return ended;
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
