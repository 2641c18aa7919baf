import type { Row } from './row.ts';

const HEADINGS = ['', 'figure', 'value', 'unit', 'limit or peer', 'of it', 'target'];
/** A raw limit is never passed; a peer is, and then "1,040 %" reads worse than "10.4 ×". */
const TIMES_FROM = 2;
const LEFT = new Set([0, 1, 3]);

/** Rows as aligned text, one line a figure, the verdict first. */
export function table(rows: readonly Row[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row.map((cell, column) =>
        LEFT.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      ),
    )
    .map((row) => row.join('  ').trimEnd())
    .join('\n');
}

function cellsOf({ name, value, unit, limit, ratio, target, pass }: Row): readonly string[] {
  const verdict = target === null ? 'info' : pass ? 'pass' : 'FAIL';
  const share = (part: number | null): string =>
    part === null ? '' : part < TIMES_FROM ? `${(part * 100).toFixed(0)} %` : `${part.toFixed(1)} ×`;
  const asked = target === null ? '' : ratio === null ? number(target) : share(target);
  return [verdict, name, number(value), unit, limit === null ? '' : number(limit), share(ratio), asked];
}

function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4;
  return value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
