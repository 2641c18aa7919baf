/** Reckoning with what lies nearer to either end of time than a few years fails; nobody means such a time. */
const FIRST = Temporal.Instant.from('0001-01-01T00:00:00Z');
const LAST = Temporal.Instant.from('9999-12-31T23:59:59Z');

/** The instant that a value from outside names; undefined for what is none, as the 30th of February. */
export function instantFrom(value: unknown): Temporal.Instant | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const instant = Temporal.Instant.from(value);
    const isWithin = Temporal.Instant.compare(FIRST, instant) <= 0 && Temporal.Instant.compare(instant, LAST) <= 0;
    return isWithin ? instant : undefined;
  } catch {
    return undefined;
  }
}
