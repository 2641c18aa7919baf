/**
 * An order of elimination that keeps a sparse symmetric matrix sparse: always whichever node has the fewest neighbours
 * left, the first of them where several have (W. Tinney, J. Walker, "Direct solutions of sparse network equations by
 * optimally ordered triangular factorization", Proc. IEEE 55(11), 1967). Power grids have few neighbours each, so the
 * graph that elimination makes is kept as it is.
 */
export function minimumDegreeOrder(nodes: number, pairs: Iterable<readonly [number, number]>): Uint32Array {
  const neighbours = Array.from({ length: nodes }, () => new Set<number>());
  for (const [one, other] of pairs) {
    if (one === other) continue;
    neighbours[one]!.add(other);
    neighbours[other]!.add(one);
  }
  const queue = new DegreeQueue(neighbours.map(({ size }) => size));
  const order = new Uint32Array(nodes);
  for (let step = 0; step < nodes; step += 1) {
    const node = queue.take();
    order[step] = node;
    const around = [...neighbours[node]!];
    neighbours[node] = new Set();
    for (const [at, one] of around.entries()) {
      const own = neighbours[one]!;
      own.delete(node);
      for (let next = at + 1; next < around.length; next += 1) {
        const other = around[next]!;
        own.add(other);
        neighbours[other]!.add(one);
      }
    }
    for (const one of around) queue.move(one, neighbours[one]!.size);
  }
  return order;
}

/** Nodes by degree, and by number among equals; entries that no longer hold are skipped when they come up. */
class DegreeQueue {
  readonly #degree: Uint32Array;
  readonly #taken: Uint8Array;
  readonly #heap: number[] = [];
  readonly #nodes: number;

  constructor(degrees: readonly number[]) {
    this.#nodes = degrees.length;
    this.#degree = Uint32Array.from(degrees);
    this.#taken = new Uint8Array(degrees.length);
    for (const [node, degree] of degrees.entries()) this.#push(degree * this.#nodes + node);
  }

  take(): number {
    for (;;) {
      const key = this.#pop();
      const node = key % this.#nodes;
      if (this.#taken[node] === 1 || this.#degree[node] !== Math.floor(key / this.#nodes)) continue;
      this.#taken[node] = 1;
      return node;
    }
  }

  move(node: number, degree: number): void {
    if (this.#degree[node] === degree) return;
    this.#degree[node] = degree;
    this.#push(degree * this.#nodes + node);
  }

  #push(key: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(key);
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (heap[above]! <= key) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = key;
  }

  #pop(): number {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1]! < heap[below]!) below += 1;
      if (heap[below]! >= last) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
