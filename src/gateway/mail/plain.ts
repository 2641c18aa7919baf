/** What strangers wrote, made fit to be kept and shown as text: no control characters, and a named length. */

import { LINE_CHARACTERS_MOST, MESSAGE_ID_CHARACTERS_MOST } from './limits.ts';

/** One line, as a name or a subject. A header that was bent into several lines becomes one. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, LINE_CHARACTERS_MOST);
}

/** Text of several lines, however long; line ends and tabs stay. */
export function plainLines(text: string): string {
  return text
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(/(?![\n\t])[\p{Cc}\p{Cs}]/gu, '')
    .trim();
}

/** `<id@host>` where it is one that may stand in a header of ours; null otherwise. */
export function messageIdOf(text: string | undefined): string | null {
  const id = text?.trim() ?? '';
  return id.length <= MESSAGE_ID_CHARACTERS_MOST &&
    /^<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>$/u.test(id)
    ? id
    : null;
}

/** A media type as it may be shown; anything else is bytes. */
export function mediaTypeOf(text: string): string {
  return /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,60}$/u.test(text) ? text : 'application/octet-stream';
}
