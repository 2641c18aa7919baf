import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMatpower } from '#spillover/loaders/matpower.ts';
import { absent, referenceText } from '#testing/reference-data.ts';
import type { Branch, Bus, Grid } from './grid.ts';
import { SparseLdl } from './sparse-ldl.ts';
import { tripOverloads } from './tripping.ts';

const NO_LOSS = { branches: [], buses: [] };

function bus(loadMw: number, generationMw = 0, mostGenerationMw = generationMw): Bus {
  return { id: 'b', loadMw, generationMw, mostGenerationMw, isReference: false, state: null };
}

function branch(from: number, to: number, limitMw = 0, reactance = 0.1): Branch {
  return { from, to, reactance, shiftRadians: 0, limitMw, inService: true };
}

function grid(buses: readonly Bus[], branches: readonly Branch[]): Grid {
  return { name: 'a test', baseMva: 100, buses, branches };
}

function servedOf(made: Grid, loss = NO_LOSS as Parameters<typeof tripOverloads>[1]) {
  const result = tripOverloads(made, loss);
  assert.ok(result !== undefined);
  return { ...result, served: result.servedMw.reduce((sum, one) => sum + one, 0) };
}

/** 90 MW over two equal lines of 60, and a generator of 20 at the far end. */
const TWO_LINES = grid([bus(0, 90, 120), bus(90, 0, 20)], [branch(0, 1, 60), branch(0, 1, 60)]);

test('nothing trips while every line is within its limit', () => {
  const { rounds, served } = servedOf(TWO_LINES);
  assert.deepEqual([rounds, served], [[], 90]);
});

test('one line lost overloads the other, which trips, and the island lives on what it generates', () => {
  const { rounds, served, islands } = servedOf(TWO_LINES, { branches: [0], buses: [] });
  assert.deepEqual(rounds, [[1]]);
  assert.deepEqual([served, islands], [20, 2]);
});

test('a line that carries exactly its limit does not trip', () => {
  const made = grid([bus(0, 60, 60), bus(60)], [branch(0, 1, 60)]);
  assert.deepEqual(servedOf(made).rounds, []);
});

test('power splits between two ways as their reactances ask', () => {
  const made = grid([bus(0, 90, 90), bus(90)], [branch(0, 1, 0, 0.1), branch(0, 1, 0, 0.2)]);
  const { flow } = servedOf(made);
  assert.ok(Math.abs(flow.flowsMw[0]! - 60) < 1e-9 && Math.abs(flow.flowsMw[1]! - 30) < 1e-9);
});

test('a bus that is lost is neither fed nor generates, and an island without generation is dark', () => {
  const made = grid([bus(0, 100, 100), bus(40), bus(60)], [branch(0, 1), branch(1, 2)]);
  const { servedMw } = servedOf(made, { branches: [], buses: [1] });
  assert.deepEqual([...servedMw], [0, 0, 0]);
});

const skip = absent('networks-power');

test('every bus of the IEEE and pegase cases gets and gives what flows in and out of it, after lines have tripped', {
  skip,
}, () => {
  for (const name of ['case39.m', 'case118.m', 'case300.m', 'case1354pegase.m.gz', 'case2869pegase.m.gz']) {
    const made = readMatpower(referenceText(`networks-power/matpower/${name}`));
    assert.ok(made.ok);
    const limited = {
      ...made.value,
      branches: made.value.branches.map((one) => ({ ...one, limitMw: one.limitMw === 0 ? 400 : one.limitMw })),
    };
    const { servedMw, flow, rounds } = servedOf(limited, { branches: [0, 5, 9], buses: [3] });
    assert.ok(rounds.length > 0, name);
    const into = new Float64Array(made.value.buses.length);
    for (const [at, { from, to }] of made.value.branches.entries()) {
      into[from]! -= flow.flowsMw[at]!;
      into[to]! += flow.flowsMw[at]!;
    }
    const generated = made.value.buses.map(({ mostGenerationMw, loadMw }, at) => ({
      given: servedMw[at]! - into[at]!,
      most: Math.max(0, mostGenerationMw) + Math.max(0, -loadMw),
    }));
    for (const { given, most } of generated)
      assert.ok(given <= most + 1e-6 && given >= -1e-6, `${name} ${given} ${most}`);
  }
});

test('a sparse matrix is taken apart to the solution of its equations, whatever its pattern', () => {
  const entries = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.double({ min: 0.1, max: 5, noNaN: true })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(entries, (lines) => {
      const kept = new Map(
        lines
          .filter(([one, other]) => one !== other)
          .map((line) => [`${Math.min(line[0], line[1])} ${Math.max(line[0], line[1])}`, line]),
      );
      const pairs = [...kept.values()];
      const matrix = new SparseLdl(
        12,
        pairs.map(([one, other]) => [one, other]),
      );
      const dense = Array.from({ length: 12 }, () => new Float64Array(12));
      const set = (row: number, column: number, slot: number, value: number): void => {
        matrix.values[slot]! += value;
        dense[row]![column]! += value;
        if (row !== column) dense[column]![row]! += value;
      };
      for (let node = 0; node < 12; node += 1) set(node, node, node, 1);
      for (const [at, [one, other, value]] of pairs.entries()) {
        set(one, one, one, value);
        set(other, other, other, value);
        set(one, other, 12 + at, -value);
      }
      assert.ok(matrix.factor());
      const wanted = Float64Array.from({ length: 12 }, (_, at) => at - 4);
      const right = Float64Array.from(dense, (row) =>
        row.reduce((sum, value, at) => sum + value * wanted[at]!, 0),
      );
      for (const [at, value] of matrix.solve(right).entries()) assert.ok(Math.abs(value - wanted[at]!) < 1e-9);
    }),
  );
});

test('a matrix without an inverse is not taken apart', () => {
  const matrix = new SparseLdl(2, [[0, 1]]);
  matrix.values.set([1, 1, -1]);
  assert.equal(matrix.factor(), false);
});
