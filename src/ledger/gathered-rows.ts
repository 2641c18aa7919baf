import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { Row } from '#store/rows.ts';

/**
 * Rows that come in parts: the first go in at once, and what comes while the database is busy with them goes in together
 * afterwards, so that a server is not asked for each part by itself.
 */
export class GatheredRows {
  readonly #transaction: InTransaction;
  readonly #table: string;
  #waiting: Row[] = [];
  #running: Promise<void> | undefined;

  constructor(transaction: InTransaction, table: string) {
    this.#transaction = transaction;
    this.#table = table;
  }

  /** Resolves once these rows are in, perhaps with others; after a failure the whole transaction must be given up. */
  put(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    this.#waiting.push(...rows);
    this.#running ??= this.#insert();
    return this.#running;
  }

  async #insert(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const rows = this.#waiting;
        this.#waiting = [];
        await insertRows(this.#transaction, this.#table, rows);
      }
    } finally {
      // In the same step in which nothing was found to wait, so that no row comes in between and is forgotten.
      this.#running = undefined;
    }
  }
}
