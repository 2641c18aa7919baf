/** The text of a checkpoint (C2SP tlog-checkpoint, "Note text"): origin, size, root hash, extension lines. */
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import { isNoteText, parseDecimal, parseHash, utf8 } from './lines.ts';
import { EMPTY_ROOT, sameBytes } from './tree.ts';
import { MAX_NAME_BYTES } from './verifier-key.ts';

const MAX_EXTENSION_LINES = 16;
const MAX_EXTENSION_CHARACTERS = 1_024;

export type Checkpoint = {
  /** The log's identity, as `node.example/log`. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Opaque lines below the root; ours are always empty, since nobody can audit them. */
  readonly extensions: readonly string[];
};

/** An origin may be any one line; at most 255 bytes, since ML-DSA-44 cosignatures carry its length in a byte. */
export function isOrigin(origin: string): boolean {
  return (
    origin.length > 0 && !origin.includes('\n') && isNoteText(origin) && utf8(origin).length <= MAX_NAME_BYTES
  );
}

/** The parser accepts only what this writes: the text of a note whose checkpoint was read is this one. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return `${[origin, String(size), root.toBase64(), ...extensions].join('\n')}\n`;
}

export function parseCheckpointText(text: string): Outcome<Checkpoint, LogCode> {
  const [origin = '', sizeLine = '', rootLine = '', ...rest] = text.split('\n', MAX_EXTENSION_LINES + 5);
  if (!isOrigin(origin)) {
    return refuse(
      'origin-malformed',
      'The origin is one line of 1 to 255 bytes without control characters.',
      'line 1',
    );
  }
  const size = parseDecimal(sizeLine);
  if (size === undefined) {
    return refuse(
      'checkpoint-malformed',
      'The tree size is a decimal from 0 to 2^53-1 without leading zeroes.',
      'line 2',
    );
  }
  const root = parseHash(rootLine);
  if (root === undefined) {
    return refuse('checkpoint-malformed', 'The root hash is 32 bytes in padded base64.', 'line 3');
  }
  if (size === 0 && !sameBytes(root, EMPTY_ROOT)) {
    return refuse('checkpoint-malformed', 'The root of an empty tree is the SHA-256 of nothing.', 'line 3');
  }
  const end = rest.pop();
  const extensionsBad = rest.some(
    (line) => line === '' || line.length > MAX_EXTENSION_CHARACTERS || !isNoteText(line),
  );
  if (end !== '' || rest.length > MAX_EXTENSION_LINES || extensionsBad) {
    const form = `At most ${MAX_EXTENSION_LINES} extension lines may follow, none of them empty, each ending in a newline.`;
    return refuse('checkpoint-malformed', form, 'line 4');
  }
  return accept({ origin, size, root, extensions: rest });
}
