import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Draws, philox, triangular } from './philox.ts';

const ONES = 0xffffffff;
/** From kat_vectors of Random123, the authors' library: counter, key, what follows. */
const KNOWN = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [ONES, ONES, ONES, ONES],
    [ONES, ONES],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const;

test('Philox4x32-10 gives the words that its authors publish', () => {
  for (const [counter, key, words] of KNOWN) {
    const out = new Uint32Array(4);
    philox(counter, key, out);
    assert.deepEqual([...out], [...words]);
  }
});

test('a draw depends on its run, purpose, index and repetition, and on nothing drawn before', () => {
  const draws = new Draws(5);
  const word = draws.word(3, 1, 9, 0);
  const others = [draws.word(4, 1, 9, 0), draws.word(3, 2, 9, 0), draws.word(3, 1, 8, 0), draws.word(3, 1, 9, 1)];
  assert.ok(!others.includes(word));
  assert.equal(draws.word(3, 1, 9, 0), word);
  assert.notEqual(new Draws(5 + 2 ** 32).word(3, 1, 9, 0), word);
});

test('a triangular draw stays within its range and grows with the share it is drawn by', () => {
  const range = fc.tuple(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000)).map(([low, up, more]) => {
    return [low, low + up, low + up + more] as const;
  });
  fc.assert(
    fc.property(range, fc.double({ min: 0, max: 1, noNaN: true }), ([low, likely, most], share) => {
      const drawn = triangular(share, low, likely, most);
      assert.ok(Number.isInteger(drawn) && drawn >= low && drawn <= most);
      assert.ok(triangular(share / 2, low, likely, most) <= drawn);
    }),
  );
});

test('the mean of many triangular draws is the mean of the distribution', () => {
  const draws = new Draws(11);
  let sum = 0;
  for (let run = 0; run < 20_000; run += 1) sum += triangular(draws.share(run, 0, 0), 600, 1_200, 6_000);
  // (low + likely + high) / 3 = 2600, and five standard errors of it are 43.
  assert.ok(Math.abs(sum / 20_000 - 2_600) < 43, String(sum / 20_000));
});
