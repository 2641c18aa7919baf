/** Running numbers: of each party, and of each party in each case. Two digests under one number prove equivocation. */
import { sql } from 'kysely';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { MAX_NUMBERS_CACHED } from './limits.ts';
import { ledgerTables, type NumberRow } from './tables.ts';

export type Numbers = { readonly number: number; readonly caseNumber: number };

const WHOLE_PARTY = '';
const keyOf = (issuer: string, caseId: string) => `${issuer} ${caseId}`;

/**
 * The last numbers given. Owned by the appender alone, so that memory and table agree; numbers given in a transaction
 * count only once it has committed.
 */
export class NumberBook {
  readonly #committed = new Map<string, number>();
  readonly #given = new Map<string, NumberRow>();

  /** Reads what is not known yet, in one query: once a batch, with every pair it may number. */
  async load(reads: Connection, pairs: readonly { issuer: string; caseId: string }[]): Promise<void> {
    if (this.#committed.size > MAX_NUMBERS_CACHED) this.#committed.clear();
    const wanted = new Map<string, { issuer: string; case_id: string }>();
    for (const { issuer, caseId } of pairs) {
      for (const case_id of [WHOLE_PARTY, caseId]) {
        const key = keyOf(issuer, case_id);
        if (!this.#committed.has(key)) wanted.set(key, { issuer, case_id });
      }
    }
    if (wanted.size === 0) return;
    const tuples = [...wanted.values()].map(({ issuer, case_id }) => sql`(${issuer}, ${case_id})`);
    const rows = await ledgerTables(reads)
      .selectFrom('running_number')
      .selectAll()
      .where(sql<boolean>`(issuer, case_id) in (values ${sql.join(tuples)})`)
      .execute();
    for (const key of wanted.keys()) this.#committed.set(key, 0);
    for (const row of rows) this.#committed.set(keyOf(row.issuer, row.case_id), row.last);
  }

  /** What a statement of this party in this case would be numbered. */
  next(issuer: string, caseId: string): Numbers {
    return { number: this.#last(issuer, WHOLE_PARTY) + 1, caseNumber: this.#last(issuer, caseId) + 1 };
  }

  /** Gives the numbers that `next` has just told. */
  take(issuer: string, caseId: string, { number, caseNumber }: Numbers): void {
    this.#given.set(keyOf(issuer, WHOLE_PARTY), { issuer, case_id: WHOLE_PARTY, last: number });
    this.#given.set(keyOf(issuer, caseId), { issuer, case_id: caseId, last: caseNumber });
  }

  /** What was given so far in this transaction, to return to when a part of it is rolled back. */
  mark(): ReadonlyMap<string, NumberRow> {
    return new Map(this.#given);
  }

  returnTo(mark: ReadonlyMap<string, NumberRow>): void {
    this.#given.clear();
    for (const [key, row] of mark) this.#given.set(key, row);
  }

  async save(transaction: InTransaction): Promise<void> {
    const rows = [...this.#given.values()];
    await insertRows(transaction, 'running_number', rows, { keys: ['issuer', 'case_id'], do: 'replace' });
  }

  commit(): void {
    for (const [key, { last }] of this.#given) this.#committed.set(key, last);
    this.#given.clear();
  }

  /** After a transaction that failed: nothing in memory is believed. */
  forget(): void {
    this.#committed.clear();
    this.#given.clear();
  }

  #last(issuer: string, caseId: string): number {
    const key = keyOf(issuer, caseId);
    const last = this.#given.get(key)?.last ?? this.#committed.get(key);
    if (last === undefined) throw new Error(`number a statement of ${issuer}: its numbers were not loaded`);
    return last;
  }
}
