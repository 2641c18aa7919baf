/** Mail that no answer may be sent to, so that two machines never begin to talk (RFC 3834, section 2). */

export type Automatic =
  | 'null-sender'
  | 'auto-submitted'
  | 'bulk'
  | 'list'
  | 'bounce'
  | 'role-address'
  | 'no-address';

const BULK = new Set(['bulk', 'junk', 'list', 'auto_reply']);
const ROLES =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.*|.*-(?:request|bounces?|owner))$/iu;

type Header = { readonly key: string; readonly value: string };

/** Why no answer may be sent, or null. `sender` is the envelope's; an empty one is that of a bounce. */
export function whyNoAnswer(sender: string | null, headers: readonly Header[]): Automatic | null {
  const values = (key: string) =>
    headers.filter((header) => header.key === key).map(({ value }) => value.trim().toLowerCase());
  if (sender === '') return 'null-sender';
  if (values('return-path').includes('<>')) return 'null-sender';
  if (values('auto-submitted').some((value) => value.split(';')[0]!.trim() !== 'no')) return 'auto-submitted';
  if (values('x-auto-response-suppress').length > 0 || values('x-autoreply').length > 0) return 'auto-submitted';
  if (values('precedence').some((value) => BULK.has(value))) return 'bulk';
  if (headers.some(({ key }) => key.startsWith('list-'))) return 'list';
  if (values('content-type').some((value) => value.startsWith('multipart/report'))) return 'bounce';
  if (sender === null) return 'no-address';
  return ROLES.test(sender.split('@')[0]!) ? 'role-address' : null;
}
