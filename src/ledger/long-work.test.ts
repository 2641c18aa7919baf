import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sqlitePlace } from '#testing/store-place.ts';
import { appended } from '#testing/submit.ts';
import { draftOf, NOTES, newCase, submissionOf, TINY_LEDGER, tinyNode, VOTES } from '#testing/tiny-ledger.ts';
import type { Model, View } from './contract.ts';
import { APPEND_WAIT_MS } from './limits.ts';

/** A view that folds nothing, and takes as long for it as the gate is shut. */
function slowModel(gate: () => Promise<void>): Model {
  const view: View = {
    name: 'slow',
    version: 1,
    tables: [],
    shapes: {},
    follows: 'transaction',
    create: async () => undefined,
    fold: gate,
    drop: async () => undefined,
  };
  return { name: 'slow', types: [], rules: [], views: [view] };
}

test('a submission that waits too long for a rebuild fails by itself, and the next one is appended', async (t) => {
  let gate = Promise.resolve();
  await using place = await sqlitePlace();
  await using node = await tinyNode(place.target, {
    models: [TINY_LEDGER, NOTES, VOTES, slowModel(() => gate)],
  });
  const note = () => submissionOf(draftOf('note', newCase(), { text: 'a' }));
  await appended(node.ledger, note());
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  const rebuilt = node.ledger.rebuildViews();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const late = assert.rejects(node.ledger.submit(note()), /wait for the appender/);
  for (let turn = 0; turn < 5; turn++) await new Promise((turned) => setImmediate(turned));
  t.mock.timers.tick(APPEND_WAIT_MS);
  t.mock.timers.reset();
  await late;
  resolve();
  assert.ok((await rebuilt).ok);
  assert.equal((await appended(node.ledger, note())).logIndex, 1);
});
