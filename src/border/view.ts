import { Type } from 'typebox';
import type { Recorded, View } from '#ledger/contract.ts';
import { PartyId } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { Dependency } from './statements.ts';

/** Where statements about reach are found; what they say is read through the reader, with the viewer's eyes. */
const TABLES = declareTables({
  border_footprint: {
    columns: { digest: 'text', issuer: 'text', subject: 'text', case_id: 'text?', arrival: 'bigint' },
    indexes: [{ on: ['subject', 'arrival'], name: 'border_footprint_by_subject' }],
  },
  border_dependency: {
    columns: { digest: 'text', party: 'text', case_id: 'text?' },
    key: ['party', 'digest'],
  },
  border_link: { columns: { digest: 'text', issuer: 'text', case_id: 'text?', arrival: 'bigint' } },
  border_decision: {
    columns: { digest: 'text', issuer: 'text', state: 'text?', case_id: 'text?', arrival: 'bigint' },
  },
});

/** Footprints read for one case, the newest first; a state with more of them decides on what it is shown. */
const FOOTPRINTS_READ = 2_000;
const LINKS_READ = 1_000;

export const borderTables = TABLES.in;

const Dependencies = Type.Array(Dependency, { maxItems: 64 });

export const borderView: View = {
  name: 'border',
  version: 1,
  follows: 'transaction',
  ...TABLES.asView,

  async fold(transaction, records) {
    await insertRows(transaction, 'border_footprint', records.flatMap(footprintRow), {
      keys: ['digest'],
      do: 'nothing',
    });
    await insertRows(transaction, 'border_dependency', records.flatMap(dependencyRows), {
      keys: ['party', 'digest'],
      do: 'nothing',
    });
    await insertRows(transaction, 'border_link', records.flatMap(linkRow), { keys: ['digest'], do: 'nothing' });
    await insertRows(transaction, 'border_decision', records.flatMap(decisionRow), {
      keys: ['digest'],
      do: 'nothing',
    });
  },
};

function footprintRow(record: Recorded) {
  const subject = record.claims.get('subject')?.value;
  if (record.type !== 'service-footprint' || !fits(PartyId, subject)) return [];
  const { digest, issuer, case: case_id, arrival } = record;
  return [{ digest, issuer, subject: subject as string, case_id, arrival }];
}

function dependencyRows(record: Recorded) {
  const on = record.claims.get('depends_on')?.value;
  if (record.type !== 'service-footprint' || !fits(Dependencies, on)) return [];
  const parties = (on as unknown as Dependency[]).flatMap(({ party }) => party ?? []);
  return [...new Set(parties)].map((party) => ({ digest: record.digest, party, case_id: record.case }));
}

function linkRow({ type, digest, issuer, case: case_id, arrival }: Recorded) {
  return type === 'sector-link' ? [{ digest, issuer, case_id, arrival }] : [];
}

function decisionRow({ type, digest, issuer, case: case_id, arrival, claims }: Recorded) {
  const state = claims.get('state')?.value;
  if (type !== 'border-decision') return [];
  return [{ digest, issuer, state: typeof state === 'string' ? state : null, case_id, arrival }];
}

/** Digests of footprints about these parties, and of services that rest on them, a few steps far; newest first. */
export async function footprintsTouching(
  connection: Connection,
  hit: readonly string[],
  steps: number,
): Promise<readonly string[]> {
  const tables = borderTables(connection);
  const found = new Map<string, number>();
  let parties = [...hit];
  for (let step = 0; step <= steps && parties.length > 0 && found.size < FOOTPRINTS_READ; step += 1) {
    const rows = await tables
      .selectFrom('border_footprint')
      .select(['digest', 'subject', 'arrival'])
      .where(({ or, eb, selectFrom }) =>
        or([
          ...(step === 0 ? [eb('subject', 'in', parties)] : []),
          eb('digest', 'in', selectFrom('border_dependency').select('digest').where('party', 'in', parties)),
        ]),
      )
      .orderBy('arrival', 'desc')
      .limit(FOOTPRINTS_READ)
      .execute();
    const fresh = rows.filter(({ digest }) => !found.has(digest));
    for (const { digest, arrival } of fresh) found.set(digest, arrival);
    parties = [...new Set(fresh.map(({ subject }) => subject))].filter((party) => !hit.includes(party));
  }
  return [...found].sort(([, one], [, other]) => other - one).map(([digest]) => digest);
}

/** Digests of everything a party said of its own services' reach, newest first. */
export async function footprintsBy(connection: Connection, issuer: string): Promise<readonly string[]> {
  const rows = await borderTables(connection)
    .selectFrom('border_footprint')
    .select('digest')
    .where('issuer', '=', issuer)
    .orderBy('arrival', 'desc')
    .limit(FOOTPRINTS_READ)
    .execute();
  return rows.map(({ digest }) => digest);
}

/** Digests of statements about joined networks, newest first. */
export async function linksKnown(connection: Connection): Promise<readonly string[]> {
  const rows = await borderTables(connection)
    .selectFrom('border_link')
    .select('digest')
    .orderBy('arrival', 'desc')
    .limit(LINKS_READ)
    .execute();
  return rows.map(({ digest }) => digest);
}
