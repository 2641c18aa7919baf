import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SignInCode } from '#parties/codes.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { openSession } from './session.ts';

const SEATS_MOST = 50;

/** A chair of the demo's guide page: whoever sits down acts for this person of a fictional party. */
export type Seat = {
  readonly name: string;
  readonly person: string;
  readonly party: string;
  /** Who sits there, in words for people; the seat's name where nothing is said. */
  readonly label?: string;
};

/** One-click sign-in. It exists only where {@link openSeats} let it. */
export interface Seats {
  readonly list: readonly Seat[];
  /** The secret of a new session in that seat. */
  sit(connection: Connection, name: string, now: Temporal.Instant): Promise<Outcome<string, SignInCode>>;
}

/**
 * Seats are for the demo alone: refused unless the node was started as one and its realm is an exercise, so that no
 * setting by itself can open a live node. `awake` is the clock that sessions idle by, where the realm's runs faster.
 */
export function openSeats(
  settings: { readonly demo: boolean; readonly realm: string },
  list: readonly Seat[],
  awake?: () => Temporal.Instant,
): Outcome<Seats, SignInCode> {
  if (!settings.demo || !settings.realm.startsWith('exercise:')) {
    return refuse('seats-not-offered', 'Seats exist in the demo only: sign in with your passkey.');
  }
  if (list.length > SEATS_MOST) throw new Error(`open seats: ${list.length} are more than ${SEATS_MOST}`);
  const byName = new Map(list.map((seat) => [seat.name, seat]));
  return accept({
    list,
    async sit(connection, name, now) {
      const seat = byName.get(name);
      if (seat === undefined) return refuse('seat-unknown', phrase`There is no seat "${name}" here.`);
      const mandates = await mandatesOf(connection, seat.party, now, seat.person);
      if (mandates.length === 0)
        return refuse('person-not-mandated', 'Nobody in this seat holds a mandate any more.');
      const { person, party } = seat;
      return accept(await openSession(connection, { person, party, how: 'seat' }, awake?.() ?? now));
    },
  });
}
