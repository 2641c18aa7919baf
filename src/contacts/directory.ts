/** The directory: every contact point this node knows, as one viewer may see it, with how fresh it is. */

import { sql } from 'kysely';
import type { Reader, Shown } from '#ledger/contract.ts';
import { CONTACT_KINDS, type ContactKind } from '#parties/statements.ts';
import { partyTables } from '#parties/tables.ts';
import { type Party, partiesKnown } from '#parties/view.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { isDay, kindOfChannel } from './contact-record.ts';
import { type Measure, NOTHING_MEASURED } from './measure.ts';

/** R: half a year, after the six-monthly pings of the UN directory; no text fixes it. */
export const STALE_AFTER_DAYS = 183;
/** So many pings in a row that no person answered make a contact stale. */
export const STALE_AFTER_UNANSWERED = 2;
/** Of all that may be told of; where there are more, one of each issuer in turn. */
export const ENTRIES_READ = 5_000;

const STALE_REASONS = ['never-verified', 'verified-long-ago', 'pings-unanswered'] as const;
export type StaleReason = (typeof STALE_REASONS)[number];

/** A contact point as a viewer sees it; a claim that is withheld from that viewer is null. */
export type ContactEntry = {
  readonly statement: string;
  readonly party: string;
  readonly partyName: string;
  readonly state: string;
  /** The entry's own name, by which a later statement replaces it. */
  readonly contact: string | null;
  readonly channel: string;
  readonly kind: ContactKind;
  readonly name: string | null;
  readonly languages: readonly string[];
  readonly hours: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly url: string | null;
  readonly pgp: string | null;
  readonly seal: string | null;
  readonly verifiedOn: string | null;
  readonly validUntil: string | null;
  /** Who stated it: the party itself, or the authority that describes it. */
  readonly statedBy: string;
  readonly confirmed: 'by-itself' | 'by-its-host';
  readonly stale: readonly StaleReason[];
  readonly measure: Measure;
};

export type DirectoryReads = { readonly connection: Connection; readonly reader: Reader };

/** What was measured of a contact, by its party, channel and entry; empty for whoever has pinged nobody. */
export type Measured = ReadonlyMap<string, Measure>;

export function measureKey(party: string, channel: string, contact: string | null): string {
  return `${party} ${channel} ${contact ?? ''}`;
}

/** Entries in force, by state, then kind, then name. */
export async function contactEntries(
  { connection, reader }: DirectoryReads,
  viewer: Viewer,
  at: Temporal.Instant,
  measured: Measured = new Map(),
): Promise<readonly ContactEntry[]> {
  const parties = new Map((await partiesKnown(connection)).map((party) => [party.party, party]));
  const rows = (await newestEntries(connection, viewer.party)).filter(({ party, issuer }) => {
    const told = parties.get(party!);
    return told !== undefined && speaksFor(issuer, told);
  });
  const now = toMicroseconds(at);
  const current = rows.filter(({ valid_until: until }) => until === null || until > now);
  const shown = await Promise.all(current.map(({ digest }) => reader.statement(digest, viewer)));
  const entries = current.flatMap((row, position) => {
    const seen = shown[position];
    return seen === null || seen === undefined ? [] : [entryOf(seen, parties.get(row.party!)!, at, measured)];
  });
  return entries.toSorted((one, other) => sortKey(one).localeCompare(sortKey(other), 'en'));
}

/**
 * The latest word of each issuer on each entry, the viewer's own party's first and then one of each issuer in turn: an
 * issuer who states entries without end hides nobody else's.
 */
function newestEntries(connection: Connection, own: string | null) {
  const tables = partyTables(connection);
  const said = tables
    .selectFrom('party_contact_point')
    .select(['digest', 'party', 'issuer', 'valid_until', 'arrival'])
    .select(
      sql<number>`row_number() over (partition by issuer, party, coalesce(contact, digest) order by arrival desc)`.as(
        'age',
      ),
    )
    .where('party', 'is not', null)
    .as('said');
  const inTurn = tables
    .selectFrom(said)
    .selectAll()
    .select(sql<number>`row_number() over (partition by issuer order by arrival desc)`.as('turn'))
    .where('age', '=', 1)
    .as('in_turn');
  return tables
    .selectFrom(inTurn)
    .select(['digest', 'party', 'issuer', 'valid_until'])
    .orderBy(sql`case when issuer = ${own ?? ''} then 0 else 1 end`)
    .orderBy('turn')
    .limit(ENTRIES_READ)
    .execute();
}

/** The party itself, or the authority that describes it because it has no node. */
function speaksFor(issuer: string, party: Party): boolean {
  return issuer === party.party || issuer === party.describedBy;
}

function entryOf(shown: Shown, party: Party, at: Temporal.Instant, measured: Measured): ContactEntry {
  const text = (name: string): string | null => {
    const value = shown.claims.get(name)?.value;
    return typeof value === 'string' ? value : null;
  };
  const languages = shown.claims.get('languages')?.value;
  const channel = text('channel') ?? 'csirt';
  const contact = text('contact');
  const verifiedOn = text('verified_on');
  const measure = measured.get(measureKey(party.party, channel, contact)) ?? NOTHING_MEASURED;
  return {
    statement: shown.digest,
    party: party.party,
    partyName: party.name,
    state: party.territory,
    contact,
    channel,
    kind: CONTACT_KINDS.find((kind) => kind === text('kind')) ?? kindOfChannel(channel),
    name: text('name'),
    languages: Array.isArray(languages) ? languages.map(String) : [],
    hours: text('hours'),
    phone: text('phone'),
    email: text('email'),
    url: text('url'),
    pgp: text('pgp'),
    seal: text('seal'),
    verifiedOn,
    validUntil: text('valid_until'),
    statedBy: shown.issuer,
    confirmed: shown.issuer === party.party ? 'by-itself' : 'by-its-host',
    stale: staleReasons(verifiedOn, measure, at),
    measure,
  };
}

/** Why an entry should be verified before it is relied on; empty while it is fresh. */
export function staleReasons(
  verifiedOn: string | null,
  { unansweredInARow }: Pick<Measure, 'unansweredInARow'>,
  at: Temporal.Instant,
): readonly StaleReason[] {
  const reasons: StaleReason[] = [];
  const verified = verifiedOn === null ? undefined : dayOf(verifiedOn);
  if (verified === undefined) reasons.push('never-verified');
  else {
    const today = at.toZonedDateTimeISO('UTC').toPlainDate();
    if (verified.until(today, { largestUnit: 'day' }).days > STALE_AFTER_DAYS) reasons.push('verified-long-ago');
  }
  if (unansweredInARow >= STALE_AFTER_UNANSWERED) reasons.push('pings-unanswered');
  return reasons;
}

/** A day as our own statements write it: one in another calendar cannot be reckoned with. */
function dayOf(text: string): Temporal.PlainDate | undefined {
  return isDay(text) ? Temporal.PlainDate.from(text) : undefined;
}

function sortKey({ state, kind, partyName, name }: ContactEntry): string {
  return [state, CONTACT_KINDS.indexOf(kind), partyName, name ?? ''].join(' ');
}
