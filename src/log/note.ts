/** Signed notes (C2SP signed-note): a text, and one line for each signature on it. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { briefUtf8 } from '#primitives/brief-utf8.ts';
import type { LogCode } from './codes.ts';
import { isKeyName, isNoteText, parseBase64 } from './lines.ts';
import { MAX_NAME_BYTES, type VerifierKey } from './verifier-key.ts';

/** The specification asks verifiers to take at least 16. */
export const MAX_NOTE_SIGNATURES = 32;
/** An ML-DSA-44 cosignature takes 3,243 characters of base64. */
const MAX_SIGNATURE_CHARACTERS = 4_096;
export const MAX_NOTE_CHARACTERS = 160_000;

const KEY_ID_BYTES = 4;
const LINE_START = '— ';

/** A signature line: who says to have signed. `signature` is without the key id. */
export type NoteSignature = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array };

/** `text` ends in a newline. Nothing in it is to be believed before a signature of a known key was verified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(KEY_ID_BYTES + signature.length);
  new DataView(bytes.buffer).setUint32(0, keyId);
  bytes.set(signature, KEY_ID_BYTES);
  return `${LINE_START}${name} ${bytes.toBase64()}\n`;
}

export function formatNote(note: Note): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`;
}

/**
 * Signature lines as they stand under a note, or alone in a witness's answer: one to {@link MAX_NOTE_SIGNATURES},
 * each ending in a newline.
 */
export function parseSignatureLines(text: string): Outcome<NoteSignature[], LogCode> {
  const lines = text.split('\n', MAX_NOTE_SIGNATURES + 2);
  if (lines.length > MAX_NOTE_SIGNATURES + 1) {
    return refuse('note-too-many-signatures', phrase`At most ${MAX_NOTE_SIGNATURES} signatures are read.`);
  }
  if (lines.length < 2 || lines.pop() !== '') {
    return refuse(
      'signature-line-malformed',
      'One or more signature lines must follow, each ending in a newline.',
    );
  }
  const signatures: NoteSignature[] = [];
  for (const [index, line] of lines.entries()) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) {
      const form = 'A signature line is an em dash, a key name and base64, with one space between them.';
      return refuse('signature-line-malformed', form, `signature ${index + 1}`);
    }
    signatures.push(signature);
  }
  return accept(signatures);
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  if (!line.startsWith(LINE_START)) return undefined;
  const space = line.indexOf(' ', LINE_START.length);
  if (space < 0 || line.length - space > MAX_SIGNATURE_CHARACTERS) return undefined;
  const name = line.slice(LINE_START.length, space);
  const bytes = parseBase64(line.slice(space + 1));
  if (bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  if (name.length > MAX_NAME_BYTES || !isKeyName(name)) return undefined;
  return {
    name,
    keyId: bytes[0]! * 2 ** 24 + ((bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}

/** Reads a note without verifying it. */
export function parseNote(note: string): Outcome<Note, LogCode> {
  if (note.length > MAX_NOTE_CHARACTERS) {
    return refuse('note-too-long', phrase`A note of more than ${MAX_NOTE_CHARACTERS} characters is not read.`);
  }
  if (!isNoteText(note)) {
    return refuse(
      'note-malformed',
      'A note is plain text: no control character but the newline, no broken characters.',
    );
  }
  const split = note.lastIndexOf('\n\n');
  if (split < 1) return refuse('note-malformed', 'A note is a text, an empty line, and its signature lines.');
  const signatures = parseSignatureLines(note.slice(split + 2));
  return signatures.ok ? accept({ text: note.slice(0, split + 1), signatures: signatures.value }) : signatures;
}

/** The signatures that claim this key; its name alone or its id alone is not enough. */
export function signaturesOf(note: Note, key: VerifierKey): NoteSignature[] {
  return note.signatures.filter((signature) => signature.keyId === key.keyId && signature.name === key.name);
}

/** A plain Ed25519 signature (type 0x01) on the note's text. */
export function verifyNoteSignature(text: string, signature: NoteSignature, key: VerifierKey): boolean {
  return key.type === 'ed25519' && key.key.verify(briefUtf8(text), signature.signature);
}
