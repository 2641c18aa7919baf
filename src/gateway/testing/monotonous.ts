import { MESSAGE_BYTES_MOST } from '#gateway/mail/limits.ts';

/** So little that is not the unit itself is in such a mail. */
const HEAD_BYTES_MOST = 400;

const TEXT = 'Content-Type: text/plain';
const encodedAs = (encoding: string) => `${TEXT}\r\nContent-Transfer-Encoding: ${encoding}`;
const MIXED = 'Content-Type: multipart/mixed; boundary=b';
const SIGNED = 'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b';

/** Parts within parts, as deep as they may be, and in the innermost what is repeated. */
const NESTED = [
  'Content-Type: multipart/mixed; boundary=b0\r\n',
  ...Array.from({ length: 9 }, (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n`),
].join('\r\n');

type Kind = { readonly head: string; readonly unit: string; readonly isHeader?: true };

/** One thing, over and over: after these headers, or as the rest of an unfinished one. */
const KINDS: Readonly<Record<string, Kind>> = {
  'lines with a dot': { head: TEXT, unit: '.\r\n' },
  'line feeds': { head: TEXT, unit: '\n' },
  'empty lines': { head: TEXT, unit: '\r\n' },
  'carriage returns': { head: TEXT, unit: '\r' },
  dots: { head: TEXT, unit: '.' },
  spaces: { head: TEXT, unit: ' ' },
  zeros: { head: TEXT, unit: '\0' },
  hyphens: { head: TEXT, unit: '-' },
  words: { head: TEXT, unit: 'word ' },
  'lines of words': { head: TEXT, unit: `${'word '.repeat(15)}\r\n` },
  'lines as answers': { head: TEXT, unit: 'kind: availability/dos\r\n' },
  'quoted lines': { head: TEXT, unit: '> > > > words\r\n' },
  'quotes in one line': { head: TEXT, unit: '> ' },
  'flowing lines': { head: `${TEXT}; format=flowed; delsp=yes`, unit: `${'a '.repeat(35)}\r\n` },
  'flowing lines of spaces': { head: `${TEXT}; format=flowed`, unit: `${' '.repeat(76)}\r\n` },
  'lines of a text that looks encoded': { head: TEXT, unit: `${'A'.repeat(76)}\r\n` },
  'soft line breaks': { head: encodedAs('quoted-printable'), unit: '=\r\n' },
  'equals signs': { head: encodedAs('quoted-printable'), unit: '=' },
  'encoded letters': { head: encodedAs('quoted-printable'), unit: `${'=41'.repeat(25)}=\r\n` },
  padding: { head: encodedAs('base64'), unit: '=' },
  'padded pieces': { head: encodedAs('base64'), unit: 'QQ==' },
  'a file': { head: encodedAs('base64'), unit: `${'A'.repeat(76)}\r\n` },
  'shifts of a character set': { head: `${TEXT}; charset=iso-2022-jp`, unit: '\x1b$B' },
  tags: { head: 'Content-Type: text/html', unit: '<a href="' },
  entities: { head: 'Content-Type: text/html', unit: '&amp' },
  comments: { head: 'Content-Type: text/html', unit: '<!--' },
  boundaries: { head: MIXED, unit: '--b\r\n' },
  'parts with a header': { head: MIXED, unit: '--b\r\nX: y\r\n\r\na\r\n' },
  'parts of many lines': { head: MIXED, unit: `--b\r\nX: y\r\n\r\n${'a\r\n'.repeat(60)}` },
  'lines in parts within parts': { head: NESTED, unit: 'a\r\n' },
  'long lines in parts within parts': { head: NESTED, unit: `${'-'.repeat(998)}\r\n` },
  'signed line feeds': { head: `${SIGNED}\r\n\r\n--b`, unit: '\n' },
  'signed words': { head: `${SIGNED}\r\n\r\n--b`, unit: 'word ' },
  headers: { head: '', unit: 'X: y\r\n', isHeader: true },
  'one header': { head: '', unit: 'X', isHeader: true },
  'a folded header': { head: 'Subject: x', unit: '\r\n a', isHeader: true },
  addresses: { head: 'To: ', unit: 'a@b.example, ', isHeader: true },
  'address brackets': { head: 'From: ', unit: '<', isHeader: true },
  'address groups': { head: 'From: ', unit: 'a:', isHeader: true },
  'address comments': { head: 'From: ', unit: '(', isHeader: true },
  'quotation marks': { head: 'From: ', unit: '"', isHeader: true },
  parameters: { head: TEXT, unit: '; a=b', isHeader: true },
  semicolons: { head: TEXT, unit: ';', isHeader: true },
  'spaces between parameters': { head: SIGNED, unit: ';      ', isHeader: true },
  'encoded words': { head: 'Subject: ', unit: '=?utf-8?q?a?= ', isHeader: true },
};

export const MONOTONOUS = Object.keys(KINDS);

/** A mail of about so many bytes that says one thing over and over. */
export function monotonous(name: string, bytes = MESSAGE_BYTES_MOST): Uint8Array {
  const { head, unit, isHeader } = KINDS[name]!;
  const before = isHeader === true ? head : `From: a@b.example\r\n${head}\r\n\r\n`;
  const times = Math.floor((bytes - HEAD_BYTES_MOST - before.length) / unit.length);
  const rest = isHeader === true ? '\r\n\r\nwords\r\n' : '\r\n';
  return Buffer.concat([Buffer.from(before), Buffer.alloc(times * unit.length, unit), Buffer.from(rest)]);
}
