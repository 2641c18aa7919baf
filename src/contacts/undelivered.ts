import type { Channel } from '#federation/statements.ts';
import type { FederationTables } from '#federation/tables.ts';
import { partiesHosted } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { type ContactTables, type Ping, pingOf } from './view.ts';

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

type Tables = ContactTables & FederationTables;

/** Own pings and answers without a release to whom they are for: what a crash, or a moment ago, left to be given. */
export async function undelivered(reads: Connection): Promise<readonly Undelivered[]> {
  const tables = reads.$extendTables<Tables>();
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

/** Pings of parties hosted here that no machine has answered yet. */
export async function machineAnswersDue(reads: Connection, now: Temporal.Instant): Promise<readonly Ping[]> {
  const hosted = (await partiesHosted(reads)).map(({ party }) => party);
  const since = now.subtract({ hours: MACHINE_ANSWERS_DAYS * HOURS_A_DAY });
  const rows = await reads
    .$extendTables<Tables>()
    .selectFrom('contact_ping as ping')
    .leftJoin('contact_answer as answer', (join) =>
      join
        .onRef('answer.ping', '=', 'ping.digest')
        .onRef('answer.issuer', '=', 'ping.party')
        .on('answer.answered_by', '=', 'machine'),
    )
    .where('ping.party', 'in', [...hosted, ''])
    .where('ping.challenge', 'is not', null)
    .where('ping.recorded_at', '>=', toMicroseconds(since))
    .where('answer.digest', 'is', null)
    .select('ping.digest')
    .orderBy('ping.arrival')
    .limit(FOUND_MOST)
    .execute();
  const pings: Ping[] = [];
  for (const { digest } of rows) {
    const ping = await pingOf(reads, digest);
    if (ping !== undefined && ping.case !== null) pings.push(ping);
  }
  return pings;
}

/** Pings that wait for a person of this party, the most urgent first. */
export async function pingsToAnswer(
  reads: Connection,
  party: string,
  now: Temporal.Instant,
): Promise<readonly Ping[]> {
  const since = now.subtract({ hours: MACHINE_ANSWERS_DAYS * HOURS_A_DAY });
  const rows = await reads
    .$extendTables<Tables>()
    .selectFrom('contact_ping as ping')
    .leftJoin('contact_answer as answer', (join) =>
      join
        .onRef('answer.ping', '=', 'ping.digest')
        .onRef('answer.issuer', '=', 'ping.party')
        .on('answer.answered_by', '=', 'person'),
    )
    .where('ping.party', '=', party)
    .where('ping.challenge', 'is not', null)
    .where('ping.recorded_at', '>=', toMicroseconds(since))
    .where('answer.digest', 'is', null)
    .select('ping.digest')
    .orderBy('ping.answer_by')
    .limit(FOUND_MOST)
    .execute();
  const found = await Promise.all(rows.map(({ digest }) => pingOf(reads, digest)));
  return found.flatMap((ping) => (ping === undefined ? [] : [ping]));
}
