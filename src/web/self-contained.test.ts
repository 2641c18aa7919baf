import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { PREPARE_AFTER_MS, prepareSelfContained } from './self-contained.ts';

test('what saved pages carry is bundled once the node has listened for a while: not before, nor after it has closed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let prepared = 0;
  const nodes = [Fastify(), Fastify()];
  for (const app of nodes) {
    prepareSelfContained(app as never, async () => {
      prepared += 1;
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
  }
  t.mock.timers.tick(PREPARE_AFTER_MS - 1);
  assert.equal(prepared, 0);
  await nodes[0]!.close();
  t.mock.timers.tick(1);
  assert.equal(prepared, 1);
  await nodes[1]!.close();
});
