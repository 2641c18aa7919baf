import type { Recorded, View } from '#ledger/contract.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowOf, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { AnsweredBy, PingMode } from './statements.ts';

/** Of every row; claims withheld from this node are null. */
const FROM_STATEMENT = {
  digest: 'text',
  arrival: 'bigint',
  own: 'bigint',
  case_id: 'text?',
  issuer: 'text',
  recorded_at: 'bigint',
} as const;

const TABLES = declareTables({
  contact_ping: {
    columns: {
      ...FROM_STATEMENT,
      party: 'text?',
      contact: 'text?',
      channel: 'text?',
      challenge: 'text?',
      mode: 'text?',
      answer_by: 'bigint?',
    },
    indexes: [['issuer', 'party', 'arrival'], ['party', 'arrival'], ['case_id']],
  },
  contact_answer: {
    columns: { ...FROM_STATEMENT, ping: 'text?', recipient: 'text?', response: 'text?', answered_by: 'text?' },
    indexes: [['ping'], ['case_id']],
  },
});

export type ContactTables = RowsIn<typeof TABLES>;
export const contactTables = TABLES.in;

export type Ping = {
  readonly digest: string;
  readonly own: boolean;
  readonly case: string | null;
  readonly issuer: string;
  readonly party: string;
  readonly contact: string | null;
  readonly channel: string;
  readonly challenge: string | null;
  readonly mode: PingMode;
  readonly answerBy: Temporal.Instant | null;
  /** When it stood in our log, or arrived here. */
  readonly at: Temporal.Instant;
};

export type PingAnswer = {
  readonly digest: string;
  readonly ping: string;
  readonly issuer: string;
  readonly answeredBy: AnsweredBy;
  /** When it stood in our log, or arrived here: by the clock of whoever measures. */
  readonly at: Temporal.Instant;
};

const PINGS_READ = 2_000;

/** Pings and answers, each under its digest, so that the fold needs no order; what counts is decided when read. */
export const contactsView: View = {
  name: 'contacts',
  version: 1,
  follows: 'transaction',
  ...TABLES.asView,
  async fold(transaction, records) {
    for (const record of records) {
      if (record.type === 'reachability-ping') {
        const row = {
          ...base(record),
          party: text(record, 'to'),
          contact: text(record, 'contact'),
          channel: text(record, 'channel'),
          challenge: text(record, 'challenge'),
          mode: text(record, 'mode'),
          answer_by: instant(record, 'answer_by'),
        };
        await keep(transaction, 'contact_ping', row);
      } else if (record.type === 'reachability-answer') {
        const row = {
          ...base(record),
          ping: text(record, text(record, 'answered_by') === 'person' ? 'ping' : 'echo_of'),
          recipient: text(record, 'to'),
          response: text(record, 'response'),
          answered_by: text(record, 'answered_by'),
        };
        await keep(transaction, 'contact_answer', row);
      }
    }
  },
};

type FromStatement = RowOf<{ columns: typeof FROM_STATEMENT }>;
type Row = FromStatement & Record<string, string | number | null>;

/** A statement that arrives again, with more disclosed, keeps its first place and fills what was null. */
async function keep(transaction: Connection, table: keyof ContactTables, row: Row): Promise<void> {
  const known = await contactTables(transaction)
    .selectFrom(table)
    .selectAll()
    .where('digest', '=', row.digest)
    .executeTakeFirst();
  const merged: Row = { ...row };
  for (const [name, value] of Object.entries(known ?? {}))
    merged[name] = row[name] ?? (value as string | number | null);
  if (known !== undefined) {
    merged.arrival = Math.min(row.arrival, known.arrival);
    merged.recorded_at = Math.min(row.recorded_at, known.recorded_at);
  }
  await insertRows(transaction, table, [merged], { keys: ['digest'], do: 'replace' });
}

function base(record: Recorded): FromStatement {
  return {
    digest: record.digest,
    arrival: record.arrival,
    own: Number(record.origin === 'own'),
    case_id: record.case,
    issuer: record.issuer,
    recorded_at: toMicroseconds(record.recordedAt),
  };
}

function text(record: Recorded, name: string): string | null {
  const value = record.claims.get(name)?.value;
  return typeof value === 'string' ? value : null;
}

function instant(record: Recorded, name: string): number | null {
  const at = instantFrom(record.claims.get(name)?.value);
  return at === undefined ? null : toMicroseconds(at);
}

function pingsFrom(rows: readonly ContactTables['contact_ping'][]): readonly Ping[] {
  return rows.flatMap((row) => {
    if (row.party === null || row.channel === null) return [];
    return [
      {
        digest: row.digest,
        own: row.own === 1,
        case: row.case_id,
        issuer: row.issuer,
        party: row.party,
        contact: row.contact,
        channel: row.channel,
        challenge: row.challenge,
        mode: row.mode === 'scheduled' ? ('scheduled' as const) : ('surprise' as const),
        answerBy: row.answer_by === null ? null : fromMicroseconds(row.answer_by),
        at: fromMicroseconds(row.recorded_at),
      },
    ];
  });
}

export async function pingOf(reads: Connection, digest: string): Promise<Ping | undefined> {
  const rows = await contactTables(reads)
    .selectFrom('contact_ping')
    .selectAll()
    .where('digest', '=', digest)
    .execute();
  return pingsFrom(rows)[0];
}

/** Pings that a party sent, or got; the newest first, as many as one answer looks through. */
export async function pingsOf(
  reads: Connection,
  which: { readonly issuer?: string; readonly party?: string; readonly since?: Temporal.Instant },
): Promise<readonly Ping[]> {
  let query = contactTables(reads)
    .selectFrom('contact_ping')
    .selectAll()
    .orderBy('arrival', 'desc')
    .limit(PINGS_READ);
  if (which.issuer !== undefined) query = query.where('issuer', '=', which.issuer);
  if (which.party !== undefined) query = query.where('party', '=', which.party);
  if (which.since !== undefined) query = query.where('recorded_at', '>=', toMicroseconds(which.since));
  return pingsFrom(await query.execute());
}

/** Earlier pings of one contact (or of a party's channel where no entry is named), the newest first. */
export async function lastPings(
  reads: Connection,
  of: {
    readonly issuer: string;
    readonly party: string;
    readonly channel: string;
    readonly contact: string | null;
  },
): Promise<readonly Ping[]> {
  const sent = await pingsOf(reads, { issuer: of.issuer, party: of.party });
  return sent.filter(({ contact, channel }) => contact === of.contact && channel === of.channel);
}

/**
 * Answers that count: by whoever was asked, to whoever asked, with the right code. A foreign statement passed no rule
 * of ours, so each of these is looked at here.
 */
export async function answersTo(reads: Connection, pings: readonly string[]): Promise<readonly PingAnswer[]> {
  const rows = await contactTables(reads)
    .selectFrom('contact_answer as answer')
    .innerJoin('contact_ping as ping', 'ping.digest', 'answer.ping')
    .where('answer.ping', 'in', [...pings, ''])
    .whereRef('answer.issuer', '=', 'ping.party')
    .whereRef('answer.recipient', '=', 'ping.issuer')
    .whereRef('answer.response', '=', 'ping.challenge')
    .select(['answer.digest', 'answer.ping', 'answer.issuer', 'answer.answered_by', 'answer.recorded_at'])
    .orderBy('answer.arrival')
    .execute();
  return rows.map((row) => ({
    digest: row.digest,
    ping: row.ping!,
    issuer: row.issuer,
    answeredBy: row.answered_by === 'person' ? 'person' : 'machine',
    at: fromMicroseconds(row.recorded_at),
  }));
}
