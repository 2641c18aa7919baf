/**
 * Who a party of another node is, as far as this node settled it: territory, kind and root stand as we confirmed them,
 * and change only by our own confirmation. Of whom nobody here has confirmed, a host speaks, the first that did.
 */

import { type Selectable, sql } from 'kysely';
import type { Connection } from '#store/connection.ts';
import { signedInTime } from './signed-in-time.ts';
import { HOST_KINDS, type PartyKind } from './statements.ts';
import type { PartyTables } from './tables.ts';
import { partyTables } from './tables.ts';

type ProfileRow = Selectable<PartyTables['party_profile']>;

/** Parties of which one host's word is read; beyond these it only adds to what it said of them. */
export const PARTIES_OF_ONE_HOST = 500;

/** Peer confirmations that count: an operator hosted here cannot say for the whole node who an authority is. */
export function pins(connection: Connection) {
  return partyTables(connection)
    .selectFrom('party_pin as pin')
    .where('pin.own', '=', 1)
    .where(signedInTime('pin'))
    .where(({ exists, selectFrom, ref }) =>
      exists(
        selectFrom('party_profile as host')
          .select('host.digest')
          .where('host.party', '=', ref('pin.issuer'))
          .where('host.issuer', '=', ref('pin.issuer'))
          .where('host.own', '=', 1)
          .where('host.kind', 'in', [...HOST_KINDS]),
      ),
    );
}

/** What a party is and for which state it speaks. */
export type FixedWord = { readonly kind: PartyKind; readonly territory: string };

/** As it was confirmed; `stands` until everybody here who confirmed it has removed it again. */
export type ConfirmedWord = FixedWord & { readonly stands: boolean };

/**
 * The parties that an authority hosted here has confirmed, as it confirmed them. A confirmation that does not tell, as
 * earlier ones, fixed what the party said of itself first. What a removed peer is stays fixed too; it describes nobody
 * any more and speaks for no state.
 */
export async function confirmedWords(connection: Connection): Promise<ReadonlyMap<string, ConfirmedWord>> {
  const rows = await pins(connection)
    .select(['pin.party', firstWord('kind'), firstWord('territory'), REMOVED.as('removed')])
    .orderBy('pin.arrival')
    .execute();
  const found = new Map<string, ConfirmedWord>();
  for (const { party, kind, territory, removed } of rows) {
    if (party === null || kind === null || territory === null) continue;
    const stands = Number(removed) === 0 || found.get(party)?.stands === true;
    found.set(party, { kind: kind as PartyKind, territory, stands });
  }
  return found;
}

/** Removals by whoever confirmed, after that: a peer confirmed once more stands again. */
const REMOVED = sql<number>`(select count(*) from party_pin_end as removal where removal.party = pin.party
  and removal.issuer = pin.issuer and removal.own = 1 and removal.arrival > pin.arrival
  and ${signedInTime('removal')})`;

function firstWord<Column extends 'kind' | 'territory'>(column: Column) {
  const [said, confirmed] = [sql.ref(`first.${column}`), sql.ref(`pin.${column}`)];
  return sql<string | null>`coalesce(${confirmed}, (select ${said} from party_profile as first
    where first.party = pin.party and first.issuer = pin.party and ${said} is not null
    order by first.arrival limit 1))`.as(column);
}

/** A profile of a party by somebody else, and where that one's word of it begins. */
export type Description = ProfileRow & { readonly since: number };

/**
 * What hosts say of other parties, their newest word of each, the one that counts first: a party hosted here before
 * others, of those whoever spoke of it first. A host of another node speaks of parties of its own state, a regional body
 * of any; whatever one says, as often as it likes, it takes no room of another's word.
 */
export async function descriptionsOf(
  connection: Connection,
  parties?: readonly string[],
  only?: 'with-root',
): Promise<readonly Description[]> {
  let said = partyTables(connection)
    .selectFrom('party_profile')
    .selectAll()
    .whereRef('issuer', '!=', 'party')
    .where('name', 'is not', null)
    .where('kind', 'is not', null)
    .where('territory', 'is not', null);
  if (parties !== undefined) said = said.where('party', 'in', [...parties, '']);
  // Of whom one of ours speaks without a root, nobody else vouches for one.
  if (only !== undefined) said = said.where(({ or, eb }) => or([eb('root', 'is not', null), eb('own', '=', 1)]));
  const newest =
    only === undefined ? sql`arrival desc` : sql`case when root is null then 1 else 0 end, arrival desc`;
  const ranked = connection
    .selectFrom(
      said
        .select([
          sql<number>`row_number() over (partition by party, issuer, territory order by ${newest})`.as('place'),
          sql<number>`min(arrival) over (partition by party, issuer, territory)`.as('since'),
        ])
        .as('said'),
    )
    .selectAll()
    .select(sql<number>`row_number() over (partition by issuer order by since)`.as('of_issuer'))
    .where('place', '=', 1);
  const rows: readonly Description[] = await connection
    .selectFrom(ranked.as('ranked'))
    .selectAll()
    .where(({ or, eb }) => or([eb('own', '=', 1), eb('of_issuer', '<=', PARTIES_OF_ONE_HOST)]))
    .orderBy('own', 'desc')
    .orderBy('since')
    .execute();
  const confirmed = rows.some(({ own }) => own === 0) ? await confirmedWords(connection) : NOBODY;
  return newestOfEach(rows.filter((row) => row.own === 1 || mayDescribe(confirmed.get(row.issuer), row)));
}

const NOBODY: ReadonlyMap<string, ConfirmedWord> = new Map();

/** One word of each host about each party: where it has told of several states, its newest. */
function newestOfEach(counting: readonly Description[]): readonly Description[] {
  const found = new Map<string, Description>();
  for (const row of counting) {
    const known = found.get(`${row.party} ${row.issuer}`);
    const since = known?.since ?? row.since;
    if (known === undefined || row.arrival > known.arrival)
      found.set(`${row.party} ${row.issuer}`, { ...row, since });
  }
  return [...found.values()];
}

function mayDescribe(host: ConfirmedWord | undefined, { territory }: ProfileRow): boolean {
  if (!host?.stands || !HOST_KINDS.includes(host.kind)) return false;
  return host.kind === 'regional-body' || host.territory === territory;
}
