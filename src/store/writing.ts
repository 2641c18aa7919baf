import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Connection, InTransaction } from './connection.ts';
import { awaitTableTurn, bytesType } from './dialect.ts';

/** As much as a handful of statements takes. */
const TRIAL_BYTES = 32_768;
/** Whoever asks within this time is told what was found last, so that asking costs the disk nothing. */
const TRIAL_KEPT_MS = 5_000;
/** What holds the store for longer than this lets nobody else write either. */
const TRIAL_WAIT_MS = 5_000;

export type Refusing = {
  /** When a write failed first, or the first trial of it, after all had been well. */
  readonly since: Temporal.Instant;
  readonly cause: unknown;
};

/**
 * Whether a store takes writes, found by writing: a full disk is read as well as ever. What is written for trial is
 * taken away by the same transaction.
 */
export class Writing {
  readonly #connection: Connection;
  readonly #waitMs: number;
  #refusing: Refusing | undefined;
  #suspectSince: Temporal.Instant | undefined;
  #foundAtMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #isPrepared = false;

  constructor(connection: Connection, waitMs: number = TRIAL_WAIT_MS) {
    this.#connection = connection;
    this.#waitMs = waitMs;
  }

  /** A transaction failed, for whatever reason: the next one who asks has it tried, and learns since when. */
  noticed(): void {
    this.#suspectSince ??= Temporal.Now.instant();
  }

  /** Undefined while the store takes writes. Never throws. */
  async refusing(): Promise<Refusing | undefined> {
    const isFresh = performance.now() - this.#foundAtMs < TRIAL_KEPT_MS;
    if (isFresh && (this.#suspectSince === undefined || this.#refusing !== undefined)) return this.#refusing;
    const began = Temporal.Now.instant();
    // Who asks while it is tried waits for the same trial.
    this.#running ??= this.#try(began).finally(() => {
      this.#running = undefined;
    });
    const limit = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => limit.resolve('late'), this.#waitMs);
    const ended = await Promise.race([this.#running, limit.promise]);
    clearTimeout(timer);
    if (ended !== 'late') return this.#refusing;
    return (
      this.#refusing ?? { since: began, cause: new Error(`write for trial: not done within ${this.#waitMs} ms`) }
    );
  }

  async #try(began: Temporal.Instant): Promise<void> {
    try {
      await this.#connection.transaction().execute((transaction) => this.#write(transaction));
      this.#refusing = undefined;
      this.#suspectSince = undefined;
    } catch (cause) {
      this.#isPrepared = false;
      this.#refusing = { since: this.#refusing?.since ?? this.#suspectSince ?? began, cause };
    }
    this.#foundAtMs = performance.now();
  }

  async #write(transaction: InTransaction): Promise<void> {
    if (!this.#isPrepared) {
      await awaitTableTurn(transaction);
      const bytes = sql.raw(bytesType(transaction));
      await sql`create table if not exists write_trial (bytes ${bytes} not null)`.execute(transaction);
    }
    await sql`insert into write_trial (bytes) values (${new Uint8Array(randomBytes(TRIAL_BYTES))})`.execute(
      transaction,
    );
    await sql`delete from write_trial`.execute(transaction);
    this.#isPrepared = true;
  }
}
