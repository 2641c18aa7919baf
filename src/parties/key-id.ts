import { primitives } from '#primitives';

/** A public key for signatures as JWK, with no members beyond these (RFC 7518 section 6.2, RFC 8037 section 2). */
export type PublicJwkValue =
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

/**
 * The name of a key: the RFC 7638 thumbprint of a JWK, or SHA-256 of an age recipient's text, both base64url without
 * padding. Two keys never share one.
 */
export function keyId(key: PublicJwkValue | string): string {
  const text = typeof key === 'string' ? key : thumbprintInput(key);
  return primitives.sha256(new TextEncoder().encode(text)).toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** RFC 7638 section 3: the required members only, in lexicographic order, without white space. */
function thumbprintInput(key: PublicJwkValue): string {
  return key.kty === 'EC'
    ? JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x, y: key.y })
    : JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x });
}
