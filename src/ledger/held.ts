/** What is held of statements: the claims an arrival brought, read back into records. */

import { type Disclosure, readDisclosure } from '#statement/disclosure.ts';
import type { Claim } from '#statement/draft.ts';
import { TLP_ORDER } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import type { Recorded } from './contract.ts';
import { RECORDS_PER_STEP } from './limits.ts';
import { ledgerTables, type StatementRow } from './tables.ts';

/** The name inside `urn:comity:statement:<name>:<version>`. */
export function typeOfVct(vct: string): string {
  return vct.split(':')[3] ?? '';
}

const CASE = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Null where the case is withheld from us, or is none. */
export function caseOf(claims: ReadonlyMap<string, Claim>): string | null {
  const value = claims.get('case')?.value;
  return typeof value === 'string' && CASE.test(value) ? value : null;
}

/** The place in TLP_ORDER of the freest label among these claims. */
export function widestOf(claims: Iterable<Claim>): number {
  let widest: number = TLP_ORDER.length;
  for (const { marking } of claims) widest = Math.min(widest, TLP_ORDER.indexOf(marking.tlp));
  return widest;
}

export function readDisclosures(stored: string): Disclosure[] {
  return (JSON.parse(stored) as string[]).map((encoded) => {
    const read = readDisclosure(encoded);
    if (!read.ok) throw new Error(`read a held disclosure: ${read.refusal.sentence}`);
    return read.value;
  });
}

type Joined = StatementRow & { held_arrival: number; held_digest: string; disclosures: string; held_at: number };

function joined(reads: Connection) {
  return ledgerTables(reads)
    .selectFrom('held')
    .innerJoin('statement', 'statement.digest', 'held.digest')
    .selectAll('statement')
    .select(['held.arrival as held_arrival', 'held.digest as held_digest'])
    .select(['held.disclosures', 'held.recorded_at as held_at']);
}

/** Every record after `after` in order of arrival, in steps; `upTo` includes its arrival. */
export async function* recordsInOrder(
  reads: Connection,
  { after = 0, upTo = Number.MAX_SAFE_INTEGER }: { after?: number; upTo?: number } = {},
): AsyncGenerator<readonly Recorded[]> {
  for (let position = after; ; ) {
    const rows: Joined[] = await joined(reads)
      .where('held.arrival', '>', position)
      .where('held.arrival', '<=', upTo)
      .orderBy('held.arrival')
      .limit(RECORDS_PER_STEP)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    yield await toRecords(reads, rows);
    position = last.held_arrival;
  }
}

/** The records of one case, in order of arrival: all that its views are folded from. */
export async function recordsOfCase(
  reads: Connection,
  caseId: string,
  upTo: number,
): Promise<readonly Recorded[]> {
  const rows: Joined[] = await joined(reads)
    .where('statement.case_id', '=', caseId)
    .where('held.arrival', '<=', upTo)
    .orderBy('held.arrival')
    .execute();
  return toRecords(reads, rows);
}

/** A second arrival of a statement tells all that is known by then: its own disclosures and the earlier ones. */
async function toRecords(reads: Connection, rows: readonly Joined[]): Promise<readonly Recorded[]> {
  const late = rows.filter((row) => row.held_arrival !== row.arrival).map((row) => row.digest);
  const earlier = new Map<string, { arrival: number; disclosures: string }[]>();
  if (late.length > 0) {
    const found = await ledgerTables(reads)
      .selectFrom('held')
      .select(['digest', 'arrival', 'disclosures'])
      .where('digest', 'in', [...new Set(late)])
      .orderBy('arrival')
      .execute();
    for (const { digest, ...held } of found) earlier.set(digest, [...(earlier.get(digest) ?? []), held]);
  }
  return rows.map((row) => {
    const parts = earlier.get(row.digest) ?? [{ arrival: row.held_arrival, disclosures: row.disclosures }];
    const claims = new Map<string, Claim>();
    for (const { arrival, disclosures } of parts) {
      if (arrival > row.held_arrival) continue;
      for (const { claim } of readDisclosures(disclosures)) claims.set(claim.name, claim);
    }
    return toRecorded(row, row.held_arrival, row.held_at, claims);
  });
}

export function toRecorded(
  row: Omit<StatementRow, 'jwt' | 'proof'>,
  arrival: number,
  recordedAt: number,
  claims: ReadonlyMap<string, Claim>,
): Recorded {
  return {
    arrival,
    origin: row.origin,
    digest: row.digest,
    issuer: row.issuer,
    type: typeOfVct(row.vct),
    vct: row.vct,
    realm: row.realm,
    log: row.log,
    logIndex: row.log_index,
    case: caseOf(claims),
    claims,
    signer: row.signer,
    recordedAt: fromMicroseconds(recordedAt),
    ...(row.proven_at === null ? {} : { provenAt: fromMicroseconds(row.proven_at) }),
  };
}
