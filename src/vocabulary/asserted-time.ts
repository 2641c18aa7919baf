import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';

/**
 * A moment as somebody asserts it, no more precise than they know it: a year, a month or a day (UTC, ISO 8601 reduced
 * forms), or an instant in UTC to the minute, second or millisecond. It proves nothing; the log's times do.
 */
export const AssertedTime = ofKind(
  'time',
  Type.String({
    pattern:
      '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,3})?)?Z)?)?)?$',
    maxLength: 24,
  }),
);

export type TimePrecision = 'year' | 'month' | 'day' | 'instant';

/** The first and the last-but-excluded instant that the assertion can mean; equal where an instant was given. */
export type TimeSpan = {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly precision: TimePrecision;
};

const SHAPE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?Z)?)?)?$/;

/** Undefined for anything that is no time of the form above, the 31st of February included. */
export function readTime(text: unknown): TimeSpan | undefined {
  if (typeof text !== 'string') return undefined;
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2] ?? 1);
  const day = Number(match[3] ?? 1);
  const start = midnight(year, month, day);
  // A month or a day that does not exist would silently become a later one.
  const date = new Date(start);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (match[4] !== undefined) return span(Date.parse(text), Date.parse(text), 'instant');
  if (match[3] !== undefined) return span(start, midnight(year, month, day + 1), 'day');
  if (match[2] !== undefined) return span(start, midnight(year, month + 1, 1), 'month');
  return span(start, midnight(year + 1, 1, 1), 'year');
}

/** Milliseconds since 1970 (UTC). Date is used for its speed: a case page reads hundreds of times. */
function midnight(year: number, month: number, day: number): number {
  // Through the setter, since the constructor takes years below 100 for 1900 and later.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function span(from: number, until: number, precision: TimePrecision): TimeSpan {
  return {
    from: Temporal.Instant.fromEpochMilliseconds(from),
    until: Temporal.Instant.fromEpochMilliseconds(until),
    precision,
  };
}

/** Earlier first; of two with one beginning, the more exact first. */
export function compareTimes(one: TimeSpan, other: TimeSpan): number {
  return Temporal.Instant.compare(one.from, other.from) || Temporal.Instant.compare(one.until, other.until);
}
