import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { parseCheckpoint, type SignedCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { signerKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import { openStore } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { noteCheckpoints, SEEN_TABLES, seenTables, writeSeenCheckpoints } from './seen-checkpoints.ts';

const LOG = 'forked.example/log';
const key = signerKey(LOG, 'ed25519', primitives.generateKey('Ed25519'));

function head(root: number): SignedCheckpoint {
  const checkpoint = { origin: LOG, size: 7, root: new Uint8Array(32).fill(root), extensions: [] };
  const signed = parseCheckpoint(signCheckpoint(checkpoint, key));
  assert.ok(signed.ok);
  return signed.value;
}

test('a lie is told of though the database takes nothing, and both halves are written once it does', async () => {
  await using place = await sqlitePlace();
  await using store = await openStore(place.target);
  await createTables(store, [SEEN_TABLES]);
  const { connection } = store;
  const now = Temporal.Now.instant();
  await sql`create trigger full before insert on federation_seen_checkpoint begin select raise(fail, 'full'); end`.execute(
    connection,
  );
  assert.deepEqual(await noteCheckpoints(connection, [head(1)], now), []);
  const forks = await noteCheckpoints(connection, [head(2)], now);
  assert.deepEqual(
    forks.map(({ origin }) => origin),
    [LOG],
  );
  await assert.rejects(writeSeenCheckpoints(connection), /full/u);
  await sql`drop trigger full`.execute(connection);
  await writeSeenCheckpoints(connection);
  const rows = await seenTables(connection).selectFrom('federation_seen_checkpoint').select('root').execute();
  assert.equal(rows.length, 2);
});
