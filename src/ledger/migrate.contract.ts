import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PARTY_TABLE_SETS } from '#parties/parties.ts';
import { KEYRING_TABLES } from '#store/keyring.ts';
import { openStore } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended, refusedWith } from '#testing/submit.ts';
import { draftOf, NOTES, newCase, submissionOf, TINY_LEDGER, tinyNode, VOTES } from '#testing/tiny-ledger.ts';
import { type MigrateOptions, migrateStore } from './migrate.ts';
import { LEDGER_TABLES } from './tables.ts';
import { Views } from './views.ts';

const SETS = [KEYRING_TABLES, LEDGER_TABLES, ...PARTY_TABLE_SETS];
const NOTED = 12;

/** From one engine to the other and back, or within one: run by a test file for each pair. */
export function migrateContract(
  name: string,
  makeSource: () => Promise<StorePlace>,
  makeTarget: () => Promise<StorePlace>,
): void {
  const options = (settings: Pick<MigrateOptions, 'from' | 'to' | 'logKey'>): MigrateOptions => ({
    ...settings,
    sets: SETS,
    views: new Views([TINY_LEDGER, NOTES, VOTES]),
    now: Temporal.Now.instant(),
  });

  suite(name, () => {
    test('a node goes to the other database and back with the same tree and views, and appends there', async () => {
      await using source = await makeSource();
      await using target = await makeTarget();
      await using home = await makeSource();
      const noted = await notedIn(source);
      for (const [here, there] of [
        [source, target],
        [target, home],
      ] as const) {
        await using from = await openStore(here.target);
        await createTables(from, SETS);
        await using to = await openStore(there.target);
        const moved = await migrateStore(options({ from, to, logKey: noted.logKey }));
        assert.ok(moved.ok);
        assert.equal(moved.value.size, noted.size);
        assert.equal(moved.value.copied.statement, NOTED);
        assert.equal(moved.value.folded.tiny_note, NOTED);
      }
      await using node = await tinyNode(home.target);
      await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'after the move' })));
      assert.ok((await node.ledger.proof(noted.first)) !== undefined);
      await checkLedger(node.ledger);
    });

    test('after the move the source signs nothing any more', async () => {
      await using source = await makeSource();
      await using target = await makeTarget();
      const { logKey } = await notedIn(source);
      {
        await using from = await openStore(source.target);
        await createTables(from, SETS);
        await using to = await openStore(target.target);
        assert.ok((await migrateStore(options({ from, to, logKey }))).ok);
      }
      await using node = await tinyNode(source.target);
      const draft = draftOf('note', newCase(), { text: 'twice' });
      assert.equal(await refusedWith(node.ledger, submissionOf(draft)), 'ledger-moved');
    });

    test('a node that is being served is not moved', async () => {
      await using source = await makeSource();
      await using target = await makeTarget();
      await using node = await tinyNode(source.target);
      await using to = await openStore(target.target);
      const refused = await migrateStore(options({ from: node.store, to, logKey: node.ledger.logKey }));
      assert.equal(!refused.ok && refused.refusal.code, 'source-served');
    });

    test('a target that holds something is refused and left as it is', async () => {
      await using source = await makeSource();
      await using target = await makeTarget();
      const { logKey } = await notedIn(source);
      await notedIn(target);
      await using from = await openStore(source.target);
      await using to = await openStore(target.target);
      const refused = await migrateStore(options({ from, to, logKey }));
      assert.equal(!refused.ok && refused.refusal.code, 'target-not-empty');
    });

    test('a source whose statement was altered is not moved, and the target stays empty', async () => {
      await using source = await makeSource();
      await using target = await makeTarget();
      const { logKey } = await notedIn(source);
      await using from = await openStore(source.target);
      await createTables(from, SETS);
      await from.connection
        .$extendTables<{ statement: { jwt: string; arrival: number } }>()
        .updateTable('statement')
        .set({ jwt: 'e30.e30.AA' })
        .where('arrival', '=', 3)
        .execute();
      await using to = await openStore(target.target);
      await assert.rejects(migrateStore(options({ from, to, logKey })), /was altered/);
      assert.ok(
        (await migrateStore(options({ from, to, logKey })).catch((error: Error) => error)) instanceof Error,
      );
    });
  });
}

async function notedIn({ target }: StorePlace) {
  await using node = await tinyNode(target);
  let first = '';
  for (let at = 0; at < NOTED; at++) {
    const said = await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: `note ${at}` })));
    if (at === 0) first = said.digest;
  }
  const report = await checkLedger(node.ledger);
  return { logKey: node.ledger.logKey, size: report.size, first };
}
