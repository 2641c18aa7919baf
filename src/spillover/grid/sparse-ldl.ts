import { minimumDegreeOrder } from './min-degree.ts';

const NONE = -1;

/**
 * A sparse symmetric matrix taken apart into L D L', row by row along its elimination tree (T. Davis, "Algorithm 849: a
 * concise sparse Cholesky factorization package", ACM TOMS 31(4), 2005). Where its entries stand is worked out once; their
 * values may change as often as lines trip.
 */
export class SparseLdl {
  readonly #nodes: number;
  /** place[node] is where a node comes in the order of elimination; order is its inverse. */
  readonly #order: Uint32Array;
  readonly #start: Uint32Array;
  readonly #row: Uint32Array;
  readonly #parent: Int32Array;
  readonly #columnStart: Uint32Array;
  readonly #lower: { readonly row: Uint32Array; readonly value: Float64Array };
  readonly #diagonal: Float64Array;
  readonly #work: Float64Array;
  readonly #flag: Int32Array;
  readonly #path: Int32Array;
  readonly #filled: Uint32Array;
  /** The entries' values: the diagonal of each node first, then one for each pair, in the order in which they were given. */
  readonly values: Float64Array;
  readonly #slot: Uint32Array;

  /** `pairs` are the places beside the diagonal at which the matrix may differ from zero, each once. */
  constructor(nodes: number, pairs: readonly (readonly [number, number])[]) {
    this.#nodes = nodes;
    this.#order = minimumDegreeOrder(nodes, pairs);
    const place = new Uint32Array(nodes);
    for (const [at, node] of this.#order.entries()) place[node] = at;
    this.values = new Float64Array(nodes + pairs.length);
    const upper = upperColumns(nodes, pairs, place);
    this.#start = upper.start;
    this.#row = upper.row;
    this.#slot = upper.slot;
    this.#flag = new Int32Array(nodes);
    this.#parent = new Int32Array(nodes);
    this.#columnStart = this.#countColumns();
    const entries = this.#columnStart[nodes]!;
    this.#lower = { row: new Uint32Array(entries), value: new Float64Array(entries) };
    this.#diagonal = new Float64Array(nodes);
    this.#work = new Float64Array(nodes);
    this.#path = new Int32Array(nodes);
    this.#filled = new Uint32Array(nodes);
  }

  /** How many entries L has below its diagonal. */
  get fill(): number {
    return this.#lower.row.length;
  }

  /** The elimination tree, and where each column of L begins. */
  #countColumns(): Uint32Array {
    const count = new Uint32Array(this.#nodes);
    for (let column = 0; column < this.#nodes; column += 1) {
      this.#parent[column] = NONE;
      this.#flag[column] = column;
      for (let entry = this.#start[column]!; entry < this.#start[column + 1]!; entry += 1) {
        for (let row = this.#row[entry]!; this.#flag[row] !== column; row = this.#parent[row]!) {
          if (this.#parent[row] === NONE) this.#parent[row] = column;
          count[row]! += 1;
          this.#flag[row] = column;
        }
      }
    }
    const start = new Uint32Array(this.#nodes + 1);
    for (let column = 0; column < this.#nodes; column += 1) start[column + 1] = start[column]! + count[column]!;
    return start;
  }

  /** Takes the matrix of the present values apart; false where a pivot is zero, so that it has no inverse. */
  factor(): boolean {
    this.#flag.fill(NONE);
    this.#filled.fill(0);
    for (let column = 0; column < this.#nodes; column += 1) {
      const top = this.#gather(column);
      const pivot = this.#eliminate(column, top);
      if (!(Math.abs(pivot) > 0)) return false;
      this.#diagonal[column] = pivot;
    }
    return true;
  }

  /** Brings a column's values into the work space, and lists the columns that change it; returns where the list begins. */
  #gather(column: number): number {
    const [start, row, slot, flag, path] = [this.#start, this.#row, this.#slot, this.#flag, this.#path];
    let top = this.#nodes;
    flag[column] = column;
    this.#work[column] = 0;
    for (let entry = start[column]!; entry < start[column + 1]!; entry += 1) {
      let at = row[entry]!;
      this.#work[at]! += this.values[slot[entry]!]!;
      let length = 0;
      for (; flag[at] !== column; at = this.#parent[at]!) {
        path[length] = at;
        length += 1;
        flag[at] = column;
      }
      while (length > 0) {
        length -= 1;
        top -= 1;
        path[top] = path[length]!;
      }
    }
    return top;
  }

  #eliminate(column: number, top: number): number {
    const { row, value } = this.#lower;
    const [work, columnStart, filled] = [this.#work, this.#columnStart, this.#filled];
    let pivot = work[column]!;
    work[column] = 0;
    for (let at = top; at < this.#nodes; at += 1) {
      const other = this.#path[at]!;
      const known = work[other]!;
      work[other] = 0;
      const end = columnStart[other]! + filled[other]!;
      for (let entry = columnStart[other]!; entry < end; entry += 1) work[row[entry]!]! -= value[entry]! * known;
      const factor = known / this.#diagonal[other]!;
      pivot -= factor * known;
      row[end] = column;
      value[end] = factor;
      filled[other]! += 1;
    }
    return pivot;
  }

  /** The solution for a right side, both by node. */
  solve(right: Float64Array): Float64Array {
    const { row, value } = this.#lower;
    const [order, columnStart] = [this.#order, this.#columnStart];
    const found = Float64Array.from(order, (node) => right[node]!);
    for (let column = 0; column < this.#nodes; column += 1) {
      const known = found[column]!;
      for (let entry = columnStart[column]!; entry < columnStart[column + 1]!; entry += 1)
        found[row[entry]!]! -= value[entry]! * known;
    }
    for (let column = 0; column < this.#nodes; column += 1) found[column]! /= this.#diagonal[column]!;
    for (let column = this.#nodes - 1; column >= 0; column -= 1) {
      let sum = found[column]!;
      for (let entry = columnStart[column]!; entry < columnStart[column + 1]!; entry += 1)
        sum -= value[entry]! * found[row[entry]!]!;
      found[column] = sum;
    }
    const solution = new Float64Array(this.#nodes);
    for (const [at, node] of order.entries()) solution[node] = found[at]!;
    return solution;
  }
}

/** The upper half by columns, in the order of elimination, with the place of each entry's value. */
function upperColumns(nodes: number, pairs: readonly (readonly [number, number])[], place: Uint32Array) {
  const start = new Uint32Array(nodes + 1);
  const columnOf = ([one, other]: readonly [number, number]) => Math.max(place[one]!, place[other]!);
  for (let node = 0; node < nodes; node += 1) start[place[node]! + 1]! += 1;
  for (const pair of pairs) start[columnOf(pair) + 1]! += 1;
  for (let column = 0; column < nodes; column += 1) start[column + 1]! += start[column]!;
  const next = start.slice();
  const row = new Uint32Array(nodes + pairs.length);
  const slot = new Uint32Array(nodes + pairs.length);
  const put = (column: number, of: number, value: number): void => {
    const at = next[column]!;
    row[at] = of;
    slot[at] = value;
    next[column]! += 1;
  };
  for (let node = 0; node < nodes; node += 1) put(place[node]!, place[node]!, node);
  for (const [at, pair] of pairs.entries())
    put(columnOf(pair), Math.min(place[pair[0]]!, place[pair[1]]!), nodes + at);
  return { start, row, slot };
}
