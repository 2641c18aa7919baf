import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { heldBy, mayTakePlaces, senderTag } from './places.ts';

const MOST = 100;

/** How many each sender gets who takes whatever it may, one after the other in this order. */
function fill(senders: readonly string[], most = MOST): Map<string, number> {
  const held = new Map<string, number>();
  for (const sender of senders) {
    while (mayTakePlaces(held, sender, most)) held.set(sender, (held.get(sender) ?? 0) + 1);
  }
  return held;
}

test('one sender fills half of the places, whatever it sends, and another then finds room', () => {
  const held = fill(['flood']);
  assert.equal(held.get('flood'), MOST / 2);
  assert.ok(mayTakePlaces(held, 'somebody', MOST));
});

test('however much fewer senders than there are places send, and in whatever order, whoever holds none finds room', () => {
  const sender = fc.integer({ min: 1, max: MOST - 1 }).map(String);
  fc.assert(
    fc.property(fc.array(sender, { maxLength: 400 }), (asked) => {
      const held = new Map<string, number>();
      for (const one of asked) if (mayTakePlaces(held, one, MOST)) held.set(one, (held.get(one) ?? 0) + 1);
      assert.ok([...held.values()].reduce((sum, count) => sum + count, 0) < MOST);
      assert.ok(mayTakePlaces(held, 'somebody', MOST));
    }),
  );
});

test('senders who each take all they may hold about equally many once what was there has gone', () => {
  const held = fill(['one', 'two', 'three', 'one', 'two', 'three']);
  assert.deepEqual([...held.values()], [50, 25, 13]);
  assert.ok(!mayTakePlaces(held, 'one', MOST), 'whoever holds most takes no more');
});

test('many at once are taken as one after the other would be', () => {
  const held = new Map([['other', 30]]);
  const alone = [...Array(MOST).keys()].filter((wanted) => mayTakePlaces(held, 'list', MOST, wanted));
  assert.equal(Math.max(...alone), 35);
  assert.equal(fill(['list'], MOST - 30).get('list'), 35);
});

test('what was counted before senders were told apart is of one', () => {
  const rows = [
    { sender: null, count: '3' },
    { sender: null, count: 2 },
    { sender: 'one', count: 1 },
  ];
  assert.deepEqual(
    heldBy(rows),
    new Map([
      ['', 5],
      ['one', 1],
    ]),
  );
});

test('a sender has one tag, of which so few are that none tells who it was, and others in another process', () => {
  assert.equal(senderTag('192.0.2.1'), senderTag('192.0.2.1'));
  const tags = new Set(Array.from({ length: 256 }, (_, at) => senderTag(`192.0.2.${at}`)));
  assert.ok(tags.size > 200, 'most are told apart');
  assert.ok([...tags].every((tag) => /^[\w-]{2}$/u.test(tag)));
  const elsewhere = Array.from({ length: 8 }, (_, at) => senderTag(`192.0.2.${at}`, 'another secret'));
  assert.notDeepEqual(
    elsewhere,
    Array.from({ length: 8 }, (_, at) => senderTag(`192.0.2.${at}`)),
  );
});
