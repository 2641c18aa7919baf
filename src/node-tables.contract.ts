import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { engineOf, plainTables } from '#store/dialect.ts';
import { createTables } from '#store/table-set.ts';
import { VERSION_TABLE } from '#store/versions.ts';
import { openPartyNode } from '#testing/party-node.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { asDeclared, storedTable } from '#testing/stored-tables.ts';

export function nodeTablesContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('every table of a node is declared once, and stands in its store as it is declared', async () => {
      await using place = await makePlace();
      await using node = await openPartyNode(place.target);
      await createTables(node.store, NODE_TABLE_SETS);
      const { connection } = node.store;
      const engine = engineOf(connection);
      const declared = [...NODE_TABLE_SETS, ...node.ledger.views.all].flatMap(({ shapes }) =>
        Object.entries(shapes),
      );
      for (const [table, shape] of declared) {
        assert.deepEqual(await storedTable(connection, table), asDeclared(engine, table, shape), table);
      }
      assert.deepEqual(
        [...declared.map(([table]) => table), VERSION_TABLE].sort(),
        (await plainTables(connection)).filter((table) => !table.startsWith('search_words')),
      );
    });
  });
}
