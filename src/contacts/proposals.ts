/**
 * Contacts that a party took over from a list: its own local notes, unconfirmed until the party spoken of, or its host,
 * states them. Losing them costs an import once more, and nothing that was ever said.
 */

import { accept, type Outcome, refuse } from '#outcome.ts';
import { heldBy, mayTakePlaces } from '#parties/places.ts';
import { primitives } from '#primitives';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { ContactsCode } from './codes.ts';
import { type ContactRecord, identityOf } from './contact-record.ts';
import type { ContactEntry } from './directory.ts';

/** Of one party, shared out by who took them over; all of them are listed. */
export const PROPOSALS_MOST = 12_000;

const TABLES = declareTables({
  contact_proposal: {
    columns: {
      id: 'text',
      party: 'text',
      record: 'text',
      source: 'text',
      imported_by: 'text',
      imported_at: 'bigint',
    },
    indexes: [['party']],
  },
});

export const PROPOSAL_TABLES = TABLES.asSet('contact-proposals');

export type Proposal = {
  readonly id: string;
  readonly record: ContactRecord;
  /** Where the list came from, in the words of whoever took it over. */
  readonly source: string;
  readonly importedBy: string;
  readonly importedAt: Temporal.Instant;
};

export type Import = {
  readonly party: string;
  readonly person: string;
  readonly source: string;
  readonly records: readonly ContactRecord[];
};

/**
 * Keeps a list's entries for this party, all or none; an entry that is there already is replaced by the newer list's
 * word, and takes no second place.
 */
export async function keepProposals(
  connection: Connection,
  list: Import,
  now: Temporal.Instant,
): Promise<Outcome<number, ContactsCode>> {
  const rows = list.records.map((record) => ({
    id: proposalId(list.party, record),
    party: list.party,
    record: JSON.stringify(record),
    source: list.source,
    imported_by: list.person,
    imported_at: toMicroseconds(now),
  }));
  const room = await placesFor(connection, list, new Set(rows.map(({ id }) => id)));
  if (!room.ok) return room;
  await insertRows(connection, 'contact_proposal', rows, { keys: ['id'], do: 'replace' });
  return accept(rows.length);
}

/** One place for each contact in each party's list, whoever takes the list over. */
export function proposalId(party: string, record: ContactRecord): string {
  return primitives.sha256Base64url(`contact proposal ${party} ${identityOf(record)}`);
}

async function placesFor(
  connection: Connection,
  { party, person }: Import,
  ids: ReadonlySet<string>,
): Promise<Outcome<null, ContactsCode>> {
  const kept = await TABLES.in(connection)
    .selectFrom('contact_proposal')
    .select(['id', 'imported_by'])
    .where('party', '=', party)
    .execute();
  const others = kept.filter(({ id }) => !ids.has(id));
  const held = heldBy(others.map(({ imported_by: sender }) => ({ sender, count: 1 })));
  if (mayTakePlaces(held, person, PROPOSALS_MOST, ids.size)) return accept(null);
  const sentence = `Your party keeps at most ${PROPOSALS_MOST} unconfirmed entries, shared by those who take lists over: confirm or forget some first.`;
  return refuse('proposals-too-many', sentence);
}

/** A party's proposals that nobody has stated yet; only its own persons see them. */
export async function proposalsOf(
  connection: Connection,
  party: string,
  stated: readonly ContactEntry[] = [],
): Promise<readonly Proposal[]> {
  const rows = await TABLES.in(connection)
    .selectFrom('contact_proposal')
    .selectAll()
    .where('party', '=', party)
    .orderBy('id')
    .limit(PROPOSALS_MOST)
    .execute();
  const proposals = rows.map(proposalFrom).filter(({ record }) => !stated.some((entry) => states(entry, record)));
  return proposals.toSorted((one, other) => identityOf(one.record).localeCompare(identityOf(other.record), 'en'));
}

/** The same contact, by now stated by whoever it belongs to. */
function states(entry: ContactEntry, record: ContactRecord): boolean {
  if (entry.state !== record.state || entry.kind !== record.kind) return false;
  const isSame = (one: string | null, other: string | undefined) =>
    one !== null && other !== undefined && one.toLowerCase() === other.toLowerCase();
  return (
    entry.party === record.party ||
    isSame(entry.email, record.email) ||
    isSame(entry.phone, record.phone) ||
    isSame(entry.partyName, record.organisation)
  );
}

export async function proposal(
  connection: Connection,
  party: string,
  id: string,
): Promise<Outcome<Proposal, ContactsCode>> {
  const row = await TABLES.in(connection)
    .selectFrom('contact_proposal')
    .selectAll()
    .where('id', '=', id)
    .where('party', '=', party)
    .executeTakeFirst();
  return row === undefined
    ? refuse('proposal-not-found', 'Your party keeps no such unconfirmed entry.', 'id')
    : accept(proposalFrom(row));
}

export async function forgetProposal(
  connection: Connection,
  party: string,
  id: string,
): Promise<Outcome<null, ContactsCode>> {
  const gone = await TABLES.in(connection)
    .deleteFrom('contact_proposal')
    .where('id', '=', id)
    .where('party', '=', party)
    .executeTakeFirst();
  if (gone.numDeletedRows > 0n) return accept(null);
  return refuse('proposal-not-found', 'Your party keeps no such unconfirmed entry.', 'id');
}

function proposalFrom(row: RowsIn<typeof TABLES>['contact_proposal']): Proposal {
  return {
    id: row.id,
    record: JSON.parse(row.record) as ContactRecord,
    source: row.source,
    importedBy: row.imported_by,
    importedAt: fromMicroseconds(row.imported_at),
  };
}
