import type { Channel } from '#federation/statements.ts';
import { federationTables } from '#federation/tables.ts';
import { partiesHosted } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { contactTables, type Ping, pingOf } from './view.ts';

const FOUND_MOST = 50;
/** A machine answers no ping older than this: after so long an answer says nothing about then. */
const MACHINE_ANSWERS_DAYS = 30;
const HOURS_A_DAY = 24;

/** A ping or an answer of ours that nobody was given yet. */
export type Undelivered = {
  readonly digest: string;
  readonly from: string;
  readonly to: string;
  readonly channel: Channel;
};

/** Own pings and answers without a release to whom they are for: what a crash, or a moment ago, left to be given. */
export async function undelivered(reads: Connection): Promise<readonly Undelivered[]> {
  const tables = contactTables(federationTables(reads));
  const pings = await tables
    .selectFrom('contact_ping as ping')
    .leftJoin('federation_release as given', (join) =>
      join
        .onRef('given.target', '=', 'ping.digest')
        .onRef('given.issuer', '=', 'ping.issuer')
        .onRef('given.recipient', '=', 'ping.party'),
    )
    .where('ping.own', '=', 1)
    .where('given.digest', 'is', null)
    .select(['ping.digest', 'ping.issuer', 'ping.party as recipient', 'ping.channel'])
    .orderBy('ping.arrival')
    .limit(FOUND_MOST)
    .execute();
  const answers = await tables
    .selectFrom('contact_answer as answer')
    .innerJoin('contact_ping as ping', 'ping.digest', 'answer.ping')
    .leftJoin('federation_release as given', (join) =>
      join
        .onRef('given.target', '=', 'answer.digest')
        .onRef('given.issuer', '=', 'answer.issuer')
        .onRef('given.recipient', '=', 'answer.recipient'),
    )
    .where('answer.own', '=', 1)
    .where('given.digest', 'is', null)
    .select(['answer.digest', 'answer.issuer', 'answer.recipient', 'ping.channel'])
    .orderBy('answer.arrival')
    .limit(FOUND_MOST)
    .execute();
  return [...pings, ...answers].flatMap(({ digest, issuer, recipient, channel }) =>
    recipient === null ? [] : [{ digest, from: issuer, to: recipient, channel: channelOf(channel) }],
  );
}

function channelOf(text: string | null): Channel {
  return text === 'police' || text === 'diplomatic' ? text : 'csirt';
}

/** Pings young enough to matter that nobody of this kind has answered. */
function unanswered(reads: Connection, by: 'machine' | 'person', now: Temporal.Instant) {
  const since = now.subtract({ hours: MACHINE_ANSWERS_DAYS * HOURS_A_DAY });
  return contactTables(reads)
    .selectFrom('contact_ping as ping')
    .leftJoin('contact_answer as answer', (join) =>
      join
        .onRef('answer.ping', '=', 'ping.digest')
        .onRef('answer.issuer', '=', 'ping.party')
        .on('answer.answered_by', '=', by),
    )
    .where('ping.challenge', 'is not', null)
    .where('ping.recorded_at', '>=', toMicroseconds(since))
    .where('answer.digest', 'is', null)
    .select('ping.digest')
    .limit(FOUND_MOST);
}

async function pingsIn(reads: Connection, rows: readonly { readonly digest: string }[]): Promise<readonly Ping[]> {
  const found = await Promise.all(rows.map(({ digest }) => pingOf(reads, digest)));
  return found.flatMap((ping) => ping ?? []);
}

/** Pings of parties hosted here that no machine has answered yet. */
export async function machineAnswersDue(reads: Connection, now: Temporal.Instant): Promise<readonly Ping[]> {
  const hosted = (await partiesHosted(reads)).map(({ party }) => party);
  const due = unanswered(reads, 'machine', now).where('ping.party', 'in', [...hosted, '']);
  const pings = await pingsIn(reads, await due.orderBy('ping.arrival').execute());
  return pings.filter((ping) => ping.case !== null);
}

/** Pings that wait for a person of this party, the most urgent first. */
export async function pingsToAnswer(
  reads: Connection,
  party: string,
  now: Temporal.Instant,
): Promise<readonly Ping[]> {
  const waiting = unanswered(reads, 'person', now).where('ping.party', '=', party);
  return pingsIn(reads, await waiting.orderBy('ping.answer_by').execute());
}
