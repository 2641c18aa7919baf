import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMatpower } from '#spillover/loaders/matpower.ts';
import { askPython, noPython } from '#spillover/testing/python.ts';
import { absent, referenceText } from '#testing/reference-data.ts';
import { DcFlow } from './dc-flow.ts';
import type { Grid } from './grid.ts';
import { islandsOf } from './islands.ts';
import { referencesOf } from './tripping.ts';

const CASES = [
  'case9.m',
  'case14.m',
  'case30.m',
  'case39.m',
  'case57.m',
  'case118.m',
  'case300.m',
  'case_RTS_GMLC.m',
  'case1354pegase.m.gz',
  'case2869pegase.m.gz',
  'case_ACTIVSg2000.m.gz',
];
const TOLERANCE = 1e-8;

function gridOf(text: string): Grid {
  const grid = readMatpower(text);
  assert.ok(grid.ok, grid.ok ? '' : `${grid.refusal.place}: ${grid.refusal.sentence}`);
  return grid.value;
}

function flowOf(grid: Grid) {
  const inService = Uint8Array.from(grid.branches, (branch) => (branch.inService ? 1 : 0));
  const injected = Float64Array.from(grid.buses, ({ generationMw, loadMw }) => generationMw - loadMw);
  return new DcFlow(grid).solve(inService, injected, referencesOf(grid, islandsOf(grid, inService)));
}

const skip = absent('networks-power') || noPython('scipy');

for (const name of CASES) {
  test(`the direct-current flow of ${name} is scipy's, to 1e-8 of a radian and of a megawatt`, { skip }, () => {
    const text = referenceText(`networks-power/matpower/${name}`);
    const peer = askPython('dc_flow.py', ['scipy'], text) as { angles: number[]; flows: number[] };
    const own = flowOf(gridOf(text));
    assert.ok(own !== undefined);
    assert.equal(own.flowsMw.length, peer.flows.length);
    for (const [at, angle] of peer.angles.entries()) assert.ok(Math.abs(own.angles[at]! - angle) <= TOLERANCE);
    for (const [at, flow] of peer.flows.entries())
      assert.ok(Math.abs(own.flowsMw[at]! - flow) <= TOLERANCE * Math.max(1, Math.abs(flow)), `${at}: ${flow}`);
  });
}
