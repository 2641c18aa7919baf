/**
 * A case's place: the arrival that first named it. Cases have random names, but those spoken of at the same time have
 * places near each other; so an index by place costs an append a few pages, where one by name costs one a statement.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { MAX_PLACES_CACHED } from './limits.ts';
import { ledgerTables } from './tables.ts';

/** For `where` on the table `statement`: those of this case. */
export function inCase(caseId: string): RawBuilder<boolean> {
  return sql`statement.case_place = (select place from case_place where case_id = ${caseId})`;
}

/** The same for several cases, at least one. */
export function inCases(caseIds: readonly string[]): RawBuilder<boolean> {
  return sql`statement.case_place in (select place from case_place where case_id in (${sql.join(caseIds)}))`;
}

/** Owned by the appender alone, so that memory and table agree. */
export class CasePlaces {
  /** Null for a case known to have none. */
  readonly #known = new Map<string, number | null>();
  readonly #given = new Map<string, number>();

  /** Reads what is not known yet, in one query. */
  async load(reads: Connection, caseIds: readonly string[]): Promise<void> {
    const unknown = [...new Set(caseIds)].filter((id) => !this.#given.has(id) && !this.#known.has(id));
    if (unknown.length === 0) return;
    const rows = await ledgerTables(reads)
      .selectFrom('case_place')
      .selectAll()
      .where('case_id', 'in', unknown)
      .execute();
    for (const caseId of unknown) this.#known.set(caseId, null);
    for (const { case_id, place } of rows) this.#known.set(case_id, place);
  }

  /** Gives the cases that these arrivals name a place where they have none yet, before the rows themselves go in. */
  async give(
    transaction: InTransaction,
    named: readonly { readonly case_id: string | null; readonly arrival: number }[],
  ): Promise<void> {
    const cases = named.flatMap(({ case_id }) => case_id ?? []);
    await this.load(transaction, cases);
    const rows = new Map<string, { case_id: string; place: number }>();
    for (const { case_id, arrival } of named) {
      if (case_id === null || this.of(case_id) !== null || rows.has(case_id)) continue;
      rows.set(case_id, { case_id, place: arrival });
    }
    await insertRows(transaction, 'case_place', [...rows.values()]);
    for (const { case_id, place } of rows.values()) this.#given.set(case_id, place);
  }

  /** Null where the case has no place yet. */
  of(caseId: string | null): number | null {
    if (caseId === null) return null;
    const place = this.#given.get(caseId) ?? this.#known.get(caseId);
    if (place === undefined) throw new Error(`find the place of the case ${caseId}: it was not loaded`);
    return place;
  }

  /** What was given so far in this transaction, to return to when a part of it is rolled back. */
  mark(): ReadonlyMap<string, number> {
    return new Map(this.#given);
  }

  returnTo(mark: ReadonlyMap<string, number>): void {
    this.#given.clear();
    for (const [caseId, place] of mark) this.#given.set(caseId, place);
  }

  /** All of it will stay if the transaction commits; `forget` must follow if it does not. */
  settle(): void {
    if (this.#known.size > MAX_PLACES_CACHED) this.#known.clear();
    for (const [caseId, place] of this.#given) this.#known.set(caseId, place);
    this.#given.clear();
  }

  /** After a transaction that failed: nothing in memory is believed. */
  forget(): void {
    this.#known.clear();
    this.#given.clear();
  }
}
