/** Webhooks: set by a person, told by the node on its own, and what each was told. */
import { gatewayTables } from '#gateway/tables.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Connection } from '#store/connection.ts';
import type { Single, Viewer } from './acts.ts';
import { codeOf, isDone } from './doors.ts';
import { heardBy } from './giving.ts';
import { type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { homeOf } from './stage.ts';
import { HOOKS } from './wire.ts';

export async function webhook(play: Play, act: Extract<Single, { type: 'webhook' }>): Promise<Outcome> {
  if (act.by === undefined || !play.stage.honest.has(homeOf(act.party))) return UNPLAYED;
  const answer = await play.doors.ask(await play.doors.person(act.by, act.party), {
    method: 'POST',
    path: '/api/v1/webhooks',
    body: { address: `${HOOKS}/${act.webhook}`, events: ['case-changed'] },
  });
  const heard = [heardBy(act.by, act.party, answer.text)];
  return isDone(answer) ? { done: [act], heard } : refusedFor(codeOf(answer), heard);
}

/** Far above how often a node looks for what it is to tell. */
const LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 20;

/** All that was ever told to it, once its node has looked at all that was recorded. */
export async function toldTo({ stage }: Play, viewer: Viewer): Promise<readonly { readonly text: string }[]> {
  if (viewer.type !== 'webhook') return [];
  const end = performance.now() + LIMIT_MS;
  for (const { node } of stage.honest.values()) {
    while (performance.now() < end && (await isBehind(node.store.connection))) {
      await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
    }
  }
  return stage.wire.told.filter(({ to }) => to === viewer.webhook).map(({ text }) => ({ text }));
}

async function isBehind(connection: Connection): Promise<boolean> {
  const newest = await ledgerTables(connection)
    .selectFrom('statement')
    .select(({ fn }) => fn.max('arrival').as('arrival'))
    .executeTakeFirst();
  const hooks = await gatewayTables(connection).selectFrom('gateway_hook').selectAll().execute();
  const waiting = await gatewayTables(connection)
    .selectFrom('gateway_hook_delivery')
    .select('id')
    .where('state', '=', 'waiting')
    .where('hook', 'in', ['', ...hooks.filter(({ state }) => state === 'on').map(({ id }) => id)])
    .execute();
  const isLate = hooks.some(
    ({ state, cursor }) => state === 'on' && Number(cursor) < Number(newest?.arrival ?? 0),
  );
  return isLate || waiting.length > 0;
}
