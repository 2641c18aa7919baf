import type { Row } from './row.ts';

export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Which way is good: rates want more, times and memory want less. */
  readonly better: 'more' | 'less';
  /** The raw limit measured in the same run, in the same unit. */
  readonly limit?: number;
  /** A raw limit, in the same unit, that stands beside a value which is judged by itself. */
  readonly beside?: number;
  /** What was asked for: a share of the limit where there is one, else a value in `unit`. */
  readonly target?: number;
};

/** Works out the share of the raw limit that was reached, and whether the target was met. */
export function figure({ name, value, unit, better, limit, beside, target }: Figure): Row {
  const ratio = limit === undefined ? null : better === 'more' ? value / limit : limit / value;
  const met =
    target === undefined ||
    (ratio !== null ? ratio >= target : better === 'more' ? value >= target : value <= target);
  return { name, value, unit, limit: limit ?? beside ?? null, ratio, target: target ?? null, pass: met };
}

/** The value that the given share (0.5, 0.95, 0.99) of the samples does not exceed; nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('a percentile needs at least one sample');
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
