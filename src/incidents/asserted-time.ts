import { Type } from 'typebox';

/**
 * A moment as somebody asserts it, no more precise than they know it: a year, a month or a day (UTC, ISO 8601 reduced
 * forms), or an instant in UTC to the minute, second or millisecond. It proves nothing; the log's times do.
 */
export const AssertedTime = Type.String({
  pattern:
    '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,3})?)?Z)?)?)?$',
  maxLength: 24,
});

export type TimePrecision = 'year' | 'month' | 'day' | 'instant';

/** The first and the last-but-excluded instant that the assertion can mean; equal where an instant was given. */
export type TimeSpan = {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly precision: TimePrecision;
};

const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(T[\d:.]+Z)?)?)?$/;

/** Undefined for anything that is no time of the form above, the 31st of February included. */
export function readTime(text: unknown): TimeSpan | undefined {
  if (typeof text !== 'string') return undefined;
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [, year, month = '01', day = '01', clock] = match;
  try {
    if (clock !== undefined) {
      const at = Temporal.Instant.from(text);
      Temporal.PlainDate.from(text.slice(0, 10), { overflow: 'reject' });
      return { from: at, until: at, precision: 'instant' };
    }
    const start = Temporal.PlainDate.from(`${year}-${month}-${day}`, { overflow: 'reject' });
    const precision = match[3] !== undefined ? 'day' : match[2] !== undefined ? 'month' : 'year';
    const end = start.add({ [`${precision}s`]: 1 });
    return { from: midnight(start), until: midnight(end), precision };
  } catch {
    // A day the month does not have, or a clock past its end: the text named no time.
    return undefined;
  }
}

function midnight(date: Temporal.PlainDate): Temporal.Instant {
  return date.toZonedDateTime('UTC').toInstant();
}

/** Earlier first; of two with one beginning, the more exact first. */
export function compareTimes(one: TimeSpan, other: TimeSpan): number {
  return Temporal.Instant.compare(one.from, other.from) || Temporal.Instant.compare(one.until, other.until);
}
