import { CsvError, parse } from 'csv-parse/sync';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import type { Economy, Household } from '#spillover/economy/economy.ts';

export const FLOWS_FILE = 'flows.csv';
export const OUTPUT_FILE = 'output.csv';
export const HOUSEHOLDS_FILE = 'households.csv';
const MAX_SECTORS = 5_000;
/** Stocks that shrink make sales a little larger than output; a factor like this is another unit. */
const MOST_SOLD = 2;

type Texts = { readonly flows: string; readonly output: string; readonly households: string | undefined };
type Cells = readonly (readonly string[])[];

/**
 * An input–output table: flows.csv with sectors as first row and first column, rows selling to columns; output.csv with
 * sector and output; and, where it is known, households.csv with group, sector and share of spending.
 */
export function readEconomy({ flows, output, households }: Texts): Outcome<Economy, SpilloverCode> {
  const table = cellsOf(flows, FLOWS_FILE);
  if (!table.ok) return table;
  const sectors = (table.value[0] ?? []).slice(1);
  if (sectors.length === 0 || sectors.length > MAX_SECTORS)
    return refuse(
      'model-too-many',
      phrase`A table has between 1 and ${MAX_SECTORS} sectors, not ${sectors.length}.`,
      FLOWS_FILE,
    );
  const places = new Map(sectors.map((sector, at) => [sector, at]));
  if (places.size < sectors.length) {
    const twice = sectors.find((sector, at) => places.get(sector) !== at);
    return refuse('service-twice', phrase`The sector ${twice} is there twice.`, `${FLOWS_FILE}:1`);
  }
  const numbers = flowsOf(table.value.slice(1), sectors);
  if (!numbers.ok) return numbers;
  const outputs = outputOf(output, places);
  if (!outputs.ok) return outputs;
  const units = checkUnits(sectors, numbers.value, outputs.value);
  if (!units.ok) return units;
  const groups = households === undefined ? accept([]) : householdsOf(households, places);
  if (!groups.ok) return groups;
  return accept({ sectors, flows: numbers.value, output: outputs.value, households: groups.value });
}

function cellsOf(text: string, name: string): Outcome<Cells, SpilloverCode> {
  try {
    return accept(parse(text, { bom: true, trim: true, skip_empty_lines: true }) as Cells);
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    return refuse('model-malformed', phrase`${name} is no table: ${failure.message}.`, name);
  }
}

function flowsOf(rows: Cells, sectors: readonly string[]): Outcome<Float64Array, SpilloverCode> {
  const flows = new Float64Array(sectors.length * sectors.length);
  if (rows.length !== sectors.length)
    return refuse(
      'model-malformed',
      phrase`There are ${sectors.length} columns of sectors and ${rows.length} rows.`,
      FLOWS_FILE,
    );
  for (const [row, cells] of rows.entries()) {
    const place = `${FLOWS_FILE}:${row + 2}`;
    if (cells[0] !== sectors[row])
      return refuse(
        'model-malformed',
        phrase`This row is of ${cells[0]}, and the column of that place of ${sectors[row]}.`,
        place,
      );
    for (let column = 0; column < sectors.length; column += 1) {
      const flow = numberOf(cells[column + 1]);
      if (Number.isNaN(flow))
        return refuse(
          'model-malformed',
          phrase`What ${cells[0]} sells to ${sectors[column]} is no number.`,
          place,
        );
      flows[row * sectors.length + column] = flow;
    }
  }
  return accept(flows);
}

function numberOf(text: string | undefined): number {
  return text === undefined || text === '' ? Number.NaN : Number(text);
}

function outputOf(text: string, places: ReadonlyMap<string, number>): Outcome<Float64Array, SpilloverCode> {
  const read = cellsOf(text, OUTPUT_FILE);
  if (!read.ok) return read;
  const output = new Float64Array(places.size).fill(Number.NaN);
  for (const [at, [sector = '', written]] of read.value.slice(1).entries()) {
    const place = `${OUTPUT_FILE}:${at + 2}`;
    const known = places.get(sector);
    if (known === undefined)
      return refuse('service-not-in-model', phrase`There is no sector ${sector} in ${FLOWS_FILE}.`, place);
    if (!Number.isNaN(output[known]!))
      return refuse('service-twice', phrase`The output of ${sector} is there twice.`, place);
    output[known] = numberOf(written);
    if (Number.isNaN(output[known]))
      return refuse('model-malformed', phrase`The output of ${sector} is no number.`, place);
  }
  const missing = [...places].find(([, at]) => Number.isNaN(output[at]!));
  if (missing !== undefined)
    return refuse('model-malformed', phrase`The output of ${missing[0]} is missing.`, OUTPUT_FILE);
  return accept(output);
}

function checkUnits(
  sectors: readonly string[],
  flows: Float64Array,
  output: Float64Array,
): Outcome<null, SpilloverCode> {
  for (const [row, sector] of sectors.entries()) {
    const sold = flows
      .subarray(row * sectors.length, (row + 1) * sectors.length)
      .reduce((sum, flow) => sum + flow, 0);
    if (!(output[row]! > 0) || sold <= MOST_SOLD * output[row]!) continue;
    const sentence = phrase`${sector} sells ${sold} to other sectors and puts out ${output[row]} in all: are both in one unit?`;
    return refuse('units-mixed', sentence, sector);
  }
  return accept(null);
}

function householdsOf(
  text: string,
  places: ReadonlyMap<string, number>,
): Outcome<readonly Household[], SpilloverCode> {
  const read = cellsOf(text, HOUSEHOLDS_FILE);
  if (!read.ok) return read;
  const groups = new Map<string, Float64Array>();
  for (const [at, [group = '', sector = '', written]] of read.value.slice(1).entries()) {
    const place = `${HOUSEHOLDS_FILE}:${at + 2}`;
    const known = places.get(sector);
    const share = numberOf(written);
    if (known === undefined)
      return refuse('service-not-in-model', phrase`There is no sector ${sector} in ${FLOWS_FILE}.`, place);
    if (!(share >= 0 && share <= 1)) return refuse('model-malformed', 'A share is between 0 and 1.', place);
    const shares = groups.get(group) ?? new Float64Array(places.size);
    shares[known] = share;
    groups.set(group, shares);
  }
  return accept(Array.from(groups, ([group, shares]) => ({ group, shares })));
}
