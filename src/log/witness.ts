/**
 * The witness protocol (C2SP tlog-witness), without its HTTP: what a log sends, what a witness answers, and when.
 * The caller holds the state, and must store the new tree before it lets the cosignature out, in one transaction with
 * the check of the old size; otherwise two requests at once could roll the witness back.
 */
import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import {
  formatSignedCheckpoint,
  parseCheckpoint,
  type SignedCheckpoint,
  verifyLogSignature,
} from './checkpoint.ts';
import type { LogCode } from './codes.ts';
import { verifyConsistency } from './consistency.ts';
import { type Cosignature, verifyAny } from './cosignature.ts';
import { parseDecimal, parseHash } from './lines.ts';
import { MAX_NOTE_CHARACTERS, type NoteSignature, parseSignatureLines } from './note.ts';
import { EMPTY_ROOT, MAX_PROOF_HASHES, sameBytes } from './tree.ts';
import type { VerifierKey } from './verifier-key.ts';

export const TREE_SIZE_MEDIA_TYPE = 'text/x.tlog.size';
const HASH_LINE_CHARACTERS = 45;
export const MAX_ADD_CHECKPOINT_CHARACTERS =
  21 + MAX_PROOF_HASHES * HASH_LINE_CHARACTERS + 1 + MAX_NOTE_CHARACTERS;

export type AddCheckpoint = {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly signed: SignedCheckpoint;
};

/** The latest tree a witness cosigned of one log. */
export type WitnessedTree = { readonly size: number; readonly root: Uint8Array };

/** What a witness that never cosigned this log holds. */
export const UNSEEN_TREE: WitnessedTree = { size: 0, root: EMPTY_ROOT };

/**
 * `cosign`: store `tree`, then cosign. `conflict`: answer with the size the witness holds, so that the log can prove
 * from there. `refused` with `root-conflict`: the log signed two roots for one size; keep the request as evidence.
 */
export type WitnessDecision =
  | { readonly type: 'cosign'; readonly tree: WitnessedTree }
  | { readonly type: 'conflict'; readonly heldSize: number }
  | WitnessRefusal;
type WitnessRefusal = { readonly type: 'refused'; readonly refusal: Refusal<LogCode> };

export function formatAddCheckpoint({ oldSize, proof, signed }: AddCheckpoint): string {
  const hashes = proof.map((hash) => `${hash.toBase64()}\n`).join('');
  return `old ${oldSize}\n${hashes}\n${formatSignedCheckpoint(signed)}`;
}

export function parseAddCheckpoint(body: string): Outcome<AddCheckpoint, LogCode> {
  if (body.length > MAX_ADD_CHECKPOINT_CHARACTERS) {
    return refuse('request-too-long', phrase`At most ${MAX_ADD_CHECKPOINT_CHARACTERS} characters are read.`);
  }
  const split = body.indexOf('\n\n');
  const [oldLine = '', ...hashLines] = split < 0 ? [] : body.slice(0, split).split('\n');
  const oldSize = oldLine.startsWith('old ') ? parseDecimal(oldLine.slice(4)) : undefined;
  if (oldSize === undefined) {
    return refuse(
      'request-malformed',
      'The first line is the word old and a tree size; an empty line ends the proof.',
      'line 1',
    );
  }
  if (hashLines.length > MAX_PROOF_HASHES) {
    return refuse('proof-too-long', phrase`A consistency proof has at most ${MAX_PROOF_HASHES} hashes.`);
  }
  const proof: Uint8Array[] = [];
  for (const [index, line] of hashLines.entries()) {
    const hash = parseHash(line);
    if (hash === undefined) {
      return refuse(
        'request-malformed',
        'Each line of the proof is one hash of 32 bytes in padded base64.',
        `line ${index + 2}`,
      );
    }
    proof.push(hash);
  }
  const signed = parseCheckpoint(body.slice(split + 2));
  return signed.ok ? accept({ oldSize, proof, signed: signed.value }) : signed;
}

/** Why a checkpoint is nobody's that this witness follows; undefined where its log signed it. Needs no state. */
export function refuseStranger(
  { signed }: AddCheckpoint,
  keys: readonly VerifierKey[] | undefined,
  now: Temporal.Instant,
): WitnessRefusal | undefined {
  if (keys === undefined) {
    return refused('origin-unknown', `This witness does not follow the log ${signed.checkpoint.origin}.`);
  }
  const signature = verifyLogSignature(signed, keys, now);
  return signature.ok ? undefined : { type: 'refused', refusal: signature.refusal };
}

/**
 * The witness's answer. `keys` are those it holds for the checkpoint's origin (undefined: it does not know the log),
 * `held` the latest tree it cosigned.
 */
export function decideAddCheckpoint(
  request: AddCheckpoint,
  keys: readonly VerifierKey[] | undefined,
  held: WitnessedTree,
  now: Temporal.Instant,
): WitnessDecision {
  const { oldSize, proof, signed } = request;
  const { origin, size, root } = signed.checkpoint;
  const stranger = refuseStranger(request, keys, now);
  if (stranger !== undefined) return stranger;
  if (oldSize > size) {
    return refused('old-size-too-large', `The old size ${oldSize} is above the checkpoint's own, ${size}.`);
  }
  if (oldSize !== held.size) return { type: 'conflict', heldSize: held.size };
  if (size === held.size && !sameBytes(root, held.root)) {
    return refused('root-conflict', `The log ${origin} signed two different trees of size ${size}.`);
  }
  const grew = oldSize === 0 ? fromNothing(proof) : verifyConsistency(oldSize, size, held.root, root, proof);
  if (!grew.ok)
    return refused(
      'consistency-invalid',
      `The log does not grow out of the tree seen before. ${grew.refusal.sentence}`,
    );
  return { type: 'cosign', tree: { size, root } };
}

/** From size 0 nothing needs proof, and none may be sent. */
function fromNothing(proof: readonly Uint8Array[]): Outcome<null, LogCode> {
  if (proof.length === 0) return accept(null);
  return refuse('proof-wrong-length', 'From size 0 the proof is empty.');
}

function refused(code: LogCode, sentence: string): WitnessRefusal {
  return { type: 'refused', refusal: { code, sentence } };
}

/** The body that goes with a conflict: the size from which the log must prove. */
export function formatHeldSize(size: number): string {
  return `${size}\n`;
}

export function parseHeldSize(body: string): Outcome<number, LogCode> {
  const size = body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : undefined;
  return size === undefined
    ? refuse('response-malformed', 'A conflict is answered with one tree size.')
    : accept(size);
}

export type Cosigned = { readonly line: NoteSignature; readonly cosignature: Cosignature };

/**
 * A witness's answer to the log: cosignature lines. Lines of keys that are not `witnesses` are ignored; one that
 * claims a known key and does not verify refuses the whole answer.
 */
export function parseCosignatures(
  body: string,
  signed: SignedCheckpoint,
  witnesses: readonly VerifierKey[],
  now: Temporal.Instant,
): Outcome<Cosigned[], LogCode> {
  const lines = parseSignatureLines(body.slice(0, MAX_NOTE_CHARACTERS));
  if (!lines.ok) return lines;
  const cosigned: Cosigned[] = [];
  for (const line of lines.value) {
    const claimed = witnesses.filter((key) => key.keyId === line.keyId && key.name === line.name);
    const cosignature = verifyAny(signed.checkpoint, line, claimed, now);
    if (cosignature === undefined) continue;
    if (!cosignature.ok) return cosignature;
    cosigned.push({ line, cosignature: cosignature.value });
  }
  return accept(cosigned);
}
