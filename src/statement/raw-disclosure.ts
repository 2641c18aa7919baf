import { accept, type Outcome, refuse } from '#outcome.ts';
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
};

/** Names with a meaning of their own in RFC 9901; and one that would change an object instead of naming a member. */
export const RESERVED_NAMES: readonly string[] = ['_sd', '_sd_alg', '...', '__proto__'];

export type SdJwtCode = EnvelopeCode | DisclosureCode;

/** A disclosure on its own: well-formed, but not yet known to belong to any statement. */
export function readRawDisclosure(encoded: string, place = 'disclosure'): Outcome<RawDisclosure, SdJwtCode> {
  if (encoded.length > MAX_DISCLOSURE_CHARACTERS) {
    const sentence = `A disclosure may have at most ${MAX_DISCLOSURE_CHARACTERS} characters.`;
    return refuse('disclosure-too-long', sentence, place);
  }
  const parts = readJsonPart(encoded, place);
  if (!parts.ok) return parts;
  if (!Array.isArray(parts.value) || (parts.value.length !== 3 && parts.value.length !== 2)) {
    return refuse('disclosure-malformed', 'A disclosure is an array: salt, name (of a member), value.', place);
  }
  const [salt, name, value] = parts.value.length === 3 ? parts.value : [parts.value[0], null, parts.value[1]];
  if (typeof salt !== 'string' || (parts.value.length === 3 && typeof name !== 'string')) {
    return refuse('disclosure-malformed', 'The salt and the name of a disclosure are strings.', place);
  }
  return accept({ encoded, digest: primitives.sha256Base64url(encoded), salt, name, value });
}

/** A base64url part of a token as strict JSON. */
export function readJsonPart(part: string, place: string): Outcome<JsonValue, EnvelopeCode> {
  const decoded = decodeTextBase64url(part);
  if (decoded === 'not-base64url') return notCanonical(place);
  if (decoded === 'not-utf8') return refuse('json-utf8', 'The text is not valid UTF-8.', place);
  const parsed = parseJson(decoded.text);
  return parsed.ok ? parsed : refuse(parsed.refusal.code, parsed.refusal.sentence, place);
}

export function notCanonical(place: string) {
  return refuse<EnvelopeCode>(
    'base64url-not-canonical',
    'Base64url is written without padding, white space or stray bits.',
    place,
  );
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
