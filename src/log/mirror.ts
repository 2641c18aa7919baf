/**
 * What a mirror decides (C2SP tlog-mirror), without HTTP and storage. A mirror follows a log in three steps: it takes
 * a signed tree as pending (as a witness does, witness.ts), takes the entries up to it, and then cosigns it as its
 * mirror checkpoint: "I hold all of this". The optional sign-subtree call, and pruning, are not offered.
 */
import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import {
  type EntryPackage,
  type MirrorPosition,
  packagePlaces,
  readPackage,
  type Upload,
} from './mirror-upload.ts';
import { verifySubtree } from './subtree-proof.ts';
import { copyOf, leafHash, nodeHash } from './tree.ts';
import type { WitnessedTree } from './witness.ts';

/** Trees that were pending lately and may still be uploaded to; older ones are answered with the newest. */
export const MAX_PENDING_TREES = 16;
/** An upload may repeat at most this many entries that the mirror has. */
export const MAX_REPEATED_ENTRIES = 8_192;

export type MirrorState<Tree extends WitnessedTree = WitnessedTree> = {
  /** Size of the mirror checkpoint: all entries below it are held and cosigned. */
  readonly mirroredSize: number;
  /** Trees the log signed, each grown from the last, at or ahead of the mirror checkpoint; the newest last. */
  readonly pending: readonly Tree[];
  /** The first entry that is not held. */
  readonly nextEntry: number;
};

/** `go-on`: the client must retry from this position (it is no fault: clients ask so for the position). */
export type UploadDecision<Tree> =
  | { readonly type: 'receive'; readonly tree: Tree }
  | { readonly type: 'go-on'; readonly code: LogCode; readonly position: MirrorPosition };

/** To be asked before the packages are read. A log that the mirror does not follow has no state, and is refused. */
export function decideUpload<Tree extends WitnessedTree>(
  { header }: Upload,
  state: MirrorState<Tree> | undefined,
): Outcome<UploadDecision<Tree>, LogCode> {
  if (state === undefined)
    return refuse('origin-unknown', phrase`This mirror does not follow the log ${header.origin}.`);
  const tree = state.pending.find((held) => held.size === header.end);
  const goOn = (code: LogCode): UploadDecision<Tree> => ({
    type: 'go-on',
    code,
    position: positionOf(state, tree),
  });
  if (tree === undefined || tree.size < state.mirroredSize) return accept(goOn('upload-end-unknown'));
  if (header.start > state.nextEntry || header.start + MAX_REPEATED_ENTRIES < state.nextEntry) {
    return accept(goOn('upload-start-conflict'));
  }
  return accept({ type: 'receive', tree });
}

/** Where a client is to go on: with the tree it asked for when that is still good, else with the newest. */
export function positionOf(state: MirrorState, tree?: WitnessedTree): MirrorPosition {
  const good = tree !== undefined && tree.size >= state.mirroredSize ? tree : state.pending.at(-1);
  return { treeSize: good?.size ?? state.mirroredSize, nextEntry: state.nextEntry, ticket: new Uint8Array(0) };
}

/**
 * `entries` are new, proven, and to be stored durably from the state's next entry on, whatever the type. `complete`:
 * the whole tree is then held, and the mirror may cosign it. `partial`: answer with the advanced position. `invalid`:
 * a package did not verify; answer with the refusal.
 */
export type Received =
  | { readonly type: 'complete' | 'partial'; readonly entries: readonly Uint8Array[] }
  | { readonly type: 'invalid'; readonly entries: readonly Uint8Array[]; readonly refusal: Refusal<LogCode> };

/**
 * Reads and proves the packages of an upload that {@link decideUpload} lets in. `held` gives entries below the
 * state's next entry. Refused with `request-malformed` when the upload ends before its first package does.
 */
export function receivePackages(
  upload: Upload,
  tree: WitnessedTree,
  state: MirrorState,
  held: (index: number) => Uint8Array,
): Outcome<Received, LogCode> {
  const { start, end } = upload.header;
  const entries: Uint8Array[] = [];
  const entryAt = (index: number): Uint8Array =>
    index < state.nextEntry ? held(index) : (entries[index - state.nextEntry] as Uint8Array);
  let { rest } = upload;
  let reached = start;
  for (const place of packagePlaces(start, end)) {
    const next = readPackage(rest, place);
    if (!next.ok) return accept({ type: 'invalid', entries, refusal: next.refusal });
    if (next.value === null) break;
    const proven = verifyPackage(next.value.read, tree, entryAt);
    if (!proven.ok) return accept({ type: 'invalid', entries, refusal: proven.refusal });
    const known = Math.max(0, state.nextEntry - place.start);
    for (const entry of next.value.read.entries.slice(known)) entries.push(copyOf(entry));
    rest = next.value.rest;
    reached = place.end;
  }
  if (reached === start && start < end) {
    return refuse('request-malformed', 'The upload ends before its first package does.');
  }
  return accept({ type: reached === end ? 'complete' : 'partial', entries });
}

/** Rebuilds the package's subtree, with the entries before it that are held, and proves it part of the tree. */
function verifyPackage(
  { place, entries, proof }: EntryPackage,
  tree: WitnessedTree,
  entryAt: (index: number) => Uint8Array,
): Outcome<null, LogCode> {
  const leaves: Uint8Array[] = [];
  for (let index = place.subtreeStart; index < place.start; index++) leaves.push(leafHash(entryAt(index)));
  leaves.push(...entries.map(leafHash));
  const verdict = verifySubtree(place.subtreeStart, place.end, tree.size, rootOf(leaves), tree.root, proof);
  if (verdict.ok) return verdict;
  const sentence = phrase`The entries from ${place.start} to ${place.end} are not those of the signed tree. ${verdict.refusal.sentence}`;
  return refuse('package-invalid', sentence);
}

/** The root over up to 256 leaves: neighbours are paired, an odd last one moves up as it is. */
function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  let row = leaves;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const right = row[at + 1];
      above.push(right === undefined ? (row[at] as Uint8Array) : nodeHash(row[at] as Uint8Array, right));
    }
    row = above;
  }
  return row[0] as Uint8Array;
}

/** Asked once the entries are durable, of the state as it then stands: the mirror checkpoint is never rewound. */
export function mayCosign(state: Pick<MirrorState, 'mirroredSize' | 'nextEntry'>, tree: WitnessedTree): boolean {
  return tree.size >= state.mirroredSize && state.nextEntry >= tree.size;
}
