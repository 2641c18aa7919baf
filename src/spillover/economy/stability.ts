import { multiply } from './matrix-vector.ts';

const MAX_STEPS = 20_000;
const CLOSE = 1e-9;
/** A sector below this share of the largest weight has no part in it. */
const PART = 1e-6;

/**
 * The sectors because of which a table without negative entries cannot come to rest, since its spectral radius is one or
 * more: an effect would come back to them as large as it left, or larger. None where it can.
 */
export function unstableSectors(matrix: Float64Array, size: number): readonly number[] {
  if (mostOfSums(matrix, size) < 1) return [];
  for (const block of blocksOf(matrix, size)) {
    const { radius, weights } = perron(matrix, size, block);
    if (radius < 1 - CLOSE) continue;
    const most = Math.max(...weights);
    return block.filter((_, at) => weights[at]! > PART * most).sort((one, other) => one - other);
  }
  return [];
}

/** The smaller of the largest row sum and the largest column sum: no spectral radius is above it. */
function mostOfSums(matrix: Float64Array, size: number): number {
  const rows = new Float64Array(size);
  const columns = new Float64Array(size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      rows[row]! += matrix[row * size + column]!;
      columns[column]! += matrix[row * size + column]!;
    }
  const most = (sums: Float64Array) => sums.reduce((one, other) => Math.max(one, other), 0);
  return Math.min(most(rows), most(columns));
}

/** Sectors that reach each other: the radius of the whole is the largest of theirs. */
function blocksOf(matrix: Float64Array, size: number): readonly (readonly number[])[] {
  const reach = (from: number, value: (one: number, other: number) => number): Uint8Array => {
    const seen = new Uint8Array(size);
    const waiting = [from];
    seen[from] = 1;
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
      for (let other = 0; other < size; other += 1) {
        if (seen[other] === 1 || value(one, other) === 0) continue;
        seen[other] = 1;
        waiting.push(other);
      }
    return seen;
  };
  const placed = new Uint8Array(size);
  const blocks: number[][] = [];
  for (let sector = 0; sector < size; sector += 1) {
    if (placed[sector] === 1) continue;
    const ahead = reach(sector, (one, other) => matrix[one * size + other]!);
    const behind = reach(sector, (one, other) => matrix[other * size + one]!);
    const block: number[] = [];
    for (let other = 0; other < size; other += 1) if (ahead[other] === 1 && behind[other] === 1) block.push(other);
    for (const other of block) placed[other] = 1;
    blocks.push(block);
  }
  return blocks;
}

/**
 * The largest eigenvalue of a block and its vector, by power iteration on A + I, which cannot swing; Collatz and
 * Wielandt's quotients enclose it, and it ends as soon as they lie on one side of one.
 */
function perron(matrix: Float64Array, size: number, block: readonly number[]) {
  const inner = Float64Array.from(block.flatMap((row) => block.map((column) => matrix[row * size + column]!)));
  let weights: Float64Array = new Float64Array(block.length).fill(1);
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  const product = new Float64Array(block.length);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    multiply(inner, weights, product);
    low = Number.POSITIVE_INFINITY;
    high = 0;
    for (const [at, weight] of weights.entries()) {
      low = Math.min(low, product[at]! / weight);
      high = Math.max(high, product[at]! / weight);
    }
    if (low >= 1 || high < 1 - CLOSE || high - low < CLOSE) break;
    const next = weights.map((weight, at) => weight + product[at]!);
    const most = next.reduce((one, other) => Math.max(one, other), 0);
    weights = next.map((weight) => weight / most);
  }
  return { radius: low >= 1 ? low : high, weights };
}
