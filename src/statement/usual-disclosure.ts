import type { JsonValue } from './draft.ts';
import { parseJson } from './json.ts';

/**
 * Nearly every disclosure of ours holds a word or a number under a marking that many others bear to the letter. Those
 * are read here by their form, without the JSON parser, and share one value for one text of a marking. What has any
 * other form is left to the general reader; what has this one means the same to both.
 */
export type UsualDisclosure = { readonly salt: string; readonly name: string; readonly value: JsonValue };

/** One claim with a text that needs no escapes, a whole number that a double holds exactly, or a constant. */
const USUAL =
  /^\["[A-Za-z0-9_-]{21}[AQgw]","[a-z][a-z0-9_]{0,63}",\{"v":(?:"[ !#-[\]-\x7f]*"|-?(?:0|[1-9][0-9]{0,14})|true|false|null),"m":\{[ -\x7f]*\}\}\]$/;
const SALT_AT = '["'.length;
const SALT_END = SALT_AT + 22;
const NAME_AT = SALT_END + '","'.length;
/** Also how much a shared marking can hold in memory, since its text may be a part of the disclosure's. */
const MAX_USUAL_CHARACTERS = 4_096;
const MAX_SHARED_MARKINGS = 256;
const MAX_SHARED_NAMES = 1_024;
/** An object with lists of texts or numbers in it; markings that nest deeper are not shared. */
const FLAT = /^\{[^{}[\]]*(?:\[[^{}[\]]*\][^{}[\]]*)*\}$/;
/** What could hide a name or a character that no claim may hold. */
const SUSPECT = /\\|"_sd|"\.\.\."|__proto__/;

const shared = new Map<string, JsonValue>();
const names = new Map<string, string>();

/** `text` is the decoded disclosure. Undefined where the general reader must judge. */
export function readUsual(text: string): UsualDisclosure | undefined {
  if (text.length > MAX_USUAL_CHARACTERS) return undefined;
  // The form says where each part ends, so that nothing but the parts is made.
  if (!USUAL.test(text)) return undefined;
  const nameEnd = text.indexOf('"', NAME_AT);
  const valueAt = nameEnd + '",{"v":'.length;
  const isText = text.charCodeAt(valueAt) === 0x22;
  const valueEnd = isText ? text.indexOf('"', valueAt + 1) + 1 : text.indexOf(',', valueAt);
  const marking = text.slice(valueEnd + ',"m":'.length, -'}]'.length);
  const m = shared.get(marking) ?? share(marking);
  if (m === undefined) return undefined;
  const v = isText ? text.slice(valueAt + 1, valueEnd - 1) : simpleValue(text.slice(valueAt, valueEnd));
  return { salt: text.slice(SALT_AT, SALT_END), name: nameOf(text.slice(NAME_AT, nameEnd)), value: { v, m } };
}

/** One string for one name: whoever looks it up in many places works out its hash once. */
export function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MAX_SHARED_NAMES) names.clear();
  names.set(text, text);
  return text;
}

function simpleValue(text: string): JsonValue {
  switch (text.charCodeAt(0)) {
    case 0x74:
      return true;
    case 0x66:
      return false;
    case 0x6e:
      return null;
    default:
      return Number(text);
  }
}

/** Frozen, since statements that know nothing of each other hold it. */
function share(text: string): JsonValue | undefined {
  if (!FLAT.test(text) || SUSPECT.test(text)) return undefined;
  const parsed = parseJson(text);
  if (!parsed.ok) return undefined;
  if (shared.size >= MAX_SHARED_MARKINGS) shared.clear();
  for (const member of Object.values(parsed.value as object)) Object.freeze(member);
  Object.freeze(parsed.value);
  shared.set(text, parsed.value);
  return parsed.value;
}
