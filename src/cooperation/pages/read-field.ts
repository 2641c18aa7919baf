import { accept, type Outcome, refuseSpoken } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { INDICATOR_KINDS } from '#vocabulary/indicators.ts';
import { plainSentence } from '#web/sentence.ts';
import { COOPERATION_TEXTS } from './texts.ts';

const T = COOPERATION_TEXTS.form;

/** How a claim is asked for. */
export type Kind =
  | 'choice'
  | 'tick'
  | 'constant'
  | 'yes-no'
  | 'number'
  | 'line'
  | 'text'
  | 'instant'
  | 'day'
  | 'lines'
  | 'choices'
  | 'indicators'
  | 'party'
  | 'parties'
  | 'state'
  | 'digest';

/** What was typed into one field, as the value of a claim. */
export function readField(kind: Kind, value: string, values: readonly string[]): Outcome<JsonValue> {
  switch (kind) {
    case 'tick':
    case 'yes-no':
      return accept(value === 'yes');
    case 'number':
      return /^\d{1,9}$/.test(value) ? accept(Number(value)) : refuseSpoken('field-malformed', T.notANumber);
    case 'instant':
      return readInstant(value);
    case 'lines':
      return accept(linesOf(value));
    case 'choices':
    case 'parties':
      return accept(values.filter((one) => one !== ''));
    case 'indicators':
      return readIndicators(value);
    default:
      return accept(value);
  }
}

function readInstant(value: string): Outcome<string> {
  const text = /T\d{2}:\d{2}$/.test(value) ? `${value}:00Z` : value.endsWith('Z') ? value : `${value}Z`;
  const at = instantFrom(text);
  if (at === undefined) return refuseSpoken('field-malformed', T.notATime);
  return accept(at.toString({ smallestUnit: 'second' }));
}

function readIndicators(value: string): Outcome<JsonValue> {
  const indicators = linesOf(value).map((line) => /^(\S+)\s+(\S.*)$/u.exec(line));
  const kinds = Object.keys(INDICATOR_KINDS);
  if (indicators.some((match) => match === null || !kinds.includes(match[1]!))) {
    return refuseSpoken('field-malformed', plainSentence(T.notAnIndicator, { kinds: kinds.join(', ') }));
  }
  return accept(indicators.map((match) => ({ kind: match![1]!, value: match![2]!.trim() })));
}

function linesOf(value: string): string[] {
  return value
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
