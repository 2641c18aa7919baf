import { type Selectable, sql } from 'kysely';
import type { Actor } from '#ledger/contract.ts';
import { PUBLIC_VIEWER, type Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { communitiesOf } from './community-view.ts';
import { confirmedWords, descriptionsOf, type FixedWord, PARTIES_OF_ONE_HOST } from './confirmed.ts';
import { ROLES, type Role } from './roles.ts';
import { signedInTime } from './signed-in-time.ts';
import { MANDATED_KINDS, type PartyKind } from './statements.ts';
import type { PartyTables } from './tables.ts';
import { partyTables } from './tables.ts';

/** Columns of this room's tables, for other rooms' joins. */
export type { PartyTables } from './tables.ts';

/** Parties of other nodes that are listed with what they say of themselves; by name each is found. */
const PROFILES_READ = 2_000;

/** A party as its latest profile tells. */
export type Party = {
  /** The profile statement this is read from. */
  readonly digest: string;
  /** Its place in this node's reading order. */
  readonly arrival: number;
  readonly party: string;
  readonly name: string;
  readonly kind: PartyKind;
  readonly territory: string;
  readonly parent: string | null;
  readonly node: string | null;
  /** Does this node keep its statements? */
  readonly hosted: boolean;
  /** Whose word this is: the party's own, or that of the authority which serves it. */
  readonly describedBy: string;
  /** The case that carries what it says about itself. */
  readonly case: string | null;
};

type ProfileRow = Selectable<PartyTables['party_profile']>;

function readableProfiles(connection: Connection) {
  return partyTables(connection)
    .selectFrom('party_profile')
    .selectAll()
    .where('party', 'is not', null)
    .where('name', 'is not', null)
    .where('kind', 'is not', null)
    .where('territory', 'is not', null);
}

/** The newest word of each party about itself, those of this node first: however many there are, it is one of each. */
async function ownWords(connection: Connection, parties?: readonly string[]): Promise<readonly ProfileRow[]> {
  let own = readableProfiles(connection).whereRef('issuer', '=', 'party');
  if (parties !== undefined) own = own.where('party', 'in', [...parties, '']);
  const newest = sql<number>`row_number() over (partition by party order by own desc, arrival desc)`;
  const confirmedFirst = sql`case when party in (select party from party_pin where own = 1) then 0 else 1 end`;
  return connection
    .selectFrom(own.select(newest.as('place')).as('ranked'))
    .selectAll()
    .where('place', '=', 1)
    .orderBy('own', 'desc')
    .orderBy(parties === undefined ? confirmedFirst : 'arrival')
    .orderBy('arrival')
    .limit(parties?.length ?? PROFILES_READ)
    .execute();
}

/**
 * Parties by the word that counts, in the order in which it came. A party of this node speaks for itself; so does one of
 * another node, but its kind and its state are those we confirmed, or those a host tells. Of whom nobody has heard
 * itself, a host speaks.
 */
async function known(connection: Connection, parties?: readonly string[]): Promise<readonly Party[]> {
  const own = await ownWords(connection, parties);
  const spoken = new Set(own.filter((row) => row.own === 1).map((row) => row.party!));
  const unsettled = parties?.filter((party) => !spoken.has(party));
  const isSettled = unsettled?.length === 0;
  const described = isSettled ? [] : await descriptionsOf(connection, unsettled);
  const confirmed = own.every((row) => row.own === 1) ? NOBODY : await confirmedWords(connection);
  const first = new Map<string, ProfileRow>();
  for (const row of described) if (!first.has(row.party!)) first.set(row.party!, row);
  const found = new Map<string, Party>();
  for (const row of own) {
    const settled = row.own === 1 ? undefined : (confirmed.get(row.party!) ?? wordOf(first.get(row.party!)));
    found.set(row.party!, partyIn(row, settled));
  }
  for (const [party, row] of first) if (!found.has(party)) found.set(party, partyIn(row));
  return [...found.values()].sort((one, other) => one.arrival - other.arrival);
}

const NOBODY: ReadonlyMap<string, FixedWord> = new Map();

function wordOf(row: ProfileRow | undefined): FixedWord | undefined {
  return row === undefined ? undefined : { kind: row.kind as PartyKind, territory: row.territory! };
}

function partyIn(row: ProfileRow, settled = wordOf(row)!): Party {
  return {
    digest: row.digest,
    arrival: row.arrival,
    party: row.party!,
    name: row.name!,
    ...settled,
    parent: row.parent,
    node: row.node,
    hosted: row.own === 1 && row.issuer === row.party,
    describedBy: row.issuer,
    case: row.issuer === row.party ? row.case_id : null,
  };
}

export async function partyOf(connection: Connection, party: string): Promise<Party | undefined> {
  return (await known(connection, [party]))[0];
}

/** The same for several at once, by name. */
export async function partiesNamed(
  connection: Connection,
  parties: readonly string[],
): Promise<ReadonlyMap<string, Party>> {
  const found = await known(connection, [...new Set(parties)]);
  return new Map(found.map((party) => [party.party, party]));
}

/** Every party this node knows of: its own first, and of each host's word no more than its window. */
export async function partiesKnown(connection: Connection): Promise<readonly Party[]> {
  return known(connection);
}

export async function partiesHosted(connection: Connection): Promise<readonly Party[]> {
  const own = readableProfiles(connection).where('own', '=', 1).whereRef('issuer', '=', 'party');
  const newest = new Map<string, ProfileRow>();
  for (const row of await own.orderBy('arrival').execute()) newest.set(row.party!, row);
  return [...newest.values()].map((row) => partyIn(row)).sort((one, other) => one.arrival - other.arrival);
}

/** The authority an operator reports to, as its profile names it. */
export async function authorityOf(connection: Connection, operator: string): Promise<Party | undefined> {
  const parent = (await partyOf(connection, operator))?.parent ?? null;
  return parent === null ? undefined : partyOf(connection, parent);
}

/**
 * Who speaks for a state across the border: parties of a mandated kind that we host, have confirmed, or describe
 * ourselves because they have no node; the state authority before the CSIRT.
 */
export async function mandatedAuthorities(connection: Connection, territory: string): Promise<readonly Party[]> {
  const own = await partyTables(connection)
    .selectFrom('party_profile')
    .select('party')
    .distinct()
    .where('own', '=', 1)
    .where('territory', '=', territory)
    .where('kind', 'in', [...MANDATED_KINDS])
    .execute();
  const confirmed = await confirmedWords(connection);
  const standing = [...confirmed].filter(([, word]) => word.stands && isMandated(word, territory));
  const ofState = standing.map(([party]) => party);
  const named = [...own.flatMap(({ party }) => party ?? []), ...ofState];
  const hosts = ofState.length === 0 ? [] : await descriptionsIn(connection, territory, ofState);
  const known = await partiesNamed(connection, [...named, ...hosts]);
  return [...known.values()]
    .filter((party) => isMandated(party, territory))
    .filter(({ hosted, describedBy, party }) => hosted || describedBy !== party || ofState.includes(party))
    .sort((one, other) => one.arrival - other.arrival)
    .sort((one, other) => MANDATED_KINDS.indexOf(one.kind) - MANDATED_KINDS.indexOf(other.kind));
}

function isMandated({ kind, territory }: FixedWord, ofState: string): boolean {
  return territory === ofState && MANDATED_KINDS.includes(kind);
}

/** Parties that authorities of this state, confirmed as such, call authorities of it too. */
async function descriptionsIn(connection: Connection, territory: string, hosts: readonly string[]) {
  const rows = await partyTables(connection)
    .selectFrom('party_profile')
    .select('party')
    .distinct()
    .where('issuer', 'in', hosts)
    .whereRef('issuer', '!=', 'party')
    .where('territory', '=', territory)
    .where('kind', 'in', [...MANDATED_KINDS])
    .limit(PARTIES_OF_ONE_HOST)
    .execute();
  return rows.flatMap(({ party }) => party ?? []);
}

export async function mandatedAuthority(connection: Connection, territory: string): Promise<Party | undefined> {
  return (await mandatedAuthorities(connection, territory))[0];
}

/** A mandate in force. */
export type Mandate = {
  readonly digest: string;
  readonly party: string;
  readonly person: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly validFromMicroseconds: number;
  readonly validUntilMicroseconds: number;
};

/** Mandates in force at `at` for a party; with `person`, that person's only. */
export async function mandatesOf(
  connection: Connection,
  party: string,
  at: Temporal.Instant,
  person?: string,
): Promise<readonly Mandate[]> {
  const now = toMicroseconds(at);
  let query = partyTables(connection)
    .selectFrom('party_mandate as mandate')
    .selectAll()
    .where('mandate.party', '=', party)
    .where('mandate.issuer', '=', party)
    .where('valid_from', '<=', now)
    .where('valid_until', '>', now)
    .where(signedInTime('mandate'))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('party_mandate_end as ending')
            .select('ending.digest')
            .whereRef('ending.mandate', '=', 'mandate.digest')
            .where('ending.issuer', '=', party)
            .where('ending.ended_at', '<=', now)
            .where(signedInTime('ending')),
        ),
      ),
    )
    .orderBy('arrival');
  if (person !== undefined) query = query.where('person', '=', person);
  const rows = await query.execute();
  return rows.flatMap((row) => {
    if (row.person === null || row.valid_from === null || row.valid_until === null) return [];
    return [
      {
        digest: row.digest,
        party,
        person: row.person,
        name: row.display_name,
        roles: rolesIn(row.roles),
        validFromMicroseconds: row.valid_from,
        validUntilMicroseconds: row.valid_until,
      },
    ];
  });
}

function rolesIn(json: string | null): readonly Role[] {
  const listed: unknown = json === null ? [] : JSON.parse(json);
  return Array.isArray(listed) ? ROLES.filter((role) => listed.includes(role)) : [];
}

/**
 * Roles an actor holds for `issuer` at `at`. A person holds those of its mandates; a party that signs with its own key
 * answers for itself and holds all; the node and a guest hold none.
 */
export async function rolesOf(
  connection: Connection,
  actor: Actor,
  issuer: string,
  at: Temporal.Instant,
): Promise<ReadonlySet<string>> {
  if (actor.kind === 'key') return new Set(actor.party === issuer ? ROLES : []);
  if (actor.kind !== 'person' || actor.party !== issuer) return new Set();
  const mandates = await mandatesOf(connection, issuer, at, actor.person);
  return new Set(mandates.flatMap((mandate) => mandate.roles));
}

/** With whose eyes an actor looks; pass its answer to the ledger's reader. */
export async function viewerFor(connection: Connection, actor: Actor, at: Temporal.Instant): Promise<Viewer> {
  if (actor.kind === 'node') return PUBLIC_VIEWER;
  const { party } = actor;
  const now = toMicroseconds(at);
  const serving = await partyTables(connection)
    .selectFrom('party_service_relation as relation')
    .select(['party', 'valid_until'])
    .where('serves', '=', party)
    .whereRef('issuer', '=', 'party')
    .where(signedInTime('relation'))
    .orderBy('arrival')
    .execute();
  // The latest word of each serving party counts; one that names a past end stops the service.
  const last = new Map(serving.map((row) => [row.party!, row.valid_until]));
  const servedBy = [...last].filter(([, until]) => until === null || until > now).map(([server]) => server);
  const communities = await communitiesOf(connection, party, at);
  return { party, person: actor.kind === 'person' ? actor.person : null, servedBy, communities };
}
