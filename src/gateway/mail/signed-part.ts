import { SIGNATURE_CHARACTERS_MOST } from './limits.ts';

/** Finds what a `multipart/signed` mail says was signed, byte for byte (RFC 1847, RFC 3156). */

export type SignedPart = {
  /** The first part with its headers, lines ended as the signature was made over them. */
  readonly bytes: Uint8Array;
  readonly armoredSignature: string;
};

export type SignatureKind = 'openpgp' | 'smime' | null;

/** By which means a mail claims to be signed; only its outermost type counts, so that nothing stands beside what was signed. */
export function signatureKind(contentType: string): SignatureKind {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime') return 'smime';
  if (type !== 'multipart/signed') return null;
  const protocol = parameterOf(contentType, 'protocol')?.toLowerCase();
  if (protocol === 'application/pgp-signature') return 'openpgp';
  return protocol?.includes('pkcs7-signature') === true ? 'smime' : null;
}

/** Undefined where the parts are not as the standard has them: exactly two, the second the signature. */
export function signedPart(raw: Uint8Array, contentType: string): SignedPart | undefined {
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === undefined || boundary === '' || boundary.length > 70) return undefined;
  // Bytes as characters, one for one; lines end in CR LF for the signature, however the file was kept.
  const text = Buffer.from(raw).toString('latin1').replaceAll(/\r?\n/gu, '\r\n');
  const body = text.indexOf('\r\n\r\n');
  const first = text.indexOf(`\r\n--${boundary}\r\n`, body);
  if (body === -1 || first === -1) return undefined;
  const from = first + boundary.length + 6;
  const second = text.indexOf(`\r\n--${boundary}\r\n`, from);
  const end = text.indexOf(`\r\n--${boundary}--`, from);
  if (second === -1 || end < second) return undefined;
  const armor = text.slice(second, end);
  const begin = armor.indexOf('-----BEGIN PGP SIGNATURE-----');
  const close = armor.indexOf('-----END PGP SIGNATURE-----');
  if (begin === -1 || close < begin || close - begin > SIGNATURE_CHARACTERS_MOST) return undefined;
  if (armor.includes(`\r\n--${boundary}\r\n`, 1)) return undefined;
  return {
    bytes: new Uint8Array(Buffer.from(text.slice(from, second), 'latin1')),
    armoredSignature: `${armor.slice(begin, close)}-----END PGP SIGNATURE-----\r\n`,
  };
}

function parameterOf(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;"]+))`, 'iu').exec(header);
  return match?.[1] ?? match?.[2];
}
