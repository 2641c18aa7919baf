import { type GatewayTables, gatewayTables } from '#gateway/tables.ts';
import { OutgoingQueue } from '#outgoing/queue.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { DELIVERIES_KEPT_DAYS, FAILURES_UNTIL_STOPPED } from './limits.ts';

const HOURS_A_DAY = 24;
export type HookDeliveryRow = GatewayTables['gateway_hook_delivery'];
/** Events leave in order, one at a time; it is the webhook that is stopped, and what waits for it stays. */
export const EVENTS_OUT = new OutgoingQueue<HookDeliveryRow>('gateway_hook_delivery', 'until-taken');

/** It was taken: from when on it may be forgotten, and the webhook works. */
export async function wasTaken(
  connection: Connection,
  row: HookDeliveryRow,
  wall: Temporal.Instant,
): Promise<void> {
  const tables = gatewayTables(connection);
  const ended_at = toMicroseconds(wall);
  await tables.updateTable('gateway_hook_delivery').set({ ended_at }).where('id', '=', row.id).execute();
  await tables.updateTable('gateway_hook').set({ failures: 0 }).where('id', '=', row.hook).execute();
}

/** An event was not taken: so often in a row, and the webhook is stopped. Answers whether it was stopped now. */
export async function hookFailed(
  connection: Connection,
  hook: { readonly id: string; readonly failures: number },
  wall: Temporal.Instant,
): Promise<boolean> {
  const failures = hook.failures + 1;
  const stop = failures >= FAILURES_UNTIL_STOPPED;
  await gatewayTables(connection)
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
