/**
 * Why a clock ends when it does: from which instant which limit was counted, on which days nobody works, whether the
 * last day moved and when the receiver closes. Pure; `calendar.ts` gives the end, this only tells how it came about.
 */
import { type Place, type Reckoned, reckon } from './calendar.ts';
import { WEEKENDS_ONLY } from './holidays.ts';
import type { Closes, Limit } from './regime.ts';

/** A day on which nobody works; without a name it is one of the weekend. */
export type FreeDay = { readonly day: Temporal.PlainDate; readonly name: string | null };

/** How days were counted; of a period in hours there is nothing to tell. */
export type DaysCounted = {
  /** The day of the event, which is not counted. */
  readonly first: Temporal.PlainDate;
  readonly last: Temporal.PlainDate;
  /** Free days in between that business days pass over. */
  readonly skipped: readonly FreeDay[];
  /** Free days at the end, from which the last day moved on. */
  readonly moved: readonly FreeDay[];
  /** It moved on further, so that a period of two days or more holds two working days. */
  readonly stretched: boolean;
};

export type Why = {
  readonly limit: Limit;
  readonly from: Temporal.Instant;
  readonly zone: string;
  readonly reckoned: Reckoned;
  readonly days: DaysCounted | null;
  /** Where the receiver's closing hour ended it. */
  readonly closes: Closes | null;
};

export function whyOf(limit: Limit, from: Temporal.Instant, where: Place): Why {
  const { within, closes } = limit;
  const place: Place = closes === undefined ? where : { ...where, closes };
  const reckoned = reckon(from, within, place);
  const isHours = within.unit === 'hour' || within.unit === 'minute';
  return {
    limit,
    from,
    zone: place.zone,
    reckoned,
    days: isHours ? null : daysOf(limit, from, place, reckoned),
    closes: closes !== undefined && reckoned.because === 'closing-hour' ? closes : null,
  };
}

function daysOf(
  { within }: Limit,
  from: Temporal.Instant,
  place: Place,
  { end, unextended, because }: Reckoned,
): DaysCounted {
  const { zone, closes, holidays = WEEKENDS_ONLY } = place;
  const dayIn = (at: Temporal.Instant, where: string) => at.toZonedDateTimeISO(where).toPlainDate();
  const first = dayIn(from, zone);
  // A closing hour is one of the receiver's clock.
  const last = dayIn(end, because === 'closing-hour' ? (closes?.zone ?? zone) : zone);
  const unmoved = unextended.equals(end) ? last : dayIn(unextended, zone);
  const free = (start: Temporal.PlainDate, until: Temporal.PlainDate): FreeDay[] => {
    const found: FreeDay[] = [];
    for (let day = start; Temporal.PlainDate.compare(day, until) < 0; day = day.add({ days: 1 })) {
      if (!holidays.isWorkingDay(day)) found.push({ day, name: holidays.nameOf(day) });
    }
    return found;
  };
  const moved = free(unmoved, last);
  const passed = unmoved.until(last, { largestUnit: 'days' }).days;
  return {
    first,
    last,
    skipped: within.unit === 'business-day' ? free(first.add({ days: 1 }), unmoved) : [],
    moved,
    stretched: passed > moved.length,
  };
}
