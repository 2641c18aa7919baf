import assert from 'node:assert/strict';
import { test } from 'node:test';
import { primitives } from '#primitives';
import { openKeyring } from '#store/keyring.ts';
import { openStore } from '#store/open.ts';
import { newIdentity } from '#store/seal.ts';
import { createTables } from '#store/table-set.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { checkUpperTree, DamagedLog } from './integrity.ts';
import { logSigner } from './log-key.ts';
import { LogTree } from './log-tree.ts';
import { Prover } from './prover.ts';
import { LEDGER_TABLES, ledgerTables } from './tables.ts';
import { storedLevel } from './tiles.ts';
import { checkWholeLog } from './whole-check.ts';

const ORIGIN = 'node.example/log';
/** Full tiles of leaves, one full tile above them, and something beyond each. */
const ENTRIES = 256 * 256 + 300;

function entry(at: number): Uint8Array {
  return primitives.sha256(new TextEncoder().encode(`entry ${at}`));
}

test('a log with full tiles on two levels passes both checks, and each damaged tile is found', async () => {
  await using place = await sqlitePlace();
  await using store = await openStore(place.target);
  await createTables(store, [LEDGER_TABLES]);
  const keyring = await openKeyring(store, { identity: await newIdentity() });
  assert.ok(keyring.ok);
  const signer = await logSigner(keyring.value, ORIGIN);
  const entries = Array.from({ length: ENTRIES }, (_, at) => entry(at));
  const now = Temporal.Now.instant();
  await store.transaction((transaction) =>
    new LogTree(signer, new Prover(ORIGIN)).append(transaction, entries, now),
  );
  const { connection } = store;
  const upper = () => checkUpperTree(connection, signer.verifier, now);
  const whole = () => checkWholeLog(connection, signer.verifier, now);
  await upper();
  assert.equal((await whole()).size, ENTRIES);

  const damages = [
    { level: 1, position: 0, found: upper },
    { level: 1, position: 1, found: upper },
    { level: 2, position: 0, found: upper },
    { level: 0, position: 257, found: upper },
    { level: 0, position: 3, found: whole },
    { level: 'entries', position: 3, found: whole },
  ] as const;
  for (const { level, position, found } of damages) {
    const tile = ledgerTables(connection)
      .selectFrom('tile')
      .select('bytes')
      .where('level', '=', storedLevel(level))
      .where('position', '=', position);
    const { bytes } = await tile.executeTakeFirstOrThrow();
    const put = (changed: Uint8Array) =>
      ledgerTables(connection)
        .updateTable('tile')
        .set({ bytes: changed })
        .where('level', '=', storedLevel(level))
        .where('position', '=', position)
        .execute();
    await put(bytes.with(5, (bytes[5] ?? 0) ^ 1));
    await assert.rejects(found, DamagedLog, `tile ${level}/${position}`);
    await put(bytes);
    await upper();
  }
});
