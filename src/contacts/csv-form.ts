/** Contacts as CSV (RFC 4180): one line each, written so that no spreadsheet runs what stands in a cell. */
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Refusal } from '#outcome.ts';
import type { ImportCode } from './codes.ts';
import { checkList, faulty, LIST_ENTRIES_MOST, type ListOutcome, type RawEntry } from './contact-list.ts';
import { type ContactRecord, RECORD_FIELDS } from './contact-record.ts';

/** A cell that begins so is run as a formula by some spreadsheets; an apostrophe before it keeps it text. */
const FORMULA = /^[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/u;
const GUARDED = /^'(?=[=+\-@\t\r\uff0b\uff0d\uff1d\uff20])/u;
const CELL_CHARACTERS_MOST = 4_000;

/** Columns that an export adds for its reader; an import passes over them, since nobody confirms by a list. */
const TOLD_COLUMNS = ['status', 'stated_by'] as const;

/** Known forms of other lists, by their header: which of our fields each column fills. */
const FOREIGN_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'country,name,website,email,portal': {
    country: 'state',
    name: 'organisation',
    website: 'url',
    email: 'email',
    portal: 'note',
  },
};

export type ToldRecord = ContactRecord & { readonly status?: string; readonly stated_by?: string };

export function writeCsv(records: readonly ToldRecord[]): string {
  const columns = [...RECORD_FIELDS, ...TOLD_COLUMNS];
  const rows = records.map((record) => columns.map((name) => guarded(record[name])));
  return stringify([columns, ...rows], { record_delimiter: 'windows' });
}

function guarded(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value ?? []).join(' ');
  return FORMULA.test(text) ? `'${text}` : text;
}

/** As the parser answers with `info`: the cells, and at which line they ended. */
type Line = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

export function readCsv(text: string): ListOutcome {
  let lines: readonly Line[];
  try {
    lines = parse(text, {
      info: true,
      skip_empty_lines: true,
      max_record_size: RECORD_FIELDS.length * CELL_CHARACTERS_MOST,
      to: LIST_ENTRIES_MOST + 2,
      relax_column_count: true,
    }) as unknown as readonly Line[];
  } catch (error) {
    return faulty([{ code: 'import-malformed', ...whyUnreadable(error) }]);
  }
  const [header, ...rows] = lines;
  const names = (header?.record ?? []).map((name) => name.trim().toLowerCase());
  const foreign = FOREIGN_HEADERS[names.join(',')];
  const fields = names.map((name) => foreign?.[name] ?? name);
  const unfit = columnFaults(fields);
  if (unfit.length > 0) return faulty(unfit);
  const wide = rows.find(({ record }) => record.length !== fields.length);
  if (wide !== undefined) {
    const sentence = `This line has ${wide.record.length} cells where the header has ${fields.length}.`;
    return faulty([{ code: 'import-malformed', sentence, place: `line ${wide.info.lines}` }]);
  }
  return checkList(
    rows.map(({ record, info }): RawEntry => {
      const entry = entryOf(fields, record);
      return { place: `line ${info.lines}`, fields: foreign === undefined ? entry : { kind: 'csirt', ...entry } };
    }),
  );
}

function columnFaults(fields: readonly string[]): readonly Refusal<ImportCode>[] {
  const known: readonly string[] = [...RECORD_FIELDS, ...TOLD_COLUMNS];
  const unknown = fields.filter((name) => !known.includes(name));
  const twice = fields.filter((name, at) => fields.indexOf(name) !== at);
  const columns = known.join(', ');
  return [
    ...unknown.map((name): Refusal<ImportCode> => {
      const sentence = `There is no column "${name.slice(0, 40)}". Known columns: ${columns}.`;
      return { code: 'import-columns', sentence, place: 'line 1' };
    }),
    ...twice.map((name): Refusal<ImportCode> => {
      return { code: 'import-columns', sentence: `The column "${name}" stands twice.`, place: 'line 1' };
    }),
  ];
}

function entryOf(fields: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const entry: Record<string, unknown> = {};
  for (const [at, name] of fields.entries()) {
    const value = (cells[at] ?? '').trim().replace(GUARDED, '');
    if (value === '' || (TOLD_COLUMNS as readonly string[]).includes(name)) continue;
    entry[name] = name === 'languages' ? value.split(/[\s;]+/u) : value;
  }
  return entry;
}

function whyUnreadable(error: unknown): { readonly sentence: string; readonly place?: string } {
  if (!(error instanceof CsvError)) throw error;
  const line = (error as { readonly lines?: number }).lines;
  const sentence = 'This is not CSV as RFC 4180 has it: look for a quotation mark that is not closed, or doubled.';
  return line === undefined ? { sentence } : { sentence, place: `line ${line}` };
}
