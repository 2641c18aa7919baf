import { eliminate } from './eliminate.ts';
import { addTimes, dot, multiply } from './matrix-vector.ts';

const STEPS = 60;
const RESTARTS = 20;
/** Of the right side; what is left over after it is far below what anybody knows of an economy. */
const TOLERANCE = 1e-14;
/** Of the terms: what elimination leaves over of a table that can be solved at all. */
const SOLVED = 1e-10;
/** Squares of what is smaller than this come to nothing. */
const SMALL = 1e-100;
/** What is left of a direction of which so little is new is rounding: there is no further one. */
const NOTHING_NEW = 1e-14;

/**
 * Solves (I - A) x = b, by repeated products where they lead there and else by elimination: a table whose sectors differ
 * a thousandfold in size can be so lopsided that products lose what they had. Undefined where neither solves it.
 */
export function solveLeontief(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const found = byProducts(matrix, right);
  if (found !== undefined) return found;
  const eliminated = eliminate(matrix, right);
  const rest = remainder(matrix, eliminated, right);
  const terms = termsOf(matrix, eliminated, Math.sqrt(dot(right, right)));
  return Math.sqrt(dot(rest, rest)) <= SOLVED * terms ? eliminated : undefined;
}

/**
 * By GMRES with restarts (Y. Saad, M. Schultz, SIAM J. Sci. Stat. Comput. 7(3), 1986). A table of an economy is far from
 * singular, so that some twenty products with A do what elimination takes n³/3 steps for. Undefined where it does not
 * come to the tolerance.
 */
function byProducts(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest > 0 && largest < SMALL) {
    const scaled = byProducts(
      matrix,
      right.map((value) => value / largest),
    );
    return scaled?.map((value) => value * largest);
  }
  const found = new Float64Array(right.length);
  const size = Math.sqrt(dot(right, right));
  if (size === 0) return found;
  let before = Number.POSITIVE_INFINITY;
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    const rest = remainder(matrix, found, right);
    const norm = Math.sqrt(dot(rest, rest));
    if (norm <= TOLERANCE * size) return found;
    // No further: rounding is all that is left, of terms that may be far larger than the right side.
    if (norm > before / 2) return norm <= TOLERANCE * 100 * termsOf(matrix, found, size) ? found : undefined;
    before = norm;
    improve(matrix, found, rest, norm, TOLERANCE * size);
  }
  return undefined;
}

/** How large the terms are whose difference the remainder is. */
function termsOf(matrix: Float64Array, x: Float64Array, size: number): number {
  const product = new Float64Array(x.length);
  multiply(matrix, x, product);
  return size + Math.sqrt(dot(x, x)) + Math.sqrt(dot(product, product));
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
  const steps = Math.min(STEPS, x.length);
  for (let step = 0; step < steps && Math.abs(goal[step]!) > enough; step += 1) {
    const next = apply(matrix, basis[step]!);
    const column = new Float64Array(STEPS + 1);
    const whole = Math.sqrt(dot(next, next));
    for (let at = 0; at <= step; at += 1) {
      column[at] = dot(next, basis[at]!);
      addTimes(next, -column[at]!, basis[at]!);
    }
    const left = Math.sqrt(dot(next, next));
    const length = left <= NOTHING_NEW * whole ? 0 : left;
    for (const [at, { cos, sin }] of turns.entries()) {
      const [upper, lower] = [column[at]!, column[at + 1]!];
      column[at] = cos * upper + sin * lower;
      column[at + 1] = cos * lower - sin * upper;
    }
    const both = Math.sqrt(column[step]! * column[step]! + length * length);
    if (both === 0) break;
    const turn = { cos: column[step]! / both, sin: length / both };
    turns.push(turn);
    column[step] = both;
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
