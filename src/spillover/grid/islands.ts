import type { Grid } from './grid.ts';

/** Which island each bus is on, counted from 0 in the order of their first buses. */
export type Islands = { readonly of: Int32Array; readonly count: number };

const NONE = -1;

export function islandsOf(grid: Grid, inService: Uint8Array): Islands {
  const { start, other } = linesByBus(grid, inService);
  const of = new Int32Array(grid.buses.length).fill(NONE);
  const queue = new Uint32Array(grid.buses.length);
  let count = 0;
  for (let first = 0; first < of.length; first += 1) {
    if (of[first] !== NONE) continue;
    let [done, known] = [0, 1];
    queue[0] = first;
    of[first] = count;
    while (done < known) {
      const bus = queue[done]!;
      done += 1;
      for (let at = start[bus]!; at < start[bus + 1]!; at += 1) {
        const next = other[at]!;
        if (of[next] !== NONE) continue;
        of[next] = count;
        queue[known] = next;
        known += 1;
      }
    }
    count += 1;
  }
  return { of, count };
}

function linesByBus({ buses, branches }: Grid, inService: Uint8Array) {
  const start = new Uint32Array(buses.length + 1);
  for (const [at, { from, to }] of branches.entries()) {
    if (inService[at] === 0) continue;
    start[from + 1]! += 1;
    start[to + 1]! += 1;
  }
  for (let bus = 0; bus < buses.length; bus += 1) start[bus + 1]! += start[bus]!;
  const next = start.slice();
  const other = new Uint32Array(start[buses.length]!);
  for (const [at, { from, to }] of branches.entries()) {
    if (inService[at] === 0) continue;
    other[next[from]!] = to;
    next[from]! += 1;
    other[next[to]!] = from;
    next[to]! += 1;
  }
  return { start, other };
}
