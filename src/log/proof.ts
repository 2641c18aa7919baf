/** Proof files (C2SP tlog-proof): that an entry stands in a log, checkable offline and for ever. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import type { LogCode } from './codes.ts';
import { verifyInclusion } from './inclusion.ts';
import { parseBase64, parseDecimal, parseHash } from './lines.ts';
import { MAX_NOTE_CHARACTERS } from './note.ts';
import { leafHash, MAX_PROOF_HASHES } from './tree.ts';

export const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
export const MAX_EXTRA_CHARACTERS = 8_192;
export const MAX_PROOF_FILE_CHARACTERS = 16_384 + MAX_NOTE_CHARACTERS;

export type LogProof = {
  readonly index: number;
  /** From the leaf's sibling to the root's child. */
  readonly hashes: readonly Uint8Array[];
  readonly signed: SignedCheckpoint;
  /** Opaque, and not covered by any signature. */
  readonly extra?: Uint8Array;
};

export function formatLogProof({ index, hashes, signed, extra }: LogProof): string {
  const lines = [FIRST_LINE];
  if (extra !== undefined) lines.push(`extra ${extra.toBase64()}`);
  lines.push(`index ${index}`, ...hashes.map((hash) => hash.toBase64()));
  return `${lines.join('\n')}\n\n${formatSignedCheckpoint(signed)}`;
}

/** Reads a proof file without verifying anything in it. */
export function parseLogProof(text: string): Outcome<LogProof, LogCode> {
  if (text.length > MAX_PROOF_FILE_CHARACTERS) {
    return refuse(
      'proof-file-too-long',
      phrase`A proof of more than ${MAX_PROOF_FILE_CHARACTERS} characters is not read.`,
    );
  }
  const split = text.indexOf('\n\n');
  const lines = split < 0 ? [] : text.slice(0, split).split('\n');
  if (lines.shift() !== FIRST_LINE) {
    return refuse(
      'proof-file-malformed',
      phrase`A proof begins with the line ${FIRST_LINE} and has an empty line.`,
      'line 1',
    );
  }
  let extra: Uint8Array | undefined;
  if (lines[0]?.startsWith('extra ')) {
    const encoded = (lines.shift() as string).slice('extra '.length);
    extra = encoded.length > MAX_EXTRA_CHARACTERS ? undefined : parseBase64(encoded);
    if (extra === undefined) {
      return refuse(
        'proof-file-malformed',
        phrase`The extra line holds at most ${MAX_EXTRA_CHARACTERS} characters of base64.`,
        'extra',
      );
    }
  }
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) {
    return refuse(
      'proof-file-malformed',
      'The index is a decimal from 0 to 2^53-1 without leading zeroes.',
      'index',
    );
  }
  if (lines.length > MAX_PROOF_HASHES) {
    return refuse('proof-too-long', phrase`An inclusion proof has at most ${MAX_PROOF_HASHES} hashes.`);
  }
  const hashes: Uint8Array[] = [];
  for (const [at, line] of lines.entries()) {
    const hash = parseHash(line);
    if (hash === undefined) {
      return refuse(
        'proof-file-malformed',
        'Each line of the proof is one hash of 32 bytes in padded base64.',
        `hash ${at + 1}`,
      );
    }
    hashes.push(hash);
  }
  const signed = readCheckpoint(text.slice(split + 2));
  if (!signed.ok) return signed;
  return accept({ index, hashes, signed: signed.value, ...(extra === undefined ? {} : { extra }) });
}

const CHECKPOINTS_REMEMBERED = 4;
/** Proofs that come together mostly stand under one checkpoint or two, which are read once. */
const recent: { readonly text: string; readonly signed: SignedCheckpoint }[] = [];

function readCheckpoint(text: string): Outcome<SignedCheckpoint, LogCode> {
  const known = recent.find((one) => one.text === text);
  if (known !== undefined) return accept(known.signed);
  const signed = parseCheckpoint(text);
  if (!signed.ok) return signed;
  if (recent.length === CHECKPOINTS_REMEMBERED) recent.shift();
  recent.push({ text, signed: signed.value });
  return signed;
}

/** Does the entry stand at the proof's index under its checkpoint? Says nothing of the signatures on it. */
export function verifyProvenEntry({ index, hashes, signed }: LogProof, entry: Uint8Array): Outcome<null, LogCode> {
  const { size, root } = signed.checkpoint;
  return verifyInclusion(index, size, leafHash(entry), root, hashes);
}
