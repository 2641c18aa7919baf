/** What 5, 50 and 95 of a hundred runs do not exceed, by nearest rank. */
export type Quantiles = { readonly p5: number; readonly p50: number; readonly p95: number };

const SHARES = [0.05, 0.5, 0.95] as const;

/** Sorts what it is given. */
export function quantilesOf(values: Float64Array): Quantiles {
  values.sort();
  const [p5, p50, p95] = SHARES.map((share) => values[Math.max(0, Math.ceil(share * values.length) - 1)]!);
  return { p5: p5!, p50: p50!, p95: p95! };
}
