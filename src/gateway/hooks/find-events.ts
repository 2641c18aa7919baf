import { silent } from '#federation/delivery/deliveries.ts';
import { mailsOf } from '#gateway/mail/mail-desk.ts';
import { gatewayTables } from '#gateway/tables.ts';
import type { Ledger } from '#ledger/contract.ts';
import { seesCaseOf } from '#ledger/reader.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { viewerFor } from '#parties/view.ts';
import { primitives } from '#primitives';
import { type DueItem, type DueReads, dueItems } from '#reminders/due.ts';
import { insertRows } from '#store/dialect.ts';
import type { Store } from '#store/open.ts';
import { eventRow, type FoundEvent } from './event-body.ts';
import { NEAR_HOURS, SILENCES_LOOKED_AT, SILENT_AFTER_HOURS, STATEMENTS_LOOKED_AT } from './limits.ts';
import type { Hook } from './subscriptions.ts';

export type EventReads = {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'realm' | 'now'>;
  readonly due: DueReads;
  readonly publicUrl: string;
};

type Moment = { readonly now: Temporal.Instant; readonly wall: Temporal.Instant };

/**
 * Writes down what a webhook is to be told, and how far it looked, in one transaction: a crash loses no event and tells
 * none twice under another identifier. True where there may be more.
 */
export async function findEvents(reads: EventReads, hook: Hook, moment: Moment): Promise<boolean> {
  const { store } = reads;
  const changes = await changedCases(reads, hook, moment.now);
  const found = [
    ...(hook.events.includes('case-changed') ? changes.found : []),
    ...(await deadlines(reads, hook, moment.now)),
    ...(await silences(reads, hook, moment.now)),
    ...(await mails(reads, hook)),
  ];
  if (found.length === 0 && changes.cursor === hook.cursor) return false;
  const rows = found.map((event) => eventRow(hook.id, event, reads.ledger.realm, moment.wall));
  await store.transaction(async (transaction) => {
    await insertRows(transaction, 'gateway_hook_delivery', rows, { keys: ['id'], do: 'nothing' });
    await gatewayTables(transaction)
      .updateTable('gateway_hook')
      .set({ cursor: changes.cursor })
      .where('id', '=', hook.id)
      .execute();
  });
  return changes.more;
}

/** Cases in which something was recorded that this party may see; one event for each, whatever came at once. */
async function changedCases({ store, due, publicUrl }: EventReads, hook: Hook, now: Temporal.Instant) {
  const { connection } = store;
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['arrival', 'digest', 'case_id'])
    .where('arrival', '>', hook.cursor)
    .orderBy('arrival')
    .limit(STATEMENTS_LOOKED_AT)
    .execute();
  const viewer = await viewerFor(connection, { kind: 'key', party: hook.party }, now);
  const seesCase = seesCaseOf(due.reader);
  const changed = new Map<string, number>();
  for (const { arrival, digest, case_id: caseId } of rows) {
    if (caseId === null || !hook.events.includes('case-changed')) continue;
    if (await seesCase(digest, viewer)) changed.set(caseId, Number(arrival));
  }
  const found = [...changed].map(
    ([caseId, arrival]): FoundEvent => ({
      event: 'case-changed',
      key: `${caseId} ${arrival}`,
      at: now,
      link: `${publicUrl}/cases/${caseId}`,
      ids: { case: caseId },
    }),
  );
  const cursor = Number(rows.at(-1)?.arrival ?? hook.cursor);
  return { found, cursor, more: rows.length === STATEMENTS_LOOKED_AT };
}

async function deadlines(
  { due, publicUrl }: EventReads,
  hook: Hook,
  now: Temporal.Instant,
): Promise<readonly FoundEvent[]> {
  if (!hook.events.includes('deadline-near') && !hook.events.includes('deadline-missed')) return [];
  const items = await dueItems(due, hook.party, now);
  return items.flatMap((item) => {
    const event = deadlineEvent(item, hook, now);
    if (event === undefined || !hook.events.includes(event)) return [];
    const obligation = primitives.sha256Base64url(item.id);
    const ids = { case: item.case, obligation };
    return [
      { event, key: `${obligation} ${item.dueAt.value}`, at: now, link: `${publicUrl}/cases/${item.case}`, ids },
    ];
  });
}

/** What a webhook is told of a deadline: that it is near, or that it passed since the webhook was made. */
function deadlineEvent({ dueAt }: DueItem, { madeAt }: Hook, now: Temporal.Instant) {
  const at = dueAt.value;
  if (Temporal.Instant.compare(at, now) <= 0) {
    return Temporal.Instant.compare(at, madeAt) > 0 ? ('deadline-missed' as const) : undefined;
  }
  const near = Temporal.Instant.compare(at.subtract({ hours: NEAR_HOURS }), now) <= 0;
  return near ? ('deadline-near' as const) : undefined;
}

async function silences(
  { store, publicUrl }: EventReads,
  hook: Hook,
  now: Temporal.Instant,
): Promise<readonly FoundEvent[]> {
  if (!hook.events.includes('delivery-silent')) return [];
  const long = now.subtract({ hours: SILENT_AFTER_HOURS });
  const found = await silent(store.connection, hook.party, SILENCES_LOOKED_AT);
  return found
    .filter(({ releasedAt }) => Temporal.Instant.compare(releasedAt, long) <= 0)
    .map(({ release, target, case: caseId }) => ({
      event: 'delivery-silent',
      key: release,
      at: now,
      link: `${publicUrl}/statements/${target}`,
      ids: { release, statement: target, ...(caseId === null ? {} : { case: caseId }) },
    }));
}

async function mails({ store, publicUrl }: EventReads, hook: Hook): Promise<readonly FoundEvent[]> {
  if (!hook.events.includes('mail-waiting')) return [];
  const waiting = await mailsOf({ connection: store.connection, party: hook.party }, 'waiting');
  return waiting.map(({ id, receivedAt }) => ({
    event: 'mail-waiting',
    key: id,
    at: receivedAt,
    link: `${publicUrl}/mail/${id}`,
    ids: { mail: id },
  }));
}
