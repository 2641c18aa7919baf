/**
 * One measured figure. `limit` is the raw limit measured in the same run (the cost nothing of ours could
 * undercut), or the rate of a peer, in the same unit as `value`; `ratio` is what share of that limit we reach, between
 * 0 and 1, or how many times the peer; null where neither exists or the value is judged by itself. `target` is the figure asked for: a ratio where `ratio` is given, else a value in
 * `unit`; null where the figure is only informative, which then always passes.
 */
export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number | null;
  readonly ratio: number | null;
  readonly target: number | null;
  readonly pass: boolean;
};

/** What the bench command passes to every module. `quick` asks for small sizes: a smoke test, not a figure. */
export type BenchOptions = {
  readonly quick: boolean;
  /** Rows whose name does not contain this need not be measured. */
  readonly only: string | undefined;
  /** Progress for a person, on standard error. */
  readonly say: (line: string) => void;
};

/** What a bench/*.bench.ts module exports. */
export type BenchModule = {
  readonly run: (options: BenchOptions) => Promise<readonly Row[]>;
};
