import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { askPython, noPython } from '#spillover/testing/python.ts';
import type { Economy } from './economy.ts';
import {
  checkEconomy,
  dynamicInoperability,
  householdEffects,
  lossOf,
  priceRises,
  resilience,
  staticInoperability,
} from './inoperability.ts';
import { multiply } from './matrix-vector.ts';

/** A of coefficients and outputs, as the flows that they stand for. */
function economyOf(coefficients: readonly (readonly number[])[], output: readonly number[]): Economy {
  return {
    sectors: output.map((_, at) => `sector ${at}`),
    flows: Float64Array.from(coefficients.flatMap((row) => row.map((share, column) => share * output[column]!))),
    output: Float64Array.from(output),
    households: [
      { group: 'lowest fifth', shares: Float64Array.of(0.75, 0.25) },
      { group: 'highest fifth', shares: Float64Array.of(0.25, 0.75) },
    ],
  };
}

/** Two sectors that can be worked by hand. */
const TWO = economyOf(
  [
    [0.1, 0.2],
    [0.3, 0.1],
  ],
  [100, 200],
);

function near(values: ArrayLike<number>, wanted: readonly number[], tolerance = 1e-12): void {
  assert.equal(values.length, wanted.length);
  for (const [at, value] of wanted.entries())
    assert.ok(Math.abs(values[at]! - value) <= tolerance, `${at}: ${values[at]} is not ${value}`);
}

function taken<Value>(outcome: { ok: true; value: Value } | { ok: false }): Value {
  assert.ok(outcome.ok);
  return outcome.value;
}

test('a tenth of the first sector’s demand lost leaves 12 and 2 per cent inoperable, and costs 16', () => {
  const found = taken(staticInoperability(TWO, Float64Array.of(0.1, 0)));
  near(found, [0.12, 0.02]);
  near([lossOf(TWO, found)], [16]);
});

test('prices stand at one when value added is what is left, and a cost of 6 per cent makes 7.2 and 1.6', () => {
  near(taken(priceRises(TWO, Float64Array.of(0.6, 0.7))), [1, 1]);
  const rises = taken(priceRises(TWO, Float64Array.of(0.06, 0)));
  near(rises, [0.072, 0.016]);
  near(
    householdEffects(TWO, rises).map(({ rise }) => rise),
    [0.058, 0.03],
  );
});

test('a sector that recovers in thirty days and buys a tenth of itself has a resilience of 0.1706', () => {
  near(resilience(TWO, Float64Array.of(30, 30)), [0.1706, 0.1706], 5e-5);
});

test('step by step, inoperability comes to what the static model says, and leaves again when the loss is over', () => {
  const speed = resilience(TWO, Float64Array.of(30, 10));
  const lost = Float64Array.of(0.1, 0);
  const path = dynamicInoperability(TWO, speed, new Float64Array(2), 600, () => lost);
  near(path.at(-1)!, [0.12, 0.02], 1e-9);
  const after = dynamicInoperability(TWO, speed, path.at(-1)!, 600, () => new Float64Array(2));
  near(after.at(-1)!, [0, 0], 1e-9);
  assert.ok(after[1]![0]! < 0.12);
});

test('inoperability stays between nothing and all', () => {
  const path = dynamicInoperability(TWO, Float64Array.of(1, 1), Float64Array.of(1, 1), 20, () =>
    Float64Array.of(5, 5),
  );
  for (const step of path) for (const share of step) assert.ok(share >= 0 && share <= 1);
});

test('a table that never comes to rest is refused with the sectors that are the reason, and no others', () => {
  const three = economyOf(
    [
      [0.1, 0.4, 0],
      [0, 0.2, 0.9],
      [0, 0.9, 0.3],
    ],
    [10, 10, 10],
  );
  const checked = checkEconomy(three);
  assert.equal(!checked.ok && checked.refusal.code, 'radius-not-below-one');
  assert.match(checked.ok ? '' : checked.refusal.sentence, /because of sector 1, sector 2:/);
  const exactly = checkEconomy(
    economyOf(
      [
        [0, 1],
        [1, 0],
      ],
      [1, 1],
    ),
  );
  assert.equal(!exactly.ok && exactly.refusal.code, 'radius-not-below-one');
  assert.ok(
    checkEconomy(
      economyOf(
        [
          [0, 1],
          [0.9, 0],
        ],
        [1, 1],
      ),
    ).ok,
  );
});

test('negative sales and outputs of nothing are refused where they stand', () => {
  const negative = checkEconomy(
    economyOf(
      [
        [0.1, -0.2],
        [0, 0.1],
      ],
      [1, 1],
    ),
  );
  assert.deepEqual(!negative.ok && [negative.refusal.code, negative.refusal.place], [
    'coefficient-negative',
    'sector 0/sector 1',
  ]);
  const none = checkEconomy(
    economyOf(
      [
        [0, 0],
        [0, 0],
      ],
      [1, -1],
    ),
  );
  assert.deepEqual(!none.ok && [none.refusal.code, none.refusal.place], ['capacity-not-positive', 'sector 1']);
});

const tables = fc.integer({ min: 2, max: 12 }).chain((size) =>
  fc.tuple(
    fc.array(fc.double({ min: 0, max: 0.95 / size, noNaN: true }), {
      minLength: size * size,
      maxLength: size * size,
    }),
    fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: size, maxLength: size }),
    fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { minLength: size, maxLength: size }),
  ),
);

test('whatever is solved solves its equation, and a larger loss never leaves a sector better off', () => {
  fc.assert(
    fc.property(tables, ([shares, output, lost]) => {
      const size = output.length;
      const rows = Array.from({ length: size }, (_, row) => shares.slice(row * size, (row + 1) * size));
      const economy = economyOf(rows, output);
      assert.ok(checkEconomy(economy).ok);
      const found = taken(staticInoperability(economy, Float64Array.from(lost)));
      const felt = new Float64Array(size);
      const interdependency = economy.flows.map((flow, at) => flow / output[Math.floor(at / size)]!);
      multiply(interdependency, found, felt);
      const scale = Math.max(1, ...found);
      for (const [at, share] of found.entries())
        assert.ok(Math.abs(share - felt[at]! - lost[at]!) <= 1e-12 * scale);
      const more = taken(
        staticInoperability(
          economy,
          Float64Array.from(lost, (share) => share * 2),
        ),
      );
      for (const [at, share] of found.entries()) assert.ok(more[at]! >= share - 1e-12 * scale);
    }),
  );
});

const skip = noPython('scipy');

test('five hundred sectors come to what scipy’s elimination comes to, to 1e-10', { skip }, () => {
  const size = 500;
  // A linear congruence is random enough, and the same in both languages.
  let state = 12_345;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const flows = Array.from({ length: size * size }, () => next() * next());
  const output = Array.from({ length: size }, (_, row) =>
    flows.slice(row * size, (row + 1) * size).reduce((sum, flow) => sum + flow, 40),
  );
  const lost = Array.from({ length: size }, () => next() * 0.1);
  const economy: Economy = {
    sectors: output.map(String),
    flows: Float64Array.from(flows),
    output: Float64Array.from(output),
    households: [],
  };
  const own = taken(staticInoperability(economy, Float64Array.from(lost)));
  const peer = askPython('inoperability.py', ['scipy'], JSON.stringify({ flows, output, lost })) as number[];
  near(own, peer, 1e-10);
});
