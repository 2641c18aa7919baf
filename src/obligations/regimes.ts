/** What the engine asks of the regimes this node has, and of the calendars; both are given to it. */
import type { Groups } from './condition.ts';
import type { Period, Regime } from './regime.ts';

/** Every text this node has; `all` holds the newest version of each. `load-regimes.ts` makes one from the folder. */
export type Regimes = {
  current(id: string): Regime | undefined;
  version(id: string, version: number): Regime | undefined;
  /** The version whose `valid_from` came last before `at`: for clocks that open by themselves. */
  inForce(id: string, at: Temporal.Instant): Regime | undefined;
  readonly all: readonly Regime[];
  /** All versions of one, newest first. */
  versions(id: string): readonly Regime[];
  /** SHA-256 of its file, base64url; undefined for a version this node does not have. */
  hash(id: string, version: number): string | undefined;
};

/** Where a period is counted: the calendar of the regime, the zone of its days, whose holidays. */
export type CountedIn = {
  readonly calendar: Regime['calendar'];
  readonly zone: string;
  /** ISO 3166-1 alpha-2 of the state whose holidays count; null where it is not known. */
  readonly state: string | null;
};

/** Every text in every version: cases rest on old ones as well. */
export function everyText(regimes: Regimes): readonly Regime[] {
  return regimes.all.flatMap(({ id }) => regimes.versions(id));
}

/** The last instant in time of a period that runs from `from`. */
export type Expiry = (from: Temporal.Instant, within: Period, place: CountedIn) => Temporal.Instant;

/** What is known of parties beyond the case; nobody is competent, and no state known, where it is not given. */
export type Standing = {
  /** May `by` extend, lift or hold a duty of `bearer`: its authority, or one of its state. */
  competent(by: string, bearer: string): boolean;
  /** ISO 3166-1 alpha-2, or null. */
  territoryOf(party: string): string | null;
};

export const NO_STANDING: Standing = { competent: () => false, territoryOf: () => null };

export type Reckoning = {
  readonly regimes: Regimes;
  readonly expiry: Expiry;
  readonly groups: Groups;
};
