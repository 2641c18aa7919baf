/**
 * Submissions of processes that do not append: written to a table, taken up by the one that does, and answered in the
 * very transaction that appends them. Whoever becomes the appender next goes on with what is still unanswered.
 */
import { randomUUIDv7 } from 'node:crypto';
import { accept, type Refusal, refuse } from '#outcome.ts';
import type { InTransaction } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import type { AdmissionCode } from './admission.ts';
import type { Answer } from './appender.ts';
import type { Result } from './appending.ts';
import type { Appended, Submission } from './contract.ts';
import { ANSWER_KEPT_MS, HAND_OFF_POLL_MS, HAND_OFF_WAIT_MS, MAX_HAND_OFFS_TAKEN } from './limits.ts';
import { ledgerTables } from './tables.ts';

/** What stands in the answer column. */
type StoredAnswer =
  | { readonly ok: true; readonly digest: string | null }
  | { readonly ok: false; readonly refusal: Refusal<AdmissionCode> }
  | { readonly ok: 'failed' };

export type HandedOver = { readonly id: string; readonly submission: Submission };

export class HandOff {
  readonly #store: Store;
  readonly #readAppended: (digest: string | null) => Promise<Appended | null>;
  readonly #taken = new Set<string>();
  readonly #waiting = new Set<Signal>();

  constructor(store: Store, readAppended: (digest: string | null) => Promise<Appended | null>) {
    this.#store = store;
    this.#readAppended = readAppended;
  }

  /** Another process has committed: perhaps an answer. */
  changed(): void {
    for (const signal of this.#waiting) signal.raise();
  }

  /** Hands over and waits. Unanswered is not refused: the submission may still be appended. */
  async submit(submission: Submission): Promise<Answer> {
    const id = randomUUIDv7();
    await this.#store.transaction(async (transaction) => {
      await ledgerTables(transaction)
        .insertInto('hand_off')
        .values({
          id,
          submission: JSON.stringify(submission),
          handed_at: toMicroseconds(Temporal.Now.instant()),
          answer: null,
        })
        .execute();
      await this.#store.wake(transaction);
    });
    const answer = await this.#answerTo(id);
    if (answer === undefined) {
      return refuse(
        'hand-off-unanswered',
        'No process of this node answered in time. The statement may still be appended: submit again with the same key.',
      );
    }
    if (answer.ok === 'failed') {
      throw new Error(`append what was handed over as ${id}: the appending process failed`);
    }
    return answer.ok ? accept(await this.#readAppended(answer.digest)) : answer;
  }

  async #answerTo(id: string): Promise<StoredAnswer | undefined> {
    const tables = ledgerTables(this.#store.connection);
    const changed = new Signal();
    this.#waiting.add(changed);
    using _waiting = { [Symbol.dispose]: () => this.#waiting.delete(changed) };
    const deadline = Date.now() + HAND_OFF_WAIT_MS;
    while (Date.now() < deadline) {
      const row = await tables.selectFrom('hand_off').select('answer').where('id', '=', id).executeTakeFirst();
      if (typeof row?.answer === 'string') {
        await tables.deleteFrom('hand_off').where('id', '=', id).execute();
        return JSON.parse(row.answer) as StoredAnswer;
      }
      await changed.wait(HAND_OFF_POLL_MS);
    }
    return undefined;
  }

  /** What waits for this process, now that it appends; each is given out once. */
  async take(): Promise<readonly HandedOver[]> {
    const rows = await ledgerTables(this.#store.connection)
      .selectFrom('hand_off')
      .select(['id', 'submission'])
      .where('answer', 'is', null)
      .orderBy('id')
      .limit(MAX_HAND_OFFS_TAKEN)
      .execute();
    const fresh = rows.filter((row) => !this.#taken.has(row.id));
    for (const { id } of fresh) this.#taken.add(id);
    return fresh.map(({ id, submission }) => ({ id, submission: revive(submission) }));
  }

  /** Answers within the transaction that appends, so that an answer and its statement live and die together. */
  async answer(transaction: InTransaction, id: string, result: Result): Promise<void> {
    switch (result.kind) {
      case 'refused':
        return this.#settle(transaction, id, { ok: false, refusal: result.refusal });
      case 'repeated':
        return this.#settle(transaction, id, { ok: true, digest: result.digest });
      case 'appended':
        return this.#settle(transaction, id, { ok: true, digest: result.own?.digest ?? null });
    }
  }

  /** It cannot be appended, and would fail as often as it is tried. An answer that stands already is the right one. */
  async fail(id: string): Promise<void> {
    await this.#store.transaction((transaction) => this.#settle(transaction, id, { ok: 'failed' }));
  }

  async #settle(transaction: InTransaction, id: string, answer: StoredAnswer): Promise<void> {
    await ledgerTables(transaction)
      .updateTable('hand_off')
      // The claims it carried must not outlive an erasure here.
      .set({ answer: JSON.stringify(answer), submission: '' })
      .where('id', '=', id)
      .where('answer', 'is', null)
      .execute();
    await this.#store.wake(transaction);
  }

  release(id: string): void {
    this.#taken.delete(id);
  }

  /** Answers that nobody came back for: their process has died. */
  async clear(): Promise<void> {
    const before = Temporal.Now.instant().subtract({ milliseconds: ANSWER_KEPT_MS });
    await ledgerTables(this.#store.connection)
      .deleteFrom('hand_off')
      .where('answer', 'is not', null)
      .where('handed_at', '<', toMicroseconds(before))
      .execute();
  }
}

/** A submission as it was before it became JSON. */
function revive(text: string): Submission {
  const submission = JSON.parse(text) as Submission;
  if (submission.kind !== 'arrival') return submission;
  const foreign = submission.foreign.map((one) =>
    one.provenAt === undefined ? one : { ...one, provenAt: Temporal.Instant.from(String(one.provenAt)) },
  );
  return { ...submission, foreign };
}

/** Wakes who waits; a signal raised while nobody waits is kept for the next. */
export class Signal {
  #raised = false;
  #wake: (() => void) | undefined;

  raise(): void {
    this.#raised = true;
    this.#wake?.();
  }

  /** Resolves when raised, at the latest after so many milliseconds. */
  async wait(limitMs: number): Promise<void> {
    if (!this.#raised) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#raised = false;
  }
}
