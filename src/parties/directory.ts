import type { Reader, Shown } from '#ledger/contract.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { keyChainOf } from './keys/key-view.ts';
import type { ContactChannel } from './statements.ts';
import { partyTables } from './tables.ts';
import { mandatesOf, type Party, partiesKnown, partyOf } from './view.ts';

/** The view says which statement is current; what is shown of it passes the reader, as every claim that leaves does. */
export type Directory = { readonly connection: Connection; readonly reader: Reader };

/** A current statement as a viewer may see it, with the party it speaks of. */
export type Entry = { readonly party: string; readonly shown: Shown };

/** Profiles of every party known here, as far as this viewer may see them. */
export async function profilesFor({ connection, reader }: Directory, viewer: Viewer): Promise<readonly Entry[]> {
  return shownOf(reader, viewer, await partiesKnown(connection));
}

export async function profileFor(
  { connection, reader }: Directory,
  party: string,
  viewer: Viewer,
): Promise<{ readonly party: Party; readonly shown: Shown } | undefined> {
  const known = await partyOf(connection, party);
  const shown = known === undefined ? null : await reader.statement(known.digest, viewer);
  return known === undefined || shown === null ? undefined : { party: known, shown };
}

/** How a party is reached, per entry its latest statement; those of one channel, or of all. */
export async function contactsFor(
  { connection, reader }: Directory,
  party: string,
  viewer: Viewer,
  at: Temporal.Instant,
  channel?: ContactChannel,
): Promise<readonly Entry[]> {
  const rows = await partyTables(connection)
    .selectFrom('party_contact_point')
    .select(['digest', 'party', 'issuer', 'contact', 'channel', 'valid_until'])
    .where('party', '=', party)
    .orderBy('arrival')
    .execute();
  const host = (await partyOf(connection, party))?.describedBy;
  const now = toMicroseconds(at);
  const latest = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    const speaksForIt = row.issuer === party || row.issuer === host;
    if (speaksForIt) latest.set(`${row.issuer} ${row.contact ?? row.digest}`, row);
  }
  const current = [...latest.values()].filter(
    (row) =>
      (row.valid_until === null || row.valid_until > now) && (channel === undefined || row.channel === channel),
  );
  return shownOf(
    reader,
    viewer,
    current.map(({ digest }) => ({ digest, party })),
  );
}

/** Mandates in force of a party's persons. */
export async function personsFor(
  { connection, reader }: Directory,
  party: string,
  viewer: Viewer,
  at: Temporal.Instant,
): Promise<readonly Entry[]> {
  return shownOf(reader, viewer, await mandatesOf(connection, party, at));
}

/** A key of a party as its chain has it, for viewers who may see the statement that introduces it. */
export type ShownKey = {
  readonly kid: string;
  readonly use: string;
  readonly key: unknown;
  readonly validFrom: Temporal.Instant;
  readonly invalidAfter: Temporal.Instant | null;
  readonly statement: string;
};

export async function keysFor(
  { connection, reader }: Directory,
  party: string,
  viewer: Viewer,
): Promise<{ readonly root: string; readonly keys: readonly ShownKey[] } | undefined> {
  const chain = await keyChainOf(connection, party);
  if (chain === undefined) return undefined;
  const rows = await partyTables(connection)
    .selectFrom('party_key')
    .select(['digest', 'kid'])
    .where('party', '=', party)
    .orderBy('arrival')
    .execute();
  const keys: ShownKey[] = [];
  for (const { digest, kid } of rows) {
    const key = kid === null ? undefined : chain.keys.get(kid);
    const shown = key === undefined ? null : await reader.statement(digest, viewer);
    if (key === undefined || shown?.claims.has('key') !== true) continue;
    const { use, validFrom, invalidAfter } = key;
    keys.push({ kid: key.kid, use, key: key.key, validFrom, invalidAfter, statement: digest });
  }
  return { root: chain.root, keys };
}

async function shownOf(
  reader: Reader,
  viewer: Viewer,
  current: readonly { readonly digest: string; readonly party: string }[],
): Promise<readonly Entry[]> {
  const entries = await Promise.all(
    current.map(async ({ digest, party }) => ({ party, shown: await reader.statement(digest, viewer) })),
  );
  return entries.flatMap(({ party, shown }) => (shown === null ? [] : [{ party, shown }]));
}
