import { accept, type Outcome, type Refusal, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import { decodeTextBase64url } from './base64url.ts';
import type { DisclosureCode, EnvelopeCode } from './codes.ts';
import type { JsonValue } from './draft.ts';
import { parseJson } from './json.ts';
import { MAX_DISCLOSURE_CHARACTERS } from './limits.ts';

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

/** A disclosure on its own: well-formed, but not yet known to belong to any statement. */
export function readRawDisclosure(encoded: string): Outcome<RawDisclosure, SdJwtCode> {
  if (encoded.length > MAX_DISCLOSURE_CHARACTERS) {
    return refuse('disclosure-too-long', `A disclosure may have at most ${MAX_DISCLOSURE_CHARACTERS} characters.`);
  }
  const decoded = readTextPart(encoded);
  if (!decoded.ok) return decoded;
  const parsed = parseJson(decoded.value);
  if (!parsed.ok) return parsed;
  const parts = parsed.value;
  if (!Array.isArray(parts) || (parts.length !== 3 && parts.length !== 2)) {
    return refuse('disclosure-malformed', 'A disclosure is an array: salt, name (of a member), value.');
  }
  const salt = parts[0];
  const name = parts.length === 3 ? parts[1] : null;
  if (typeof salt !== 'string' || (parts.length === 3 && typeof name !== 'string')) {
    return refuse('disclosure-malformed', 'The salt and the name of a disclosure are strings.');
  }
  const value = parts.at(-1);
  const plain = !PERHAPS_NOT_PLAIN.test(decoded.value) || isPlain(value);
  return accept({ encoded, digest: primitives.sha256Base64url(encoded), salt, name, value, isPlain: plain });
}

/** A base64url part of a token as strict JSON. */
export function readJsonPart(part: string): Outcome<JsonValue, EnvelopeCode> {
  const decoded = readTextPart(part);
  return decoded.ok ? parseJson(decoded.value) : decoded;
}

function readTextPart(part: string): Outcome<string, EnvelopeCode> {
  const decoded = decodeTextBase64url(part);
  if (decoded === 'not-base64url') return NOT_CANONICAL;
  if (decoded === 'not-utf8') return refuse('json-utf8', 'The text is not valid UTF-8.');
  return accept(decoded.text);
}

export const NOT_CANONICAL = refuse<EnvelopeCode>(
  'base64url-not-canonical',
  'Base64url is written without padding, white space or stray bits.',
);

/** The same refusal, saying where in the presentation it arose. */
export function refusedAt<Code extends string>({ refusal }: { readonly refusal: Refusal<Code> }, place: string) {
  return refuse<Code>(refusal.code, refusal.sentence, place);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
