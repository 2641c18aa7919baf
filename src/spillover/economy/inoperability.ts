import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import { coefficients, type Economy, interdependencies, transposed } from './economy.ts';
import { solveLeontief } from './gmres.ts';
import { multiply } from './matrix-vector.ts';
import { unstableSectors } from './stability.ts';

/** What is left of a loss when a sector counts as recovered (Haimes et al. 2005). */
const LEFT_AT_RECOVERY = 0.01;
const NAMED_MOST = 10;

type Solved<Value> = Outcome<Value, SpilloverCode>;

/** Where a table makes no sense, in words, with the sectors that are the reason. */
export function checkEconomy(economy: Economy): Solved<null> {
  const { sectors, flows, output } = economy;
  const size = sectors.length;
  for (let row = 0; row < size; row += 1) {
    if (!(output[row]! > 0) && !isAbsent(economy, row))
      return refuse(
        'capacity-not-positive',
        `The output of ${sectors[row]} is ${output[row]}, and must be more than zero.`,
        sectors[row],
      );
    for (let column = 0; column < size; column += 1) {
      const flow = flows[row * size + column]!;
      if (flow >= 0) continue;
      const sentence = `${sectors[row]} sells ${flow} to ${sectors[column]}: a table for this has no negative entries.`;
      return refuse('coefficient-negative', sentence, `${sectors[row]}/${sectors[column]}`);
    }
  }
  const unstable = unstableSectors(coefficients(economy), size);
  if (unstable.length === 0) return accept(null);
  const names = unstable.slice(0, NAMED_MOST).map((sector) => sectors[sector]);
  const more = unstable.length > NAMED_MOST ? ` and ${unstable.length - NAMED_MOST} more` : '';
  return refuse(
    'radius-not-below-one',
    `A loss would never come to rest (the spectral radius is 1 or more), because of ${names.join(', ')}${more}: what they buy of each other is all that they sell, or more.`,
    sectors[unstable[0]!],
  );
}

/** A sector that a state does not have stands in a table of many states with nothing but zeros. */
function isAbsent({ sectors, flows, output }: Economy, sector: number): boolean {
  const size = sectors.length;
  return (
    output[sector] === 0 &&
    sectors.every((_, other) => flows[sector * size + other] === 0 && flows[other * size + sector] === 0)
  );
}

/**
 * Static demand-side inoperability, q = (I - A*)^-1 c*: the share of its output that each sector loses when final demand
 * falls by c* of output (Haimes and Jiang 2001; Santos and Haimes 2004).
 */
export function staticInoperability(economy: Economy, lostDemand: Float64Array): Solved<Float64Array> {
  return solved(interdependencies(economy), lostDemand);
}

/** What a loss comes to, in the table's currency: the sum of x_i q_i. */
export function lossOf({ output }: Economy, inoperability: Float64Array): number {
  return inoperability.reduce((sum, share, sector) => sum + share * output[sector]!, 0);
}

/**
 * How fast each sector recovers by itself: k_i = ln(1 / 0.01) / (τ_i (1 - a*_ii)), below one. `steps` are how many steps
 * of time it takes to recover.
 */
export function resilience(economy: Economy, steps: Float64Array): Float64Array {
  const matrix = interdependencies(economy);
  const size = economy.sectors.length;
  return steps.map((step, at) =>
    Math.min(1, Math.log(1 / LEFT_AT_RECOVERY) / (step * (1 - matrix[at * size + at]!))),
  );
}

/**
 * Dynamic inoperability, step by step: q(t+1) = q(t) + K [A* q(t) + c*(t) - q(t)], kept between 0 and 1 (Lian and Haimes
 * 2006). `lostDemand` says what is lost at a step; the rows are the steps, the first of them the start.
 */
export function dynamicInoperability(
  economy: Economy,
  resilienceOf: Float64Array,
  start: Float64Array,
  steps: number,
  lostDemand: (step: number) => Float64Array,
): readonly Float64Array[] {
  const matrix = interdependencies(economy);
  const path = [start];
  const felt = new Float64Array(start.length);
  for (let step = 0; step < steps; step += 1) {
    const now = path[step]!;
    const lost = lostDemand(step);
    multiply(matrix, now, felt);
    path.push(
      now.map((share, at) =>
        Math.min(1, Math.max(0, share + resilienceOf[at]! * (felt[at]! + lost[at]! - share))),
      ),
    );
  }
  return path;
}

/** How much dearer each sector's product becomes when costs rise, all of it passed on: dp = (I - A')^-1 dv. */
export function priceRises(economy: Economy, costRises: Float64Array): Solved<Float64Array> {
  return solved(transposed(coefficients(economy), economy.sectors.length), costRises);
}

/** How much dearer the basket of each group of households becomes: the sum of w_i dp_i. */
export function householdEffects({ households }: Economy, rises: Float64Array) {
  return households.map(({ group, shares }) => ({
    group,
    rise: shares.reduce((sum, share, sector) => sum + share * rises[sector]!, 0),
  }));
}

function solved(matrix: Float64Array, right: Float64Array): Solved<Float64Array> {
  const found = solveLeontief(matrix, right);
  if (found !== undefined) return accept(found);
  return refuse('radius-not-below-one', 'This table is too near to one that never comes to rest to be solved.');
}
