import { type Selectable, sql } from 'kysely';
import type { Actor } from '#ledger/contract.ts';
import { PUBLIC_VIEWER, type Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { communitiesOf } from './community-view.ts';
import { confirmedParties } from './key-view.ts';
import { ROLES, type Role } from './roles.ts';
import { MANDATED_KINDS, type PartyKind } from './statements.ts';
import type { PartyTables } from './tables.ts';

/** Columns of this room's tables, for other rooms' joins. */
export type { PartyTables } from './tables.ts';

/** Profile statements looked through for one answer, the newest first. */
const PROFILES_READ = 2_000;

/** A party as its latest profile tells. */
export type Party = {
  /** The profile statement this is read from. */
  readonly digest: string;
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
  return connection
    .$extendTables<PartyTables>()
    .selectFrom('party_profile')
    .selectAll()
    .where('party', 'is not', null)
    .where('name', 'is not', null)
    .where('kind', 'is not', null)
    .where('territory', 'is not', null);
}

/** A profile counts when the party speaks of itself, or when a party that we host or have confirmed describes it. */
function everyProfile(connection: Connection) {
  return readableProfiles(connection).where(({ or, eb, ref }) =>
    or([eb('issuer', '=', ref('party')), eb('own', '=', 1), eb('issuer', 'in', confirmedParties(connection))]),
  );
}

function profiles(connection: Connection) {
  return everyProfile(connection).orderBy('arrival', 'desc').limit(PROFILES_READ);
}

/** One party of each: its own word before another's, the latest before earlier ones. */
function latest(newestFirst: readonly ProfileRow[]): Party[] {
  const found = new Map<string, ProfileRow>();
  for (const row of newestFirst) {
    const known = found.get(row.party!);
    const isFirstOwnWord = row.issuer === row.party && known?.issuer !== row.party;
    if (known === undefined || isFirstOwnWord) found.set(row.party!, row);
  }
  const inOrderOfArrival = [...found.values()].sort((one, other) => one.arrival - other.arrival);
  return inOrderOfArrival.map((row) => ({
    digest: row.digest,
    party: row.party!,
    name: row.name!,
    kind: row.kind as PartyKind,
    territory: row.territory!,
    parent: row.parent,
    node: row.node,
    hosted: row.own === 1 && row.issuer === row.party,
    describedBy: row.issuer,
    case: row.issuer === row.party ? row.case_id : null,
  }));
}

export async function partyOf(connection: Connection, party: string): Promise<Party | undefined> {
  return latest(await profiles(connection).where('party', '=', party).execute())[0];
}

/** The same for several at once, by name. */
export async function partiesNamed(
  connection: Connection,
  parties: readonly string[],
): Promise<ReadonlyMap<string, Party>> {
  const rows = await profiles(connection)
    .where('party', 'in', [...parties, ''])
    .execute();
  return new Map(latest(rows).map((party) => [party.party, party]));
}

/** Every party this node knows of, as far as the newest profiles tell. */
export async function partiesKnown(connection: Connection): Promise<readonly Party[]> {
  return latest(await profiles(connection).execute());
}

export async function partiesHosted(connection: Connection): Promise<readonly Party[]> {
  const own = readableProfiles(connection).where('own', '=', 1).whereRef('issuer', '=', 'party');
  return latest(await own.orderBy('arrival', 'desc').limit(PROFILES_READ).execute());
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
  const known = await mandatedProfiles(connection, territory);
  const counts = (party: Party): boolean => party.hosted || party.describedBy !== party.party;
  // Mostly all of them are ours or described by us, and the confirmations need not be read.
  const pinned = known.every(counts) ? [] : await confirmedParties(connection).execute();
  const confirmed = new Set(pinned.map(({ party }) => party));
  return known
    .filter((party) => counts(party) || confirmed.has(party.party))
    .sort((one, other) => MANDATED_KINDS.indexOf(one.kind) - MANDATED_KINDS.indexOf(other.kind));
}

/**
 * Parties whose word that counts now makes them a mandated authority of this state. However many profiles there are,
 * none is passed over: the database chooses the word of each party that ever was one here. A party that has moved, or
 * has become something else, is none any more.
 */
async function mandatedProfiles(connection: Connection, territory: string): Promise<readonly Party[]> {
  const candidates = connection
    .$extendTables<PartyTables>()
    .selectFrom('party_profile')
    .select('party')
    .where('territory', '=', territory)
    .where('kind', 'in', [...MANDATED_KINDS]);
  const ranked = everyProfile(connection)
    .where('party', 'in', candidates)
    .select(
      sql<number>`row_number() over (partition by party order by case when issuer = party then 0 else 1 end,
        arrival desc)`.as('place'),
    );
  const rows = await connection
    .selectFrom(ranked.as('ranked'))
    .selectAll()
    .where('place', '=', 1)
    .where('territory', '=', territory)
    .where('kind', 'in', [...MANDATED_KINDS])
    .orderBy('arrival')
    .execute();
  return latest(rows.toReversed());
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
  let query = connection
    .$extendTables<PartyTables>()
    .selectFrom('party_mandate as mandate')
    .selectAll()
    .where('mandate.party', '=', party)
    .where('mandate.issuer', '=', party)
    .where('valid_from', '<=', now)
    .where('valid_until', '>', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('party_mandate_end as ending')
            .select('ending.digest')
            .whereRef('ending.mandate', '=', 'mandate.digest')
            .where('ending.issuer', '=', party)
            .where('ending.ended_at', '<=', now),
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
  const serving = await connection
    .$extendTables<PartyTables>()
    .selectFrom('party_service_relation')
    .select(['party', 'valid_until'])
    .where('serves', '=', party)
    .whereRef('issuer', '=', 'party')
    .orderBy('arrival')
    .execute();
  // The latest word of each serving party counts; one that names a past end stops the service.
  const last = new Map(serving.map((row) => [row.party!, row.valid_until]));
  const servedBy = [...last].filter(([, until]) => until === null || until > now).map(([server]) => server);
  const communities = await communitiesOf(connection, party, at);
  return { party, person: actor.kind === 'person' ? actor.person : null, servedBy, communities };
}
