import type { Grid } from './grid.ts';
import { SparseLdl } from './sparse-ldl.ts';

/** What direct-current flow comes to: angles in radians by bus, flows in MW by branch from its first bus to its second. */
export type Flow = { readonly angles: Float64Array; readonly flowsMw: Float64Array };

/** Above this share of what is injected, the equations were not solved. */
const MAX_RESIDUAL = 1e-8;

/**
 * Direct-current power flow, B θ = P, as MATPOWER's makeBdc sets it up: lossless, flat voltages, small angles. The order
 * of elimination is worked out once; branches trip and buses fall away by their values alone.
 */
export class DcFlow {
  readonly #grid: Grid;
  readonly #matrix: SparseLdl;
  /** Of each branch, which pair of buses it joins; parallel ones share theirs. */
  readonly #pairOf: Uint32Array;
  readonly #pairs: readonly (readonly [number, number])[];
  readonly #susceptance: Float64Array;

  constructor(grid: Grid) {
    this.#grid = grid;
    const known = new Map<number, number>();
    const pairs: (readonly [number, number])[] = [];
    this.#pairOf = Uint32Array.from(grid.branches, ({ from, to }) => {
      const key = Math.min(from, to) * grid.buses.length + Math.max(from, to);
      const at = known.get(key) ?? pairs.length;
      if (at === pairs.length) {
        known.set(key, at);
        pairs.push([from, to]);
      }
      return at;
    });
    this.#pairs = pairs;
    this.#susceptance = Float64Array.from(grid.branches, ({ reactance }) => 1 / reactance);
    this.#matrix = new SparseLdl(grid.buses.length, pairs);
  }

  /**
   * The flow for the branches that are in service and what is injected at each bus. `fixed` holds a bus of each island,
   * whose angle is zero and which takes what is left over. Undefined where the equations have no one solution.
   */
  solve(inService: Uint8Array, injectedMw: Float64Array, fixed: Uint8Array): Flow | undefined {
    const { baseMva, branches, buses } = this.#grid;
    const right = injectedMw.map((power) => power / baseMva);
    for (const [at, { from, to, shiftRadians }] of branches.entries()) {
      if (inService[at] === 0 || shiftRadians === 0) continue;
      const shifted = shiftRadians * this.#susceptance[at]!;
      right[from]! += shifted;
      right[to]! -= shifted;
    }
    for (let bus = 0; bus < buses.length; bus += 1) if (fixed[bus] === 1) right[bus] = 0;
    this.#setValues(inService, fixed);
    if (!this.#matrix.factor()) return undefined;
    const angles = this.#matrix.solve(right);
    const residual = this.#residual(angles, right);
    const correction = this.#matrix.solve(residual);
    for (let bus = 0; bus < angles.length; bus += 1) angles[bus]! += correction[bus]!;
    if (!(largest(this.#residual(angles, right)) <= MAX_RESIDUAL * Math.max(1, largest(right)))) return undefined;
    return { angles, flowsMw: this.#flows(inService, angles) };
  }

  #setValues(inService: Uint8Array, fixed: Uint8Array): void {
    const { values } = this.#matrix;
    const buses = this.#grid.buses.length;
    values.fill(0);
    for (const [at, { from, to }] of this.#grid.branches.entries()) {
      if (inService[at] === 0) continue;
      const susceptance = this.#susceptance[at]!;
      values[from]! += susceptance;
      values[to]! += susceptance;
      // The angle of a fixed bus is zero, so its column drops out of the others' rows.
      if (fixed[from] === 0 && fixed[to] === 0) values[buses + this.#pairOf[at]!]! -= susceptance;
    }
    for (let bus = 0; bus < buses; bus += 1) if (fixed[bus] === 1) values[bus] = 1;
  }

  #residual(angles: Float64Array, right: Float64Array): Float64Array {
    const { values } = this.#matrix;
    const buses = angles.length;
    const left = right.slice();
    for (let bus = 0; bus < buses; bus += 1) left[bus]! -= values[bus]! * angles[bus]!;
    for (const [at, [one, other]] of this.#pairs.entries()) {
      const value = values[buses + at]!;
      left[one]! -= value * angles[other]!;
      left[other]! -= value * angles[one]!;
    }
    return left;
  }

  #flows(inService: Uint8Array, angles: Float64Array): Float64Array {
    const { baseMva, branches } = this.#grid;
    return Float64Array.from(branches, ({ from, to, shiftRadians }, at) =>
      inService[at] === 0 ? 0 : (angles[from]! - angles[to]! - shiftRadians) * this.#susceptance[at]! * baseMva,
    );
  }
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (!(size <= most)) most = size;
  }
  return most;
}
