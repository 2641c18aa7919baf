/**
 * The wire form of the mirror protocol (C2SP tlog-mirror, "add-entries"): entries travel in packages that end at
 * multiples of 256, each with a proof against one signed tree, so that a mirror can keep a package before it has seen
 * the next. Only logs of 32-byte entries are mirrored here, which bounds every request.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { isOrigin } from './checkpoint-text.ts';
import type { LogCode } from './codes.ts';
import { parseBase64, parseDecimal, utf8 } from './lines.ts';
import { proofRanges } from './subtree-proof.ts';
import { BUNDLED_ENTRY_BYTES, ENTRY_BYTES, formatEntryBundle, parseEntryBundle, TILE_WIDTH } from './tile.ts';
import { HASH_BYTES, type HashReader, isTreeSize, MAX_PROOF_HASHES, subtreeHash } from './tree.ts';
import { MAX_NAME_BYTES } from './verifier-key.ts';

export const MIRROR_INFO_MEDIA_TYPE = 'text/x.tlog.mirror-info';
/** The specification asks clients to send no more in one request. */
export const MAX_UPLOAD_PACKAGES = 32;
export const MAX_TICKET_BYTES = 1_024;
const MAX_PACKAGE_BYTES = TILE_WIDTH * BUNDLED_ENTRY_BYTES + 1 + MAX_PROOF_HASHES * HASH_BYTES;
export const MAX_UPLOAD_BYTES =
  2 + MAX_NAME_BYTES + 8 + 8 + 2 + MAX_TICKET_BYTES + MAX_UPLOAD_PACKAGES * MAX_PACKAGE_BYTES;

/** What an upload begins with. `start` and `end` bound the entries it is about, the last excluded. */
export type UploadHeader = {
  readonly origin: string;
  readonly start: number;
  readonly end: number;
  readonly ticket: Uint8Array;
};

/** Where a package lies: its entries, and the subtree (from a multiple of 256) that its proof is about. */
export type PackagePlace = { readonly start: number; readonly end: number; readonly subtreeStart: number };

export type EntryPackage = {
  readonly place: PackagePlace;
  readonly entries: readonly Uint8Array[];
  readonly proof: readonly Uint8Array[];
};

/** `rest` is what follows the header: packages, perhaps cut off in the middle of one. */
export type Upload = { readonly header: UploadHeader; readonly rest: Uint8Array };

/** What a mirror answers where the client must go on from another place. */
export type MirrorPosition = {
  readonly treeSize: number;
  readonly nextEntry: number;
  readonly ticket: Uint8Array;
};

/** The packages of `[start, end)`, in order, at most as many as one request may carry. */
export function packagePlaces(start: number, end: number): PackagePlace[] {
  const places: PackagePlace[] = [];
  let at = start;
  while (at < end && places.length < MAX_UPLOAD_PACKAGES) {
    const subtreeStart = at - (at % TILE_WIDTH);
    const stop = Math.min(end, subtreeStart + TILE_WIDTH);
    places.push({ start: at, end: stop, subtreeStart });
    at = stop;
  }
  return places;
}

/** A request from the log's own tiles: `read` gives its hashes, `entries` those from `header.start` on. */
export function formatUpload(
  header: UploadHeader,
  entries: readonly Uint8Array[],
  read: HashReader,
): Outcome<Uint8Array, LogCode> {
  const origin = utf8(header.origin);
  if (!isOrigin(header.origin) || header.ticket.length > MAX_TICKET_BYTES || !isUploadRange(header))
    return malformed();
  const opening = new Uint8Array(2 + origin.length + 18 + header.ticket.length);
  const view = new DataView(opening.buffer);
  view.setUint16(0, origin.length);
  opening.set(origin, 2);
  view.setBigUint64(2 + origin.length, BigInt(header.start));
  view.setBigUint64(10 + origin.length, BigInt(header.end));
  view.setUint16(18 + origin.length, header.ticket.length);
  opening.set(header.ticket, 20 + origin.length);
  const parts: Uint8Array[] = [opening];
  for (const { start, end, subtreeStart } of packagePlaces(header.start, header.end)) {
    const carried = entries.slice(start - header.start, end - header.start);
    if (carried.length < end - start) break;
    const bundle = formatEntryBundle(carried);
    if (!bundle.ok) return bundle;
    const hashes = proofRanges(subtreeStart, end, header.end).map((range) => subtreeHash(range, read));
    parts.push(bundle.value, Uint8Array.of(hashes.length), ...hashes);
  }
  return accept(joined(parts));
}

export function parseUpload(body: Uint8Array): Outcome<Upload, LogCode> {
  if (body.length > MAX_UPLOAD_BYTES) {
    return refuse(
      'request-too-long',
      phrase`At most ${MAX_UPLOAD_BYTES} bytes are read; send fewer packages at once.`,
    );
  }
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  if (body.length < 2) return malformed();
  const numbers = 2 + view.getUint16(0);
  if (body.length < numbers + 18) return malformed();
  const ticketAt = numbers + 18;
  const packagesAt = ticketAt + view.getUint16(numbers + 16);
  if (body.length < packagesAt || packagesAt - ticketAt > MAX_TICKET_BYTES) return malformed();
  const header: UploadHeader = {
    origin: decodeText(body.subarray(2, numbers)),
    start: Number(view.getBigUint64(numbers)),
    end: Number(view.getBigUint64(numbers + 8)),
    ticket: body.subarray(ticketAt, packagesAt),
  };
  if (!isOrigin(header.origin) || !isUploadRange(header)) return malformed();
  return accept({ header, rest: body.subarray(packagesAt) });
}

/**
 * The package at this place and the bytes behind it; null when the bytes end inside it, which a broken connection
 * does to honest clients. Refused with `package-invalid` when an entry is not 32 bytes.
 */
export function readPackage(
  rest: Uint8Array,
  place: PackagePlace,
): Outcome<{ readonly read: EntryPackage; readonly rest: Uint8Array } | null, LogCode> {
  const count = place.end - place.start;
  const entryBytes = count * BUNDLED_ENTRY_BYTES;
  for (let at = 0; at + 1 < Math.min(entryBytes, rest.length); at += BUNDLED_ENTRY_BYTES) {
    if (rest[at] !== 0 || rest[at + 1] !== ENTRY_BYTES) {
      return refuse('package-invalid', phrase`Only entries of ${ENTRY_BYTES} bytes are mirrored here.`);
    }
  }
  const hashes = rest[entryBytes];
  if (hashes === undefined) return accept(null);
  if (hashes > MAX_PROOF_HASHES)
    return refuse('package-invalid', phrase`A proof has at most ${MAX_PROOF_HASHES} hashes.`);
  const proofAt = entryBytes + 1;
  const end = proofAt + hashes * HASH_BYTES;
  if (rest.length < end) return accept(null);
  const entries = parseEntryBundle(rest.subarray(0, entryBytes), count);
  if (!entries.ok) return entries;
  const proof = Array.from({ length: hashes }, (_, index) =>
    rest.subarray(proofAt + index * HASH_BYTES, proofAt + (index + 1) * HASH_BYTES),
  );
  return accept({ read: { place, entries: entries.value, proof }, rest: rest.subarray(end) });
}

export function formatMirrorPosition({ treeSize, nextEntry, ticket }: MirrorPosition): string {
  return `${treeSize}\n${nextEntry}\n${ticket.toBase64()}\n`;
}

export function parseMirrorPosition(body: string): Outcome<MirrorPosition, LogCode> {
  const [size = '', next = '', encoded = '', end, more] = body.slice(0, 2 * MAX_TICKET_BYTES).split('\n');
  const treeSize = parseDecimal(size);
  const nextEntry = parseDecimal(next);
  const ticket = parseBase64(encoded);
  const complete = end === '' && more === undefined;
  if (
    !complete ||
    treeSize === undefined ||
    nextEntry === undefined ||
    !ticket ||
    ticket.length > MAX_TICKET_BYTES
  ) {
    return refuse(
      'response-malformed',
      'A mirror answers with a tree size, the next entry and a ticket, a line each.',
    );
  }
  return accept({ treeSize, nextEntry, ticket });
}

function isUploadRange({ start, end }: UploadHeader): boolean {
  return isTreeSize(start) && isTreeSize(end) && start <= end;
}

function malformed(): Outcome<never, LogCode> {
  return refuse(
    'request-malformed',
    'An upload begins with origin, start, end and ticket, as C2SP tlog-mirror says.',
  );
}

/** Empty, and so no origin, when the bytes are not UTF-8. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
