/** A party's webhooks: where events are told, which, and how the last ones went. */
import { randomUUIDv7 } from 'node:crypto';
import { isWebhookAddress } from '#federation/webhook.ts';
import type { HookCode } from '#gateway/codes.ts';
import { GATEWAY_REFUSALS } from '#gateway/refusal-texts.ts';
import { gatewayTables, type HookState } from '#gateway/tables.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { accept, type Outcome, refuseSpoken } from '#outcome.ts';
import type { OutgoingState } from '#outgoing/queue.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { plainSentence } from '#web/sentence.ts';
import { eventRow } from './event-body.ts';
import { EVENTS_OUT } from './hook-queue.ts';
import { DELIVERIES_SHOWN, HOOKS_MOST } from './limits.ts';

export const HOOK_EVENTS = [
  'case-changed',
  'deadline-near',
  'deadline-missed',
  'delivery-silent',
  'mail-waiting',
] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

export type Hook = {
  readonly id: string;
  readonly party: string;
  readonly address: string;
  readonly events: readonly HookEvent[];
  readonly state: HookState;
  readonly failures: number;
  readonly cursor: number;
  readonly madeBy: string;
  readonly madeAt: Temporal.Instant;
  readonly stoppedAt: Temporal.Instant | null;
};

export type HookDelivery = {
  readonly id: string;
  readonly event: string;
  readonly state: OutgoingState;
  readonly failures: number;
  readonly madeAt: Temporal.Instant;
  readonly nextAt: Temporal.Instant;
  readonly sentence: string | null;
};

export type HookParty = { readonly connection: Connection; readonly party: string };

export async function hooksOf({ connection, party }: HookParty): Promise<readonly Hook[]> {
  return read(connection, party);
}

/** Every webhook that is to be told of something. */
export async function hooksOn(connection: Connection): Promise<readonly Hook[]> {
  return (await read(connection)).filter(({ state }) => state === 'on');
}

async function read(connection: Connection, party?: string): Promise<readonly Hook[]> {
  let query = gatewayTables(connection).selectFrom('gateway_hook').selectAll().orderBy('made_at');
  if (party !== undefined) query = query.where('party', '=', party);
  return (await query.execute()).map((row) => ({
    id: row.id,
    party: row.party,
    address: row.address,
    events: JSON.parse(row.events) as HookEvent[],
    state: row.state,
    failures: Number(row.failures),
    cursor: Number(row.cursor),
    madeBy: row.made_by,
    madeAt: fromMicroseconds(Number(row.made_at)),
    stoppedAt: row.stopped_at === null ? null : fromMicroseconds(Number(row.stopped_at)),
  }));
}

/** Tells from now on; what was said before is not told again. */
export async function makeHook(
  { connection, party }: HookParty,
  wanted: { readonly person: string; readonly address: string; readonly events: readonly string[] },
  now: Temporal.Instant,
): Promise<Outcome<string, HookCode>> {
  const address = wanted.address.trim();
  if (!isWebhookAddress(address)) return refusal('webhook-address-malformed', 'address');
  const events = HOOK_EVENTS.filter((event) => wanted.events.includes(event));
  if (events.length === 0) return refusal('webhook-events-missing', 'events');
  if ((await read(connection, party)).length >= HOOKS_MOST) return refusal('too-many-webhooks', 'address');
  const newest = await ledgerTables(connection)
    .selectFrom('statement')
    .select(({ fn }) => fn.max('arrival').as('arrival'))
    .executeTakeFirst();
  const id = randomUUIDv7();
  const row = {
    id,
    party,
    address,
    events: JSON.stringify(events),
    state: 'on' as const,
    failures: 0,
    cursor: Number(newest?.arrival ?? 0),
    made_by: wanted.person,
    made_at: toMicroseconds(now),
    stopped_at: null,
  };
  await gatewayTables(connection).insertInto('gateway_hook').values(row).execute();
  return accept(id);
}

/** Ends a webhook; what waited for it is not sent any more. */
export async function endHook({ connection, party }: HookParty, id: string): Promise<Outcome<null, HookCode>> {
  const tables = gatewayTables(connection);
  const gone = await tables
    .deleteFrom('gateway_hook')
    .where('id', '=', id)
    .where('party', '=', party)
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n) return refusal('webhook-not-found');
  await tables.deleteFrom('gateway_hook_delivery').where('hook', '=', id).execute();
  return accept(null);
}

/** Tells nothing more until somebody starts it again; what waits for it stays. */
export async function stopHook(connection: Connection, id: string, wall: Temporal.Instant): Promise<void> {
  await gatewayTables(connection)
    .updateTable('gateway_hook')
    .set({ state: 'stopped', stopped_at: toMicroseconds(wall) })
    .where('id', '=', id)
    .execute();
}

/** A stopped webhook begins again, with what waits for it first. */
export async function restartHook(
  { connection, party }: HookParty,
  id: string,
  wall: Temporal.Instant,
): Promise<Outcome<null, HookCode>> {
  const tables = gatewayTables(connection);
  const changed = await tables
    .updateTable('gateway_hook')
    .set({ state: 'on', failures: 0, stopped_at: null })
    .where('id', '=', id)
    .where('party', '=', party)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return refusal('webhook-not-found');
  await EVENTS_OUT.tryAgain(connection, { hook: id }, wall);
  return accept(null);
}

export type TrialPlace = {
  readonly publicUrl: string;
  readonly realm: string;
  readonly wall: Temporal.Instant;
};

/** Puts a trial into the queue: signed and sent as every event is, and about nothing. */
export async function sendTrial(
  { connection, party }: HookParty,
  id: string,
  { publicUrl, realm, wall }: TrialPlace,
): Promise<Outcome<null, HookCode>> {
  const hook = (await read(connection, party)).find((one) => one.id === id);
  if (hook === undefined) return refusal('webhook-not-found');
  const trial = { event: 'trial', key: randomUUIDv7(), at: wall, link: `${publicUrl}/webhooks`, ids: {} };
  await gatewayTables(connection)
    .insertInto('gateway_hook_delivery')
    .values(eventRow(hook.id, trial, realm, wall))
    .execute();
  return accept(null);
}

/** The newest deliveries of a party's webhooks, by webhook. */
export async function lastDeliveries(connection: Connection, hook: string): Promise<readonly HookDelivery[]> {
  const rows = await gatewayTables(connection)
    .selectFrom('gateway_hook_delivery')
    .selectAll()
    .where('hook', '=', hook)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .limit(DELIVERIES_SHOWN)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    event: row.event,
    state: row.state,
    failures: Number(row.failures),
    madeAt: fromMicroseconds(Number(row.made_at)),
    nextAt: fromMicroseconds(Number(row.next_at)),
    sentence: row.sentence,
  }));
}

function refusal(code: HookCode, place?: string) {
  return refuseSpoken(code, plainSentence(GATEWAY_REFUSALS[code], { most: HOOKS_MOST }), place);
}
