/** What waits to leave the node by any channel: whose turn it is, how tries are spaced, when they stop, and why. */
import { retryAfterMs } from '#federation/backoff.ts';
import type { Connection } from '#store/connection.ts';
import { type RowOf, text } from '#store/declared-tables.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';

export type OutgoingState = 'waiting' | 'sent' | 'stopped';

/** What is kept of each thing that leaves, beside what it says and to whom, which is its room's own. */
export const OUTGOING = {
  state: text<OutgoingState>(),
  failures: 'bigint',
  /** Not before this instant, by the process's own time. */
  next_at: 'bigint',
  made_at: 'bigint',
  /** Why it was not taken last, without addresses. */
  sentence: 'text?',
} as const;

type OutgoingRow = { id: string } & RowOf<{ columns: typeof OUTGOING }>;

/**
 * For how long something is tried: for days since it was made, so many times, or until it is taken. Then it is stopped:
 * it stays, and a person may have it tried again.
 */
export type Patience = { readonly days: number } | { readonly tries: number } | 'until-taken';

/** Where it is tried; `wall` is the process's own time, by which tries are spaced, whatever the realm's clock does. */
export type Sending = {
  readonly connection: Connection;
  readonly wall: () => Temporal.Instant;
  readonly random: () => number;
};

/** Undefined when it was taken, else why not, in a sentence without addresses; null where it has to wait for another time. */
export type Send<Row> = (row: Row) => Promise<string | undefined | null>;

const HOURS_A_DAY = 24;

/** A table of things that leave: a crash after one was taken and before that is written sends it once more, under the same identifier. */
export class OutgoingQueue<Row extends OutgoingRow> {
  readonly #table: string;
  readonly #patience: Patience;

  constructor(table: string, patience: Patience) {
    this.#table = table;
    this.#patience = patience;
  }

  /** Those whose turn it is, whoever waits longest for it first. */
  async due(connection: Connection, wall: Temporal.Instant, most: number): Promise<readonly Row[]> {
    const rows = await this.#waiting(connection)
      .where('next_at', '<=', toMicroseconds(wall))
      .orderBy('next_at')
      .orderBy('made_at')
      .limit(most)
      .execute();
    return rows as Row[];
  }

  /** Sends what is due, one after the other; one that is not taken holds up none of the others. */
  async sendDue(sending: Sending, most: number, send: Send<Row>): Promise<void> {
    for (const row of await this.due(sending.connection, sending.wall(), most)) {
      const fault = await send(row);
      if (fault === undefined) await this.wasSent(sending.connection, row.id);
      else if (fault !== null)
        await this.wasNotSent(sending.connection, row, fault, sending.wall(), sending.random());
    }
  }

  /** Sends those of one receiver in the order in which they were made, until one is not taken; answers whether one was not. */
  async sendInOrder(sending: Sending, of: Partial<Row>, most: number, send: Send<Row>): Promise<boolean> {
    const { connection, wall, random } = sending;
    for (let sent = 0; sent < most; sent++) {
      const row = await this.#oldest(connection, of);
      if (row === undefined || Number(row.next_at) > toMicroseconds(wall())) return false;
      const fault = await send(row);
      if (fault === null) return false;
      if (fault === undefined) {
        await this.wasSent(connection, row.id);
        continue;
      }
      await this.wasNotSent(connection, row, fault, wall(), random());
      return true;
    }
    return false;
  }

  async wasSent(connection: Connection, id: string): Promise<void> {
    await this.#rows(connection)
      .updateTable(this.#table)
      .set({ state: 'sent', sentence: null })
      .where('id', '=', id)
      .execute();
  }

  async wasNotSent(
    connection: Connection,
    row: OutgoingRow,
    sentence: string,
    wall: Temporal.Instant,
    random: number,
  ): Promise<void> {
    const failures = Number(row.failures) + 1;
    const next = wall.add({ milliseconds: retryAfterMs(failures, random) });
    const state = isOver(this.#patience, failures, row, wall) ? 'stopped' : 'waiting';
    await this.#rows(connection)
      .updateTable(this.#table)
      .set({ failures, state, sentence, next_at: toMicroseconds(next) })
      .where('id', '=', row.id)
      .execute();
  }

  /** What of this waits or was stopped is tried at once, for as long as if it were new. */
  async tryAgain(connection: Connection, of: Partial<Row>, wall: Temporal.Instant): Promise<void> {
    const at = toMicroseconds(wall);
    // Things that are sent in their order keep it.
    const since = typeof this.#patience === 'object' && 'days' in this.#patience ? { made_at: at } : {};
    await this.#rows(connection)
      .updateTable(this.#table)
      .set({ state: 'waiting', next_at: at, ...since })
      .where(({ and }) => and(of as Partial<OutgoingRow>))
      .where('state', 'in', ['waiting', 'stopped'])
      .execute();
  }

  async #oldest(connection: Connection, of: Partial<Row>): Promise<Row | undefined> {
    const row = await this.#waiting(connection)
      .where(({ and }) => and(of as Partial<OutgoingRow>))
      .orderBy('made_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row as Row | undefined;
  }

  #waiting(connection: Connection) {
    return this.#rows(connection).selectFrom(this.#table).selectAll().where('state', '=', 'waiting');
  }

  #rows(connection: Connection) {
    return connection.$extendTables<Record<string, OutgoingRow>>();
  }
}

function isOver(patience: Patience, failures: number, { made_at: madeAt }: OutgoingRow, wall: Temporal.Instant) {
  if (patience === 'until-taken') return false;
  if ('tries' in patience) return failures >= patience.tries;
  const until = fromMicroseconds(Number(madeAt)).add({ hours: patience.days * HOURS_A_DAY });
  return Temporal.Instant.compare(until, wall) <= 0;
}
