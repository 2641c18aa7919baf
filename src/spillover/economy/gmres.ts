import { addTimes, dot, multiply } from './matrix-vector.ts';

const STEPS = 60;
const RESTARTS = 20;
/** Of the right side; what is left over after it is far below what anybody knows of an economy. */
const TOLERANCE = 1e-14;

/**
 * Solves (I - A) x = b by GMRES with restarts (Y. Saad, M. Schultz, SIAM J. Sci. Stat. Comput. 7(3), 1986). A table of an
 * economy is far from singular, so that some twenty products with A do what elimination takes n³/3 steps for.
 * Undefined where it does not come to the tolerance.
 */
export function solveLeontief(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const found = new Float64Array(right.length);
  const size = Math.sqrt(dot(right, right));
  if (size === 0) return found;
  let before = Number.POSITIVE_INFINITY;
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    const rest = remainder(matrix, found, right);
    const norm = Math.sqrt(dot(rest, rest));
    if (norm <= TOLERANCE * size) return found;
    // No further: rounding is all that is left.
    if (norm > before / 2) return norm <= TOLERANCE * 100 * size ? found : undefined;
    before = norm;
    improve(matrix, found, rest, norm, TOLERANCE * size);
  }
  return undefined;
}

function remainder(matrix: Float64Array, x: Float64Array, right: Float64Array): Float64Array {
  const left = apply(matrix, x);
  return right.map((value, at) => value - left[at]!);
}

function apply(matrix: Float64Array, x: Float64Array): Float64Array {
  const product = new Float64Array(x.length);
  multiply(matrix, x, product);
  for (let at = 0; at < x.length; at += 1) product[at] = x[at]! - product[at]!;
  return product;
}

/** One round: an orthonormal basis of what repeated products give, and the best correction within it. */
function improve(matrix: Float64Array, x: Float64Array, rest: Float64Array, norm: number, enough: number): void {
  const basis = [rest.map((value) => value / norm)];
  const columns: Float64Array[] = [];
  const turns: { readonly cos: number; readonly sin: number }[] = [];
  const goal = new Float64Array(STEPS + 1);
  goal[0] = norm;
  for (let step = 0; step < STEPS && Math.abs(goal[step]!) > enough; step += 1) {
    const next = apply(matrix, basis[step]!);
    const column = new Float64Array(STEPS + 1);
    for (let at = 0; at <= step; at += 1) {
      column[at] = dot(next, basis[at]!);
      addTimes(next, -column[at]!, basis[at]!);
    }
    const length = Math.sqrt(dot(next, next));
    for (const [at, { cos, sin }] of turns.entries()) {
      const [upper, lower] = [column[at]!, column[at + 1]!];
      column[at] = cos * upper + sin * lower;
      column[at + 1] = cos * lower - sin * upper;
    }
    const whole = Math.sqrt(column[step]! * column[step]! + length * length);
    if (whole === 0) break;
    const turn = { cos: column[step]! / whole, sin: length / whole };
    turns.push(turn);
    column[step] = whole;
    goal[step + 1] = -turn.sin * goal[step]!;
    goal[step] = turn.cos * goal[step]!;
    columns.push(column);
    if (length === 0) break;
    basis.push(next.map((value) => value / length));
  }
  const weights = new Float64Array(columns.length);
  for (let at = columns.length - 1; at >= 0; at -= 1) {
    let sum = goal[at]!;
    for (let later = at + 1; later < columns.length; later += 1) sum -= columns[later]![at]! * weights[later]!;
    weights[at] = sum / columns[at]![at]!;
  }
  for (const [at, weight] of weights.entries()) addTimes(x, weight, basis[at]!);
}
