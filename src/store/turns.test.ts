import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Turns } from './turns.ts';

test('turns come in the order they were asked for, one at a time', async () => {
  const turns = new Turns('a thing', 1_000);
  const order: number[] = [];
  let inside = 0;
  await Promise.all(
    [1, 2, 3, 4].map((name) =>
      turns.run(async () => {
        assert.equal(++inside, 1);
        await wait(2);
        order.push(name);
        inside--;
      }),
    ),
  );
  assert.deepEqual(order, [1, 2, 3, 4]);
});

test('a turn whose work throws is passed on', async () => {
  const turns = new Turns('a thing', 1_000);
  await assert.rejects(
    turns.run(async () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await turns.run(async () => 'mine'), 'mine');
});

test('who waits longer than the limit is told so, and does not take the turn later', async () => {
  const turns = new Turns('the writer', 20);
  const done = await turns.take();
  await assert.rejects(turns.take(), /wait for the writer: still taken after 20 ms/);
  done();
  done();
  const next = await turns.take();
  await assert.rejects(turns.take(), /still taken/);
  next();
});
