import { accept, type Outcome, phrase, type Refusal, refuse, wordsOf } from '#outcome.ts';
import { primitives } from '#primitives';
import { decodeBinaryBase64url, decodeTextBase64url, textOfBinary } from './base64url.ts';
import type { DisclosureCode, EnvelopeCode } from './codes.ts';
import type { JsonValue } from './draft.ts';
import { parseArrays, parseJson } from './json.ts';
import { MAX_DISCLOSURE_CHARACTERS } from './limits.ts';
import { readUsual, type UsualDisclosure } from './usual-disclosure.ts';
import { readUsualPayload } from './usual-payload.ts';

export type JsonObject = { readonly [name: string]: JsonValue };

/** One disclosure of RFC 9901, section 4.2: of an object member, or (name null) of an array element. */
export type RawDisclosure = {
  /** As it travels, base64url. */
  readonly encoded: string;
  /** SHA-256 of `encoded`, base64url: what the payload commits to. */
  readonly digest: string;
  readonly salt: string;
  readonly name: string | null;
  readonly value: JsonValue;
  /** True when the value holds no digests and no U+0000 at any depth, so that nobody need look again. */
  readonly isPlain: boolean;
  /** True when its form shows a claim as we write it: salt, name and wrapper need not be looked at again. */
  readonly isUsual: boolean;
};

/** Names with a meaning of their own in RFC 9901; and one that would change an object instead of naming a member. */
export const RESERVED_NAMES: readonly string[] = ['_sd', '_sd_alg', '...', '__proto__'];

export type SdJwtCode = EnvelopeCode | DisclosureCode;

/** What a text must contain to hold a reserved name or U+0000, plainly or by an escape. */
const PERHAPS_NOT_PLAIN = /"_sd|"\.\.\."|\\u/;

/**
 * Whether a value can be a claim: no U+0000, which databases cannot store as text, and none of the names by which a
 * reader of RFC 9901 would look for digests inside it.
 */
export function isPlain(value: JsonValue): boolean {
  if (typeof value === 'string') return !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return Object.entries(value).every(
    ([name, member]) => !RESERVED_NAMES.includes(name) && !name.includes('\0') && isPlain(member),
  );
}

/**
 * Disclosures in the order given, each well-formed, but not yet known to belong to any statement. Sound ones are read
 * together; if any is not, they are read one by one, to say which and why.
 */
export function readRawDisclosures(encoded: readonly string[]): Outcome<readonly RawDisclosure[], SdJwtCode> {
  const together = readTogether(encoded);
  if (together !== undefined) return accept(together);
  const disclosures: RawDisclosure[] = [];
  for (const [index, text] of encoded.entries()) {
    const disclosure = readRawDisclosure(text);
    if (!disclosure.ok) return refusedAt(disclosure, `disclosure/${index}`);
    disclosures.push(disclosure.value);
  }
  return accept(disclosures);
}

/** The usual ones by their form, the others through one call of the parser. */
function readTogether(encoded: readonly string[]): readonly RawDisclosure[] | undefined {
  const disclosures: (RawDisclosure | undefined)[] = [];
  const others: string[] = [];
  for (const text of encoded) {
    const binary = text.length > MAX_DISCLOSURE_CHARACTERS ? undefined : decodeBinaryBase64url(text);
    if (binary === undefined) return undefined;
    const usual = readUsual(binary);
    if (usual === undefined) others.push(binary);
    disclosures.push(usual && fromUsual(text, usual));
  }
  return others.length === 0 ? (disclosures as RawDisclosure[]) : withOthers(encoded, disclosures, others);
}

function withOthers(
  encoded: readonly string[],
  disclosures: readonly (RawDisclosure | undefined)[],
  others: readonly string[],
): readonly RawDisclosure[] | undefined {
  const joined = textOfBinary(others.join(','));
  const arrays = joined === undefined ? undefined : parseArrays(others, joined);
  if (joined === undefined || arrays === undefined) return undefined;
  const allPlain = !PERHAPS_NOT_PLAIN.test(joined);
  let next = 0;
  const all = disclosures.map((known, index) => known ?? fromParts(encoded[index]!, arrays[next++]!, allPlain));
  return all.every((disclosure) => disclosure !== undefined) ? all : undefined;
}

function fromUsual(encoded: string, { salt, name, value }: UsualDisclosure): RawDisclosure {
  return { encoded, digest: primitives.sha256Base64url(encoded), salt, name, value, isPlain: true, isUsual: true };
}

/** One disclosure by itself. */
export function readRawDisclosure(encoded: string): Outcome<RawDisclosure, SdJwtCode> {
  if (encoded.length > MAX_DISCLOSURE_CHARACTERS) {
    return refuse(
      'disclosure-too-long',
      phrase`A disclosure may have at most ${MAX_DISCLOSURE_CHARACTERS} characters.`,
    );
  }
  const parts = readJsonPart(encoded);
  if (!parts.ok) return parts;
  const disclosure = Array.isArray(parts.value) ? fromParts(encoded, parts.value, false) : undefined;
  if (disclosure !== undefined) return accept(disclosure);
  const sentence =
    'A disclosure is an array: a salt, a name if it is of a member, and any value; the first two are text.';
  return refuse('disclosure-malformed', sentence);
}

function fromParts(encoded: string, parts: readonly JsonValue[], knownPlain: boolean): RawDisclosure | undefined {
  const hasName = parts.length === 3;
  if (!hasName && parts.length !== 2) return undefined;
  const salt = parts[0];
  const name = hasName ? parts[1]! : null;
  if (typeof salt !== 'string' || (hasName && typeof name !== 'string')) return undefined;
  const value = parts[parts.length - 1]!;
  const digest = primitives.sha256Base64url(encoded);
  const plain = knownPlain || isPlain(value);
  return { encoded, digest, salt, name: name as string | null, value, isPlain: plain, isUsual: false };
}

/** The payload part of a statement, as {@link readJsonPart} would read it. */
export function readPayloadPart(part: string): Outcome<JsonValue, EnvelopeCode> {
  const binary = decodeBinaryBase64url(part);
  const usual = binary === undefined ? undefined : readUsualPayload(binary);
  return usual === undefined ? readJsonPart(part) : accept(usual);
}

/** A base64url part of a token as strict JSON. */
export function readJsonPart(part: string): Outcome<JsonValue, EnvelopeCode> {
  const decoded = decodeTextBase64url(part);
  if (decoded === 'not-base64url') return NOT_CANONICAL;
  if (decoded === 'not-utf8') return refuse('json-utf8', 'The text is not valid UTF-8.');
  return parseJson(decoded.text);
}

export const NOT_CANONICAL = refuse<EnvelopeCode>(
  'base64url-not-canonical',
  'Base64url is written without padding, white space or stray bits.',
);

/** The same refusal, saying where in the presentation it arose. */
export function refusedAt<Code extends string>({ refusal }: { readonly refusal: Refusal<Code> }, place: string) {
  return refuse<Code>(refusal.code, wordsOf(refusal), place);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
