import { CHOSEN_STATES, isStateCode } from '#vocabulary/states.ts';

let codes: ReadonlyMap<string, string> | undefined;

/** Names that data sets use and CLDR does not. */
const OTHERS: Readonly<Record<string, string>> = {
  'czech republic': 'CZ',
  macedonia: 'MK',
  'republic of moldova': 'MD',
  'russian federation': 'RU',
  'united states of america': 'US',
  usa: 'US',
  uk: 'GB',
  turkey: 'TR',
};

/** The code of a state that is written as a code or by its English name; null where it is neither. */
export function stateNamed(text: string): string | null {
  const code = text.trim();
  const name = code.toLowerCase();
  if (isStateCode(code)) return code;
  codes ??= namesOfStates();
  return codes.get(name) ?? OTHERS[name] ?? null;
}

function namesOfStates(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  return new Map(CHOSEN_STATES.map((code) => [(names.of(code) ?? code).toLowerCase(), code]));
}
