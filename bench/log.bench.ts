import { buildInclusion, inclusionRanges } from '#log/inclusion.ts';
import { TileCache, tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { appendEntries, type Edge, EMPTY_EDGE, resumeEdge } from '#log/tile-writer.ts';
import { HASH_BYTES } from '#log/tree.ts';
import { primitives } from '#primitives';
import { figure, percentile } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const FULL_ENTRIES = 1_000_000;
const QUICK_ENTRIES = 20_000;
/** About what one transaction of a busy node carries. */
const BATCH_ENTRIES = 64;
const PROOFS = 2_000;
const TARGET_PROOF_MS = 1;

/** A million entries through the tile writer, and proofs out of the tiles that it wrote. */
export async function run(options: BenchOptions): Promise<readonly Row[]> {
  const size = options.quick ? QUICK_ENTRIES : FULL_ENTRIES;
  const entries = Array.from({ length: size }, () => primitives.randomBytes(HASH_BYTES));
  options.say(`log: appending ${size} entries`);
  const before = hashesPerSecond(size);
  const { tiles, seconds } = build(entries);
  const after = hashesPerSecond(size);
  // A leaf hash and, but for the last, a node hash each: no tree is built with less.
  const limit = (before + after) / 2 / 2;
  options.say('log: proving random entries');
  const cold = proofTimes(size, tiles, () => new TileCache());
  const cache = new TileCache();
  const warm = proofTimes(size, tiles, () => cache);
  const resumed = milliseconds(() => resumeEdge(size, ({ level, index }) => tiles.get(`${level}/${index}`)!));
  return [
    figure({
      name: `log: append in batches of ${BATCH_ENTRIES}, up to ${size} entries`,
      value: size / seconds,
      unit: 'entries/s',
      better: 'more',
      limit,
    }),
    proofFigure(`log: inclusion proof in ${size} entries, nothing cached, median`, percentile(cold, 0.5)),
    proofFigure(`log: inclusion proof in ${size} entries, tile cache, median`, percentile(warm, 0.5)),
    proofFigure(`log: inclusion proof in ${size} entries, tile cache, p95`, percentile(warm, 0.95)),
    figure({ name: 'log: resume the edge from tiles', value: resumed, unit: 'ms', better: 'less' }),
  ];
}

function proofFigure(name: string, value: number): Row {
  return figure({ name, value, unit: 'ms', better: 'less', target: TARGET_PROOF_MS });
}

function build(entries: readonly Uint8Array[]): { tiles: Map<string, Uint8Array>; seconds: number } {
  const tiles = new Map<string, Uint8Array>();
  let edge: Edge = EMPTY_EDGE;
  const elapsed = milliseconds(() => {
    for (let at = 0; at < entries.length; at += BATCH_ENTRIES) {
      const appended = appendEntries(edge, entries.slice(at, at + BATCH_ENTRIES));
      if (!appended.ok) throw new Error(`append: ${appended.refusal.sentence}`);
      for (const tile of appended.value.tiles) tiles.set(`${tile.level}/${tile.index}`, tile.bytes);
      edge = appended.value.edge;
    }
  });
  return { tiles, seconds: elapsed / 1000 };
}

/** What a server does for one proof: name the tiles that it lacks, load them, build. */
function proofTimes(size: number, tiles: ReadonlyMap<string, Uint8Array>, cacheOf: () => TileCache): number[] {
  return Array.from({ length: Math.min(PROOFS, size) }, () => {
    const index = Math.floor(Math.random() * size);
    const cache = cacheOf();
    return milliseconds(() => {
      const wanted = tilesForRanges(inclusionRanges(index, size), size, cache);
      const loaded = new Map(
        wanted.map(({ level, index: at }) => [`${level}/${at}`, tiles.get(`${level}/${at}`)]),
      );
      const read = tileReader(size, (level, at) => loaded.get(`${level}/${at}`), cache);
      if (!buildInclusion(index, size, read).ok) throw new Error('no proof was built');
    });
  });
}

/** Raw SHA-256 of what a tree node is made of. */
function hashesPerSecond(count: number): number {
  const node = new Uint8Array(1 + 2 * HASH_BYTES);
  const elapsed = milliseconds(() => {
    for (let done = 0; done < count; done++) node.set(primitives.sha256(node), 1);
  });
  return (count / elapsed) * 1000;
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
