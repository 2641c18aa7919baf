import type { VerisIncident } from './incident.ts';

type Moment = VerisIncident['timeline']['incident'];
type Precision = 'year' | 'month' | 'day';

/** Units that move a date by whole days or more, and how exact the moved date still is. */
const STEPS: Readonly<
  Record<string, { readonly step: 'years' | 'months' | 'weeks' | 'days'; readonly exact: Precision }>
> = {
  Days: { step: 'days', exact: 'day' },
  Weeks: { step: 'weeks', exact: 'month' },
  Months: { step: 'months', exact: 'month' },
  Years: { step: 'years', exact: 'year' },
};
/** Discovery within these falls on the same day, as far as a date can tell. */
const SAME_DAY_UNITS: readonly string[] = ['Seconds', 'Minutes'];
const ORDER: readonly Precision[] = ['year', 'month', 'day'];
const MAX_STEPS = 1_000;

/** When it began, as exactly as VERIS says; undefined where not even the year is right. */
export function beganAt(incident: VerisIncident): string | undefined {
  const start = dateOf(incident.timeline.incident);
  return start === undefined ? undefined : cut(start.date, start.precision);
}

/** Incident plus time to discovery, no more exact than the coarser of the two; undefined where either is not known. */
export function noticedAt(incident: VerisIncident): string | undefined {
  const start = dateOf(incident.timeline.incident);
  const { unit, value } = incident.timeline.discovery ?? {};
  if (start === undefined || unit === undefined) return undefined;
  if (SAME_DAY_UNITS.includes(unit) || (unit === 'Hours' && value !== undefined && value < 24)) {
    return cut(start.date, start.precision);
  }
  const moved = STEPS[unit];
  if (moved === undefined || value === undefined || value > MAX_STEPS || !Number.isInteger(value))
    return undefined;
  // "Three days after some day of May" may be June: without the finer date nothing can be added to it.
  if (ORDER.indexOf(start.precision) < ORDER.indexOf(moved.exact)) return undefined;
  return cut(start.date.add({ [moved.step]: value }), moved.exact);
}

function dateOf({ year, month, day }: Moment): { date: Temporal.PlainDate; precision: Precision } | undefined {
  if (year === undefined) return undefined;
  if (month === undefined) return { date: new Temporal.PlainDate(year, 1, 1), precision: 'year' };
  const first = new Temporal.PlainDate(year, month, 1);
  // Coders write the 31st of months that have none; the month is then all that can be believed.
  if (day === undefined || day > first.daysInMonth) return { date: first, precision: 'month' };
  return { date: first.with({ day }), precision: 'day' };
}

function cut(date: Temporal.PlainDate, precision: Precision): string {
  return date.toString().slice(0, precision === 'year' ? 4 : precision === 'month' ? 7 : 10);
}

const HOURS_PER_UNIT: Readonly<Record<string, number>> = {
  Seconds: 1 / 3600,
  Minutes: 1 / 60,
  Hours: 1,
  Days: 24,
  Weeks: 7 * 24,
  Months: 30 * 24,
  Years: 365 * 24,
};

/** How long a service was gone, in hours to two decimals. */
export function hoursOf(
  duration: { readonly unit?: string; readonly value?: number } | undefined,
): number | undefined {
  const perUnit = HOURS_PER_UNIT[duration?.unit ?? ''];
  if (perUnit === undefined || duration?.value === undefined) return undefined;
  return Math.round(duration.value * perUnit * 100) / 100;
}
