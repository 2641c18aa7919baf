import type PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import { HEADER_BYTES_MOST, MIME_DEPTH_MOST, PADDING_BYTES_MOST } from './limits.ts';

/** So many pieces of a part are joined into one; each is a line, its end, or what stood before a padding. */
const JOINED_AT_ONCE = 2_048;

type Piece = Uint8Array | ArrayBuffer | string;
/** What is relied on inside the parser, of the version that is pinned; the test of what mails cost fails without it. */
type Inside = {
  readonly currentNode: { readonly contentDecoder: { chunks?: Piece[]; readonly remainder?: string } | null };
  processLine(line: Uint8Array, isLast: boolean): Promise<void>;
};

const PADDING = 0x3d;

/** Undefined where the parser gives up: parts within parts, headers or padding without end. */
export async function parseMail(raw: Uint8Array): Promise<Email | undefined> {
  // Every command of the command line passes here; only one of them reads mail.
  const { default: Parser } = await import('postal-mime');
  const parser = new Parser({
    maxNestingDepth: MIME_DEPTH_MOST,
    maxHeadersSize: HEADER_BYTES_MOST,
    // A mail inside a mail is a file: its words are not those of whoever sent it on.
    forceRfc822Attachments: true,
  });
  joinLines(parser);
  return parser.parse(raw).catch(() => undefined);
}

/**
 * The parser gives every line of a part that is not encoded, and every padded piece of one that is, to a Blob by itself,
 * which costs more than two kilobytes a piece, however short: joined before, they cost what they hold.
 */
function joinLines(parser: PostalMime): void {
  const inside = parser as unknown as Inside;
  const processLine = inside.processLine.bind(parser);
  let padding = 0;
  inside.processLine = (line, isLast) => {
    const decoder = inside.currentNode.contentDecoder;
    if (decoder?.chunks !== undefined && !(decoder.chunks instanceof Pieces)) {
      const pieces = new Pieces();
      pieces.push(...decoder.chunks);
      decoder.chunks = pieces;
    }
    // Only what decodes base64 has a remainder.
    if (decoder?.remainder !== undefined) padding += bytesOf(line, PADDING);
    if (padding > PADDING_BYTES_MOST) throw new Error('Padding without end');
    return processLine(line, isLast);
  };
}

/** A list that joins what was added to it now and then. */
class Pieces extends Array<Piece> {
  #joined = 0;

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  override push(...added: readonly Piece[]): number {
    const length = super.push(...added);
    if (length - this.#joined < JOINED_AT_ONCE) return length;
    const pieces = this.splice(this.#joined).map((piece) =>
      typeof piece === 'string' ? Buffer.from(piece) : new Uint8Array(piece),
    );
    this.#joined += 1;
    return super.push(Buffer.concat(pieces));
  }
}

function bytesOf(line: Uint8Array, wanted: number): number {
  let found = 0;
  for (let at = line.indexOf(wanted); at !== -1; at = line.indexOf(wanted, at + 1)) found++;
  return found;
}
