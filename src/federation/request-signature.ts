/**
 * Who sends a request to another node: a signed note (C2SP signed-note) in a header, over the method, the path, the
 * receiving log's origin, the body's hash and the time. The key is the node's own for this purpose, confirmed at
 * peering; it never signs checkpoints. What is inside stands under the parties' signatures; this one lets a node turn
 * strangers away before it opens anything.
 */
import { utf8 } from '#log/lines.ts';
import { formatNote, parseNote, signaturesOf, verifyNoteSignature } from '#log/note.ts';
import type { SignerKey, VerifierKey } from '#log/verifier-key.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { WireCode } from './codes.ts';

export const REQUEST_HEADER = 'comity-request';
const MAX_REQUEST_HEADER_CHARACTERS = 4_096;
/** Clocks may differ by this much; a request repeated within it has the same effect as once. */
export const REQUEST_AGE_LIMIT_SECONDS = 300;
const FIRST_LINE = 'comity-request/v1';

export type RequestLine = {
  readonly method: string;
  readonly path: string;
  /** Origin of the log of the node that is asked. */
  readonly to: string;
  readonly body: Uint8Array;
};

function textOf({ method, path, to, body }: RequestLine, seconds: number): string {
  const hash = primitives.sha256(body).toBase64();
  return `${FIRST_LINE}\n${method} ${path}\n${to}\n${hash}\n${seconds}\n`;
}

/** The header's value: base64 of the signed note. */
export function signRequest(line: RequestLine, { verifier, key }: SignerKey, now: Temporal.Instant): string {
  const text = textOf(line, Math.floor(now.epochMilliseconds / 1000));
  const signature = { name: verifier.name, keyId: verifier.keyId, signature: key.sign(utf8(text)) };
  return utf8(formatNote({ text, signatures: [signature] })).toBase64();
}

/** Which of the confirmed peers' keys signed exactly this request, lately. */
export function verifyRequest(
  header: string | undefined,
  line: RequestLine,
  keys: readonly VerifierKey[],
  now: Temporal.Instant,
): Outcome<VerifierKey, WireCode> {
  const note = header === undefined ? undefined : readHeader(header);
  if (note === undefined) {
    return refuse('request-unsigned', 'A node signs its requests with the key that was confirmed at peering.');
  }
  const seconds = Number(note.text.split('\n').at(4));
  const claimed = keys.filter((known) => signaturesOf(note, known).length > 0);
  if (claimed.length === 0)
    return refuse('peer-unknown', 'No confirmed peer signs with this key: ask to be confirmed.');
  if (!Number.isSafeInteger(seconds) || note.text !== textOf(line, seconds)) {
    return refuse('request-not-for-us', 'The signature speaks of another request or another node.');
  }
  const key = claimed.find((known) =>
    signaturesOf(note, known).every((signature) => verifyNoteSignature(note.text, signature, known)),
  );
  if (key === undefined) {
    return refuse('request-signature-invalid', 'The signature does not belong to this request and this key.');
  }
  if (Math.abs(now.epochMilliseconds / 1000 - seconds) > REQUEST_AGE_LIMIT_SECONDS) {
    return refuse(
      'request-stale',
      phrase`The request is dated more than ${REQUEST_AGE_LIMIT_SECONDS} seconds off our clock.`,
    );
  }
  return accept(key);
}

function readHeader(header: string) {
  if (header.length > MAX_REQUEST_HEADER_CHARACTERS) return undefined;
  try {
    const note = parseNote(new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.fromBase64(header)));
    return note.ok ? note.value : undefined;
  } catch {
    return undefined;
  }
}
