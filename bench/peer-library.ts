/**
 * The peer of our statements: `@sd-jwt/core` issues and verifies the same claims, each hidden by itself, with the same
 * key, hash and salts (OpenSSL, through the runtime) as ours, so that only the libraries differ.
 */
import { createHash } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { primitives } from '#primitives';
import { decodeBase64url, encodeBase64url } from '#statement/base64url.ts';
import type { Claim } from '#statement/draft.ts';
import type { SigningKey } from '#statement/jwk.ts';
import type { Envelope } from '#statement/parse.ts';

export type PeerLibrary = {
  readonly issue: () => Promise<string>;
  /** Checks signature and disclosures and reads the claims; throws where anything is wrong. */
  readonly verify: (presentation: string) => Promise<unknown>;
};

const encoder = new TextEncoder();

export function peerLibrary(
  envelope: Envelope,
  claims: readonly Claim[],
  { key, kid, alg }: SigningKey,
): PeerLibrary {
  const { publicKey } = key;
  const library = new SDJwtInstance<Record<string, unknown>>({
    signer: (text) => encodeBase64url(key.sign(encoder.encode(text))),
    verifier: (text, signature) =>
      publicKey.verify(encoder.encode(text), decodeBase64url(signature) ?? new Uint8Array()),
    signAlg: alg,
    hasher: (content) =>
      createHash('sha256')
        .update(content as string)
        .digest(),
    hashAlg: 'sha-256',
    saltGenerator: (length) => encodeBase64url(primitives.randomBytes(length)),
    omitTyp: true,
  });
  const { issuer: iss, ...shown } = envelope;
  const hidden = Object.fromEntries(
    claims.map(({ name, value, marking: { tlp, pap, uses, audience } }) => [
      name,
      { v: value, m: { t: tlp, p: pap, u: uses, a: audience } },
    ]),
  );
  const payload = { iss, ...shown, ...hidden };
  const frame = { _sd: Object.keys(hidden) };
  return {
    issue: () => library.issue(payload, frame as never, { header: { typ: 'comity-statement+sd-jwt', kid } }),
    verify: (presentation) => library.verify(presentation),
  };
}
