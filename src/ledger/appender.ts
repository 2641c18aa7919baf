/**
 * The one who appends: waiting submissions in order, many to a transaction, and everything else that must not happen
 * beside an append. Exists only while this process holds the appender's lock.
 */
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { InTransaction } from '#store/connection.ts';
import type { AppenderLock } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import { Turns } from '#store/turns.ts';
import type { AdmissionCode, Admitted } from './admission.ts';
import { appendBatch, fence, LostAppender } from './append.ts';
import { readAppended } from './appended.ts';
import type { AppendState, Result } from './appending.ts';
import type { LedgerCode } from './codes.ts';
import { type Fate, fateOf } from './commit-fate.ts';
import type { Appended, Recorded } from './contract.ts';
import { Gathering, nextTurn, sameBreath } from './gathering.ts';
import { lastArrival, lastRecordedAt } from './held.ts';
import { APPEND_WAIT_MS, MAX_BATCH_SUBMISSIONS, MAX_WAITING_SUBMISSIONS } from './limits.ts';
import { type PartyReads, Signers } from './signers.ts';
import { ledgerTables, MOVED_SENTENCE, RECOVERING_SENTENCE } from './tables.ts';

const UNKNOWN_SENTENCE =
  'The database went away while this was being stored, and nobody knows whether it was. See whether it is there before you submit it again; with the same idempotency key it is stored once only.';

export type Answer = Outcome<Appended | null, AdmissionCode>;

/** A submission in the queue. `answered` writes to the hand-off table within the append's own transaction. */
export type Waiting = {
  readonly admitted: Admitted;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
  readonly answered?: (transaction: InTransaction, result: Result) => Promise<void>;
  /** Another process appends now: hand the submission to it. */
  readonly lost: () => void;
};

export type AppenderOptions = {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly parties: PartyReads;
  readonly clock: () => Temporal.Instant;
  readonly lock: AppenderLock;
  readonly state: AppendState;
  /** Called after each commit, before the submitters are answered. */
  readonly committed: (records: readonly Recorded[]) => Promise<void>;
  /** Called once when another process has taken over. */
  readonly lost: () => void;
};

export class Appender implements AsyncDisposable {
  readonly #options: AppenderOptions;
  readonly #turns = new Turns('the appender', APPEND_WAIT_MS);
  readonly #gathering = new Gathering();
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  #isEnding = false;
  #isLost = false;
  #freed: PromiseLike<void> | undefined;

  constructor(options: AppenderOptions) {
    this.#options = options;
    options.lock.lost.addEventListener('abort', () => this.#lose(), { once: true });
  }

  get isBusy(): boolean {
    return this.#queue.length > 0;
  }

  /** Refused at once when too many wait; otherwise answered once the statement is durable, or refused. */
  enqueue(waiting: Waiting): Outcome<null, LedgerCode> {
    if (this.#closed) return refuse('ledger-closed', 'This node is stopping; submit again when it is back.');
    if (this.#options.state.standing === 'moved') {
      return refuse('ledger-moved', MOVED_SENTENCE);
    }
    if (this.#options.state.standing === 'recovering') {
      return refuse('ledger-recovering', RECOVERING_SENTENCE);
    }
    if (this.#queue.length >= MAX_WAITING_SUBMISSIONS) {
      return refuse('ledger-busy', 'Too many submissions wait; submit again in a moment with the same key.');
    }
    this.#queue.push(waiting);
    this.#gathering.joined(this.#queue.length);
    this.#running ??= this.#run();
    return accept(null);
  }

  /** Work that must not run beside an append, in a transaction that a lost lock cannot commit. */
  exclusive<Value>(work: (transaction: InTransaction, at: Temporal.Instant) => Promise<Value>): Promise<Value> {
    return this.#turns.run(async () => {
      const at = this.#now();
      try {
        const value = await this.#options.store.transaction(async (transaction) => {
          await fence(transaction, this.#options.state.epoch);
          return work(transaction, at);
        });
        this.#options.state.tree.commit();
        return value;
      } catch (error) {
        await this.#recover(error);
        throw error;
      }
    });
  }

  /** To be called before whatever waits for a turn is waited for: a database that is away is asked no longer. */
  end(): void {
    this.#isEnding = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.end();
    this.#gathering.end();
    await this.#running;
    await this.#turns.run(async () => undefined);
    await (this.#freed ?? this.#options.lock[Symbol.asyncDispose]());
  }

  async #run(): Promise<void> {
    await nextTurn();
    if (!this.#closed) await this.#gathering.wait(this.#queue.length);
    while (this.#queue.length > 0 && !this.#isLost) {
      const batch = this.#queue.splice(0, MAX_BATCH_SUBMISSIONS);
      this.#gathering.began(batch.length);
      // Other work may hold the turn for longer than anybody waits: a rebuild of all views.
      await this.#turns
        .run(() => this.#append(batch))
        .catch((failure: unknown) => {
          for (const waiting of batch) waiting.reject(failure);
        });
      await sameBreath();
      if (this.#queue.length > 0) await nextTurn();
    }
    this.#running = undefined;
  }

  /** A batch that fails is tried one by one, so that one poisonous submission cannot fail the others. */
  async #append(batch: readonly Waiting[]): Promise<void> {
    const attempt = await this.#attempt(batch);
    if (attempt.ok) return this.#answer(batch, attempt.results);
    if (attempt.fate === 'unknown') {
      for (const waiting of batch) waiting.resolve(refuse('append-unknown', UNKNOWN_SENTENCE));
      return;
    }
    if (this.#isLost) {
      for (const waiting of batch) waiting.lost();
      return;
    }
    if (batch.length === 1) return batch[0]?.reject(attempt.failure);
    for (const waiting of batch) await this.#append([waiting]);
  }

  async #attempt(
    batch: readonly Waiting[],
  ): Promise<{ ok: true; results: readonly Result[] } | { ok: false; failure: unknown; fate: Fate }> {
    const { store, state } = this.#options;
    const at = this.#now();
    let done: { results: readonly Result[]; records: readonly Recorded[] } | undefined;
    try {
      const { results, records } = await store.transaction(async (transaction) => {
        const signers = new Signers(this.#options.parties, this.#options.keyring, transaction, at);
        const admitted = batch.map((waiting) => waiting.admitted);
        const appended = await appendBatch(state, transaction, signers, at, admitted);
        for (const [index, waiting] of batch.entries()) {
          await waiting.answered?.(transaction, appended.results[index] as Result);
        }
        if (appended.records.length > 0) await store.wake(transaction);
        done = appended;
        return appended;
      });
      await this.#commit(records, at);
      return { ok: true, results };
    } catch (failure) {
      // The connection may have broken after the database committed: then the batch is durable, and must not repeat.
      const fate =
        done === undefined ? 'gone' : await fateOf(store, state.epoch, done.records, () => this.#isEnding);
      await this.#recover(failure);
      if (fate !== 'stands' || done === undefined) return { ok: false, failure, fate };
      await this.#options.committed(done.records);
      return { ok: true, results: done.results };
    }
  }

  /** A crash before this line loses nothing: the database has it all, and a start reads it from there. */
  async #commit(records: readonly Recorded[], at: Temporal.Instant): Promise<void> {
    const { state, committed } = this.#options;
    state.tree.commit();
    state.numbers.commit();
    state.places.commit();
    const last = records.at(-1);
    if (last === undefined) return;
    state.nextArrival = last.arrival + 1;
    state.latest = at;
    await committed(records);
  }

  async #answer(batch: readonly Waiting[], results: readonly Result[]): Promise<void> {
    const { store, state } = this.#options;
    for (const [index, waiting] of batch.entries()) {
      const result = results[index] as Result;
      try {
        switch (result.kind) {
          case 'refused':
            waiting.resolve({ ok: false, refusal: result.refusal });
            break;
          case 'appended': {
            const { own } = result;
            const proof = own === null ? '' : await state.tree.proof(store.connection, own.logIndex);
            waiting.resolve(accept(own === null ? null : { ...own, proof }));
            break;
          }
          case 'repeated':
            waiting.resolve(accept(await readAppended(store.connection, state.tree, result.digest)));
            break;
        }
      } catch (failure) {
        waiting.reject(failure);
      }
    }
  }

  /** After any failed transaction the memory is made again from the disk; what cannot be read ends the appender. */
  async #recover(failure: unknown): Promise<void> {
    if (failure instanceof LostAppender) return this.#lose();
    await reload(this.#options.store, this.#options.state).catch(() => this.#lose());
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#closed = true;
    this.#gathering.end();
    // Whoever appends next, this process too, takes the lock anew.
    this.#freed = this.#options.lock[Symbol.asyncDispose]();
    this.#options.lost();
    for (const waiting of this.#queue.splice(0)) waiting.lost();
  }

  /** Never before the last one recorded, and no finer than what is stored. */
  #now(): Temporal.Instant {
    const now = fromMicroseconds(toMicroseconds(this.#options.clock()));
    const { latest } = this.#options.state;
    return Temporal.Instant.compare(now, latest) > 0 ? now : latest;
  }
}

/** Makes what the appender holds in memory from the database alone. Throws when tree and checkpoint do not fit. */
export async function reload(store: Store, state: AppendState): Promise<void> {
  const row = await ledgerTables(store.connection).selectFrom('appender').select('state').executeTakeFirst();
  state.standing = row?.state ?? 'open';
  state.numbers.forget();
  state.places.forget();
  await state.tree.resume(store.connection);
  state.nextArrival = (await lastArrival(store.connection)) + 1;
  state.latest = fromMicroseconds(await lastRecordedAt(store.connection));
}

/** Takes the next epoch, so that whoever appended before can no longer commit. */
export async function takeEpoch(store: Store, log: string): Promise<number> {
  return store.transaction(async (transaction) => {
    const tables = ledgerTables(transaction);
    await tables
      .insertInto('appender')
      .values({ id: 1, epoch: 0, log, state: 'open' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await tables
      .updateTable('appender')
      .set(({ eb }) => ({ epoch: eb('epoch', '+', 1) }))
      .where('id', '=', 1)
      .returning('epoch')
      .executeTakeFirstOrThrow();
    return row.epoch;
  });
}
