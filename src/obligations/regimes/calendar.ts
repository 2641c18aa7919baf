import { type HolidayBook, type Holidays, WEEKENDS_ONLY } from './holidays.ts';
import type { Closes, Period, Regime } from './regime.ts';

/**
 * How a period is counted: by which legal calendar, in which IANA zone its days are days, and on which days the state
 * concerned does not work.
 */
export type Place = {
  readonly calendar: Regime['calendar'];
  readonly zone: string;
  readonly holidays?: Holidays;
  /** The hour at which the receiver closes on the last day, where the limit names one. */
  readonly closes?: Closes;
};

/**
 * Why an end can be read in two ways: the hour of the event is not counted (Regulation 1182/71); the receiver closes
 * before its day ends; or the state may move a last day that is free, by a rule that was not read.
 */
export type OtherReading = 'hour-of-event' | 'closing-hour' | 'free-last-day';

/** What is said about the end of a period. */
export type Reckoned = {
  /** The last instant that is in time. */
  readonly end: Temporal.Instant;
  /** The end without extension for weekends and holidays; the same as `end` where nothing extends. */
  readonly unextended: Temporal.Instant;
  /** The end by the most lenient sound reading, never before `end`. For a lawyer; no clock runs by it. */
  readonly lenient: Temporal.Instant;
  /** Why `lenient` is later; null where both are the same. */
  readonly because: OtherReading | null;
};

/** Beyond this, instants have no room for a period; they all end at the last one there is. */
const HORIZON = Temporal.Instant.from('+275000-01-01T00:00:00Z');
const LAST_INSTANT = Temporal.Instant.from('+275760-09-13T00:00:00Z');
const HOUR_NANOSECONDS = 3_600_000_000_000n;
/** Regulation 1182/71, Art. 3(5): any period of two days or more has at least this many working days in it. */
const EU_WORKING_DAYS_MIN = 2;

/**
 * The last instant of a period that runs from `from`. Never before `from`, and never earlier for a later `from`.
 *
 * Hours are counted exactly, on every calendar, through nights, weekends and changes of daylight saving: aware at
 * 10:00, 24 hours, due at 10:00. This is the strict reading; whoever keeps it is in time by every other, and
 * {@link reckon} gives the lenient end beside it.
 *
 * Days and months do not count the day of the event and end with the last millisecond of their last day, in `zone`.
 * A month ends on the same date number, or on the last day of a month that has no such number.
 * - `plain`: nothing is extended; business days are unknown to it.
 * - `eu-1182-71` (Regulation (EEC, Euratom) 1182/71, Art. 3, UNCONFIRMED against the text): a last day that is a
 *   Saturday, Sunday or holiday moves to the next working day; two days or more hold at least two working days.
 * - `us-federal` (5 U.S.C. 6103; SEC General Instruction B.1): business days only skip; an event on a free day starts
 *   the count on the next business day, which is the first day counted. Calendar days are not extended.
 * - `national`: as `us-federal`, with the holidays of the state.
 * - `eu-national`: as `national`, for a state's act whose own rule on free days was not read: nothing is moved, and the
 *   end on the next working day is the lenient one.
 *
 * Where the receiver closes before the last day ends, the period ends when it closes.
 */
export function expiry(from: Temporal.Instant, period: Period, place: Place): Temporal.Instant {
  return reckon(from, period, place).end;
}

/** Where a period is counted, by names: the calendar of a regime, the zone of its days, whose holidays count. */
export type CountedIn = {
  readonly calendar: Regime['calendar'];
  readonly zone: string;
  readonly jurisdiction: string;
  /** The bearer's state, ISO 3166-1 alpha-2, where it is known: its holidays count where the law is no single state's. */
  readonly state?: string | null;
};

/** The place of a period, with the holidays looked up: those of the law's own state, else of the bearer's, else weekends alone. */
export function placeOf({ calendar, zone, jurisdiction, state = null }: CountedIn, book: HolidayBook): Place {
  const own = /^(?:EU|UN|OSCE|any)$/u.test(jurisdiction) ? state : jurisdiction;
  return { calendar, zone, holidays: book.of(calendar === 'us-federal' ? 'US' : own) };
}

/** As {@link expiry}, with the end before extension and the lenient end beside it. */
export function reckon(from: Temporal.Instant, period: Period, place: Place): Reckoned {
  if (Temporal.Instant.compare(from, HORIZON) > 0) return only(LAST_INSTANT);
  const { unit, value } = period;
  if (unit === 'minute') return only(from.add({ minutes: value }));
  if (unit === 'hour') return hours(from, value, place);
  const { zone, holidays = WEEKENDS_ONLY } = place;
  const start = from.toZonedDateTimeISO(zone).toPlainDate();
  const last = lastDay(start, period, place.calendar, holidays);
  const extended = place.calendar === 'eu-1182-71' ? extendedInEu(start, last, period, holidays) : last;
  const end = endOfDay(extended, zone);
  const unextended = extended === last ? end : endOfDay(last, zone);
  const closing = closingOn(extended, place, extended !== last);
  if (closing !== null && Temporal.Instant.compare(closing, end) < 0) {
    // Nobody is late before the period began, wherever the receiver sits.
    const closed = Temporal.Instant.compare(closing, from) < 0 ? from : closing;
    const before = Temporal.Instant.compare(unextended, closed) < 0 ? unextended : closed;
    return { end: closed, unextended: before, lenient: end, because: 'closing-hour' };
  }
  if (place.calendar !== 'eu-national') return { ...only(end), unextended };
  const moved = nextWorkingDay(last, holidays);
  return moved.equals(last)
    ? only(end)
    : { ...only(end), lenient: endOfDay(moved, zone), because: 'free-last-day' };
}

function only(end: Temporal.Instant): Reckoned {
  return { end, unextended: end, lenient: end, because: null };
}

/** When the receiver closes on the last day; null where it has no closing hour on such a day. */
function closingOn(
  day: Temporal.PlainDate,
  { closes, zone }: Place,
  isExtended: boolean,
): Temporal.Instant | null {
  if (closes === undefined || (closes.on === 'extended-day' && !isExtended)) return null;
  const time = Temporal.PlainTime.from(closes.at);
  // An hour that the clocks show twice is the first of the two, one that they skip the one before.
  const local = day.toPlainDateTime(time);
  return local.toZonedDateTime(closes.zone ?? zone, { disambiguation: 'earlier' }).toInstant();
}

/**
 * Noon, local, of the next working day after `end`, where `end` falls on a free day; else `end` itself. The relief of
 * Delegated Regulation (EU) 2025/301, Art. 5(4), for those whom Art. 5(5) does not exclude, where no limit has it as
 * its closing hour.
 */
export function noonOfNextWorkingDay(end: Temporal.Instant, place: Place): Temporal.Instant {
  const { zone, holidays = WEEKENDS_ONLY } = place;
  const day = end.toZonedDateTimeISO(zone).toPlainDate();
  const working = nextWorkingDay(day, holidays);
  return working.equals(day)
    ? end
    : working.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(12) }).toInstant();
}

function hours(from: Temporal.Instant, value: number, { calendar, zone }: Place): Reckoned {
  const end = from.add({ hours: value });
  if (calendar !== 'eu-1182-71' || value === 0) return only(end);
  return { ...only(end), lenient: hourAfter(from, zone).add({ hours: value }), because: 'hour-of-event' };
}

/** The beginning of the hour after the one in which the event falls; zones may be off by minutes. */
function hourAfter(from: Temporal.Instant, zone: string): Temporal.Instant {
  const offset = BigInt(from.toZonedDateTimeISO(zone).offsetNanoseconds);
  const local = from.epochNanoseconds + offset;
  const into = ((local % HOUR_NANOSECONDS) + HOUR_NANOSECONDS) % HOUR_NANOSECONDS;
  return new Temporal.Instant(from.epochNanoseconds - into + HOUR_NANOSECONDS);
}

function lastDay(
  start: Temporal.PlainDate,
  { value, unit }: Period,
  calendar: Regime['calendar'],
  holidays: Holidays,
): Temporal.PlainDate {
  if (unit === 'calendar-month') return start.add({ months: value });
  if (unit === 'calendar-day') return start.add({ days: value });
  if (calendar === 'plain')
    throw new Error('The plain calendar knows no business days; loading refuses such a regime.');
  let day = start;
  for (let left = value; left > 0; left--) day = nextWorkingDay(day.add({ days: 1 }), holidays);
  return day;
}

function extendedInEu(
  start: Temporal.PlainDate,
  last: Temporal.PlainDate,
  { value, unit }: Period,
  holidays: Holidays,
): Temporal.PlainDate {
  if (last.equals(start)) return last;
  const day = nextWorkingDay(last, holidays);
  // How long the period is says its text, not how many free days it happens to meet: one business day from a Friday
  // is one day, else it would end later than one that began on the Sunday after.
  const twoDaysOrMore = unit === 'calendar-month' || value >= 2;
  if (!twoDaysOrMore || workingDaysAfter(start, day, holidays) >= EU_WORKING_DAYS_MIN) return day;
  return nextWorkingDay(day.add({ days: 1 }), holidays);
}

/** Counts no further than is asked for, so that a long period costs no more than a short one. */
function workingDaysAfter(start: Temporal.PlainDate, end: Temporal.PlainDate, holidays: Holidays): number {
  let count = 0;
  for (let day = start.add({ days: 1 }); Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    if (holidays.isWorkingDay(day) && ++count === EU_WORKING_DAYS_MIN) break;
  }
  return count;
}

/** This day if it is a working day, else the first one after it. */
function nextWorkingDay(day: Temporal.PlainDate, holidays: Holidays): Temporal.PlainDate {
  let next = day;
  while (!holidays.isWorkingDay(next)) next = next.add({ days: 1 });
  return next;
}

/** The last millisecond of a day, since stores keep milliseconds; a day may begin later than midnight. */
function endOfDay(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return day.add({ days: 1 }).toZonedDateTime(zone).toInstant().subtract({ milliseconds: 1 });
}
