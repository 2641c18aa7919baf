/** Signed checkpoints (C2SP tlog-checkpoint): the log's word for its size and root, which it can never take back. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { type Checkpoint, formatCheckpoint, parseCheckpointText } from './checkpoint-text.ts';
import type { LogCode } from './codes.ts';
import { verifyCosignature } from './cosignature.ts';
import { utf8 } from './lines.ts';
import { formatNote, type Note, type NoteSignature, parseNote, verifyNoteSignature } from './note.ts';
import { sameBytes } from './tree.ts';
import type { SignerKey, VerifierKey } from './verifier-key.ts';

/** A checkpoint as read, with its signature lines still unverified. */
export type SignedCheckpoint = { readonly checkpoint: Checkpoint; readonly note: Note };

/**
 * Signs with the log's Ed25519 key; the key's name is the origin. Whoever calls this must have stored the tree, and
 * never sign two roots for one size: that is proof of misbehaviour for good.
 */
export function signCheckpoint(checkpoint: Checkpoint, signer: SignerKey): string {
  const { verifier, key } = signer;
  if (verifier.type !== 'ed25519' || verifier.name !== checkpoint.origin) {
    throw new Error(
      `sign a checkpoint: the key ${verifier.name} (${verifier.type}) is not that of ${checkpoint.origin}`,
    );
  }
  const text = formatCheckpoint(checkpoint);
  const signature: NoteSignature = { name: verifier.name, keyId: verifier.keyId, signature: key.sign(utf8(text)) };
  return formatNote({ text, signatures: [signature] });
}

/** Reads a signed checkpoint without verifying it. */
export function parseCheckpoint(text: string): Outcome<SignedCheckpoint, LogCode> {
  const note = parseNote(text);
  if (!note.ok) return note;
  const checkpoint = parseCheckpointText(note.value.text);
  return checkpoint.ok ? accept({ checkpoint: checkpoint.value, note: note.value }) : checkpoint;
}

/** The same checkpoint with more signature lines; a line that is already there is not repeated. */
export function addSignatures(signed: SignedCheckpoint, more: readonly NoteSignature[]): SignedCheckpoint {
  const signatures = [...signed.note.signatures];
  for (const line of more) {
    if (!signatures.some((held) => isSameLine(held, line))) signatures.push(line);
  }
  return { checkpoint: signed.checkpoint, note: { text: signed.note.text, signatures } };
}

/** Another key's line can be made to share name and key id; it takes no other's place. */
function isSameLine(one: NoteSignature, other: NoteSignature): boolean {
  const { name, keyId, signature } = other;
  return one.name === name && one.keyId === keyId && sameBytes(one.signature, signature);
}

export function formatSignedCheckpoint(signed: SignedCheckpoint): string {
  return formatNote(signed.note);
}

/**
 * Did a key held for this log sign? Keys whose name is not the checkpoint's origin do not count. Refused with
 * `log-signature-missing`, or with `log-signature-invalid` as soon as one line that claims a held key does not verify.
 */
export function verifyLogSignature(
  signed: SignedCheckpoint,
  keys: readonly VerifierKey[],
  now: Temporal.Instant,
): Outcome<VerifierKey, LogCode> {
  const { checkpoint, note } = signed;
  const held = keys.filter((key) => key.name === checkpoint.origin);
  const signers = new Set<VerifierKey>();
  for (const line of note.signatures) {
    const claimed = held.filter((key) => key.keyId === line.keyId && key.name === line.name);
    const made = claimed.find((key) => isMadeWith(key, line, signed, now));
    if (made !== undefined) signers.add(made);
    else if (claimed.length > 0) {
      const sentence = phrase`A signature in the name of ${checkpoint.origin} does not fit this checkpoint: it was altered.`;
      return refuse('log-signature-invalid', sentence);
    }
  }
  const signer = held.findLast((key) => signers.has(key));
  if (signer !== undefined) return accept(signer);
  return refuse(
    'log-signature-missing',
    phrase`No key held for the log ${checkpoint.origin} has signed this checkpoint.`,
  );
}

function isMadeWith(
  key: VerifierKey,
  line: NoteSignature,
  { checkpoint, note }: SignedCheckpoint,
  now: Temporal.Instant,
): boolean {
  if (key.type === 'ed25519') return verifyNoteSignature(note.text, line, key);
  return verifyCosignature(checkpoint, line, key, now).ok;
}
