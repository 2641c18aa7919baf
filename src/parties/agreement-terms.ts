import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { ONWARD, type Onward } from './statements.ts';
import type { PartyTables } from './tables.ts';
import { partyTables } from './tables.ts';

/** One text of an agreement, with what it allows and who has joined it. Null: the text says nothing about it. */
export type AgreementTerms = {
  readonly digest: string;
  readonly community: string;
  readonly name: string;
  /** Is this the text its keeper stated last? */
  readonly current: boolean;
  readonly validUntil: Temporal.Instant | null;
  /** Parties the text names that are members, each with the end of its membership; its keeper needs no accession. */
  readonly members: ReadonlyMap<string, Temporal.Instant | null>;
  readonly permits: readonly string[];
  readonly onward: Onward | null;
  readonly retentionDays: number | null;
  readonly channels: readonly string[] | null;
  readonly types: readonly string[] | null;
};

type AgreementRow = PartyTables['party_agreement'];

/** The terms of one text, whether or not it still holds; undefined when it is not held here. */
export async function agreementTerms(connection: Connection, digest: string): Promise<AgreementTerms | undefined> {
  const tables = partyTables(connection);
  const row = await tables
    .selectFrom('party_agreement')
    .selectAll()
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (row === undefined || row.community === null) return undefined;
  const texts = await tables
    .selectFrom('party_agreement')
    .select(['digest', 'issuer'])
    .where('community', '=', row.community)
    .orderBy('arrival')
    .execute();
  const keeper = texts[0]?.issuer;
  const joined = await tables
    .selectFrom('party_accession')
    .select(['member', 'valid_until'])
    .where('community', '=', row.community)
    .whereRef('issuer', '=', 'member')
    .orderBy('arrival')
    .execute();
  const ends = new Map(joined.map(({ member, valid_until }) => [member!, instant(valid_until)]));
  return {
    digest,
    community: row.community,
    name: row.name ?? row.community,
    current: texts.findLast(({ issuer }) => issuer === keeper)?.digest === digest,
    validUntil: instant(row.valid_until),
    members: membersOf(row, ends),
    ...limits(row),
  };
}

function membersOf(
  row: AgreementRow,
  ends: ReadonlyMap<string, Temporal.Instant | null>,
): ReadonlyMap<string, Temporal.Instant | null> {
  const named = list(row.members) ?? [];
  const members = new Map<string, Temporal.Instant | null>();
  for (const party of named) {
    if (ends.has(party)) members.set(party, ends.get(party) ?? null);
    else if (party === row.issuer) members.set(party, null);
  }
  return members;
}

function limits(row: AgreementRow) {
  const days: unknown = row.retention_days === null ? null : JSON.parse(row.retention_days);
  return {
    permits: list(row.permits) ?? [],
    onward: ONWARD.find((one) => one === row.onward) ?? null,
    retentionDays: typeof days === 'number' && Number.isSafeInteger(days) ? days : null,
    channels: list(row.channels),
    types: list(row.types),
  };
}

/** Is the text in force, with this party as a member? */
export function isMember(terms: AgreementTerms, party: string, at: Temporal.Instant): boolean {
  const until = terms.members.get(party);
  return until !== undefined && (until === null || Temporal.Instant.compare(until, at) > 0);
}

function instant(microseconds: number | null): Temporal.Instant | null {
  return microseconds === null ? null : fromMicroseconds(Number(microseconds));
}

/** Texts of other logs pass no schema of ours on arrival: what is no list of texts counts as withheld. */
function list(json: string | null): readonly string[] | null {
  const listed: unknown = json === null ? null : JSON.parse(json);
  if (!Array.isArray(listed)) return null;
  return listed.filter((item): item is string => typeof item === 'string');
}
