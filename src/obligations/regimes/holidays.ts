/**
 * Public holidays of a state, as data: `regimes/calendars/<ISO 3166-1 alpha-2>.json` states rules, and this file works
 * out the days. What a rule cannot say (moon calendars, yearly decrees, regions) is left out, and the data say so.
 */
import { type Static, Type } from 'typebox';
import { dayOf, Rule, Weekday } from './holiday-rule.ts';
import { CONFIDENCES, type Confidence } from './regime.ts';

const exact = { additionalProperties: false } as const;
const Year = Type.Integer({ minimum: 1583, maximum: 9_999 });

/** What happens to a holiday on a free day: which other day is free for it. */
const OBSERVED = [
  'none',
  'nearest-weekday',
  'sunday-to-monday',
  'sunday-to-next',
  'weekend-to-next',
  'sunday-to-previous',
] as const;
type Observed = (typeof OBSERVED)[number];

export const HolidayFile = Type.Object(
  {
    state: Type.String({ pattern: '^[A-Z]{2}$' }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    /** ISO weekday numbers on which nobody works. */
    weekend: Type.Array(Weekday, { maxItems: 6 }),
    observed: Type.Enum([...OBSERVED]),
    /** A single working day between two holidays is free as well. */
    bridged: Type.Optional(Type.Boolean()),
    holidays: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 120 }),
          rule: Rule,
          from_year: Type.Optional(Year),
          to_year: Type.Optional(Year),
          observed: Type.Optional(Type.Enum([...OBSERVED])),
        },
        exact,
      ),
      { maxItems: 40 },
    ),
    /** True only where the rules give every day off that counts for periods. */
    complete: Type.Boolean(),
    note: Type.String({ minLength: 1, maxLength: 1_000 }),
    source: Type.String({ minLength: 1, maxLength: 400 }),
    confidence: Type.Enum([...CONFIDENCES]),
    checked_on: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
  },
  exact,
);
export type HolidayFile = Static<typeof HolidayFile>;

/** On which days of a state people work. */
export type Holidays = {
  readonly state: string | null;
  /** False where some holidays are not stated here: a period may then end later than computed, never earlier. */
  readonly complete: boolean;
  /** How the rules were read; of a state whose rules are not known here, that weekends are free. */
  readonly confidence: Confidence;
  readonly note: string;
  /** The day on which somebody looked at the rules; absent where there are none. */
  readonly checkedOn?: string;
  isWorkingDay(day: Temporal.PlainDate): boolean;
  /** What a day is called on which nobody works; null for a day of the weekend that is nothing else, and for others. */
  nameOf(day: Temporal.PlainDate): string | null;
};

/** What is said beside a time whose days were counted by holidays that are not complete here: it may lie later, never earlier. */
export type HolidayDoubt = Pick<Holidays, 'note'>;

export function doubtOf({ complete, note }: Holidays): HolidayDoubt | null {
  return complete ? null : { note };
}

/** The holidays of each state that has data; of any other, only Saturdays and Sundays are known. */
export type HolidayBook = { of(state: string | null): Holidays };

const SATURDAY = 6;
const SUNDAY = 7;
const FIRST_GREGORIAN_YEAR = 1583;
/** Years kept worked out for each state: clocks of a case lie within few. */
const YEARS_KEPT = 64;

export const WEEKENDS_ONLY: Holidays = {
  state: null,
  complete: false,
  confidence: 'P',
  note: 'No state is named, so that only Saturdays and Sundays count as free.',
  isWorkingDay: (day) => day.dayOfWeek < SATURDAY,
  nameOf: () => null,
};

export function holidayBook(files: readonly HolidayFile[]): HolidayBook {
  const known = new Map(files.map((file) => [file.state, holidaysOf(file)]));
  return { of: (state) => (state === null ? WEEKENDS_ONLY : (known.get(state) ?? unknownIn(state))) };
}

function unknownIn(state: string): Holidays {
  return {
    ...WEEKENDS_ONLY,
    state,
    note: `The holidays of ${state} are not known here; only Saturdays and Sundays count as free.`,
  };
}

export function holidaysOf(file: HolidayFile): Holidays {
  const weekend = new Set(file.weekend);
  const years = new Map<number, ReadonlyMap<number, string>>();
  function daysIn(year: number): ReadonlyMap<number, string> {
    let days = years.get(year);
    if (days === undefined) {
      if (years.size >= YEARS_KEPT) years.clear();
      days = holidaysIn(file, year);
      years.set(year, days);
    }
    return days;
  }
  return {
    state: file.state,
    complete: file.complete,
    confidence: file.confidence,
    checkedOn: file.checked_on,
    note: file.note,
    isWorkingDay: (day) => !weekend.has(day.dayOfWeek) && !daysIn(day.year).has(keyOf(day)),
    nameOf: (day) => daysIn(day.year).get(keyOf(day)) ?? null,
  };
}

/** Month and day as one number, as 704 for the fourth of July. */
function keyOf(day: Temporal.PlainDate): number {
  return day.month * 100 + day.day;
}

/** Days of one year; the year before and after count too, since a holiday may be observed across New Year. */
function holidaysIn(file: HolidayFile, year: number): ReadonlyMap<number, string> {
  const taken = new Map<string, Temporal.PlainDate>();
  const names = new Map<string, string>();
  const shifts: (readonly [day: Temporal.PlainDate, observed: Observed, name: string])[] = [];
  for (const each of [year - 1, year, year + 1]) {
    for (const { name, rule, from_year = FIRST_GREGORIAN_YEAR, to_year = Infinity, observed } of file.holidays) {
      if (each < from_year || each > to_year) continue;
      const day = dayOf(rule, each);
      if (day === undefined) continue;
      taken.set(day.toString(), day);
      names.set(day.toString(), name);
      shifts.push([day, observed ?? file.observed, name]);
    }
  }
  if (file.bridged === true) bridge(taken);
  // In order of time: where Christmas moves, Boxing Day has to move past it.
  for (const [day, observed, name] of shifts.toSorted(([one], [other]) =>
    Temporal.PlainDate.compare(one, other),
  )) {
    const moved = observedOn(day, observed, taken);
    if (moved === undefined) continue;
    taken.set(moved.toString(), moved);
    if (!names.has(moved.toString())) names.set(moved.toString(), name);
  }
  const own = [...taken].filter(([, day]) => day.year === year);
  return new Map(own.map(([key, day]) => [keyOf(day), names.get(key) ?? file.name]));
}

function observedOn(
  day: Temporal.PlainDate,
  observed: Observed,
  taken: ReadonlyMap<string, Temporal.PlainDate>,
): Temporal.PlainDate | undefined {
  const weekday = day.dayOfWeek;
  if (weekday < SATURDAY) return undefined;
  if (observed === 'nearest-weekday')
    return weekday === SATURDAY ? day.subtract({ days: 1 }) : day.add({ days: 1 });
  if (observed === 'sunday-to-previous') return weekday === SUNDAY ? day.subtract({ days: 1 }) : undefined;
  if (observed === 'sunday-to-monday') return weekday === SUNDAY ? day.add({ days: 1 }) : undefined;
  if (observed === 'none' || (observed === 'sunday-to-next' && weekday === SATURDAY)) return undefined;
  let next = day.add({ days: 1 });
  while (next.dayOfWeek >= SATURDAY || taken.has(next.toString())) next = next.add({ days: 1 });
  return next;
}

function bridge(taken: Map<string, Temporal.PlainDate>): void {
  for (const day of [...taken.values()]) {
    const between = day.add({ days: 1 });
    if (taken.has(between.add({ days: 1 }).toString()) && between.dayOfWeek !== SUNDAY) {
      taken.set(between.toString(), between);
    }
  }
}
