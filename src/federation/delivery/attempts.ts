import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';

const TABLES = declareTables({
  /** What became of trying to deliver one statement to one party. */
  federation_attempt: {
    columns: {
      digest: 'text',
      recipient: 'text',
      failures: 'integer',
      /** Not before this instant. */
      next_at: 'bigint',
      last_at: 'bigint',
      code: 'text?',
      sentence: 'text?',
      /** Answers have no receipts; this remembers that the peer took one. Null for releases. */
      delivered_at: 'bigint?',
    },
    key: ['digest', 'recipient'],
  },
});

export type AttemptTables = RowsIn<typeof TABLES>;
export type AttemptRow = AttemptTables['federation_attempt'];

/** Losing it costs a few repeated deliveries, which have no second effect. */
export const ATTEMPT_TABLES = TABLES.asSet('federation-attempts');

export const attemptTables = TABLES.in;

export type Failure = {
  readonly digest: string;
  readonly failures: number;
  readonly code: string;
  readonly sentence: string;
  readonly retryAfterMs: number;
};

export async function recordFailures(
  connection: Connection,
  recipient: string,
  failed: readonly Failure[],
  now: Temporal.Instant,
): Promise<void> {
  const rows = failed.map(({ digest, failures, code, sentence, retryAfterMs }) => ({
    digest,
    recipient,
    failures,
    next_at: toMicroseconds(now.add({ milliseconds: retryAfterMs })),
    last_at: toMicroseconds(now),
    code,
    sentence,
    delivered_at: null,
  }));
  await insertRows(connection, 'federation_attempt', rows, { keys: ['digest', 'recipient'], do: 'replace' });
}

export async function recordDelivered(
  connection: Connection,
  recipient: string,
  digests: readonly string[],
  now: Temporal.Instant,
): Promise<void> {
  const at = toMicroseconds(now);
  const rows = digests.map((digest) => ({
    digest,
    recipient,
    failures: 0,
    next_at: at,
    last_at: at,
    code: null,
    sentence: null,
    delivered_at: at,
  }));
  await insertRows(connection, 'federation_attempt', rows, { keys: ['digest', 'recipient'], do: 'replace' });
}

/** The last failure of each undelivered statement, for whoever waits for an answer. */
export async function troubles(connection: Connection, releases: readonly string[]) {
  const rows = await attemptTables(connection)
    .selectFrom('federation_attempt')
    .selectAll()
    .where('digest', 'in', [...releases, ''])
    .where('code', 'is not', null)
    .execute();
  return rows.map((row) => ({
    release: row.digest,
    to: row.recipient,
    failures: row.failures,
    code: row.code,
    sentence: row.sentence,
    lastAt: fromMicroseconds(row.last_at),
    nextAt: fromMicroseconds(row.next_at),
  }));
}
