/** What is to be told and what waits to be sent: written in one transaction, so that neither is without the other. */
import type { Sureness } from '#obligations/regimes/sureness.ts';
import { OutgoingQueue } from '#outgoing/queue.ts';
import { primitives } from '#primitives';
import { inLanguage } from '#speaking';
import type { Connection } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import type { Language } from '#texts/languages.ts';
import type { DueItem } from './due.ts';
import type { Notice } from './plan.ts';
import type { PersonSettings } from './settings.ts';
import { type ReminderTables, reminderTables } from './tables.ts';
import { outgoingJson, outgoingWords, type WordsSettings } from './words.ts';

/** A message that could not be delivered for so long is stopped: it stays, is shown, and a person may send it again. */
export const TRY_DAYS = 7;
export const SENT_AT_ONCE = 50;
const INBOX_ROWS = 100;

export type OutgoingRow = ReminderTables['reminder_outgoing'];
export const REMINDERS_OUT = new OutgoingQueue<OutgoingRow>('reminder_outgoing', { days: TRY_DAYS });

/** Keys of everything that was told or passed over about these items. */
export async function toldKeys(connection: Connection, items: readonly DueItem[]): Promise<ReadonlySet<string>> {
  const rows = await reminderTables(connection)
    .selectFrom('reminder_notice')
    .select('key')
    .where('item', 'in', [...items.map(({ id }) => id), ''])
    .execute();
  return new Set(rows.map(({ key }) => key));
}

export type Telling = {
  readonly notices: readonly Notice[];
  /** Steps passed over, with whose they were. */
  readonly passed: readonly { readonly key: string; readonly item: DueItem; readonly person: string }[];
  settingsOf(person: string): PersonSettings;
  /** In which they read their mails and what their webhook is sent. */
  languageOf(person: string): Language;
  readonly words: WordsSettings;
  /** The realm's time, and the process's, by which tries are spaced. */
  readonly at: Temporal.Instant;
  readonly wall: Temporal.Instant;
};

/** Puts notices into the inbox and their mails and webhooks into the queue; said again it changes nothing. */
export async function tell(store: Store, telling: Telling): Promise<void> {
  const { notices, passed, settingsOf, languageOf, words, at, wall } = telling;
  const row = (item: DueItem, key: string, person: string) => ({
    key,
    party: item.party,
    person,
    item: item.id,
    case_id: item.case,
    what: item.what.value,
    due_at: toMicroseconds(item.dueAt.value),
    sureness: JSON.stringify(item.sureness),
    danger: Number(item.danger),
    told_at: toMicroseconds(at),
    read_at: null,
  });
  const inbox = [
    ...notices.map((notice) => ({
      ...row(notice.item, notice.key, notice.person),
      step: notice.when,
      level: notice.level,
      late: Number(notice.late),
      shown: 1,
    })),
    ...passed.map(({ key, item, person }) => ({
      ...row(item, key, person),
      step: 'before',
      level: 'person',
      late: 0,
      shown: 0,
    })),
  ];
  const outgoing = notices.flatMap((notice) =>
    inLanguage(languageOf(notice.person), () => outgoingOf(notice, settingsOf(notice.person), words, at, wall)),
  );
  await store.transaction(async (transaction) => {
    await insertRows(transaction, 'reminder_notice', inbox, { keys: ['key'], do: 'nothing' });
    await insertRows(transaction, 'reminder_outgoing', outgoing, { keys: ['id'], do: 'nothing' });
  });
}

function outgoingOf(
  notice: Notice,
  { mail, webhook, muted }: PersonSettings,
  words: WordsSettings,
  at: Temporal.Instant,
  wall: Temporal.Instant,
): readonly OutgoingRow[] {
  if (muted && !notice.item.danger) return [];
  const channels = [
    ...(mail === null ? [] : ['mail' as const]),
    ...(webhook === null ? [] : ['webhook' as const]),
  ];
  return channels.map((channel) => {
    const id = messageId(channel, notice.key);
    const { subject, text } = outgoingWords(notice, words);
    return {
      id,
      key: notice.key,
      party: notice.item.party,
      person: notice.person,
      channel,
      subject,
      body: channel === 'mail' ? text : outgoingJson(id, notice, words, at),
      danger: Number(notice.item.danger),
      state: 'waiting',
      failures: 0,
      next_at: toMicroseconds(wall),
      made_at: toMicroseconds(wall),
      sentence: null,
    };
  });
}

/** One message for each thing told and each way of telling it; a crash sends it again under the same identifier. */
export function messageId(channel: OutgoingRow['channel'], key: string): string {
  return primitives.sha256Base64url(`reminder ${channel} ${key}`);
}

export type InboxEntry = {
  readonly key: string;
  readonly what: string;
  readonly case: string;
  readonly dueAt: Temporal.Instant;
  readonly sureness: Sureness | null;
  readonly step: string;
  readonly level: string;
  readonly late: boolean;
  readonly danger: boolean;
  readonly toldAt: Temporal.Instant;
  readonly read: boolean;
};

/** A person's reminders, the newest first. */
export async function inboxOf(
  connection: Connection,
  person: string,
  unread = false,
): Promise<readonly InboxEntry[]> {
  let query = reminderTables(connection)
    .selectFrom('reminder_notice')
    .selectAll()
    .where('person', '=', person)
    .where('shown', '=', 1)
    .orderBy('told_at', 'desc')
    .orderBy('due_at')
    .limit(INBOX_ROWS);
  if (unread) query = query.where('read_at', 'is', null);
  return (await query.execute()).map((row) => ({
    key: row.key,
    what: row.what,
    case: row.case_id,
    dueAt: fromMicroseconds(Number(row.due_at)),
    sureness: JSON.parse(row.sureness ?? 'null') as Sureness | null,
    step: row.step,
    level: row.level,
    late: Number(row.late) === 1,
    danger: Number(row.danger) === 1,
    toldAt: fromMicroseconds(Number(row.told_at)),
    read: row.read_at !== null,
  }));
}

/** Marks a person's reminders as read: the one of this key, or all. */
export async function markRead(
  connection: Connection,
  person: string,
  at: Temporal.Instant,
  key?: string,
): Promise<void> {
  const unread = reminderTables(connection)
    .updateTable('reminder_notice')
    .set({ read_at: toMicroseconds(at) })
    .where('person', '=', person)
    .where('read_at', 'is', null);
  await (key === undefined ? unread : unread.where('key', '=', key)).execute();
}

/** Takes back what was marked as read at this instant, in microseconds. */
export async function markUnread(connection: Connection, person: string, readAt: number): Promise<void> {
  await reminderTables(connection)
    .updateTable('reminder_notice')
    .set({ read_at: null })
    .where('person', '=', person)
    .where('read_at', '=', readAt)
    .execute();
}

/** Messages to this person that could not be delivered so far, for the desk. */
export async function undeliveredTo(connection: Connection, person: string) {
  const rows = await reminderTables(connection)
    .selectFrom('reminder_outgoing')
    .select(['id', 'channel', 'state', 'failures', 'sentence', 'made_at', 'next_at'])
    .where('person', '=', person)
    .where('state', 'in', ['waiting', 'stopped'])
    .where('failures', '>', 0)
    .orderBy('made_at')
    .limit(INBOX_ROWS)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    state: row.state,
    failures: Number(row.failures),
    sentence: row.sentence,
    madeAt: fromMicroseconds(Number(row.made_at)),
    nextAt: fromMicroseconds(Number(row.next_at)),
  }));
}

/** Stopped and waiting messages to this person are tried at once. */
export async function tryAgain(connection: Connection, person: string, wall: Temporal.Instant): Promise<void> {
  await REMINDERS_OUT.tryAgain(connection, { person }, wall);
}
