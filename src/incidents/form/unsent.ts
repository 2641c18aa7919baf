import { Rate } from '#http/rate.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { PASS_HOURS, reportsInReach, UNSIGNED_DAYS, UNSIGNED_WORKSPACE } from '#parties/guests/report-pass.ts';
import { DRAFTS_OPEN_MOST } from '#parties/workspace/workspace.ts';
import { workspaceTables } from '#parties/workspace/workspace-tables.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';

const HOURS_A_DAY = 24;
const HOUR_MS = 3_600_000;
/** A report this new, counted by its savings, has at most its first answer. */
const HARDLY_BEGUN_VERSION = 2;
/** Whoever wrote within this time is at it, and loses nothing. */
const AT_IT_HOURS = 1;
const ROOM_MADE_AT_ONCE = 100;
/** From here on places are scarce, and no client begins more than its share. */
const SCARCE_FROM = DRAFTS_OPEN_MOST / 2;
export const BEGUN_BY_ONE_CLIENT_A_DAY_MOST = 20;
const CLIENTS_REMEMBERED = 20_000;

/**
 * Room for one more report without a sign-in that is begun and not sent. While places are plenty anybody begins as many
 * as they like. Once half of them are taken, one client has a share for each day; which client began which report is not
 * kept. Once all are taken, what was left longest gives way, what nobody can go on with first.
 */
export function placesForUnsent(
  connection: Connection,
  now: () => Temporal.Instant,
): (client: string) => Promise<Outcome<null>> {
  const begun = new Rate({
    most: BEGUN_BY_ONE_CLIENT_A_DAY_MOST,
    windowMs: HOURS_A_DAY * HOUR_MS,
    remembered: CLIENTS_REMEMBERED,
  });
  return async function place(client) {
    const isWithinShare = begun.take(client, now().epochMilliseconds);
    await forgetUnsent(connection, now());
    const taken = await takenPlaces(connection);
    if (taken >= SCARCE_FROM && !isWithinShare) return tooMany();
    if (taken < DRAFTS_OPEN_MOST) return accept(null);
    return (await makeRoom(connection, now())) ? accept(null) : tooMany();
  };
}

function tooMany() {
  return refuse(
    'too-many-unsigned',
    'Too many reports without a sign-in are begun and not sent: call the number of the authority, or report in a sealed file.',
  );
}

async function takenPlaces(connection: Connection): Promise<number> {
  const { count } = await workspaceTables(connection)
    .selectFrom('workspace_draft')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('party', '=', UNSIGNED_WORKSPACE)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function forgetUnsent(connection: Connection, now: Temporal.Instant): Promise<void> {
  await workspaceTables(connection)
    .deleteFrom('workspace_draft')
    .where('party', '=', UNSIGNED_WORKSPACE)
    .where('updated_at', '<', toMicroseconds(now.subtract({ hours: UNSIGNED_DAYS * HOURS_A_DAY })))
    .execute();
}

type Left = { readonly id: string; readonly version: number; readonly updated_at: number };

/** False where all of them are being written just now. */
async function makeRoom(connection: Connection, now: Temporal.Instant): Promise<boolean> {
  const drafts = workspaceTables(connection);
  const left: readonly Left[] = await drafts
    .selectFrom('workspace_draft')
    .select(['id', 'version', 'updated_at'])
    .where('party', '=', UNSIGNED_WORKSPACE)
    .where('state', '=', 'open')
    .where('updated_at', '<', toMicroseconds(now.subtract({ hours: AT_IT_HOURS })))
    .orderBy('updated_at')
    .execute();
  const [giving = []] = [hardlyBegun(left), await outOfReach(connection, left, now), left.slice(0, 1)].filter(
    (some) => some.length > 0,
  );
  const ids = giving.slice(0, ROOM_MADE_AT_ONCE).map(({ id }) => id);
  await drafts
    .deleteFrom('workspace_draft')
    .where('id', 'in', [...ids, ''])
    .execute();
  return ids.length > 0;
}

function hardlyBegun(left: readonly Left[]): readonly Left[] {
  return left.filter(({ version }) => version <= HARDLY_BEGUN_VERSION);
}

/** Reports that nobody can go on with: their browsers' passes are over, and no code of theirs is left. */
async function outOfReach(
  connection: Connection,
  left: readonly Left[],
  now: Temporal.Instant,
): Promise<readonly Left[]> {
  const still = await reportsInReach(connection, now);
  const passesOver = toMicroseconds(now.subtract({ hours: PASS_HOURS }));
  return left.filter(({ id, updated_at }) => updated_at < passesOver && !still.has(id));
}
