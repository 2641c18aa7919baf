import { primitives } from '#primitives';

/**
 * A case id that follows from a text, so that saying the same again names the same case and has one effect. It has the
 * form of a random UUIDv4. The text must name who speaks, and hold what nobody else knows: two parties that fill in the
 * same form share no case, and nobody comes upon a case by guessing.
 */
export function caseIdFrom(text: string): string {
  const bytes = sha256(`comity case ${text}`).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toHex();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A key under which sending the same thing again has one effect. */
export function idempotencyKeyFrom(prefix: string, text: string): string {
  return `${prefix}-${sha256(text).toBase64({ alphabet: 'base64url', omitPadding: true })}`;
}

function sha256(text: string): Uint8Array {
  return primitives.sha256(new TextEncoder().encode(text));
}
