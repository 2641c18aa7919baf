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
import { reload } from './append-state.ts';
import { readAppended } from './appended.ts';
import type { AppendState, Result } from './appending.ts';
import type { LedgerCode } from './codes.ts';
import type { Appended, Recorded } from './contract.ts';
import { Gathering, nextTurn, sameBreath } from './gathering.ts';
import {
  APPEND_WAIT_MS,
  HALVED_FROM_SUBMISSIONS,
  MAX_BATCH_SUBMISSIONS,
  MAX_WAITING_SUBMISSIONS,
  PREPARED_FROM_SUBMISSIONS,
} from './limits.ts';
import { type Prepared, preparable, prepareBatch } from './prepared.ts';
import { type PartyReads, Signers } from './signers.ts';
import { ledgerTables } from './tables.ts';

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

/** What shares a transaction. */
type Batch = { readonly waiting: readonly Waiting[]; readonly prepared?: Prepared };

type Attempt =
  | { readonly ok: true; readonly results: readonly Result[]; readonly next: Batch | undefined }
  | { readonly ok: false; readonly failure: unknown };

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
      const sentence = 'This node was moved to another database by "comity migrate-store"; serve it from there.';
      return refuse('ledger-moved', sentence);
    }
    if (this.#options.state.standing === 'recovering') {
      const sentence =
        'This node was restored and does not know yet what it said last; finish with "comity restore".';
      return refuse('ledger-recovering', sentence);
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#gathering.end();
    await this.#running;
    await this.#turns.run(async () => undefined);
    await (this.#freed ?? this.#options.lock[Symbol.asyncDispose]());
  }

  async #run(): Promise<void> {
    await nextTurn();
    if (!this.#closed) await this.#gathering.wait(this.#queue.length);
    while (this.#queue.length > 0 && !this.#isLost) {
      await this.#turns.run(() => this.#appendWaiting());
      await sameBreath();
      if (this.#queue.length > 0) await nextTurn();
    }
    this.#running = undefined;
  }

  /** One batch, and those that are prepared one upon the other, while nobody else waits for the turn. */
  async #appendWaiting(): Promise<void> {
    const many = this.#queue.length;
    const isHalved = many >= HALVED_FROM_SUBMISSIONS && this.#options.state.threads.areAny;
    const size = isHalved ? Math.ceil(many / 2) : many;
    let batch: Batch | undefined = { waiting: this.#queue.splice(0, Math.min(size, MAX_BATCH_SUBMISSIONS)) };
    while (batch !== undefined) {
      if (this.#isLost) return this.#giveBack(batch);
      this.#gathering.began(batch.waiting.length);
      batch = await this.#append(batch);
      if (batch !== undefined) await nextTurn();
    }
  }

  /** A batch that fails is tried one by one, so that one poisonous submission cannot fail the others. */
  async #append(batch: Batch): Promise<Batch | undefined> {
    const attempt = await this.#attempt(batch);
    const { waiting } = batch;
    if (attempt.ok) {
      await this.#answer(waiting, attempt.results);
      return attempt.next;
    }
    if (this.#isLost) for (const one of waiting) one.lost();
    else if (waiting.length === 1) waiting[0]?.reject(attempt.failure);
    else for (const one of waiting) await this.#append({ waiting: [one] });
    return undefined;
  }

  async #attempt(batch: Batch): Promise<Attempt> {
    const { store, state } = this.#options;
    const { waiting, prepared } = batch;
    const at = prepared?.at ?? this.#now();
    let done: { results: readonly Result[]; records: readonly Recorded[] } | undefined;
    let next: Batch | undefined;
    try {
      const { results, records } = await store.transaction(async (transaction) => {
        const signers = this.#signers(transaction, at);
        const admitted = waiting.map((one) => one.admitted);
        const appended = await appendBatch(state, transaction, signers, at, admitted, prepared);
        for (const [index, one] of waiting.entries()) {
          await one.answered?.(transaction, appended.results[index] as Result);
        }
        if (appended.records.length > 0) await store.wake(transaction);
        if (waiting.length > 1) next = await this.#prepareNext(transaction, at);
        done = appended;
        return appended;
      });
      await this.#commit(records, at);
      return { ok: true, results, next };
    } catch (failure) {
      // The connection may have broken after the database committed: then the batch is durable, and must not repeat.
      const survived = done !== undefined && (await this.#isDurable(done.records).catch(() => false));
      await this.#recover(failure);
      if (next !== undefined) this.#giveBack(next);
      if (!survived || done === undefined) return { ok: false, failure };
      await this.#options.committed(done.records);
      return { ok: true, results: done.results, next: undefined };
    }
  }

  /** The next batch, prepared upon all that this transaction has stored; undefined when there is little to gain. */
  async #prepareNext(transaction: InTransaction, before: Temporal.Instant): Promise<Batch | undefined> {
    if (this.#turns.isWaitedFor || this.#queue.length < PREPARED_FROM_SUBMISSIONS) return undefined;
    const admitted = this.#queue.slice(0, MAX_BATCH_SUBMISSIONS).map((one) => one.admitted);
    const size = preparable(admitted);
    if (size < PREPARED_FROM_SUBMISSIONS) return undefined;
    const at = laterOf(this.#now(), before);
    const waiting = this.#queue.splice(0, size);
    try {
      const signers = this.#signers(transaction, at);
      const prepared = await prepareBatch(this.#options.state, transaction, signers, at, admitted.slice(0, size));
      return { waiting, prepared };
    } catch (failure) {
      this.#giveBack({ waiting });
      throw failure;
    }
  }

  /** What could not be appended upon the batch before it waits again, or goes to whoever appends now. */
  #giveBack({ waiting, prepared }: Batch): void {
    prepared?.issuing.shared.fail(new Error('issue statements: what they were prepared upon was not appended'));
    if (this.#isLost) for (const one of waiting) one.lost();
    else this.#queue.unshift(...waiting);
  }

  #signers(transaction: InTransaction, at: Temporal.Instant): Signers {
    return new Signers(this.#options.parties, this.#options.keyring, transaction, at);
  }

  /** A crash before this line loses nothing: the database has it all, and a start reads it from there. */
  async #commit(records: readonly Recorded[], at: Temporal.Instant): Promise<void> {
    const { state, committed } = this.#options;
    state.tree.commit();
    const last = records.at(-1);
    if (last === undefined) return;
    state.nextArrival = last.arrival + 1;
    state.latest = at;
    await committed(records);
  }

  async #isDurable(records: readonly Recorded[]): Promise<boolean> {
    const first = records[0];
    if (first === undefined) return false;
    const tables = ledgerTables(this.#options.store.connection);
    const found = async (table: 'statement' | 'addition') =>
      tables.selectFrom(table).select('digest').where('arrival', '=', first.arrival).executeTakeFirst();
    const row = (await found('statement')) ?? (await found('addition'));
    return row?.digest === first.digest;
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
    return laterOf(fromMicroseconds(toMicroseconds(this.#options.clock())), this.#options.state.latest);
  }
}

function laterOf(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) > 0 ? one : other;
}
