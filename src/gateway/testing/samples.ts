import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A mail as a mail server hands it over: every line ends in CR LF, in whatever character set it is. */
export async function sample(name: string): Promise<Uint8Array> {
  const kept = await readFile(join(import.meta.dirname, 'samples', `${name}.eml`), 'latin1');
  return new Uint8Array(Buffer.from(kept.replaceAll(/\r?\n/gu, '\r\n'), 'latin1'));
}

/** A mail from lines, ended as mail servers end them. */
export function mailFrom(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

export type SignedSample = { readonly raw: Uint8Array; readonly fingerprint: string };

/** A mail signed with a new OpenPGP key, which comes along as its program would send it (RFC 3156, Autocrypt). */
export async function signedMail({
  text = 'kind: availability/dos\r\n\r\nResults stopped.',
  change = (raw: string) => raw,
  sendKey = true,
}: {
  readonly text?: string;
  readonly change?: (raw: string) => string;
  readonly sendKey?: boolean;
} = {}): Promise<SignedSample> {
  const openpgp = await import('openpgp');
  const { privateKey, publicKey } = await openpgp.generateKey({
    userIDs: [{ name: 'Ilse', email: 'it@orla.example' }],
    date: new Date('2026-02-01T00:00:00Z'),
    format: 'object',
  });
  const part = `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
  const signature = await openpgp.sign({
    message: await openpgp.createMessage({ binary: new TextEncoder().encode(part) }),
    signingKeys: privateKey,
    detached: true,
    date: new Date('2026-03-01T07:00:00Z'),
  });
  const keydata = Buffer.from(publicKey.write()).toString('base64');
  const raw = [
    'From: Ilse <it@orla.example>',
    'To: report@csirt.veldmark.example',
    'Subject: Signed report',
    'Message-ID: <signed-1@orla.example>',
    ...(sendKey ? [`Autocrypt: addr=it@orla.example; keydata=${keydata.match(/.{1,70}/gu)!.join('\r\n ')}`] : []),
    'MIME-Version: 1.0',
    'Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="sig"',
    '',
    '--sig',
    `${part}\r\n--sig`,
    'Content-Type: application/pgp-signature; name="signature.asc"',
    '',
    String(signature).replaceAll(/\r?\n/gu, '\r\n'),
    '--sig--',
    '',
  ].join('\r\n');
  return { raw: new TextEncoder().encode(change(raw)), fingerprint: publicKey.getFingerprint().toUpperCase() };
}
