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
  readonly #cached = forgetfulMap<{ readonly version: string; readonly held: HeldStatement }>();

  constructor(reads: Connection) {
    this.#reads = reads;
  }

  /** The statements of a case in order of arrival. */
  async case(caseId: string): Promise<readonly HeldStatement[]> {
    const ofCase = statements(this.#reads).where(inCase(caseId));
    return this.#load(
      await ofCase.orderBy('statement.arrival').limit(MAX_CASE_STATEMENTS).execute(),
      await laterParts(this.#reads).where(inCase(caseId)).execute(),
    );
  }

  /** The statements of several cases with one question for all of them, each case's in order of arrival. */
  async cases(caseIds: readonly string[]): Promise<ReadonlyMap<string, readonly HeldStatement[]>> {
    if (caseIds.length === 0) return new Map();
    const rows = await statements(this.#reads)
      .select('statement.case_id')
      .where(inCases(caseIds))
      .orderBy('statement.arrival')
      .execute();
    const ofCase = new Map<string, typeof rows>();
    for (const row of rows) {
      const known = ofCase.get(row.case_id ?? '');
      if (known === undefined) ofCase.set(row.case_id ?? '', [row]);
      else if (known.length < MAX_CASE_STATEMENTS) known.push(row);
    }
    const later = await laterParts(this.#reads).where(inCases(caseIds)).execute();
    const held = await this.#load([...ofCase.values()].flat(), later);
    const byDigest = new Map(held.map((one) => [one.row.digest, one]));
    return new Map(
      [...ofCase].map(([caseId, all]) => [caseId, all.flatMap(({ digest }) => byDigest.get(digest) ?? [])]),
    );
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
    .select(['statement.digest', sql<number>`octet_length(disclosures)`.as('version')]);
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
