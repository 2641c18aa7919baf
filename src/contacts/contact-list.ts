/** A list of contacts as somebody hands it over: bounded, read whole or not at all, with every fault by its line. */
import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import type { ImportCode } from './codes.ts';
import { type ContactRecord, checkRecord, identityOf } from './contact-record.ts';

export const LIST_BYTES_MOST = 800_000;
export const LIST_ENTRIES_MOST = 3_000;
/** Faults told at once; whoever has more mends these first. */
const FAULTS_TOLD_MOST = 50;

/** What was found in a list. With any fault nothing is taken over, so that a list is never half in the directory. */
export type ReadList = {
  readonly records: readonly ContactRecord[];
  /** Entries that say again what an earlier one said, by their place. */
  readonly repeated: readonly string[];
};
export type ListOutcome =
  | { readonly ok: true; readonly value: ReadList }
  | { readonly ok: false; readonly faults: readonly Refusal<ImportCode>[] };

/** An entry before it is checked: where it stands in its list, and its fields. */
export type RawEntry = { readonly place: string; readonly fields: Readonly<Record<string, unknown>> };

/** Bytes as UTF-8 text without its byte order mark; other encodings are refused, never guessed. */
export function textOfList(bytes: Uint8Array): Outcome<string, ImportCode> {
  if (bytes.length > LIST_BYTES_MOST) return tooLarge;
  try {
    return soundText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('import-not-text', 'This is not UTF-8 text. Save the list again, as UTF-8.');
  }
}

/** The same for text that came in a form or a request. */
export function soundText(text: string): Outcome<string, ImportCode> {
  if (new TextEncoder().encode(text).length > LIST_BYTES_MOST) return tooLarge;
  const bare = text.replace(/^\u{feff}/u, '');
  const line = bare
    .split('\n')
    .findIndex((one) => one.includes('\u{fffd}') || one.includes('\0') || !one.isWellFormed());
  if (line !== -1) {
    return refuse(
      'import-not-text',
      'Characters were lost before the list came here. Save it again, as UTF-8.',
      `line ${line + 1}`,
    );
  }
  if (bare.trim() === '') return refuse('import-empty', 'There is nothing in this list.');
  return accept(bare);
}

const tooLarge = refuse<ImportCode>(
  'import-too-large',
  phrase`A list has at most ${LIST_BYTES_MOST} bytes: send it in parts.`,
);

/** Checks every entry; the same entry twice counts once and is told, two that contradict each other are refused. */
export function checkList(entries: readonly RawEntry[]): ListOutcome {
  if (entries.length > LIST_ENTRIES_MOST) {
    return faulty([
      fault('import-too-many', `A list has at most ${LIST_ENTRIES_MOST} entries: send it in parts.`),
    ]);
  }
  if (entries.length === 0) return faulty([fault('import-empty', 'There is no entry in this list.')]);
  const found = new Map<string, { readonly record: ContactRecord; readonly place: string }>();
  const repeated: string[] = [];
  const faults: Refusal<ImportCode>[] = [];
  for (const { place, fields } of entries) {
    const checked = checkRecord(fields, place);
    if (!checked.ok) {
      faults.push(checked.refusal);
      continue;
    }
    const identity = identityOf(checked.value);
    const known = found.get(identity);
    if (known === undefined) found.set(identity, { record: checked.value, place });
    else if (JSON.stringify(sorted(known.record)) === JSON.stringify(sorted(checked.value))) repeated.push(place);
    else faults.push(fault('contact-repeated', `This contradicts ${known.place}: keep one of them.`, place));
  }
  if (faults.length > 0) return faulty(faults);
  return accept({ records: [...found.values()].map(({ record }) => record), repeated });
}

export function faulty(faults: readonly Refusal<ImportCode>[]): ListOutcome {
  return { ok: false, faults: faults.slice(0, FAULTS_TOLD_MOST) };
}

function fault(code: ImportCode, sentence: string, place?: string): Refusal<ImportCode> {
  return refuse(code, sentence, place).refusal;
}

function sorted(record: ContactRecord) {
  return Object.entries(record).toSorted(([one], [other]) => one.localeCompare(other));
}

/** An object of JSON, as the forms of lists hold them. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
