import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declareTables } from '#store/declared-tables.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { appended } from '#testing/submit.ts';
import { draftOf, NOTES, newCase, submissionOf, TINY_LEDGER, tinyNode, VOTES } from '#testing/tiny-ledger.ts';
import type { Model, View } from './contract.ts';

const TABLES = declareTables({ picky_note: { columns: { digest: 'text', case_id: 'text?' } } });

/** A view that cannot fold one of the notes. */
const picky: View = {
  name: 'picky',
  version: 1,
  follows: 'transaction',
  ...TABLES.asView,
  async fold(transaction, records) {
    for (const { digest, case: case_id, claims } of records) {
      await TABLES.in(transaction).insertInto('picky_note').values({ digest, case_id }).execute();
      if (claims.get('text')?.value === 'poison') throw new Error('this one cannot be folded');
    }
  },
};

test('one statement that a view cannot fold is set aside and reported, and those beside it are folded', async () => {
  await using place = await sqlitePlace();
  const said: string[] = [];
  {
    await using node = await tinyNode(place.target);
    for (const text of ['before', 'poison', 'after']) {
      said.push((await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text })))).digest);
    }
  }
  const told: unknown[] = [];
  const more: Model = { name: 'picky', types: [], rules: [], views: [picky] };
  const models = [TINY_LEDGER, NOTES, VOTES, more];
  await using node = await tinyNode(place.target, { models, report: (failure) => told.push(failure) });
  const rows = await TABLES.in(node.store.connection).selectFrom('picky_note').select('digest').execute();
  const [before, poison, after] = said;
  const folded = new Set(rows.map(({ digest }) => digest));
  assert.deepEqual(folded, new Set([before, after]));
  assert.equal(told.length, 1);
  assert.match(String(told[0]), new RegExp(poison!));
});
