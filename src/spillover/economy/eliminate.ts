/**
 * Solves (I - A) x = b by Gaussian elimination. Where A has no negative entry and a spectral radius below one, I - A is an
 * M-matrix, whose pivots stay positive in the order they come in (A. Berman, R. Plemmons, Nonnegative Matrices in the
 * Mathematical Sciences, SIAM 1994, chapter 6), so none is looked for. n³/3 steps.
 */
export function eliminate(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const rows = matrix.map((value, at) => (at % (size + 1) === 0 ? 1 - value : -value));
  const found = Float64Array.from(right);
  for (let pivot = 0; pivot < size; pivot += 1) {
    for (let row = pivot + 1; row < size; row += 1) {
      const factor = rows[row * size + pivot]! / rows[pivot * size + pivot]!;
      if (factor === 0) continue;
      for (let at = pivot; at < size; at += 1) rows[row * size + at]! -= factor * rows[pivot * size + at]!;
      found[row]! -= factor * found[pivot]!;
    }
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = found[row]!;
    for (let at = row + 1; at < size; at += 1) sum -= rows[row * size + at]! * found[at]!;
    found[row] = sum / rows[row * size + row]!;
  }
  return found;
}
