/**
 * Base64url (RFC 4648, section 5) in its one canonical form: no padding, no white space, no stray bits in the last
 * character. Two spellings of one signature would give one act two identities.
 */
const ASCII_ONLY = /^[\0-\x7f]*$/;
const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** By what the length leaves over when divided by four: the characters whose low bits are all zero. */
const LAST_CHARACTERS = ['', '', 'AQgw', 'AEIMQUYcgkosw048'];
const BASE64URL = { alphabet: 'base64url' } as const;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function encodeBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** Undefined when the text is not canonical base64url. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  if (!endsCanonically(text)) return undefined;
  const bytes = new Uint8Array(decodedLength(text));
  try {
    const { read, written } = bytes.setFromBase64(text, BASE64URL);
    return read === text.length && written === bytes.length ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** Base64url of a text's UTF-8. Most texts are ASCII, for which the platform's `btoa` is several times faster. */
export function encodeTextBase64url(text: string): string {
  return ASCII_ONLY.test(text) ? encodeBinary(text) : encodeBase64url(encoder.encode(text));
}

/** The text behind canonical base64url; `not-base64url` and `not-utf8` say why there is none. */
export function decodeTextBase64url(text: string): { text: string } | 'not-base64url' | 'not-utf8' {
  const binary = decodeBinaryBase64url(text);
  if (binary === undefined) return 'not-base64url';
  const decoded = textOfBinary(binary);
  return decoded === undefined ? 'not-utf8' : { text: decoded };
}

/** A text whose UTF-8 is given one character a byte; undefined when the bytes are not UTF-8. */
export function textOfBinary(binary: string): string | undefined {
  return ASCII_ONLY.test(binary) ? binary : decodeUtf8(bytesOf(binary));
}

/** Strict UTF-8: no replacement characters, no silently dropped byte order mark. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** 32 bytes in canonical base64url, the form of every SHA-256 digest here. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && DIGEST.test(value);
}

/** The bytes, one character each; undefined when the text is not canonical base64url. */
export function decodeBinaryBase64url(text: string): string | undefined {
  if (!endsCanonically(text) || text.includes('+') || text.includes('/')) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return binary.length === decodedLength(text) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** Platforms drop the stray bits of the last character. */
function endsCanonically(text: string): boolean {
  const over = text.length % 4;
  return over === 0 || (over !== 1 && LAST_CHARACTERS[over]!.includes(text.at(-1)!));
}

/** Platforms skip white space and padding, and fewer bytes come out then. */
function decodedLength(text: string): number {
  return Math.floor((text.length * 3) / 4);
}

function encodeBinary(binary: string): string {
  const padded = btoa(binary).replaceAll('+', '-').replaceAll('/', '_');
  const end = padded.indexOf('=');
  return end === -1 ? padded : padded.slice(0, end);
}

function bytesOf(binary: string): Uint8Array {
  return Uint8Array.fromBase64(btoa(binary));
}
