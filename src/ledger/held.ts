/** What is held of statements: the claims an arrival brought, read back into records. */

import { type Disclosure, readDisclosures as readEncoded } from '#statement/disclosure.ts';
import type { Claim } from '#statement/draft.ts';
import { TLP_ORDER } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { inCase } from './case-places.ts';
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

/** Disclosures as they are stored, and as they travel after the JWT: `~` cannot stand in base64url. */
export function joinDisclosures(encoded: readonly string[]): string {
  return encoded.join('~');
}

function splitDisclosures(stored: string): readonly string[] {
  return stored === '' ? [] : stored.split('~');
}

export function readDisclosures(stored: string): Disclosure[] {
  const read = readEncoded(splitDisclosures(stored));
  if (!read.ok) throw new Error(`read held disclosures: ${read.refusal.sentence}`);
  return [...read.value];
}

/** What one arrival brought of a statement; `disclosures` as stored. */
export type HeldPart = { readonly arrival: number; readonly disclosures: string };

/** All that is held of these statements, by digest, in order of arrival. */
export async function heldOf(
  reads: Connection,
  digests: readonly string[],
): Promise<ReadonlyMap<string, readonly HeldPart[]>> {
  if (digests.length === 0) return new Map();
  const found = new Map<string, HeldPart[]>();
  for (const table of ['statement', 'addition'] as const) {
    for (const { digest, ...part } of await partsIn(reads, table, digests)) {
      const parts = found.get(digest);
      if (parts === undefined) found.set(digest, [part]);
      else parts.push(part);
    }
  }
  return found;
}

/** What later arrivals brought of these statements, for whoever has their own rows already. */
export async function additionsOf(
  reads: Connection,
  digests: readonly string[],
): Promise<ReadonlyMap<string, readonly HeldPart[]>> {
  if (digests.length === 0) return new Map();
  return Map.groupBy(await partsIn(reads, 'addition', digests), (part) => part.digest);
}

function partsIn(reads: Connection, table: 'statement' | 'addition', digests: readonly string[]) {
  return ledgerTables(reads)
    .selectFrom(table)
    .select(['digest', 'arrival', 'disclosures'])
    .where('digest', 'in', digests)
    .orderBy('arrival')
    .execute();
}

/** The disclosures of one statement as they travel, each once. */
export function encodedOf(parts: readonly HeldPart[]): readonly string[] {
  return [...new Set(parts.flatMap((part) => splitDisclosures(part.disclosures)))];
}

type ArrivalRow = Omit<StatementRow, 'jwt' | 'proof' | 'case_place'> & {
  readonly heard: number;
  readonly heardAt: number;
};

function statements(reads: Connection) {
  return ledgerTables(reads)
    .selectFrom('statement')
    .select(['digest', 'arrival', 'disclosures', 'origin', 'issuer', 'vct', 'realm', 'signer', 'log', 'log_index'])
    .select(['case_id', 'widest', 'recorded_at', 'proven_at', 'arrival as heard', 'recorded_at as heardAt']);
}

function additions(reads: Connection) {
  return ledgerTables(reads)
    .selectFrom('addition')
    .innerJoin('statement', 'statement.digest', 'addition.digest')
    .select(['statement.digest', 'statement.arrival', 'statement.disclosures', 'origin', 'issuer', 'vct', 'realm'])
    .select(['signer', 'log', 'log_index', 'case_id', 'widest', 'statement.recorded_at', 'proven_at'])
    .select(['addition.arrival as heard', 'addition.recorded_at as heardAt']);
}

export async function lastArrival(reads: Connection): Promise<number> {
  return (await lastHeard(reads)).arrival;
}

export async function lastRecordedAt(reads: Connection): Promise<number> {
  return (await lastHeard(reads)).recorded_at;
}

async function lastHeard(reads: Connection): Promise<{ readonly arrival: number; readonly recorded_at: number }> {
  let last = { arrival: 0, recorded_at: 0 };
  for (const table of ['statement', 'addition'] as const) {
    const row = await ledgerTables(reads)
      .selectFrom(table)
      .select(['arrival', 'recorded_at'])
      .orderBy('arrival', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined && row.arrival > last.arrival) last = row;
  }
  return last;
}

/** Every record after `after` in order of arrival, in steps; `upTo` includes its arrival. */
export async function* recordsInOrder(
  reads: Connection,
  { after = 0, upTo = Number.MAX_SAFE_INTEGER }: { after?: number; upTo?: number } = {},
): AsyncGenerator<readonly Recorded[]> {
  for (let position = after; ; ) {
    const first: ArrivalRow[] = await statements(reads)
      .where('arrival', '>', position)
      .where('arrival', '<=', upTo)
      .orderBy('arrival')
      .limit(RECORDS_PER_STEP)
      .execute();
    // Beyond the last of a full step there may be more statements, which must come before what is added after them.
    const end = first.length === RECORDS_PER_STEP ? (first.at(-1)?.arrival ?? upTo) : upTo;
    const added: ArrivalRow[] = await additions(reads)
      .where('addition.arrival', '>', position)
      .where('addition.arrival', '<=', end)
      .execute();
    const records = await toRecords(reads, [...first, ...added]);
    const last = records.at(-1);
    if (last === undefined) return;
    yield records;
    position = last.arrival;
  }
}

/** The records of one case, in order of arrival: all that its views are folded from. */
export async function recordsOfCase(
  reads: Connection,
  caseId: string,
  upTo: number,
): Promise<readonly Recorded[]> {
  const first: ArrivalRow[] = await statements(reads).where(inCase(caseId)).where('arrival', '<=', upTo).execute();
  const added: ArrivalRow[] = await additions(reads)
    .where(inCase(caseId))
    .where('addition.arrival', '<=', upTo)
    .execute();
  return toRecords(reads, [...first, ...added]);
}

/** A second arrival of a statement tells all that is known by then: its own disclosures and the earlier ones. */
async function toRecords(reads: Connection, rows: readonly ArrivalRow[]): Promise<readonly Recorded[]> {
  const later = rows.filter((row) => row.heard !== row.arrival).map((row) => row.digest);
  const earlier = await heldOf(reads, [...new Set(later)]);
  return rows
    .toSorted((one, other) => one.heard - other.heard)
    .map((row) => {
      const claims = new Map<string, Claim>();
      for (const { arrival, disclosures } of earlier.get(row.digest) ?? [row]) {
        if (arrival > row.heard) continue;
        for (const { claim } of readDisclosures(disclosures)) claims.set(claim.name, claim);
      }
      return toRecorded(row, row.heard, row.heardAt, claims);
    });
}

export function toRecorded(
  row: Omit<StatementRow, 'jwt' | 'proof' | 'disclosures' | 'case_place'>,
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
