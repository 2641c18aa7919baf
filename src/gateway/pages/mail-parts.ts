import type { DeskMail } from '#gateway/mail/mail-desk.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { table } from '#web/parts/lists.ts';
import { type TagLook, tag } from '#web/parts/marks.ts';
import { notice } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { MAIL_TEXTS } from './mail-texts.ts';

type Worth = { readonly tag: Markup; readonly says: Content };

/** What a mail's signature is worth, in a word and in a sentence. */
export function worthOf({ signature, listed }: DeskMail, listedBy: string | undefined): Worth {
  const T = MAIL_TEXTS.signatures;
  const worth = (text: { readonly tag: string }, look: TagLook, says: Content): Worth => ({
    tag: tag(text.tag, look),
    says,
  });
  if (signature.kind === 'openpgp') {
    const fingerprint = html`<span class="hash">${signature.fingerprint}</span>`;
    const { signedAt } = signature;
    const signed =
      signedAt !== undefined && html` ${sentence(T.signedAt, { time: when(Temporal.Instant.from(signedAt)) })}`;
    return listed === null || listedBy === undefined
      ? worth(T.unlisted, 'wait', html`${sentence(T.unlisted.says, { fingerprint })}${signed}`)
      : worth(T.listed, 'done', html`${sentence(T.listed.says, { fingerprint, party: said(listedBy) })}${signed}`);
  }
  const text = T[signature.kind];
  return worth(text, signature.kind === 'openpgp-wrong' ? 'wrong' : 'plain', text.says);
}

/** Files by name and digest: nothing of them is drawn, whatever they claim to be. */
export function filesTable({ files }: DeskMail): Markup | false {
  if (files.length === 0) return false;
  const T = MAIL_TEXTS.mail;
  const rows = files.map(({ name, type, bytes, digest }) => [
    said(name),
    type,
    bytes,
    html`<span class="hash">${digest}</span>`,
  ]);
  const { name, type, bytes, digest } = T.fileColumns;
  const columns = [{ label: name }, { label: type }, { label: bytes, figure: true }, { label: digest }];
  return html`<section class="stack tight" aria-labelledby="files"><h2 id="files">${T.files}</h2><p class="soft">${T.filesLead}</p>${table(T.files, columns, rows, true)}</section>`;
}

/** Other mails under the same identifier: which of them to believe is for a person to say. */
export function namesakesNotice(mails: readonly DeskMail[]): Markup | false {
  if (mails.length === 0) return false;
  const T = MAIL_TEXTS.mail.sameId;
  const rows = mails.map((mail) => {
    const link = html`<a href="/mail/${mail.id}">${subjectOf(mail)}</a> (${senderOf(mail)})`;
    return html`<li>${sentence(T.came, { time: when(mail.receivedAt), mail: link })}</li>`;
  });
  return notice(T.title, html`<ul>${rows}</ul><p>${T.lead}</p>`, 'wait');
}

export function subjectOf({ subject }: DeskMail): Content {
  return subject === '' ? MAIL_TEXTS.noSubject : said(subject);
}

export function senderOf({ from }: DeskMail): Markup {
  const address = from.address === '' ? '–' : said(from.address);
  return html`${from.name !== '' && html`${said(from.name)} `}${address}`;
}
