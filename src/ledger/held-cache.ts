/** Statements as held, with their disclosures parsed once. An erasure or a late disclosure makes an entry stale. */

import { sql } from 'kysely';
import type { Disclosure } from '#statement/disclosure.ts';
import type { Connection } from '#store/connection.ts';
import { readDisclosures } from './held.ts';
import { MAX_CASE_STATEMENTS, MAX_STATEMENTS_CACHED } from './limits.ts';
import { ledgerTables, type StatementRow } from './tables.ts';

export type HeldStatement = {
  readonly row: Omit<StatementRow, 'proof' | 'proven_at' | 'case_id' | 'signer' | 'widest'>;
  readonly disclosures: readonly Disclosure[];
};

/** What is held of a statement, in short: it changes when disclosures come or are erased. */
type Version = { readonly digest: string; readonly version: string };

export class HeldCache {
  readonly #reads: Connection;
  readonly #cached = new Map<string, { readonly version: string; readonly held: HeldStatement }>();

  constructor(reads: Connection) {
    this.#reads = reads;
  }

  /** The statements of a case in order of arrival. */
  async case(caseId: string): Promise<readonly HeldStatement[]> {
    const rows = await versions(this.#reads)
      .where('statement.case_id', '=', caseId)
      .orderBy('statement.arrival')
      .limit(MAX_CASE_STATEMENTS)
      .execute();
    return this.#load(rows);
  }

  async statements(digests: readonly string[]): Promise<readonly HeldStatement[]> {
    if (digests.length === 0) return [];
    return this.#load(await versions(this.#reads).where('statement.digest', 'in', digests).execute());
  }

  async #load(wanted: readonly Version[]): Promise<readonly HeldStatement[]> {
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

function versions(reads: Connection) {
  return ledgerTables(reads)
    .selectFrom('statement')
    .innerJoin('held', 'held.digest', 'statement.digest')
    .select('statement.digest')
    .select(sql<string>`count(*) || '/' || sum(length(held.disclosures))`.as('version'))
    .groupBy(['statement.digest', 'statement.arrival']);
}

async function readHeld(reads: Connection, digests: readonly string[]): Promise<readonly HeldStatement[]> {
  const rows = await ledgerTables(reads)
    .selectFrom('statement')
    .innerJoin('held', 'held.digest', 'statement.digest')
    .select(['statement.digest', 'statement.arrival', 'jwt', 'origin', 'issuer', 'vct', 'realm', 'log'])
    .select(['log_index', 'statement.recorded_at', 'held.disclosures'])
    .where('statement.digest', 'in', digests)
    .orderBy('held.arrival')
    .execute();
  const byDigest = Map.groupBy(rows, (row) => row.digest);
  return [...byDigest.values()].flatMap((arrivals) => {
    const [first] = arrivals;
    if (first === undefined) return [];
    const { disclosures: _, ...row } = first;
    return [{ row, disclosures: arrivals.flatMap(({ disclosures }) => readDisclosures(disclosures)) }];
  });
}
