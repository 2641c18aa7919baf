/** Statements that come from elsewhere: of other logs, or of ours with claims that were withheld so far. */

import type { Claim } from '#statement/draft.ts';
import type { Parsed } from '#statement/parse.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { personRef } from './admission.ts';
import type { Appending, Item } from './appending.ts';
import type { Recorded } from './contract.ts';
import { type ErasedNames, erasedNames } from './erased-copies.ts';
import { caseOf, encodedOf, heldOf, joinDisclosures, readDisclosures, toRecorded, widestOf } from './held.ts';
import { record } from './record.ts';
import { type AdditionRow, ledgerTables, type StatementRow } from './tables.ts';

/** One statement of an arrival that tells something new. */
export type Incoming = {
  readonly row: StatementRow;
  /** False when the statement is held already, and only disclosures are new. */
  readonly isNew: boolean;
  readonly disclosures: readonly string[];
  /** All claims known from now on. */
  readonly claims: ReadonlyMap<string, Claim>;
};

type Source = { readonly parsed: Parsed; readonly claims: ReadonlyMap<string, Claim> } & (
  | {
      readonly from: 'foreign';
      readonly logIndex: number;
      readonly proof: string;
      readonly provenAt: number | null;
    }
  | { readonly from: 'signed' }
);

/**
 * What is new in these submissions. Settles those that bring nothing: a statement signed elsewhere that is held
 * already is answered as before, and one of our own log that we do not know is refused.
 */
export async function findIncoming(
  appending: Appending,
  wave: readonly Item[],
): Promise<Map<Item, readonly Incoming[]>> {
  const found = new Map<Item, readonly Incoming[]>();
  const sources = new Map(
    wave.map((item) => [item, sourcesOf(item)] as const).filter(([, list]) => list.length > 0),
  );
  if (sources.size === 0) return found;
  const digests = [...new Set([...sources.values()].flat().map(({ parsed }) => parsed.digest))];
  const known = await readKnown(appending, digests);
  for (const [item, list] of sources) {
    const isSigned = list[0]?.from === 'signed';
    const stranger = list.find(
      ({ parsed }) => parsed.log === appending.home.origin && !known.rows.has(parsed.digest),
    );
    if (stranger !== undefined && !isSigned) {
      const sentence =
        'A statement of our own log came back that this node does not hold; restore it from its peers.';
      item.result = { kind: 'refused', refusal: { code: 'arrival-own-statement-unknown', sentence } };
      continue;
    }
    if (isSigned && stranger !== undefined) continue;
    if (isSigned && !(await mayComplete(item, appending))) {
      item.result = { kind: 'repeated', digest: list[0]!.parsed.digest };
      continue;
    }
    const receiver = isSigned ? undefined : item.admitted.own?.draft.issuer;
    const incoming = list.flatMap((source) => whatIsNew(source, known, appending, receiver));
    if (isSigned && list[0] !== undefined) item.result = { kind: 'repeated', digest: list[0].parsed.digest };
    if (incoming.length > 0) found.set(item, incoming);
  }
  return found;
}

/** Only people of the party that signed add what it withheld; who was given a claim of it holds that claim as well. */
async function mayComplete({ admitted }: Item, { signers }: Appending): Promise<boolean> {
  const { own, bringer } = admitted;
  if (own === null || bringer?.kind !== 'person' || bringer.party !== own.draft.issuer) return false;
  if (!mayAuthor(bringer.scopes, own.type.name)) return false;
  return (await signers.rolesOf({ ...bringer, person: personRef(bringer) }, own.draft.issuer)).size > 0;
}

/** A session has no scopes: it may whatever its person may. */
function mayAuthor(scopes: readonly string[] | undefined, type: string): boolean {
  return scopes === undefined || ['author:*', `author:${type}`].some((scope) => scopes.includes(scope));
}

function sourcesOf({ admitted }: Item): readonly Source[] {
  const signed = admitted.own?.signed;
  if (signed !== null && signed !== undefined) {
    const claims = new Map((admitted.own?.claims ?? []).map((claim) => [claim.name, claim]));
    return [{ from: 'signed', parsed: signed, claims }];
  }
  return admitted.foreign.map(({ parsed, claims, logIndex, foreign }) => ({
    from: 'foreign' as const,
    parsed,
    claims,
    logIndex,
    proof: foreign.proof,
    provenAt: foreign.provenAt === undefined ? null : toMicroseconds(foreign.provenAt),
  }));
}

/** What the database holds of these digests, and what the statements before have added to it. */
type Known = {
  readonly rows: Map<string, StatementRow>;
  readonly held: Map<string, readonly string[]>;
  readonly erased: ReadonlyMap<string, ErasedNames>;
};

async function readKnown({ transaction }: Appending, digests: readonly string[]): Promise<Known> {
  const tables = ledgerTables(transaction);
  const rows = await tables.selectFrom('statement').selectAll().where('digest', 'in', digests).execute();
  const held = await heldOf(transaction, digests);
  const strings = new Map([...held].map(([digest, parts]) => [digest, encodedOf(parts)]));
  const erased = await erasedNames(transaction, digests);
  return { rows: new Map(rows.map((row) => [row.digest, row])), held: strings, erased };
}

/** What was erased here comes back by a second delivery to nobody who erased it, nor where it is not told to whom. */
function whatIsNew(
  source: Source,
  known: Known,
  appending: Appending,
  receiver: string | undefined,
): readonly Incoming[] {
  const { parsed } = source;
  const row = known.rows.get(parsed.digest);
  const held = new Set(known.held.get(parsed.digest) ?? []);
  const erased = known.erased.get(parsed.digest);
  const fresh = parsed.disclosures.filter(
    ({ encoded, name }) => !held.has(encoded) && (name === null || mayComeBack(erased?.get(name), receiver)),
  );
  if (row !== undefined && fresh.length === 0) return [];
  const claims = new Map<string, Claim>();
  for (const { claim } of readDisclosures(joinDisclosures([...held]))) claims.set(claim.name, claim);
  for (const { name } of fresh) {
    const claim = name === null ? undefined : source.claims.get(name);
    if (claim !== undefined) claims.set(claim.name, claim);
  }
  const disclosures = fresh.map(({ encoded }) => encoded);
  known.held.set(parsed.digest, [...held, ...disclosures]);
  if (row !== undefined) return [{ row, isNew: false, disclosures, claims }];
  if (source.from === 'signed') return [];
  const added = newRow(source, claims, appending);
  known.rows.set(parsed.digest, added);
  return [{ row: added, isNew: true, disclosures, claims }];
}

function mayComeBack(erasedBy: ReadonlySet<string | null> | undefined, receiver: string | undefined): boolean {
  if (erasedBy === undefined) return true;
  return receiver !== undefined && !erasedBy.has(receiver) && !erasedBy.has(null);
}

function newRow(
  { parsed, logIndex, proof, provenAt }: Extract<Source, { from: 'foreign' }>,
  claims: ReadonlyMap<string, Claim>,
  { at }: Appending,
): StatementRow {
  return {
    digest: parsed.digest,
    arrival: 0,
    jwt: parsed.jwt,
    disclosures: '',
    origin: 'foreign',
    issuer: parsed.issuer,
    vct: parsed.vct,
    realm: parsed.realm,
    signer: parsed.kid,
    log: parsed.log,
    log_index: logIndex,
    case_id: caseOf(claims),
    case_place: null,
    widest: widestOf(claims.values()),
    recorded_at: toMicroseconds(at),
    proven_at: provenAt,
    proof,
  };
}

export async function storeIncoming(
  appending: Appending,
  found: ReadonlyMap<Item, readonly Incoming[]>,
): Promise<void> {
  const all = [...found.values()].flat().map((incoming) => {
    const case_id = incoming.row.case_id ?? caseOf(incoming.claims);
    return { ...incoming, case_id, arrival: appending.nextArrival++ };
  });
  if (all.length === 0) return;
  const { transaction, places } = appending;
  await places.give(transaction, all);
  const recordedAt = toMicroseconds(appending.at);
  const statements: StatementRow[] = [];
  const additions: AdditionRow[] = [];
  const records: Recorded[] = [];
  for (const { row, isNew, disclosures: encoded, claims, case_id, arrival } of all) {
    const disclosures = joinDisclosures(encoded);
    if (isNew) statements.push({ ...row, arrival, disclosures, case_place: places.of(case_id) });
    else additions.push({ arrival, digest: row.digest, disclosures, recorded_at: recordedAt });
    records.push(toRecorded(row, arrival, recordedAt, claims));
  }
  await insertRows(transaction, 'statement', statements);
  await insertRows(transaction, 'addition', additions);
  for (const { row, isNew, claims, case_id } of all) {
    if (isNew) continue;
    await ledgerTables(transaction)
      .updateTable('statement')
      .set({ case_id, case_place: places.of(case_id), widest: widestOf(claims.values()) })
      .where('digest', '=', row.digest)
      .execute();
  }
  await record(appending, records);
}
