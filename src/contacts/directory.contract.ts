import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Reader, Recorded, Shown } from '#ledger/contract.ts';
import { partiesView } from '#parties/fold.ts';
import { partyTables } from '#parties/tables.ts';
import { marking } from '#statement/marking.ts';
import { PUBLIC_VIEWER, type Viewer } from '#statement/show.ts';
import { insertRows } from '#store/dialect.ts';
import { openStore } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { contactEntries, ENTRIES_READ } from './directory.ts';

const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const [OWN, QUIET, LOUD] = ['own', 'quiet', 'loud'].map((name) => `did:web:${name}.example`) as [
  string,
  string,
  string,
];

type Said = { readonly type: 'party-profile' | 'contact-point'; readonly by: string; readonly claims: object };

const digestAt = (at: number) => `${at}`.padStart(43, '0');

/** Statements as the ledger would hand them on, and a reader that shows everybody all of them. */
function said(all: readonly Said[]): { readonly records: readonly Recorded[]; readonly reader: Reader } {
  const records = all.map(({ type, by, claims }, at) => ({
    arrival: at + 1,
    origin: by === OWN ? 'own' : 'foreign',
    digest: digestAt(at),
    issuer: by,
    type,
    vct: `urn:comity:statement:${type}:1`,
    realm: 'exercise:test',
    log: 'here.example/log',
    logIndex: at,
    case: 'case-1',
    claims: new Map(
      Object.entries(claims).map(([name, value]) => [name, { name, value, marking: marking('clear') }]),
    ),
    signer: 'unnamed',
    recordedAt: NOW,
  })) as readonly Recorded[];
  const shown = (digest: string) => records[Number(digest) % all.length] as unknown as Shown;
  const reader = { statement: async (digest: string) => shown(digest) } as unknown as Reader;
  return { records, reader };
}

const profile = (party: string): Said => ({
  type: 'party-profile',
  by: party,
  claims: { subject: party, name: party, kind: 'csirt', territory: 'XV' },
});
const entry = (party: string, name: string, contact?: string): Said => ({
  type: 'contact-point',
  by: party,
  claims: { party, name, channel: 'csirt', ...(contact === undefined ? {} : { contact }) },
});

/** Which entries a directory tells of, in each engine; run by a test file. */
export function directoryContract(engine: string, makePlace: () => Promise<StorePlace>): void {
  suite(engine, () => {
    /** The names told of; the last statement was said so many times before all others. */
    async function told(
      statements: readonly Said[],
      { viewer = PUBLIC_VIEWER, times = 1 }: { readonly viewer?: Viewer; readonly times?: number } = {},
    ): Promise<readonly string[]> {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const { connection } = store;
      await partiesView.create(connection);
      const { records, reader } = said(statements);
      await store.transaction((transaction) => partiesView.fold(transaction, records));
      const rows = await partyTables(connection).selectFrom('party_contact_point').selectAll().execute();
      const last = rows.find(({ digest }) => digest === records.at(-1)?.digest)!;
      const again = Array.from({ length: times - 1 }, (_, at) => {
        const digest = digestAt((at + 2) * records.length - 1);
        return { ...last, digest, arrival: -at };
      });
      if (again.length > 0) await insertRows(connection, 'party_contact_point', again);
      return (await contactEntries({ connection, reader }, viewer, NOW)).map(({ name }) => name ?? '');
    }

    test('an entry is as its issuer said it last, however often it was said before', async () => {
      const contact = '00000000-0000-4000-8000-0000000000e1';
      const names = await told([profile(QUIET), entry(QUIET, 'old', contact), entry(QUIET, 'new', contact)]);
      assert.deepEqual(names, ['new']);
    });

    test('a party that states entries without end hides none of others, and none of the viewer’s own', async () => {
      const own = Array.from({ length: 3 }, (_, at) => entry(OWN, `own ${at}`));
      const quiet = entry(QUIET, 'quiet');
      const all = [profile(OWN), profile(QUIET), profile(LOUD), ...own, quiet, entry(LOUD, 'flood')];
      const names = await told(all, { viewer: { ...PUBLIC_VIEWER, party: OWN }, times: ENTRIES_READ + 10 });
      assert.equal(names.length, ENTRIES_READ);
      for (const name of ['own 0', 'own 1', 'own 2', 'quiet']) assert.ok(names.includes(name), name);
    });
  });
}
