/**
 * The cryptography everything rests on, behind one synchronous interface with two implementations chosen by the
 * `#primitives` import: OpenSSL through node:crypto on the server and command line, @noble in the browser.
 */
export type Algorithm = 'ES256' | 'Ed25519' | 'ML-DSA-44';

/**
 * Raw forms. ES256: public 65-byte uncompressed SEC1 point, private 32-byte scalar, signature 64-byte r||s.
 * Ed25519 (RFC 8032): public 32, private 32-byte seed, signature 64. ML-DSA-44 (FIPS 204): public 1312, private
 * 32-byte seed, signature 2420.
 */
export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly raw: Uint8Array;
  /** False for any malformed signature; never throws on bad input. ES256 accepts low-S only. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

export interface PrivateKey {
  readonly algorithm: Algorithm;
  readonly publicKey: PublicKey;
  /** The 32-byte secret, for sealing at rest only. */
  readonly secret: Uint8Array;
  /** ES256 signatures are low-S. */
  sign(message: Uint8Array): Uint8Array;
  /** The same, off the calling thread where the platform can. */
  signAsync(message: Uint8Array): Promise<Uint8Array>;
}

/** Each may be passed on by itself: none depends on `this`. */
export interface Primitives {
  readonly sha256: (...parts: readonly Uint8Array[]) => Uint8Array;
  /** SHA-256 of a text's UTF-8, as base64url: what SD-JWT asks for most, without a detour through bytes. */
  readonly sha256Base64url: (text: string) => string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Undefined when the bytes are not a valid key of that algorithm. */
  readonly importPublicKey: (algorithm: Algorithm, raw: Uint8Array) => PublicKey | undefined;
  readonly importPrivateKey: (algorithm: Algorithm, secret: Uint8Array) => PrivateKey | undefined;
  readonly generateKey: (algorithm: Algorithm) => PrivateKey;
}
