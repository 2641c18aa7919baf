/** Whole numbers say as much as such a model knows; small ones keep a decimal. */
export function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
}
