import type { JsonValue } from '#statement/draft.ts';
import { readIndicatorLines } from '#vocabulary/indicator-lines.ts';
import { checkIndicator, INDICATOR_KINDS, type Indicator, type IndicatorKind } from '#vocabulary/indicators.ts';
import { plainSentence } from '#web/sentence.ts';
import type { Typed } from './parts.ts';
import { SAYING } from './texts.ts';

const SHOWN_CHARACTERS = 80;
/** A tab stands before a note, since no address, hash or name has one. */
const LINE = /^(\S+) +([^\t]+)(?:\t(.*))?$/u;

/** One a line, as it is pasted, or with its kind before it; the kind is needed only where the form does not tell it. */
export function readIndicators(typed: Typed, name: string, wrong: Map<string, string>): JsonValue[] | undefined {
  const found: JsonValue[] = [];
  const lines = [typed[name] ?? ''].flat().join('\n').split(/\r?\n/u);
  for (const line of lines.map((one) => one.trim()).filter((one) => one !== '')) {
    const read = named(line) ?? guessed(line);
    if (read === undefined) {
      wrong.set(name, plainSentence(SAYING.wrong.indicator, { line: line.slice(0, SHOWN_CHARACTERS) }));
      return undefined;
    }
    found.push(read);
  }
  return found;
}

function named(line: string): Indicator | undefined {
  const [, kind = '', value = '', note] = LINE.exec(line) ?? [];
  if (!Object.hasOwn(INDICATOR_KINDS, kind)) return undefined;
  const one = { kind: kind as IndicatorKind, value: value.trim(), ...(note ? { note: note.trim() } : {}) };
  return checkIndicator(one).ok ? one : undefined;
}

function guessed(line: string): Indicator | undefined {
  const [value = '', note] = line.split('\t');
  const read = readIndicatorLines(value);
  const one = read.ok ? read.value[0] : undefined;
  return one === undefined || !note ? one : { ...one, note: note.trim() };
}

/** As {@link readIndicators} reads it. */
export function indicatorLine({ kind, value, note }: Indicator): string {
  return note === undefined ? `${kind} ${value}` : `${kind} ${value}\t${note}`;
}
