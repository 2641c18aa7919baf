import { timingSafeEqual } from 'node:crypto';
import { primitives } from '#primitives';

const SECRET_BYTES = 32;
/** Crockford's base 32: no I, L, O or U, so that a code survives being read out on the telephone. */
const SPOKEN_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SPOKEN_GROUP = 5;

/** 256 random bits, base64url without padding. */
export function newSecret(): string {
  return primitives.randomBytes(SECRET_BYTES).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** What is stored in a secret's place. A plain hash suffices for 256 random bits; it would not for a password. */
export function hashOf(secret: string): string {
  return primitives.sha256Base64url(`comity secret ${secret}`);
}

/** Equal without telling by its duration how much was equal. */
export function sameText(one: string, other: string): boolean {
  const [first, second] = [new TextEncoder().encode(one), new TextEncoder().encode(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

/** A random code to be read out or typed: 5 bits a character, in groups of five with a hyphen between. */
export function newSpokenCode(groups: number): string {
  const letters = [...primitives.randomBytes(groups * SPOKEN_GROUP)].map((byte) => SPOKEN_ALPHABET[byte & 31]);
  return Array.from({ length: groups }, (_, at) =>
    letters.slice(at * SPOKEN_GROUP, (at + 1) * SPOKEN_GROUP).join(''),
  ).join('-');
}

/** The code as it was meant: upper case, hyphens and spaces left out, letters that are mistaken for digits put right. */
export function spokenCode(typed: string): string {
  const bare = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return bare.replaceAll(/(.{5})(?=.)/g, '$1-');
}
