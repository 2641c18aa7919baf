import { createHash } from 'node:crypto';
import type { Address, Email } from 'postal-mime';
import type { MailCode } from '#gateway/codes.ts';
import { GATEWAY_REFUSALS } from '#gateway/refusal-texts.ts';
import { accept, type Outcome, refuseSpoken } from '#outcome.ts';
import { plainSentence } from '#web/sentence.ts';
import {
  ATTACHMENTS_MOST,
  LINES_MOST,
  MESSAGE_BYTES_MOST,
  PART_LINES_MOST,
  TEXT_CHARACTERS_MOST,
} from './limits.ts';
import { parseMail } from './parse-mail.ts';
import { mediaTypeOf, messageIdOf, oneLine, plainLines } from './plain.ts';
import { checkOpenPgp, type Signature } from './signature.ts';
import { signatureKind, signedPart } from './signed-part.ts';

/** A file that came along: kept sealed and listed by name and digest; nothing of it is ever drawn. */
export type MailFile = {
  readonly name: string;
  readonly type: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
};

export type ReadMail = {
  readonly messageId: string | null;
  /** As the mail says; see `signature` for what that is worth. */
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly clipped: boolean;
  readonly files: readonly MailFile[];
  readonly signature: Signature;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  /** The same for the same mail, however it travelled, and another for any other: see `identityOf`. */
  readonly identity: string;
};

/** Reads a mail that may be hostile: bounded before it is parsed, while it is, and after. Nothing is thrown. */
export async function readMail(raw: Uint8Array, at: Temporal.Instant): Promise<Outcome<ReadMail, MailCode>> {
  if (raw.length > MESSAGE_BYTES_MOST) return refusal('mail-too-large', { most: MESSAGE_BYTES_MOST });
  if (raw.length === 0) return refusal('mail-malformed', { why: GATEWAY_REFUSALS.why.empty });
  if (partLines(raw) > PART_LINES_MOST) return refusal('mail-malformed', { why: GATEWAY_REFUSALS.why.parts });
  if (linesOf(raw) > LINES_MOST) return refusal('mail-malformed', { why: GATEWAY_REFUSALS.why.lines });
  const outer = await parseMail(raw);
  if (outer === undefined) return refusal('mail-malformed', { why: GATEWAY_REFUSALS.why.nesting });
  const { signature, signed } = await signatureOf(raw, outer, at);
  const inner = signed === undefined ? outer : await parseMail(signed);
  if (inner === undefined) return refusal('mail-malformed', { why: GATEWAY_REFUSALS.why.nesting });
  const files = filesOf(inner);
  if (files.length > ATTACHMENTS_MOST) return refusal('mail-too-many-parts', { most: ATTACHMENTS_MOST });
  const lines = plainLines(inner.text ?? '');
  const mail = {
    messageId: messageIdOf(outer.messageId),
    from: mailboxOf(outer.from),
    subject: oneLine(outer.subject ?? ''),
    text: lines.slice(0, TEXT_CHARACTERS_MOST),
    clipped: lines.length > TEXT_CHARACTERS_MOST,
    ...{ files, signature },
    headers: outer.headers,
  };
  const written = outer.date ?? mail.messageId ?? at.toZonedDateTimeISO('UTC').toPlainDate().toString();
  return accept({ ...mail, identity: identityOf(mail, { lines, html: inner.html ?? '', written }) });
}

/**
 * What makes a mail this one and no other. Anybody can write a known identifier above a mail, so that tells nothing.
 * When it was written does, since a machine reports the same words again and means it: by its date, else its identifier,
 * else the day on which it came. Headers that relays add or change have no part in it, and what the signature is worth
 * has: a copy without it must not stand for the original.
 */
function identityOf(
  { from, subject, files, signature }: Omit<ReadMail, 'identity'>,
  { lines, html, written }: { readonly lines: string; readonly html: string; readonly written: string },
): string {
  const words = [from.name, from.address, subject, lines, html];
  return digestOf(JSON.stringify([written, words, files.map(({ digest }) => digest), signature]));
}

export function refusal(code: MailCode, values: Readonly<Record<string, string | number>> = {}) {
  return refuseSpoken(code, plainSentence(GATEWAY_REFUSALS[code], values));
}

/** Lines that begin with two hyphens: no more parts than these can there be. */
function partLines(raw: Uint8Array): number {
  let lines = 0;
  for (let at = raw.indexOf(0x2d); at !== -1; at = raw.indexOf(0x2d, at + 1)) {
    if (raw[at + 1] === 0x2d && (at === 0 || raw[at - 1] === 0x0a || raw[at - 1] === 0x0d)) lines++;
    if (lines > PART_LINES_MOST) break;
  }
  return lines;
}

function linesOf(raw: Uint8Array): number {
  let lines = 0;
  for (let at = raw.indexOf(0x0a); at !== -1 && lines <= LINES_MOST; at = raw.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

async function signatureOf(
  raw: Uint8Array,
  { headers, attachments }: Email,
  at: Temporal.Instant,
): Promise<{ readonly signature: Signature; readonly signed?: Uint8Array }> {
  const types = headers.filter(({ key }) => key === 'content-type').map(({ value }) => value);
  const type = types.length === 1 ? types[0]! : '';
  if (/^\s*multipart\/encrypted/iu.test(type)) return { signature: { kind: 'encrypted' } };
  const kind = signatureKind(type);
  if (kind === 'smime') return { signature: { kind: 'smime-not-checked' } };
  if (kind === null) return { signature: { kind: 'none' } };
  const part = signedPart(raw, type);
  if (part === undefined) return { signature: { kind: 'openpgp-wrong' } };
  const attached = attachments.filter(({ mimeType }) => mimeType === 'application/pgp-keys');
  const keys = [...attached.map(({ content }) => bytesOf(content)), ...autocryptKeys(headers)];
  const signature = await checkOpenPgp(part, keys, new Date(at.epochMilliseconds));
  return { signature, signed: part.bytes };
}

const KEY_DATA = 'keydata=';

/** Keys that mail programs send along in a header (Autocrypt, section 3.1.1). */
function autocryptKeys(headers: Email['headers']): readonly Uint8Array[] {
  return headers
    .filter(({ key, value }) => key === 'autocrypt' && value.includes(KEY_DATA))
    .map(({ value }) => Buffer.from(value.slice(value.indexOf(KEY_DATA) + KEY_DATA.length), 'base64'))
    .filter((key) => key.length > 0);
}

function filesOf({ attachments, html, text }: Email): readonly MailFile[] {
  const files = attachments.map(({ filename, mimeType, content }, at) => {
    const bytes = bytesOf(content);
    return {
      name: oneLine(filename ?? '') || `part-${at + 1}`,
      type: mediaTypeOf(mimeType),
      bytes,
      digest: digestOf(bytes),
    };
  });
  // Words that came as HTML alone are kept as a file, since HTML is not read here.
  if (html === undefined || (text ?? '').trim() !== '') return files;
  const bytes = new TextEncoder().encode(html);
  return [...files, { name: 'message.html', type: 'text/html', bytes, digest: digestOf(bytes) }];
}

function bytesOf(content: string | ArrayBuffer | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}

function mailboxOf(from: Address | undefined): ReadMail['from'] {
  const box = from?.group === undefined ? from : from.group[0];
  return { name: oneLine(box?.name ?? ''), address: oneLine(box?.address ?? '') };
}

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
