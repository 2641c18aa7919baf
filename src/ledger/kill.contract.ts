import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { newIdentity } from '#store/seal.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import type { Contract } from '#testing/engines.ts';
import { startWorker, surviveKills, type Worker } from '#testing/kill.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { tinyNode } from '#testing/tiny-ledger.ts';
import { ledgerTables } from './tables.ts';

const TAKE_OVERS = 3;
const PATIENCE_MS = 20_000;

function workerOn(place: StorePlace, identity: string, processes: number): Worker {
  const script = join(import.meta.dirname, '../testing/ledger-worker.ts');
  return {
    script,
    args: [JSON.stringify(place.target), identity],
    processes,
  };
}

/** Every statement and every checkpoint that was ever acknowledged is still what the log says. */
async function nothingIsLost(place: StorePlace, identity: string, lines: readonly string[]): Promise<void> {
  await using node = await tinyNode(place.target, {}, { identity });
  await checkLedger(node.ledger);
  const tables = ledgerTables(node.store.connection);
  const statements = await tables.selectFrom('statement').select(['digest', 'log_index']).execute();
  const checkpoints = await tables.selectFrom('checkpoint').select(['size', 'root']).execute();
  const indexes = new Map(statements.map((row) => [row.digest, row.log_index]));
  const roots = new Map(checkpoints.map((row) => [row.size, row.root.toBase64()]));
  for (const line of lines) {
    const [digest = '', index, size, root] = line.split(' ');
    if (root === undefined) continue;
    assert.equal(indexes.get(digest), Number(index), `${digest} was acknowledged and is lost`);
    assert.equal(roots.get(Number(size)), root, `checkpoint ${size} was shown and is another now`);
  }
}

/** Kills it so many times, and lets one process after another take over. */
export function killContract(kills: number): Contract {
  return (name, makePlace) => {
    suite(`${name}: kill -9`, () => {
      test(`${kills} kills under load lose no acknowledged statement, no view and no checkpoint`, () =>
        killUnderLoad(kills, makePlace));
      test('when the process that appends is killed another takes over, and loses nothing of what either was told', () =>
        takeOver(makePlace));
    });
  };
}

async function killUnderLoad(kills: number, makePlace: () => Promise<StorePlace>): Promise<void> {
  await using place = await makePlace();
  const identity = await newIdentity();
  const acknowledged = await surviveKills({
    rounds: kills,
    worker: workerOn(place, identity, 1),
    earliestMs: 20,
    latestMs: 400,
    check: (round) => nothingIsLost(place, identity, round.acknowledged),
  });
  assert.ok(acknowledged > kills, `only ${acknowledged} lines`);
}

async function takeOver(makePlace: () => Promise<StorePlace>): Promise<void> {
  await using place = await makePlace();
  const identity = await newIdentity();
  const worker = workerOn(place, identity, 1);
  const lines: string[] = [];
  let appender = startWorker(worker, (line) => lines.push(line));
  await appender.ready;
  try {
    for (let round = 0; round < TAKE_OVERS; round++) {
      let since = -1;
      const heir = startWorker(worker, (line) => {
        lines.push(line);
        if (since >= 0) since++;
      });
      await heir.ready;
      await wait(100 + Math.random() * 300);
      appender.kill();
      await appender.ended;
      since = 0;
      for (const deadline = Date.now() + PATIENCE_MS; since < 20; await wait(20)) {
        assert.ok(Date.now() < deadline, 'nobody took over');
      }
      appender = heir;
    }
  } finally {
    appender.kill();
    await appender.ended;
  }
  await nothingIsLost(place, identity, lines);
}
