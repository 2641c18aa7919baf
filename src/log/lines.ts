import { HASH_BYTES, MAX_TREE_SIZE } from './tree.ts';

/** The small grammar that every C2SP text shares: decimals, standard base64, names. Strict, and it never throws. */

const encoder = new TextEncoder();
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;
const BASE64_HASH_CHARACTERS = 44;
const STRICT = { lastChunkHandling: 'strict' } as const;
/** What nearly all key names are made of. */
const PLAIN_NAME = /^[A-Za-z0-9._/-]+$/;

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** An ASCII decimal without leading zeroes, at most 2^53-1; undefined otherwise. */
export function parseDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_TREE_SIZE ? value : undefined;
}

/** Standard base64 (RFC 4648, section 4), padded and canonical; undefined otherwise. */
export function parseBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  // Into memory of the right length: small arrays then stand in the heap, which costs a third of one outside.
  const bytes = new Uint8Array((text.length / 4) * 3 - padding(text));
  try {
    const { read, written } = bytes.setFromBase64(text, STRICT);
    // The platform's decoder skips white space; only then do the lengths disagree.
    return read === text.length && written === bytes.length ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function padding(text: string): number {
  if (!text.endsWith('=')) return 0;
  return text.endsWith('==') ? 2 : 1;
}

/** One SHA-256 hash in base64; undefined otherwise. */
export function parseHash(text: string): Uint8Array | undefined {
  if (text.length !== BASE64_HASH_CHARACTERS) return undefined;
  const bytes = parseBase64(text);
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

/** A key name of signed-note: not empty, no Unicode space, no plus sign, no control character. */
export function isKeyName(name: string): boolean {
  return (
    PLAIN_NAME.test(name) || (name.length > 0 && name.isWellFormed() && !/[\p{White_Space}+\p{Cc}]/u.test(name))
  );
}

/** Without the control characters that signed-note forbids, a newline apart, and without lone surrogates. */
export function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids exactly these.
  return text.isWellFormed() && !/[\x00-\x09\x0b-\x1f]/.test(text);
}
