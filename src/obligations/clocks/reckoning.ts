/** What the engine asks of the regimes this node has, and of the calendars; both are given to it. */
import { expiry, type Place, type Reckoned, reckon } from '#obligations/regimes/calendar.ts';
import type { Groups } from '#obligations/regimes/condition.ts';
import type { HolidayBook } from '#obligations/regimes/holidays.ts';
import type { Regimes, Rulebook } from '#obligations/regimes/load-regimes.ts';
import type { Closes, Period, Regime } from '#obligations/regimes/regime.ts';

/** Where a period is counted: the calendar of the regime, the zone of its days, whose holidays. */
export type CountedIn = {
  readonly calendar: Regime['calendar'];
  readonly zone: string;
  /** ISO 3166-1 alpha-2 of the state whose holidays count; null where it is not known. */
  readonly state: string | null;
  readonly closes?: Closes | undefined;
};

/** Every text in every version: cases rest on old ones as well. */
export function everyText(regimes: Regimes): readonly Regime[] {
  return regimes.all.flatMap(({ id }) => regimes.versions(id));
}

/** The last instant in time of a period that runs from `from`. */
export type Expiry = (from: Temporal.Instant, within: Period, place: CountedIn) => Temporal.Instant;

/** The same with the other readings beside it. */
export type Readings = (from: Temporal.Instant, within: Period, place: CountedIn) => Reckoned;

/** What is known of parties beyond the case; nobody is competent, and no state known, where it is not given. */
export type Standing = {
  /** May `by` extend, lift or hold a duty of `bearer`: its authority, or one of its state. */
  competent(by: string, bearer: string): boolean;
  /** ISO 3166-1 alpha-2, or null. */
  territoryOf(party: string): string | null;
};

export const NO_STANDING: Standing = { competent: () => false, territoryOf: () => null };

/** The texts, groups and calendars that clocks are computed with. */
export type Reckoning = {
  readonly regimes: Regimes;
  readonly expiry: Expiry;
  readonly readings: Readings;
  readonly groups: Groups;
  /** What `expiry` counts days by; whoever shows a time says where they are in doubt. */
  readonly holidays: HolidayBook;
};

/** What a loaded rulebook reckons with: days are free as in the state whose holidays count. */
export function reckoningOf({ regimes, groups, holidays }: Rulebook): Reckoning {
  const placeOf = ({ calendar, zone, state, closes }: CountedIn): Place => ({
    ...{ calendar, zone, holidays: holidays.of(state) },
    ...(closes === undefined ? {} : { closes }),
  });
  return {
    regimes,
    groups,
    holidays,
    expiry: (from, within, place) => expiry(from, within, placeOf(place)),
    readings: (from, within, place) => reckon(from, within, placeOf(place)),
  };
}
