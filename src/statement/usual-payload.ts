import type { JsonValue } from './draft.ts';
import { nameOf } from './usual-disclosure.ts';

/**
 * The payload of a statement of ours, in the order in which we write it. It is read here by its form, without the JSON
 * parser; what has any other form is left to the general reader, and what has this one means the same to both.
 */
const USUAL =
  /^\{"iss":"[ !#-[\]-~]*","vct":"[ !#-[\]-~]*","log":"[ !#-[\]-~]*","realm":"[ !#-[\]-~]*","_sd":\["[A-Za-z0-9_-]{43}"(?:,"[A-Za-z0-9_-]{43}")*\],"_sd_alg":"sha-256"\}$/;
const MAX_USUAL_CHARACTERS = 4_096;
const DIGEST_CHARACTERS = 43;
const DIGESTS = '"_sd":["';
const END = '"],"_sd_alg":"sha-256"}';

/** `text` is the decoded payload. Undefined where the general reader must judge. */
export function readUsualPayload(text: string): { readonly [name: string]: JsonValue } | undefined {
  if (text.length > MAX_USUAL_CHARACTERS || !USUAL.test(text)) return undefined;
  const iss = textAt(text, '{"iss":"'.length);
  const vct = textAt(text, iss.end + '","vct":"'.length);
  const log = textAt(text, vct.end + '","log":"'.length);
  const realm = textAt(text, log.end + '","realm":"'.length);
  const digests: string[] = [];
  const last = text.length - END.length;
  // No text before them holds a quotation mark, so that this is where they begin.
  let at = realm.end + '",'.length + DIGESTS.length;
  for (; at < last; at += DIGEST_CHARACTERS + '","'.length) digests.push(text.slice(at, at + DIGEST_CHARACTERS));
  return { iss: iss.text, vct: vct.text, log: log.text, realm: realm.text, _sd: digests, _sd_alg: 'sha-256' };
}

function textAt(text: string, at: number): { readonly text: string; readonly end: number } {
  const end = text.indexOf('"', at);
  return { text: nameOf(text.slice(at, end)), end };
}
