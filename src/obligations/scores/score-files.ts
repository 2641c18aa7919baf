/** The figures of a score as files for somebody's own tools: one line a figure, the same lines in both forms. */
import { stringify } from 'csv-stringify/sync';
import { OBLIGATION_STATES } from '#obligations/clocks/obligation.ts';
import type { ScoreRow } from './score.ts';
import type { ScoreReport } from './score-report.ts';

export const FIGURE_FORMS = ['csv', 'parquet'] as const;
export type FigureForm = (typeof FIGURE_FORMS)[number];

export const FIGURE_MEDIA_TYPES: Readonly<Record<FigureForm, string>> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

const TEXT_COLUMNS = [
  'party',
  'from',
  'until',
  'counted_at',
  'part',
  'kind',
  'regime',
  'stage',
  'figure',
] as const;
type Figure = Readonly<Record<(typeof TEXT_COLUMNS)[number], string | null>> & { readonly value: number | null };

/** What a reader must know beside the numbers; it travels in the file. */
const METHOD =
  'Counted from signed statements by their proven times; the evidence bundle of the score gives the same numbers again. Medians are of whole minutes. Clocks without hours, or that rest on an unconfirmed text, are in no figure of lateness. Figures "missing" (counted to 1,000) and "not_witnessed" say what the others cannot rest on.';

export async function writeFigures(form: FigureForm, score: ScoreReport, withNorms: boolean): Promise<Uint8Array> {
  const figures = figuresOf(score, withNorms);
  return form === 'csv' ? new TextEncoder().encode(asCsv(figures)) : asParquet(figures);
}

/** Voluntary norms are no part of a score, and are for the party itself. */
function figuresOf(score: ScoreReport, withNorms: boolean): readonly Figure[] {
  const { party, from, until, at, reading, numbers, notWitnessed, statements } = score;
  const about = { party, from, until, counted_at: at };
  const whole = (part: string, values: Readonly<Record<string, number | null>>) =>
    Object.entries(values).map(
      ([figure, value]): Figure => ({ ...about, part, kind: null, regime: null, stage: null, figure, value }),
    );
  const rows = (part: string, all: readonly ScoreRow[]) =>
    all.flatMap((row) => figuresOfRow(row).map((one): Figure => ({ ...about, part, ...one })));
  return [
    ...rows('duties', score.duties),
    ...rows('promises', score.promises),
    ...(withNorms ? rows('norms', score.norms) : []),
    ...whole('reading', {
      given: reading.given,
      read: reading.read,
      median_minutes: reading.medianMinutes,
      slowest_minutes: reading.slowestMinutes,
    }),
    ...whole('completeness', {
      first_number: numbers?.first ?? null,
      last_number: numbers?.last ?? null,
      missing: numbers?.missing.length ?? null,
      statements,
      not_witnessed: notWitnessed,
    }),
  ];
}

/** Each state has its line, also where it counts none: a line that is missing would say nothing. */
function figuresOfRow({ kind, regime, stage, counts, medianLeadMinutes, medianLagMinutes }: ScoreRow) {
  const figures: readonly (readonly [string, number | null])[] = [
    ...OBLIGATION_STATES.map((state) => [state, counts[state] ?? 0] as const),
    ['median_lead_minutes', medianLeadMinutes],
    ['median_lag_minutes', medianLagMinutes],
  ];
  return figures.map(([figure, value]) => ({ kind, regime, stage, figure, value }));
}

function asCsv(figures: readonly Figure[]): string {
  const columns = [...TEXT_COLUMNS, 'value'] as const;
  const rows = figures.map((one) => columns.map((name) => one[name]));
  // What a statement named may begin like a formula, which some spreadsheets would run.
  return stringify([columns, ...rows], { record_delimiter: 'windows', escape_formulas: true });
}

async function asParquet(figures: readonly Figure[]): Promise<Uint8Array> {
  // Few ask for it, so the writer is loaded with the first who does.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const texts = TEXT_COLUMNS.map((name) => ({
    name,
    type: 'STRING' as const,
    data: figures.map((one) => one[name]),
  }));
  const values = figures.map(({ value }) => (value === null ? null : BigInt(value)));
  const file = parquetWriteBuffer({
    columnData: [...texts, { name: 'value', type: 'INT64', data: values }],
    kvMetadata: [{ key: 'method', value: METHOD }],
    createdBy: 'comity',
  });
  return new Uint8Array(file);
}
