import type { DeskMail } from '#gateway/mail/mail-desk.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { table } from '#web/parts/lists.ts';
import { type TagLook, tag } from '#web/parts/marks.ts';
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
    return listed === null || listedBy === undefined
      ? worth(T.unlisted, 'wait', sentence(T.unlisted.says, { fingerprint }))
      : worth(T.listed, 'done', sentence(T.listed.says, { fingerprint, party: said(listedBy) }));
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

export function senderOf({ from }: DeskMail): Markup {
  const address = from.address === '' ? '–' : said(from.address);
  return html`${from.name !== '' && html`${said(from.name)} `}${address}`;
}
