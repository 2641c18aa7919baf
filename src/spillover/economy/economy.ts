/**
 * What sectors sell to each other, in one currency and year. `flows` holds, row by row, what the row's sector sells to
 * the column's; `coefficient` and `interdependency` are made from it.
 */
export type Economy = {
  readonly sectors: readonly string[];
  readonly flows: Float64Array;
  readonly output: Float64Array;
  /** Groups of households with the share of each sector in what they spend; empty where it is not known. */
  readonly households: readonly Household[];
};

export type Household = { readonly group: string; readonly shares: Float64Array };

/** Leontief's A: what a unit of the column's output takes from the row's sector, z_ij / x_j. */
export function coefficients({ sectors, flows, output }: Economy): Float64Array {
  return scaled(flows, sectors.length, (_, column) => output[column]!);
}

/** The interdependency matrix A* of inoperability: z_ij / x_i (Santos and Haimes 2004). */
export function interdependencies({ sectors, flows, output }: Economy): Float64Array {
  return scaled(flows, sectors.length, (row) => output[row]!);
}

function scaled(flows: Float64Array, size: number, by: (row: number, column: number) => number): Float64Array {
  const made = new Float64Array(flows.length);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const whole = by(row, column);
      made[row * size + column] = whole === 0 ? 0 : flows[row * size + column]! / whole;
    }
  return made;
}

export function transposed(matrix: Float64Array, size: number): Float64Array {
  const made = new Float64Array(matrix.length);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) made[column * size + row] = matrix[row * size + column]!;
  return made;
}
