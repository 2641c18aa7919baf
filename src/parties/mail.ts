import { createTransport, type Transporter } from 'nodemailer';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { sealTo } from '#store/seal.ts';
import { exerciseMark } from '#texts/exercise.ts';
import type { Language } from '#texts/languages.ts';
import type { GuestCode } from './codes.ts';

export const MAIL_BYTES_MOST = 4_194_304;
const CONNECT_WAIT_MS = 10_000;
const SEND_WAIT_MS = 60_000;
const RECIPIENT = /^age1(?:pq1)?[02-9ac-hj-np-z]{40,2000}$/;
/** One address, without display name or list: what is typed must not be able to add recipients. */
const ADDRESS = /^[^\s@<>",;:()[\]\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,188}[a-z0-9])?$/i;

/** Texts of the covering mail, which anybody on the way can read: no case, no victim, no subject matter in them. */
export type CoveringMail = { readonly subject: string; readonly text: string };

export type SealedMail = {
  readonly to: string;
  /** In which the covering text is written. */
  readonly language: Language;
  /** The contact's age recipient, from its contact point. */
  readonly recipient: string;
  readonly cover: CoveringMail;
  /** Each is sealed before it is attached, as `<name>.age`. */
  readonly attachments: readonly { readonly name: string; readonly content: Uint8Array }[];
};

/** A mail that anybody on the way can read: whoever writes it sees to it that it may be read. */
export type PlainMail = {
  readonly to: string;
  /** In which it is written. */
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  /** The same for each try, so that a mail program drops a repetition. */
  readonly messageId: string;
  /**
   * Given for an answer that a machine writes to a mail: the identifier of that mail, or null where it had none. Such an
   * answer has no sender that could be answered in turn (RFC 3834).
   */
  readonly answers?: string | null;
};

export interface Mailer extends Disposable {
  /** Sends an open text; throws when the mail server cannot be reached or does not take it. */
  sendPlain(mail: PlainMail): Promise<Outcome<string, GuestCode>>;
  /** Seals and sends; answers the message's identifier. Throws when the mail server cannot be reached. */
  send(mail: SealedMail): Promise<Outcome<string, GuestCode>>;
}

export type MailSettings = {
  /** It carries the credentials; plain `smtp://` upgrades to TLS before anything is said, unless it is this very machine. */
  readonly smtpUrl: string;
  /** The node's own address. */
  readonly from: string;
  /** A mail from an exercise says so in its subject and before its words, in its own language, so that none passes for real. */
  readonly realm: string;
};

/** What is the same for all mails of one node. */
type Sending = Omit<MailSettings, 'smtpUrl'> & { readonly transport: Transporter };

/** Mail to persons of this node, and to parties without one. */
export function openMailer({ smtpUrl, from, realm }: MailSettings): Mailer {
  const url = new URL(smtpUrl);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const transport: Transporter = createTransport({
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    requireTLS: url.protocol === 'smtp:' && !isHere,
    connectionTimeout: CONNECT_WAIT_MS,
    greetingTimeout: CONNECT_WAIT_MS,
    socketTimeout: SEND_WAIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  });
  const sending: Sending = { transport, from, realm };
  return {
    sendPlain: (mail) => sendPlain(sending, mail),
    send: (mail) => sendSealed(sending, mail),
    [Symbol.dispose]: () => transport.close(),
  };
}

async function sendPlain(
  { transport, from, realm }: Sending,
  { to, language, subject, text, messageId, answers }: PlainMail,
): Promise<Outcome<string, GuestCode>> {
  if (!isMailAddress(to)) return refuse('mail-not-accepted', 'This is not one mail address.', 'to');
  const sent = await transport.sendMail({
    from,
    to,
    ...marked({ subject, text }, language, realm),
    messageId,
    headers: {
      'content-language': language,
      'auto-submitted': answers === undefined ? 'auto-generated' : 'auto-replied',
    },
    ...(answers === undefined ? {} : { envelope: { from: '', to } }),
    ...(answers === undefined || answers === null ? {} : { inReplyTo: answers, references: answers }),
  });
  return accept(sent.messageId);
}

function marked({ subject, text }: CoveringMail, language: Language, realm: string): CoveringMail {
  const mark = exerciseMark(language, realm);
  return mark === undefined ? { subject, text } : { subject: `${mark} ${subject}`, text: `${mark}\n\n${text}` };
}

/** One address, without display name or list. */
export function isMailAddress(text: string): boolean {
  return ADDRESS.test(text);
}

async function sendSealed(
  { transport, from, realm }: Sending,
  { to, language, recipient, cover, attachments }: SealedMail,
): Promise<Outcome<string, GuestCode>> {
  if (!RECIPIENT.test(recipient)) {
    return refuse(
      'recipient-key-invalid',
      'This contact lists no age key: hand the link over by telephone instead.',
    );
  }
  if (!ADDRESS.test(to)) return refuse('mail-not-accepted', 'This is not one mail address.', 'to');
  if (attachments.reduce((bytes, { content }) => bytes + content.length, 0) > MAIL_BYTES_MOST) {
    return refuse('mail-not-accepted', phrase`A mail carries at most ${MAIL_BYTES_MOST} bytes.`, 'attachments');
  }
  const sealed = await sealAll(recipient, attachments);
  if (sealed === undefined) {
    return refuse(
      'recipient-key-invalid',
      'The age key of this contact is not one that can be sealed to.',
      'recipient',
    );
  }
  const sent = await transport.sendMail({
    from,
    to,
    ...marked(cover, language, realm),
    headers: { 'content-language': language },
    attachments: sealed,
  });
  return accept(sent.messageId);
}

/** Undefined when the recipient looks like a key and is none. */
async function sealAll(recipient: string, attachments: SealedMail['attachments']) {
  try {
    return await Promise.all(
      attachments.map(async ({ name, content }) => ({
        filename: `${name}.age`,
        content: Buffer.from(await sealTo([recipient], content)),
        contentType: 'application/octet-stream',
      })),
    );
  } catch {
    return undefined;
  }
}
