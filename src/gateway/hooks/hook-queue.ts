import { retryAfterMs } from '#federation/backoff.ts';
import { type GatewayTables, gatewayTables } from '#gateway/tables.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { DELIVERIES_KEPT_DAYS, FAILURES_UNTIL_STOPPED } from './limits.ts';
import type { Hook } from './subscriptions.ts';

const HOURS_A_DAY = 24;
export type WaitingDelivery = GatewayTables['gateway_hook_delivery'];

/** The oldest event that waits for this webhook, if its turn has come: events leave in order, one at a time. */
export async function nextDelivery(
  connection: Connection,
  hook: string,
  wall: Temporal.Instant,
): Promise<WaitingDelivery | undefined> {
  const row = await gatewayTables(connection)
    .selectFrom('gateway_hook_delivery')
    .selectAll()
    .where('hook', '=', hook)
    .where('state', '=', 'waiting')
    .orderBy('made_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined && Number(row.next_at) <= toMicroseconds(wall) ? row : undefined;
}

/** It was taken. A crash before this line sends it once more, under the same `webhook-id`. */
export async function wasTaken(
  connection: Connection,
  row: WaitingDelivery,
  wall: Temporal.Instant,
): Promise<void> {
  const tables = gatewayTables(connection);
  await tables
    .updateTable('gateway_hook_delivery')
    .set({ state: 'sent', sentence: null, ended_at: toMicroseconds(wall) })
    .where('id', '=', row.id)
    .execute();
  await tables.updateTable('gateway_hook').set({ failures: 0 }).where('id', '=', row.hook).execute();
}

/** It was not taken: tried again later, or the webhook is stopped. Answers whether it was stopped now. */
export async function wasNotTaken(
  connection: Connection,
  hook: Pick<Hook, 'id' | 'failures'>,
  row: WaitingDelivery,
  {
    sentence,
    wall,
    random,
  }: { readonly sentence: string; readonly wall: Temporal.Instant; readonly random: number },
): Promise<boolean> {
  const failures = hook.failures + 1;
  const stop = failures >= FAILURES_UNTIL_STOPPED;
  const tables = gatewayTables(connection);
  const next = wall.add({ milliseconds: retryAfterMs(Number(row.failures) + 1, random) });
  await tables
    .updateTable('gateway_hook_delivery')
    .set({ failures: Number(row.failures) + 1, sentence, next_at: toMicroseconds(next) })
    .where('id', '=', row.id)
    .execute();
  await tables
    .updateTable('gateway_hook')
    .set({ failures, ...(stop ? { state: 'stopped' as const, stopped_at: toMicroseconds(wall) } : {}) })
    .where('id', '=', hook.id)
    .execute();
  return stop;
}

/** Deliveries that ended long ago are forgotten. */
export async function forgetOld(connection: Connection, wall: Temporal.Instant): Promise<void> {
  const since = toMicroseconds(wall.subtract({ hours: DELIVERIES_KEPT_DAYS * HOURS_A_DAY }));
  await gatewayTables(connection)
    .deleteFrom('gateway_hook_delivery')
    .where('state', '!=', 'waiting')
    .where('ended_at', '<', since)
    .execute();
}
