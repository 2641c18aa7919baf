/** From when on a regime asks anything of somebody: a day of its own, or one that the declaration tells. */
import type { Begins, Regime } from './regime.ts';

/**
 * `at` is the first instant on which something can be owed; null where a fact that decides is not known, and `asks`
 * then names it.
 */
export type Beginning = { readonly at: Temporal.Instant | null; readonly asks: string | null };

/** Undefined where the regime binds whoever it applies to from its first day on, whatever that was. */
export function beginningOf(
  { begins }: Pick<Regime, 'begins'>,
  facts: Readonly<Record<string, unknown>>,
  zone: string,
): Beginning | undefined {
  if (begins === undefined) return undefined;
  const own = begins.on === undefined ? null : startOf(Temporal.PlainDate.from(begins.on), zone);
  if (begins.fact === undefined) return { at: own, asks: null };
  const told = toldDay(begins, facts);
  if (told === null) return { at: null, asks: begins.fact };
  const start = startOf(told, zone);
  return { at: own !== null && Temporal.Instant.compare(start, own) < 0 ? own : start, asks: null };
}

function toldDay({ fact, plus }: Begins, facts: Readonly<Record<string, unknown>>): Temporal.PlainDate | null {
  const given = Object.hasOwn(facts, fact!) ? facts[fact!] : undefined;
  const day = dayFrom(given);
  if (day === null || plus === undefined) return day;
  return day.add(plus.unit === 'calendar-month' ? { months: plus.value } : { days: plus.value });
}

/** A day as `2026-11-28`; null for anything else, also for a day that does not exist. */
export function dayFrom(text: unknown): Temporal.PlainDate | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/u.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}

/** A day may begin later than midnight. */
function startOf(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return day.toZonedDateTime(zone).toInstant();
}
