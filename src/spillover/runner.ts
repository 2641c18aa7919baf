import { Cascade } from './cascade.ts';
import { hitsOf } from './hits.ts';
import type { NetworkArrays } from './network.ts';
import { Draws } from './philox.ts';
import type { Plan } from './scenario.ts';
import { countRun, emptyTally, type Tally } from './tally.ts';

/** All that a thread needs; the arrays are shared, not copied. */
export type Work = {
  readonly arrays: NetworkArrays;
  readonly cells: number;
  readonly plan: Plan;
  readonly seed: number;
};

/** A function that lives through a stretch of runs; it keeps its memory from one stretch to the next. */
export function runnerOf({ arrays, cells, plan, seed }: Work): (from: number, runs: number) => Tally {
  const draws = new Draws(seed);
  const cascade = new Cascade(arrays, draws, plan.horizonMinutes);
  const size = { cells, services: arrays.cell.length, watched: plan.watch.length };
  return (from, runs) => {
    const tally = emptyTally(size, from, runs);
    for (let run = from; run < from + runs; run += 1) {
      cascade.run(run, hitsOf(plan, arrays, draws, run));
      countRun(tally, run, cascade, arrays, cells, plan.watch);
    }
    return tally;
  };
}
