import { posix } from 'node:path';

const SECTOR_BYTES = 512;

/** A change as the recorder wrote it; positions count bytes of the record. */
export type Change =
  | { readonly type: 'bind' | 'create'; readonly inode: bigint; readonly path: string }
  | { readonly type: 'write'; readonly inode: bigint; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'truncate'; readonly inode: bigint; readonly size: number }
  | {
      readonly type: 'sync-begin' | 'sync-end';
      readonly inode: bigint;
      readonly ticket: bigint;
      readonly path: string;
    }
  | { readonly type: 'rename' | 'link'; readonly path: string; readonly second: string }
  | { readonly type: 'unlink' | 'make-folder' | 'remove-folder'; readonly path: string };

type ContentChange = { readonly order: number } & (
  | { readonly type: 'write'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'truncate'; readonly size: number }
);

type NameChange = {
  readonly order: number;
  readonly type: 'set' | 'remove' | 'rename' | 'link';
  readonly path: string;
  readonly second: string;
  readonly entry: Entry;
};

class File {
  bytes: Uint8Array = new Uint8Array();
  size = 0;
  pending: ContentChange[] = [];

  /** The content on the disk, beyond which nothing is promised. */
  content(): Uint8Array {
    return this.bytes.subarray(0, this.size);
  }

  apply(change: ContentChange): void {
    if (change.type === 'truncate') this.resize(change.size);
    else {
      if (change.offset + change.bytes.length > this.size) this.resize(change.offset + change.bytes.length);
      this.bytes.set(change.bytes, change.offset);
    }
  }

  private resize(size: number): void {
    if (size > this.bytes.length) {
      const larger = new Uint8Array(Math.max(size, this.bytes.length * 2));
      larger.set(this.content());
      this.bytes = larger;
    }
    // What was cut off must read as zeros if the file grows again.
    this.bytes.fill(0, Math.min(size, this.size), Math.max(size, this.size));
    this.size = size;
  }
}

const FOLDER = 'folder';
type Entry = File | typeof FOLDER;
type Names = Map<string, Entry>;

/** What stands on the disk after a power cut: null marks a folder. */
export type Leftover = ReadonlyMap<string, Uint8Array | null>;

/**
 * A disk that may lose whatever was not synced. Content: a synced file holds everything written before its sync
 * began; later writes survive in any subset of 512-byte sectors, in no order. Names: they reach the disk in the order
 * they were made, up to any point, as journaling file systems keep them; syncing a folder fixes the changes in it,
 * syncing a new file fixes its name (as ext4, XFS and Btrfs do).
 */
export class PowerDisk {
  private readonly names: Names = new Map();
  private readonly durableNames: Names;
  private pendingNames: NameChange[] = [];
  private readonly byInode = new Map<bigint, File>();
  private readonly syncs = new Map<bigint, number>();
  private order = 0;

  constructor(initial: Leftover) {
    for (const [path, content] of initial) this.names.set(path, content === null ? FOLDER : fileWith(content));
    this.durableNames = new Map(this.names);
  }

  apply(change: Change): void {
    this.order += 1;
    switch (change.type) {
      case 'bind':
      case 'create':
        this.bind(change.inode, change.path, change.type === 'create');
        return;
      case 'write':
      case 'truncate':
        this.byInode.get(change.inode)?.pending.push({ ...change, order: this.order });
        return;
      case 'sync-begin':
        this.syncs.set(change.ticket, this.order);
        return;
      case 'sync-end':
        this.sync(change.inode, change.path, this.syncs.get(change.ticket) ?? 0);
        this.syncs.delete(change.ticket);
        return;
      case 'make-folder':
        this.rename({ type: 'set', path: change.path, second: '', entry: FOLDER });
        return;
      case 'rename':
      case 'link':
      case 'unlink':
      case 'remove-folder': {
        const entry = this.names.get(change.path);
        if (entry === undefined) return;
        const second = change.type === 'rename' || change.type === 'link' ? change.second : '';
        const type = change.type === 'rename' || change.type === 'link' ? change.type : 'remove';
        this.rename({ type, path: change.path, second, entry });
      }
    }
  }

  private bind(inode: bigint, path: string, created: boolean): void {
    const there = this.names.get(path);
    const bound = this.byInode.get(inode);
    // Somebody else's record of opening the file may come before its maker's record of making it.
    if (there instanceof File && there === bound) return;
    if (there instanceof File && !created) {
      this.byInode.set(inode, there);
      return;
    }
    const file = new File();
    this.byInode.set(inode, file);
    this.rename({ type: 'set', path, second: '', entry: file });
  }

  private rename(change: Omit<NameChange, 'order'>): void {
    applyName(this.names, change);
    this.pendingNames.push({ ...change, order: this.order });
  }

  private sync(inode: bigint, path: string, before: number): void {
    const named = this.names.get(path);
    if (named === FOLDER) {
      const within = (name: string): boolean => name !== '' && posix.dirname(name) === path;
      this.fixNames((change) => change.order < before && (within(change.path) || within(change.second)));
      return;
    }
    const file = this.byInode.get(inode) ?? named;
    if (file === undefined) return;
    const covered = file.pending.filter(({ order }) => order < before);
    for (const change of covered) file.apply(change);
    file.pending = file.pending.slice(covered.length);
    this.fixNames((change) => change.type === 'set' && change.entry === file && change.order < before);
  }

  private fixNames(covered: (change: NameChange) => boolean): void {
    const left: NameChange[] = [];
    for (const change of this.pendingNames) {
      if (covered(change)) applyName(this.durableNames, change);
      else left.push(change);
    }
    this.pendingNames = left;
  }

  /** One of the many states a cut at this moment may leave, chosen by the given source of numbers from 0 up to 1. */
  cut(random: () => number): Leftover {
    const names: Names = new Map(this.durableNames);
    const reached = Math.floor(random() * (this.pendingNames.length + 1));
    for (const change of this.pendingNames.slice(0, reached)) applyName(names, change);
    const contents = new Map<File, Uint8Array>();
    const left = new Map<string, Uint8Array | null>();
    for (const [path, entry] of names) {
      if (entry === FOLDER) left.set(path, null);
      else {
        const content = contents.get(entry) ?? survive(entry, random);
        contents.set(entry, content);
        left.set(path, content);
      }
    }
    return left;
  }
}

function fileWith(content: Uint8Array): File {
  const file = new File();
  file.bytes = content.slice();
  file.size = content.length;
  return file;
}

function applyName(names: Names, { type, path, second, entry }: Omit<NameChange, 'order'>): void {
  if (type === 'set') {
    names.set(path, entry);
    return;
  }
  if (type !== 'link' && names.get(path) === entry) names.delete(path);
  if (type === 'remove') return;
  names.set(second, entry);
  if (type !== 'rename' || entry !== FOLDER) return;
  for (const [name, inner] of Array.from(names)) {
    if (!name.startsWith(`${path}/`)) continue;
    names.delete(name);
    names.set(second + name.slice(path.length), inner);
  }
}

/** Applies to a copy of the file what the cut spared: nothing, everything, the first changes, or any sectors. */
function survive(file: File, random: () => number): Uint8Array {
  if (file.pending.length === 0) return file.content();
  const copy = fileWith(file.content());
  const kind = Math.floor(random() * 4);
  if (kind === 0) return copy.content();
  const reached = kind === 2 ? Math.floor(random() * (file.pending.length + 1)) : file.pending.length;
  for (const change of file.pending.slice(0, reached)) {
    if (kind === 3) for (const part of spared(change, random)) copy.apply(part);
    else copy.apply(change);
  }
  return copy.content();
}

function spared(change: ContentChange, random: () => number): readonly ContentChange[] {
  if (change.type === 'truncate') return random() < 0.5 ? [change] : [];
  const parts: ContentChange[] = [];
  for (let start = 0; start < change.bytes.length; ) {
    const offset = change.offset + start;
    const end = Math.min(change.bytes.length, start + SECTOR_BYTES - (offset % SECTOR_BYTES));
    if (random() < 0.5)
      parts.push({ type: 'write', order: change.order, offset, bytes: change.bytes.subarray(start, end) });
    start = end;
  }
  return parts;
}
