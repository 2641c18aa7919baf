/** A v, with four sums a row so that the processor need not wait for each addition; always in this order. */
export function multiply(matrix: Float64Array, vector: Float64Array, into: Float64Array): void {
  const size = vector.length;
  const fours = size - (size % 4);
  for (let row = 0; row < size; row += 1) {
    const start = row * size;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let column = 0; column < fours; column += 4) {
      const at = start + column;
      a += matrix[at]! * vector[column]!;
      b += matrix[at + 1]! * vector[column + 1]!;
      c += matrix[at + 2]! * vector[column + 2]!;
      d += matrix[at + 3]! * vector[column + 3]!;
    }
    for (let column = fours; column < size; column += 1) a += matrix[start + column]! * vector[column]!;
    into[row] = a + b + (c + d);
  }
}

export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += one[at]! * other[at]!;
  return sum;
}

/** one += factor * other */
export function addTimes(one: Float64Array, factor: number, other: Float64Array): void {
  for (let at = 0; at < one.length; at += 1) one[at]! += factor * other[at]!;
}
