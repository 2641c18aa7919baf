import { createHash } from 'node:crypto';
import { mailFrom } from './samples.ts';

const DSA = 17;
const SHA256 = 8;
const PUBLIC_KEY = 6;
const SIGNATURE = 2;
const CREATED_KEY = '65000000';
const CREATED_SIGNATURE = '69a00000';

/**
 * A mail with a DSA key and a signature whose numbers are as long as asked. Nothing in it is wrong before the
 * arithmetic has been done: the digest fits, the key is named, the numbers are in range (RFC 4880, sections 4 and 5).
 */
export function heavilySigned(bits: number): Uint8Array {
  const part = 'Content-Type: text/plain\r\n\r\nhello\r\n';
  const numbers = [number(bits, 0xa5), number(bits, 0x93), number(bits - 2, 0x55), number(bits - 3, 0x77)];
  const key = Buffer.concat([Buffer.from([4]), Buffer.from(CREATED_KEY, 'hex'), Buffer.from([DSA]), ...numbers]);
  const print = sha('sha1', Buffer.from([0x99]), length16(key), key);
  const created = Buffer.concat([Buffer.from([5, 2]), Buffer.from(CREATED_SIGNATURE, 'hex')]);
  const issuer = Buffer.concat([Buffer.from([9, 16]), print.subarray(12)]);
  const head = Buffer.concat([Buffer.from([4, 0, DSA, SHA256]), length16(created), created]);
  const digest = sha('sha256', Buffer.from(part), head, Buffer.from([4, 0xff]), length32(head));
  const proof = [digest.subarray(0, 2), number(bits - 4, 0x31), number(bits - 5, 0x37)];
  const signature = packet(SIGNATURE, Buffer.concat([head, length16(issuer), issuer, ...proof]));
  return mailFrom(
    'From: a <a@b.example>',
    `Autocrypt: addr=a@b.example; keydata=${lines(packet(PUBLIC_KEY, key), '\r\n ')}`,
    'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="sig"',
    '',
    '--sig',
    `${part}\r\n--sig`,
    'Content-Type: application/pgp-signature',
    '',
    `-----BEGIN PGP SIGNATURE-----\r\n\r\n${lines(signature, '\r\n')}\r\n-----END PGP SIGNATURE-----`,
    '--sig--',
  );
}

function sha(name: string, ...parts: readonly Uint8Array[]): Buffer {
  return createHash(name).update(Buffer.concat(parts)).digest();
}

/** An odd number of so many bits, with its length before it. */
function number(bits: number, fill: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), fill);
  bytes[0] = 0xff >> (bytes.length * 8 - bits);
  bytes[bytes.length - 1]! |= 1;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bits);
  return Buffer.concat([length, bytes]);
}

function length16(part: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(part.length);
  return length;
}

function length32(part: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return length;
}

function packet(tag: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag, 0xff]), length32(body), body]);
}

function lines(bytes: Buffer, between: string): string {
  return bytes
    .toString('base64')
    .match(/.{1,64}/gu)!
    .join(between);
}
