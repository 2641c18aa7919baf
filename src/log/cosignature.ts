/**
 * Cosignatures on checkpoints (C2SP tlog-cosignature): "as of this time, this is the largest tree I have seen of this
 * log, and it only ever grew". Ed25519 signs the checkpoint's text; ML-DSA-44 signs its origin, size and root, and
 * the cosigner's name, but no extension lines: a checkpoint that has any is refused for it.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { type Checkpoint, formatCheckpoint } from './checkpoint-text.ts';
import type { LogCode } from './codes.ts';
import { utf8 } from './lines.ts';
import type { NoteSignature } from './note.ts';
import { HASH_BYTES } from './tree.ts';
import { MAX_NAME_BYTES, type SignerKey, type VerifierKey } from './verifier-key.ts';

const TIMESTAMP_BYTES = 8;
const SIGNATURE_BYTES = { 'cosignature-ed25519': 64, 'cosignature-ml-dsa-44': 2420 } as const;
/** Two clocks may differ by this much before a cosignature counts as made in the future. */
export const MAX_CLOCK_SKEW_SECONDS = 300;

/** A verified cosignature; `timestampSeconds` since 1970, and 0 where an ML-DSA cosigner says nothing of time. */
export type Cosignature = { readonly cosigner: VerifierKey; readonly timestampSeconds: number };

/**
 * The instant by which a tree that was cosigned in this second was there: a cosignature names no fraction, so that only
 * the second's end is sure. Earlier would let a signature pass that was made after its key had been revoked.
 */
export function provenBy(timestampSeconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds((timestampSeconds + 1) * 1000);
}

/**
 * The bytes a cosigner signs, to be read only: others may be given the same. Refused when the checkpoint cannot be
 * cosigned with this type of key. `text` is the checkpoint's, for whoever has it at hand.
 */
export function cosignedMessage(
  checkpoint: Checkpoint,
  cosigner: VerifierKey,
  timestampSeconds: number,
  text?: string,
): Outcome<Uint8Array, LogCode> {
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0) {
    return refuse('timestamp-out-of-range', 'A cosignature is dated in whole seconds since 1970.');
  }
  if (cosigner.type === 'cosignature-ed25519') {
    return accept(noteMessage(text ?? formatCheckpoint(checkpoint), timestampSeconds));
  }
  if (cosigner.type !== 'cosignature-ml-dsa-44') {
    return refuse(
      'cosignature-malformed',
      phrase`The key of ${cosigner.name} signs notes; it is not a cosigner's.`,
    );
  }
  if (checkpoint.extensions.length > 0) {
    return refuse(
      'extension-lines-unsigned',
      'An ML-DSA-44 cosignature does not cover extension lines; leave them out.',
    );
  }
  return accept(subtreeMessage(checkpoint, cosigner.name, timestampSeconds));
}

/** Witnesses are asked together, and mostly sign the same second: then they sign the same bytes, made once. */
let last: { readonly text: string; readonly timestampSeconds: number; readonly message: Uint8Array } = {
  text: '',
  timestampSeconds: -1,
  message: new Uint8Array(0),
};

function noteMessage(text: string, timestampSeconds: number): Uint8Array {
  if (last.timestampSeconds !== timestampSeconds || last.text !== text) {
    last = { text, timestampSeconds, message: utf8(`cosignature/v1\ntime ${timestampSeconds}\n${text}`) };
  }
  return last.message;
}

/** `cosigned_message` of the specification, for the subtree from 0 to the checkpoint's size. */
function subtreeMessage(
  { origin, size, root }: Checkpoint,
  cosigner: string,
  timestampSeconds: number,
): Uint8Array {
  const label = utf8('subtree/v1\n\0');
  const name = utf8(cosigner);
  const log = utf8(origin);
  if (name.length > MAX_NAME_BYTES || log.length > MAX_NAME_BYTES)
    throw new Error('cosign: a name is over its limit');
  const message = new Uint8Array(label.length + 1 + name.length + 8 + 1 + log.length + 16 + HASH_BYTES);
  const view = new DataView(message.buffer);
  let at = 0;
  const put = (bytes: Uint8Array): void => {
    message.set(bytes, at);
    at += bytes.length;
  };
  const putNumber = (value: number): void => {
    view.setBigUint64(at, BigInt(value));
    at += 8;
  };
  put(label);
  put(Uint8Array.of(name.length));
  put(name);
  putNumber(timestampSeconds);
  put(Uint8Array.of(log.length));
  put(log);
  putNumber(0);
  putNumber(size);
  put(root);
  return message;
}

/** Cosigns; the caller has checked that the log only grew (see witness.ts). */
export function cosign(
  checkpoint: Checkpoint,
  signer: SignerKey,
  now: Temporal.Instant,
): Outcome<NoteSignature, LogCode> {
  const timestampSeconds = Math.floor(now.epochMilliseconds / 1000);
  const message = cosignedMessage(checkpoint, signer.verifier, timestampSeconds);
  if (!message.ok) return message;
  const raw = signer.key.sign(message.value);
  const signature = new Uint8Array(TIMESTAMP_BYTES + raw.length);
  new DataView(signature.buffer).setBigUint64(0, BigInt(timestampSeconds));
  signature.set(raw, TIMESTAMP_BYTES);
  return accept({ name: signer.verifier.name, keyId: signer.verifier.keyId, signature });
}

/**
 * Verifies a signature line against the cosigner whose name and key id it bears. Refused with
 * `cosignature-malformed`, `cosignature-invalid`, `cosignature-from-the-future` (by over five minutes), or as in
 * {@link cosignedMessage}.
 */
export function verifyCosignature(
  checkpoint: Checkpoint,
  { signature }: NoteSignature,
  cosigner: VerifierKey,
  now: Temporal.Instant,
  text?: string,
): Outcome<Cosignature, LogCode> {
  if (cosigner.type === 'ed25519' || signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES[cosigner.type]) {
    return refuse(
      'cosignature-malformed',
      phrase`The line of ${cosigner.name} has not the length of a cosignature.`,
    );
  }
  const view = new DataView(signature.buffer, signature.byteOffset);
  const timestampSeconds = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  if (!Number.isSafeInteger(timestampSeconds)) {
    return refuse(
      'timestamp-out-of-range',
      phrase`The cosignature of ${cosigner.name} is dated beyond all reason.`,
    );
  }
  const message = cosignedMessage(checkpoint, cosigner, timestampSeconds, text);
  if (!message.ok) return message;
  if (!cosigner.key.verify(message.value, signature.subarray(TIMESTAMP_BYTES))) {
    return refuse(
      'cosignature-invalid',
      phrase`The cosignature of ${cosigner.name} does not fit this checkpoint.`,
    );
  }
  if (timestampSeconds * 1000 > now.epochMilliseconds + MAX_CLOCK_SKEW_SECONDS * 1000) {
    return refuse(
      'cosignature-from-the-future',
      phrase`The cosignature of ${cosigner.name} is dated later than now.`,
    );
  }
  return accept({ cosigner, timestampSeconds });
}

/**
 * The same for a line whose name and key id several keys bear: both can be made alike on purpose, so whichever key made
 * it counts, and it is refused where none of them did. Undefined where nobody bears them.
 */
export function verifyAny(
  checkpoint: Checkpoint,
  line: NoteSignature,
  cosigners: readonly VerifierKey[],
  now: Temporal.Instant,
  text?: string,
): Outcome<Cosignature, LogCode> | undefined {
  let verdict: Outcome<Cosignature, LogCode> | undefined;
  for (const cosigner of cosigners) {
    const verified = verifyCosignature(checkpoint, line, cosigner, now, text);
    if (verified.ok) return verified;
    verdict ??= verified;
  }
  return verdict;
}
