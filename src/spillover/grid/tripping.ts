import { DcFlow, type Flow } from './dc-flow.ts';
import type { Grid } from './grid.ts';
import { type Islands, islandsOf } from './islands.ts';

/** What is lost at the start, as places in the grid's lists. */
export type GridLoss = { readonly branches: readonly number[]; readonly buses: readonly number[] };

export type TrippingResult = {
  /** Of each round, the branches that tripped in it for being overloaded. */
  readonly rounds: readonly (readonly number[])[];
  readonly servedMw: Float64Array;
  readonly islands: number;
  readonly flow: Flow;
};

/** Of its limit; a line at it is not over it. */
const OVER = 1 + 1e-9;
const MAX_ROUNDS = 10_000;

/**
 * Lines that carry more than their limit trip, all of one round together, until none does. Each island balances by
 * itself after each round: generators are turned down in proportion, or up as far as they go, and what load is then too
 * much is shed in proportion. Undefined where the flow of some round has no solution.
 */
export function tripOverloads(grid: Grid, loss: GridLoss, dc = new DcFlow(grid)): TrippingResult | undefined {
  const lostBus = new Uint8Array(grid.buses.length);
  for (const bus of loss.buses) lostBus[bus] = 1;
  const inService = Uint8Array.from(grid.branches, ({ from, to, inService: on }) =>
    on && lostBus[from] === 0 && lostBus[to] === 0 ? 1 : 0,
  );
  for (const branch of loss.branches) inService[branch] = 0;
  const rounds: (readonly number[])[] = [];
  for (;;) {
    const islands = islandsOf(grid, inService);
    const { injectedMw, servedMw } = balance(grid, islands, lostBus);
    const flow = dc.solve(inService, injectedMw, referencesOf(grid, islands));
    if (flow === undefined || rounds.length > MAX_ROUNDS) return undefined;
    const over = grid.branches.flatMap(({ limitMw }, at) =>
      inService[at] === 1 && limitMw > 0 && Math.abs(flow.flowsMw[at]!) > limitMw * OVER ? [at] : [],
    );
    if (over.length === 0) return { rounds, servedMw, islands: islands.count, flow };
    rounds.push(over);
    for (const branch of over) inService[branch] = 0;
  }
}

/** One bus of each island: its reference where it has one, else the one that can generate most. */
export function referencesOf({ buses }: Grid, { of, count }: Islands): Uint8Array {
  const chosen = new Int32Array(count).fill(-1);
  const rank = (bus: number) => (buses[bus]!.isReference ? Number.MAX_VALUE : buses[bus]!.mostGenerationMw);
  for (let bus = 0; bus < buses.length; bus += 1) {
    const island = of[bus]!;
    if (chosen[island] === -1 || rank(bus) > rank(chosen[island]!)) chosen[island] = bus;
  }
  const fixed = new Uint8Array(buses.length);
  for (const bus of chosen) fixed[bus] = 1;
  return fixed;
}

/** What each bus generates and gets when every island has only what it has. */
function balance({ buses }: Grid, { of, count }: Islands, lostBus: Uint8Array) {
  const [load, scheduled, most] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (const [at, bus] of buses.entries()) {
    if (lostBus[at] === 1) continue;
    const island = of[at]!;
    // A bus that feeds in what others ask for, as a border does in many cases, is written as a negative load.
    if (bus.loadMw < 0) scheduled[island]! -= bus.loadMw;
    else load[island]! += bus.loadMw;
    scheduled[island]! += bus.generationMw;
    most[island]! += bus.mostGenerationMw + Math.max(0, -bus.loadMw);
  }
  const [up, down, served] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let island = 0; island < count; island += 1) {
    const [asked, now] = [load[island]!, scheduled[island]!];
    const headroom = most[island]! - now;
    down[island] = now > asked && now > 0 ? asked / now : 1;
    up[island] = now < asked && headroom > 0 ? Math.min(1, (asked - now) / headroom) : 0;
    const available = now * down[island]! + headroom * up[island]!;
    served[island] = asked > 0 ? Math.min(1, Math.max(0, available) / asked) : 0;
  }
  const injectedMw = new Float64Array(buses.length);
  const servedMw = new Float64Array(buses.length);
  for (const [at, bus] of buses.entries()) {
    if (lostBus[at] === 1) continue;
    const island = of[at]!;
    const fed = bus.generationMw + Math.max(0, -bus.loadMw);
    servedMw[at] = Math.max(0, bus.loadMw) * served[island]!;
    injectedMw[at] = fed * down[island]! + (bus.mostGenerationMw - bus.generationMw) * up[island]! - servedMw[at]!;
  }
  return { injectedMw, servedMw };
}
