/**
 * A process that opens one node of a pair, or both, and works on them until it is killed. Arguments: the file with the
 * plan, then the names of the sides.
 */
import { readFileSync, writeSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { READY_LINE } from '#testing/kill.ts';
import { workOn } from './load.ts';
import { openSide, otherSide, type PairPlan, type SideName } from './pair.ts';
import type { Shown } from './shown.ts';

const STANDARD_OUTPUT = 1;

function show(shown: Shown): void {
  writeLine(JSON.stringify(shown));
}

/** Whole lines only, whatever the pipe takes at once. */
function writeLine(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STANDARD_OUTPUT, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

function fail(failure: unknown, doing = 'work'): never {
  console.error(doing, failure);
  exit(1);
}

const [planFile = '', ...names] = argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as PairPlan;
const sides = await Promise.all((names as SideName[]).map((name) => openSide(plan[name], fail)));
writeLine(READY_LINE);
const never = new AbortController().signal;
await Promise.all(sides.map((side) => workOn(side, plan[otherSide(side.plan.name)], show, never))).catch(fail);
