import { isZone } from '#obligations/finder/finder-input.ts';
import type { Field, Fields } from '#site/form-body.ts';
import { readTime } from '#vocabulary/asserted-time.ts';

/** The moments of a report that are typed by the clock on the wall. */
export const MOMENTS = ['noticed_at', 'occurred_at'] as const;
export type Moment = (typeof MOMENTS)[number];

export const ZONE_FIELD = 'time_zone';
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

export function firstOf(field: Field): string {
  return ([field].flat()[0] ?? '').trim();
}

/** The zone that was chosen beside the times; UTC where none was, or none that this machine knows. */
export function zoneOf(fields: Fields): string {
  const zone = firstOf(fields[ZONE_FIELD]);
  return isZone(zone) ? zone : 'UTC';
}

/**
 * Brings each date and time of day, typed by one's own clock, to the form in which a report says when: UTC. A date
 * alone stays a day. A time alone is the last such hour before now, since nobody looks up the date at three in the
 * morning. What is neither is left as it was typed, for the question to refuse.
 */
export function readMoments(fields: Fields, now: Temporal.Instant): Fields {
  const zone = zoneOf(fields);
  const read = MOMENTS.flatMap((name) => {
    const [date, time] = [firstOf(fields[`${name}_date`]), firstOf(fields[`${name}_time`])];
    return date === '' && time === '' ? [] : [[`${name}_other`, momentOf(date, time, zone, now)] as const];
  });
  return { ...fields, ...Object.fromEntries(read) };
}

function momentOf(date: string, time: string, zone: string, now: Temporal.Instant): string {
  if (time === '') return date;
  const day = date === '' ? now.toZonedDateTimeISO(zone).toPlainDate().toString() : date;
  if (!DATE.test(day) || readTime(day) === undefined || !TIME.test(time)) return `${date} ${time}`.trim();
  const zoned = Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone: zone,
    plainTime: Temporal.PlainTime.from(time),
  });
  const past =
    date === '' && Temporal.Instant.compare(zoned.toInstant(), now) > 0 ? zoned.subtract({ days: 1 }) : zoned;
  return `${past.toInstant().toString().slice(0, 16)}Z`;
}

/** What stands in the two fields for a moment that was said before; undefined for one known to a month or a year only. */
export function momentFields(
  said: string,
  zone: string,
): { readonly date: string; readonly time: string } | undefined {
  const span = readTime(said);
  if (span?.precision === 'day') return { date: said, time: '' };
  if (span?.precision !== 'instant') return undefined;
  const local = span.from.toZonedDateTimeISO(zone);
  return { date: local.toPlainDate().toString(), time: local.toPlainTime().toString({ smallestUnit: 'minute' }) };
}
