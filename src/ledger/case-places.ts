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

/**
 * Owned by the appender alone, so that memory and table agree; places given in a transaction count only once it has
 * committed.
 */
export class CasePlaces {
  /** Null for a case known to have none. */
  readonly #committed = new Map<string, number | null>();
  readonly #given = new Map<string, number>();

  /** Reads what is not known yet, in one query. */
  async load(reads: Connection, caseIds: readonly string[]): Promise<void> {
    const unknown = [...new Set(caseIds)].filter((id) => !this.#given.has(id) && !this.#committed.has(id));
    if (unknown.length === 0) return;
    const rows = await ledgerTables(reads)
      .selectFrom('case_place')
      .selectAll()
      .where('case_id', 'in', unknown)
      .execute();
    for (const caseId of unknown) this.#committed.set(caseId, null);
    for (const { case_id, place } of rows) this.#committed.set(case_id, place);
  }

  /** Gives the cases that these arrivals name a place where they have none yet, before the rows themselves go in. */
  async give(
    transaction: InTransaction,
    named: readonly { readonly case_id: string | null; readonly arrival: number }[],
  ): Promise<void> {
    const cases = named.flatMap(({ case_id }) => case_id ?? []);
    await this.load(transaction, cases);
    const rows = new Map<string, { place: number; case_id: string }>();
    for (const { case_id, arrival } of named) {
      if (case_id === null || this.of(case_id) !== null || rows.has(case_id)) continue;
      rows.set(case_id, { place: arrival, case_id });
    }
    await insertRows(transaction, 'case_place', [...rows.values()]);
    for (const { case_id, place } of rows.values()) this.#given.set(case_id, place);
  }

  /** Null where the case has no place yet. */
  of(caseId: string | null): number | null {
    if (caseId === null) return null;
    const place = this.#given.get(caseId) ?? this.#committed.get(caseId);
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

  commit(): void {
    if (this.#committed.size > MAX_PLACES_CACHED) this.#committed.clear();
    for (const [caseId, place] of this.#given) this.#committed.set(caseId, place);
    this.#given.clear();
  }

  /** After a transaction that failed: nothing in memory is believed. */
  forget(): void {
    this.#committed.clear();
    this.#given.clear();
  }
}
