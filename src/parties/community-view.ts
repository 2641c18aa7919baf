import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { PartyTables } from './tables.ts';
import { partyTables } from './tables.ts';

/** A community as its agreement stands now, with the members that have acceded. */
export type Community = {
  readonly community: string;
  readonly agreement: string;
  readonly name: string;
  readonly keeper: string;
  readonly permits: readonly string[];
  readonly members: readonly string[];
};

/**
 * Communities in force at `at`. The keeper is whoever first stated the agreement; only its later texts replace it. A
 * party is a member while the text names it and its own latest accession has not ended; the keeper needs none.
 */
export async function communities(
  connection: Connection,
  at: Temporal.Instant,
  only?: readonly string[],
): Promise<readonly Community[]> {
  const tables = partyTables(connection);
  const now = toMicroseconds(at);
  let texts = tables
    .selectFrom('party_agreement')
    .selectAll()
    .where('community', 'is not', null)
    .orderBy('arrival');
  let joined = tables
    .selectFrom('party_accession')
    .selectAll()
    .whereRef('issuer', '=', 'member')
    .orderBy('arrival');
  if (only !== undefined) {
    if (only.length === 0) return [];
    texts = texts.where('community', 'in', only);
    joined = joined.where('community', 'in', only);
  }
  const current = new Map<string, PartyTables['party_agreement']>();
  for (const row of await texts.execute()) {
    const first = current.get(row.community!);
    if (first === undefined || first.issuer === row.issuer) current.set(row.community!, row);
  }
  const acceded = new Map<string, boolean>();
  for (const row of await joined.execute()) {
    acceded.set(`${row.community} ${row.member}`, row.valid_until === null || row.valid_until > now);
  }
  return [...current.values()].flatMap((row) => {
    if (row.valid_until !== null && row.valid_until <= now) return [];
    const community = row.community!;
    const members = strings(row.members).filter(
      (member) => member === row.issuer || acceded.get(`${community} ${member}`) === true,
    );
    const { digest: agreement, issuer: keeper } = row;
    return [{ community, agreement, name: row.name ?? community, keeper, permits: strings(row.permits), members }];
  });
}

/** The communities a party is a member of at `at`, by their identifiers. */
export async function communitiesOf(
  connection: Connection,
  party: string,
  at: Temporal.Instant,
): Promise<readonly string[]> {
  const tables = partyTables(connection);
  const acceded = await tables
    .selectFrom('party_accession')
    .select('community')
    .where('member', '=', party)
    .execute();
  const kept = await tables
    .selectFrom('party_agreement')
    .select('community')
    .where('issuer', '=', party)
    .execute();
  const named = [...acceded, ...kept].flatMap((row) => row.community ?? []);
  const found = await communities(connection, at, [...new Set(named)]);
  return found.filter(({ members }) => members.includes(party)).map(({ community }) => community);
}

function strings(json: string | null): readonly string[] {
  const listed: unknown = json === null ? [] : JSON.parse(json);
  return Array.isArray(listed) ? listed.filter((item): item is string => typeof item === 'string') : [];
}
