import { primitives } from '#primitives';
import { encodeBase64url } from '#statement/base64url.ts';
import { STATEMENT_TYP } from '#statement/jose-header.ts';
import { type SigningKey, signingKey } from '#statement/jwk.ts';

/** A key that is the same in every run; the text names it. */
export function fixedKey(name: string, algorithm: 'ES256' | 'Ed25519' = 'ES256', source = primitives): SigningKey {
  return signingKey(source.importPrivateKey(algorithm, source.sha256(bytesOf(name)))!);
}

/** Random-looking bytes that are the same in every run; each call goes on where the last one ended. */
export function fixedBytes(name: string): (length: number) => Uint8Array {
  let block = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let position = 0; position < length; position += 32) {
      const next = primitives.sha256(bytesOf(`${name} ${block++}`));
      bytes.set(next.subarray(0, Math.min(32, length - position)), position);
    }
    return bytes;
  };
}

/** One disclosure from any JSON, or from a text that is none. */
export function forgeDisclosure(content: unknown): string {
  return encodeBase64url(bytesOf(typeof content === 'string' ? content : JSON.stringify(content)));
}

export function digestOf(disclosure: string): string {
  return primitives.sha256Base64url(disclosure);
}

export type Forgery = {
  readonly key: SigningKey;
  /** The protected header; text is taken as it stands, so that it can be broken JSON. */
  readonly header?: string | Readonly<Record<string, unknown>>;
  readonly payload: string | Readonly<Record<string, unknown>>;
  readonly disclosures?: readonly string[];
};

/** A presentation with a true signature over whatever is asked, sound or not. */
export function forge({ key, header, payload, disclosures = [] }: Forgery): string {
  return [
    forgeJwt({ key, header: header ?? { alg: key.alg, typ: STATEMENT_TYP, kid: key.kid }, payload }),
    ...disclosures,
    '',
  ].join('~');
}

export function forgeJwt({ key, header, payload }: Required<Pick<Forgery, 'key' | 'header' | 'payload'>>): string {
  const input = `${forgePart(header)}.${forgePart(payload)}`;
  return `${input}.${encodeBase64url(key.key.sign(bytesOf(input)))}`;
}

function forgePart(content: string | Readonly<Record<string, unknown>>): string {
  return encodeBase64url(bytesOf(typeof content === 'string' ? content : JSON.stringify(content)));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
