/** Statements as held, with their disclosures parsed once. An erasure or a late disclosure makes an entry stale. */

import { sql } from 'kysely';
import type { Disclosure } from '#statement/disclosure.ts';
import type { Connection } from '#store/connection.ts';
import { inCase, inCases } from './case-places.ts';
import { forgetfulMap } from './forgetful.ts';
import { heldOf, readDisclosures } from './held.ts';
import { MAX_CASE_STATEMENTS, MAX_STATEMENTS_CACHED } from './limits.ts';
import { ledgerTables, type StatementRow } from './tables.ts';

export type HeldStatement = {
  readonly row: Omit<StatementRow, 'disclosures' | 'proof' | 'case_id' | 'case_place' | 'signer' | 'widest'>;
  readonly disclosures: readonly Disclosure[];
};

/** What is held of a statement, in short: it changes when disclosures come or are erased. */
type Version = { readonly digest: string; readonly version: number };

export class HeldCache {
  readonly #reads: Connection;
  readonly #most: number;
  readonly #cached = forgetfulMap<{ readonly version: string; readonly held: HeldStatement }>();

  /** `most` statements of a case are given. Where there are more, those of our own log come first, then the newest. */
  constructor(reads: Connection, most = MAX_CASE_STATEMENTS) {
    this.#reads = reads;
    this.#most = most;
  }

  /** The statements of a case in order of arrival. */
  async case(caseId: string): Promise<readonly HeldStatement[]> {
    const ofCase = await this.#inOrderOfWorth(caseId).limit(this.#most).execute();
    return this.#load(this.#kept(ofCase), await laterParts(this.#reads).where(inCase(caseId)).execute());
  }

  /** The statements of several cases with one question for all of them, each case's in order of arrival. */
  async cases(caseIds: readonly string[]): Promise<ReadonlyMap<string, readonly HeldStatement[]>> {
    if (caseIds.length === 0) return new Map();
    const rows = await statements(this.#reads).select('statement.case_id').where(inCases(caseIds)).execute();
    const ofCase = new Map(
      [...Map.groupBy(rows, (row) => row.case_id ?? '')].map(([caseId, all]) => [caseId, this.#kept(all)]),
    );
    const later = await laterParts(this.#reads).where(inCases(caseIds)).execute();
    const held = await this.#load([...ofCase.values()].flat(), later);
    const byDigest = new Map(held.map((one) => [one.row.digest, one]));
    return new Map(
      [...ofCase].map(([caseId, all]) => [caseId, all.flatMap(({ digest }) => byDigest.get(digest) ?? [])]),
    );
  }

  /** Others may add to a case what they like, and must not make our own words, nor the last ones, disappear from it. */
  #kept<Row extends Pick<StatementRow, 'origin' | 'arrival'>>(rows: readonly Row[]): readonly Row[] {
    const inOrder = rows.toSorted((one, other) => one.arrival - other.arrival);
    if (inOrder.length <= this.#most) return inOrder;
    const own = inOrder.filter(({ origin }) => origin === 'own').slice(-this.#most);
    const foreign = inOrder.filter(({ origin }) => origin === 'foreign').toReversed();
    const newest = foreign.slice(0, this.#most - own.length);
    return [...own, ...newest].toSorted((one, other) => one.arrival - other.arrival);
  }

  /** What {@link case} leaves out, the next in its order: at most as many again, and whether that `isAll`. */
  async leftOut(caseId: string): Promise<{ readonly held: readonly HeldStatement[]; readonly isAll: boolean }> {
    const rows = await this.#inOrderOfWorth(caseId)
      .offset(this.#most)
      .limit(this.#most + 1)
      .execute();
    if (rows.length === 0) return { held: [], isAll: true };
    const later = await laterParts(this.#reads).where(inCase(caseId)).execute();
    return { held: await this.#load(rows.slice(0, this.#most), later), isAll: rows.length <= this.#most };
  }

  /** The next statements of a case behind this arrival, whether {@link case} gives them or not. */
  async following(caseId: string, arrival: number, most: number): Promise<readonly HeldStatement[]> {
    const rows = await statements(this.#reads)
      .where(inCase(caseId))
      .where('statement.arrival', '>', arrival)
      .orderBy('statement.arrival')
      .limit(most)
      .execute();
    if (rows.length === 0) return [];
    const digests = rows.map(({ digest }) => digest);
    return this.#load(rows, await laterParts(this.#reads).where('statement.digest', 'in', digests).execute());
  }

  #inOrderOfWorth(caseId: string) {
    return statements(this.#reads)
      .where(inCase(caseId))
      .orderBy(sql`case when statement.origin = 'own' then 0 else 1 end`)
      .orderBy('statement.arrival', 'desc');
  }

  async statements(digests: readonly string[]): Promise<readonly HeldStatement[]> {
    if (digests.length === 0) return [];
    return this.#load(
      await statements(this.#reads).where('statement.digest', 'in', digests).execute(),
      await laterParts(this.#reads).where('statement.digest', 'in', digests).execute(),
    );
  }

  async #load(first: readonly Version[], later: readonly Version[]): Promise<readonly HeldStatement[]> {
    const parts = Map.groupBy(later, (one) => one.digest);
    const wanted = first.map(({ digest, version }) => ({
      digest,
      version: [version, ...(parts.get(digest) ?? []).map((part) => part.version)].join('/'),
    }));
    const found = new Map<string, HeldStatement>();
    for (const { digest, version } of wanted) {
      const cached = this.#cached.get(digest);
      if (cached?.version !== version) continue;
      found.set(digest, cached.held);
      this.#cached.delete(digest);
      this.#cached.set(digest, cached);
    }
    const missing = wanted.filter(({ digest }) => !found.has(digest));
    for (let at = 0; at < missing.length; at += DIGESTS_AT_ONCE) {
      const part = missing.slice(at, at + DIGESTS_AT_ONCE);
      const version = new Map(part.map((one) => [one.digest, one.version]));
      for (const held of await readHeld(this.#reads, [...version.keys()])) {
        const { digest } = held.row;
        found.set(digest, held);
        this.#cached.set(digest, { version: version.get(digest) ?? '', held });
      }
    }
    for (const oldest of this.#cached.keys()) {
      if (this.#cached.size <= MAX_STATEMENTS_CACHED) break;
      this.#cached.delete(oldest);
    }
    return wanted.flatMap(({ digest }) => found.get(digest) ?? []);
  }
}

const DIGESTS_AT_ONCE = 500;

function statements(reads: Connection) {
  return ledgerTables(reads)
    .selectFrom('statement')
    .select([
      'statement.digest',
      'statement.origin',
      'statement.arrival',
      sql<number>`octet_length(disclosures)`.as('version'),
    ]);
}

function laterParts(reads: Connection) {
  return ledgerTables(reads)
    .selectFrom('statement')
    .innerJoin('addition', 'addition.digest', 'statement.digest')
    .select(['statement.digest', sql<number>`octet_length(addition.disclosures)`.as('version')])
    .orderBy('addition.arrival');
}

async function readHeld(reads: Connection, digests: readonly string[]): Promise<readonly HeldStatement[]> {
  const rows = await ledgerTables(reads)
    .selectFrom('statement')
    .select([
      'digest',
      'arrival',
      'jwt',
      'origin',
      'issuer',
      'vct',
      'realm',
      'log',
      'log_index',
      'recorded_at',
      'proven_at',
    ])
    .where('digest', 'in', digests)
    .execute();
  const held = await heldOf(reads, digests);
  return rows.map((row) => ({
    row,
    disclosures: (held.get(row.digest) ?? []).flatMap((part) => readDisclosures(part.disclosures)),
  }));
}
