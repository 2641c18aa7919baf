/** Running numbers: of each party, and of each party in each case. Two digests under one number prove equivocation. */
import { sql } from 'kysely';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { CasePlaces } from './case-places.ts';
import { MAX_NUMBERS_CACHED } from './limits.ts';
import { ledgerTables, type NumberRow } from './tables.ts';

export type Numbers = { readonly number: number; readonly caseNumber: number };

/** In a case's stead, of its name and of its place: the party's number over all cases. */
const NO_CASE = '';
export const WHOLE_PARTY = 0;
/** In a party's stead: what whoever has no number of its own yet may have been given, before a restore lost it. */
export const ANY_PARTY = '';
const keyOf = (issuer: string, caseId: string) => `${issuer} ${caseId}`;
const FLOOR = keyOf(ANY_PARTY, NO_CASE);

function placeOf(caseId: string, places: CasePlaces): number | null {
  return caseId === NO_CASE ? WHOLE_PARTY : places.of(caseId);
}

type Given = { readonly issuer: string; readonly caseId: string; readonly last: number };

/**
 * The last numbers given. Owned by the appender alone, so that memory and table agree; numbers given in a transaction
 * count only once it has committed.
 */
export class NumberBook {
  readonly #committed = new Map<string, number>();
  readonly #given = new Map<string, Given>();

  /** Reads what is not known yet: once a batch, with every pair it may number. */
  async load(
    reads: Connection,
    pairs: readonly { issuer: string; caseId: string }[],
    places: CasePlaces,
  ): Promise<void> {
    if (this.#committed.size > MAX_NUMBERS_CACHED) this.#committed.clear();
    await places.load(
      reads,
      pairs.map(({ caseId }) => caseId),
    );
    const unknown = new Map<string, { issuer: string; place: number | null }>();
    if (!this.#committed.has(FLOOR)) unknown.set(FLOOR, { issuer: ANY_PARTY, place: WHOLE_PARTY });
    for (const { issuer, caseId } of pairs) {
      for (const one of [NO_CASE, caseId]) {
        const key = keyOf(issuer, one);
        if (!this.#committed.has(key)) unknown.set(key, { issuer, place: placeOf(one, places) });
      }
    }
    const wanted = [...unknown].filter(([, { place }]) => place !== null);
    const keys = new Map(wanted.map(([key, { issuer, place }]) => [`${issuer} ${place}`, key]));
    const tuples = wanted.map(([, { issuer, place }]) => sql`(${issuer}, cast(${place} as bigint))`);
    const rows =
      tuples.length === 0
        ? []
        : await ledgerTables(reads)
            .selectFrom('running_number')
            .selectAll()
            .where(sql<boolean>`(issuer, case_place) in (values ${sql.join(tuples)})`)
            .execute();
    const found = new Map(rows.map((row) => [keys.get(`${row.issuer} ${row.case_place}`), row.last]));
    const floor = found.get(FLOOR) ?? this.#committed.get(FLOOR) ?? 0;
    for (const key of unknown.keys()) this.#committed.set(key, found.get(key) ?? floor);
  }

  /** What a statement of this party in this case would be numbered. */
  next(issuer: string, caseId: string): Numbers {
    return { number: this.#last(issuer, NO_CASE) + 1, caseNumber: this.#last(issuer, caseId) + 1 };
  }

  /** Gives the numbers that `next` has just told. */
  take(issuer: string, caseId: string, { number, caseNumber }: Numbers): void {
    this.#given.set(keyOf(issuer, NO_CASE), { issuer, caseId: NO_CASE, last: number });
    this.#given.set(keyOf(issuer, caseId), { issuer, caseId, last: caseNumber });
  }

  /** What was given so far in this transaction, to return to when a part of it is rolled back. */
  mark(): ReadonlyMap<string, Given> {
    return new Map(this.#given);
  }

  returnTo(mark: ReadonlyMap<string, Given>): void {
    this.#given.clear();
    for (const [key, row] of mark) this.#given.set(key, row);
  }

  /** Once the cases of all that was numbered have their places. */
  async save(transaction: InTransaction, places: CasePlaces): Promise<void> {
    const rows = [...this.#given.values()].map(({ issuer, caseId, last }): NumberRow => {
      const case_place = placeOf(caseId, places);
      if (case_place === null) throw new Error(`save a number of ${issuer}: the case ${caseId} has no place`);
      return { issuer, case_place, last };
    });
    await insertRows(transaction, 'running_number', rows, { keys: ['issuer', 'case_place'], do: 'replace' });
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
