import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { insertRows } from '#store/dialect.ts';
import { openStore, type Store } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { DRAFTS_IN_A_LIST, draftsInCase, listDrafts } from './draft-list.ts';
import { createDraft, DRAFTS_OPEN_MOST, discardDraft } from './workspace.ts';
import { type CameBy, WORKSPACE_TABLES, workspaceTables } from './workspace-tables.ts';

const PARTY = 'did:web:csirt.veldmark.example';
const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');

type Began = { readonly summary?: string; readonly person?: string; readonly cameFrom?: string };

async function begin(
  { connection }: Store,
  cameBy: CameBy,
  { summary = '', person = `${PARTY}#x`, cameFrom = 'aa' }: Began = {},
): Promise<string> {
  const note = cameBy === 'desk' ? {} : { [cameBy]: 'x' };
  const wanted = { type: 'incident-alert', claims: { summary }, progress: note, cameBy, cameFrom };
  const draft = await createDraft({ connection, party: PARTY, person }, wanted, NOW);
  assert.ok(draft.ok);
  return draft.value.id;
}

async function cameBy({ connection }: Store): Promise<ReadonlyMap<string, CameBy | null>> {
  const tables = workspaceTables(connection);
  const rows = await tables.selectFrom('workspace_draft').select(['id', 'came_by']).execute();
  return new Map(rows.map((row) => [row.id, row.came_by]));
}

/** How a draft came, in each engine; run by a test file. */
export function draftListContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: how drafts came`, () => {
    test('drafts of an earlier version get the column by their own notes, at whatever start first meets them', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const { connection } = store;
      await createTables(store, [WORKSPACE_TABLES]);
      const ids: Record<CameBy, string> = {
        desk: await begin(store, 'desk', { summary: 'They wrote "unsigned":"yes" and "mail":"no"' }),
        unsigned: await begin(store, 'unsigned'),
        mail: await begin(store, 'mail'),
      };
      await sql`drop index workspace_draft_by_came_by_party_state`.execute(connection);
      await sql`alter table workspace_draft drop column came_by`.execute(connection);
      await createTables(store, [WORKSPACE_TABLES]);
      const expected = new Map(Object.entries(ids).map(([came, id]) => [id, came]));
      assert.deepEqual(await cameBy(store), expected);
      // As a backup of an earlier version brings them.
      await sql`update workspace_draft set came_by = null`.execute(connection);
      await createTables(store, [WORKSPACE_TABLES]);
      assert.deepEqual(await cameBy(store), expected);
      assert.equal((await listDrafts({ connection, party: PARTY })).length, 3);
    });

    test('a draft is found by its case behind more than a list holds, and no finished one with it', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await createTables(store, [WORKSPACE_TABLES]);
      const desk = { connection: store.connection, party: PARTY };
      const first = await begin(store, 'desk');
      for (let at = 0; at < DRAFTS_IN_A_LIST; at++) await begin(store, 'desk');
      const { case_id: caseId } = await workspaceTables(store.connection)
        .selectFrom('workspace_draft')
        .select('case_id')
        .where('id', '=', first)
        .executeTakeFirstOrThrow();
      const found = await draftsInCase(desk, caseId);
      assert.deepEqual(
        found.map(({ id }) => id),
        [first],
      );
      assert.deepEqual(await draftsInCase({ ...desk, party: 'did:web:other.example' }, caseId), []);
      assert.ok((await discardDraft({ ...desk, person: `${PARTY}#x` }, first, found[0]!.version, NOW)).ok);
      assert.deepEqual(await draftsInCase(desk, caseId), []);
    });

    test('however much strangers send, it hides neither the party’s own drafts nor what came before', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await createTables(store, [WORKSPACE_TABLES]);
      const own = await begin(store, 'desk');
      const first = await begin(store, 'mail');
      for (let at = 0; at < DRAFTS_IN_A_LIST; at++) await begin(store, 'unsigned');
      const honest = await begin(store, 'unsigned', { cameFrom: 'bb' });
      const listed = await listDrafts({ connection: store.connection, party: PARTY });
      const ids = new Set(listed.map(({ id }) => id));
      assert.equal(listed.length, DRAFTS_IN_A_LIST + 1);
      assert.ok(ids.has(own) && ids.has(first));
      assert.ok(ids.has(honest), 'nor what another sends after them');
    });

    test('a person who begins draft after draft takes half of the party’s places, and hides none that others began', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await createTables(store, [WORKSPACE_TABLES]);
      const quiet = await begin(store, 'desk', { person: `${PARTY}#quiet` });
      const id = await begin(store, 'desk');
      const drafts = workspaceTables(store.connection);
      const row = await drafts
        .selectFrom('workspace_draft')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const later = Number(row.updated_at) + 1;
      const more = Array.from({ length: DRAFTS_OPEN_MOST / 2 - 2 }, (_, at) => ({
        ...row,
        id: `more ${at}`,
        updated_at: later,
      }));
      await insertRows(store.connection, 'workspace_draft', more);
      await begin(store, 'desk');
      await assert.rejects(begin(store, 'desk'), 'of which it has its share');
      const another = await begin(store, 'desk', { person: `${PARTY}#another` });
      await begin(store, 'unsigned');
      const listed = await listDrafts({ connection: store.connection, party: PARTY });
      const ids = new Set(listed.map((draft) => draft.id));
      assert.ok(ids.has(quiet) && ids.has(another));
    });
  });
}
