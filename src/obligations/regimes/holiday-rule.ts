/** How a holiday is found in a year: rules as data, and the day that each gives. */
import { type Static, Type } from 'typebox';

const exact = { additionalProperties: false } as const;
const MonthDay = Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
const IsoDay = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });
const DaysFromEaster = Type.Integer({ minimum: -60, maximum: 60 });
const NthWeekday = {
  nth: Type.Enum([1, 2, 3, 4, -1]),
  weekday: Type.Integer({ minimum: 1, maximum: 7 }),
  month: Type.Integer({ minimum: 1, maximum: 12 }),
};

/** ISO weekday number: 1 is Monday. */
export const Weekday = NthWeekday.weekday;

/**
 * - `fixed`: the same date each year.
 * - `easter`, `orthodox_easter`: days from Easter Sunday of the western churches, or of the eastern ones that reckon it
 *   by the Julian calendar; both are dates of the Gregorian calendar.
 * - `nth`: of a month's weekdays of one name; -1 is the last.
 * - `weekday` and `from`: the first such weekday on or after a date, as Midsummer Eve in Sweden.
 * - `fixed`, `if_weekday`, `else`: the date where it falls on that weekday, and some other day where it does not.
 * - `days`: the days themselves, where a law or gazette lists them; in a year that is not listed there is none.
 */
export const Rule = Type.Union([
  Type.Object({ fixed: MonthDay }, exact),
  Type.Object({ easter: DaysFromEaster }, exact),
  Type.Object({ orthodox_easter: DaysFromEaster }, exact),
  Type.Object(NthWeekday, exact),
  Type.Object({ weekday: Weekday, from: MonthDay }, exact),
  Type.Object({ fixed: MonthDay, if_weekday: Weekday, else: Type.Object(NthWeekday, exact) }, exact),
  Type.Object({ equinox: Type.Enum(['march-in-japan', 'september-in-japan']) }, exact),
  Type.Object({ days: Type.Array(IsoDay, { minItems: 1, maxItems: 200 }) }, exact),
]);
export type Rule = Static<typeof Rule>;

const SUNDAY = 7;

/** The day that a rule gives in a year; undefined where it gives none. */
export function dayOf(rule: Rule, year: number): Temporal.PlainDate | undefined {
  if ('if_weekday' in rule) {
    const day = fixedDay(year, rule.fixed);
    return day?.dayOfWeek === rule.if_weekday ? day : nthWeekday(year, rule.else);
  }
  if ('fixed' in rule) return fixedDay(year, rule.fixed);
  if ('easter' in rule) return easterSunday(year).add({ days: rule.easter });
  if ('orthodox_easter' in rule) return orthodoxEasterSunday(year).add({ days: rule.orthodox_easter });
  if ('nth' in rule) return nthWeekday(year, rule);
  if ('weekday' in rule) return weekdayFrom(year, rule.from, rule.weekday);
  if ('equinox' in rule) return japaneseEquinox(year, rule.equinox);
  const listed = rule.days.find((day) => Number(day.slice(0, 4)) === year);
  return listed === undefined ? undefined : fixedDay(year, listed.slice(5));
}

/** Undefined for 29 February in a year without one. */
function fixedDay(year: number, monthDay: string): Temporal.PlainDate | undefined {
  const [month = 1, day = 1] = monthDay.split('-').map(Number);
  const first = new Temporal.PlainDate(year, month, 1);
  return day <= first.daysInMonth ? first.with({ day }) : undefined;
}

type OfMonth = { readonly nth: number; readonly weekday: number; readonly month: number };

function nthWeekday(year: number, { nth, weekday, month }: OfMonth): Temporal.PlainDate {
  const first = new Temporal.PlainDate(year, month, 1);
  if (nth === -1) {
    const last = first.with({ day: first.daysInMonth });
    return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 });
  }
  return first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + (nth - 1) * 7 });
}

function weekdayFrom(year: number, from: string, weekday: number): Temporal.PlainDate | undefined {
  const first = fixedDay(year, from);
  return first?.add({ days: (weekday - first.dayOfWeek + 7) % 7 });
}

/** Gregorian Easter by the century corrections and the epact; good for every year from 1583. */
export function easterSunday(year: number): Temporal.PlainDate {
  const century = Math.floor(year / 100);
  const skippedLeapDays = century - Math.floor(century / 4);
  const moonCorrection = Math.floor((8 * century + 13) / 25);
  const golden = year % 19;
  const epact = (15 + skippedLeapDays - moonCorrection + 19 * golden) % 30;
  // Two epacts are moved by a day, so that no full moon falls after 18 April.
  const late = epact === 29 || (epact === 28 && golden > 10) ? 1 : 0;
  const fullMoon = new Temporal.PlainDate(year, 3, 21).add({ days: epact - late });
  return sundayAfter(fullMoon);
}

/**
 * Julian Easter as a date of the Gregorian calendar: the moon of the old tables, with neither the century's leap days
 * nor the moon corrected, moved by the days between the two calendars.
 */
export function orthodoxEasterSunday(year: number): Temporal.PlainDate {
  const century = Math.floor(year / 100);
  const julianBehind = century - Math.floor(century / 4) - 2;
  const epact = (15 + 19 * (year % 19)) % 30;
  return sundayAfter(new Temporal.PlainDate(year, 3, 21).add({ days: epact + julianBehind }));
}

/** Never the day itself: a full moon on a Sunday has its Easter a week later. */
function sundayAfter(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.add({ days: SUNDAY - (day.dayOfWeek % 7) });
}

/** The usual approximation in Japan, good from 1980 to 2099; the Cabinet Office announces the day a year ahead. */
function japaneseEquinox(year: number, which: string): Temporal.PlainDate | undefined {
  if (year < 1980 || year > 2099) return undefined;
  const [month, start] = which === 'march-in-japan' ? [3, 20.8431] : [9, 23.2488];
  const passed = year - 1980;
  return new Temporal.PlainDate(year, month, Math.floor(start + 0.242194 * passed - Math.floor(passed / 4)));
}
