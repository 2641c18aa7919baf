import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { buildConsistency, consistencyRanges, verifyConsistency } from './consistency.ts';
import { buildInclusion, inclusionRanges, verifyInclusion } from './inclusion.ts';
import { buildSubtreeProof, verifySubtree } from './subtree-proof.ts';
import { edgeTiles, parseEntryBundle, type Tile, tileWidth } from './tile.ts';
import { TileCache, type TileSource, tileReader, tilesForRanges } from './tile-reader.ts';
import { appendEntries, type Edge, EMPTY_EDGE, edgeRoot, MAX_BATCH_ENTRIES, resumeEdge } from './tile-writer.ts';
import { EMPTY_ROOT, type HashReader, isSubtree, leafHash, nodeHash } from './tree.ts';

function entry(index: number): Uint8Array {
  return primitives.sha256(new TextEncoder().encode(`entry ${index}`));
}

/** RFC 6962, section 2.1, word for word: the oracle everything else is compared with. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

/** A store that keeps, as ours does, the widest tile of each place. */
class TileStore {
  readonly tiles = new Map<string, Tile>();
  edge: Edge = EMPTY_EDGE;

  append(entries: readonly Uint8Array[]): Uint8Array {
    const appended = appendEntries(this.edge, entries);
    assert.ok(appended.ok);
    for (const tile of appended.value.tiles) this.tiles.set(`${tile.level}/${tile.index}`, tile);
    this.edge = appended.value.edge;
    return appended.value.root;
  }

  reader(size: number): HashReader {
    return tileReader(size, (level, index) => this.tiles.get(`${level}/${index}`)?.bytes);
  }
}

function grown(size: number): TileStore {
  const store = new TileStore();
  store.append(Array.from({ length: size }, (_, index) => entry(index)));
  return store;
}

const batches = fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 200, max: 600 })), {
  minLength: 1,
  maxLength: 8,
});

describe('the tile writer', () => {
  test('however the entries are cut into batches, tiles, bundles and root are those of the naive tree', () => {
    fc.assert(
      fc.property(batches, (counts) => {
        const store = new TileStore();
        const entries: Uint8Array[] = [];
        for (const count of counts) {
          const batch = Array.from({ length: count }, (_, index) => entry(entries.length + index));
          entries.push(...batch);
          assert.deepEqual(store.append(batch), naiveRoot(entries.map((one) => leafHash(one))));
        }
        const size = entries.length;
        const whole = new TileStore();
        whole.append(entries);
        assert.deepEqual(store.tiles, whole.tiles);
        for (const [, tile] of store.tiles) assert.equal(tile.width, tileWidth(tile.level, tile.index, size));
        const bundled = [...store.tiles.values()]
          .filter((tile) => tile.level === 'entries')
          .sort((one, other) => one.index - other.index)
          .flatMap((tile) => {
            const parsed = parseEntryBundle(tile.bytes, tile.width);
            return parsed.ok ? parsed.value : [];
          });
        assert.deepEqual(
          bundled.map((one) => one.toHex()),
          entries.map((one) => one.toHex()),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('a batch yields each tile once, and only tiles that it changed', () => {
    const store = grown(300);
    const appended = appendEntries(store.edge, [entry(300), entry(301)]);
    assert.ok(appended.ok);
    assert.deepEqual(appended.value.tiles.map(({ level, index, width }) => `${level}/${index}/${width}`).sort(), [
      '0/1/46',
      'entries/1/46',
    ]);
    const nothing = appendEntries(store.edge, []);
    assert.ok(nothing.ok);
    assert.deepEqual(nothing.value.tiles, []);
    assert.deepEqual(nothing.value.root, edgeRoot(store.edge));
  });

  test('an append that is thrown away leaves the edge as it was', () => {
    const store = grown(255);
    const root = edgeRoot(store.edge);
    appendEntries(store.edge, [entry(900), entry(901)]);
    assert.deepEqual(edgeRoot(store.edge), root);
    assert.deepEqual(store.append([entry(255)]), edgeRoot(grown(256).edge));
  });

  test('an edge resumed from stored tiles is the edge that wrote them', () => {
    for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 66_000]) {
      const store = grown(size);
      const resumed = resumeEdge(size, (tile) => store.tiles.get(`${tile.level}/${tile.index}`)!.bytes);
      assert.deepEqual(edgeRoot(resumed), edgeRoot(store.edge), String(size));
      assert.equal(edgeTiles(size).length, new Set([...store.tiles.values()].map((tile) => tile.level)).size);
      const more = [entry(size), entry(size + 1)];
      const one = appendEntries(resumed, more);
      const other = appendEntries(store.edge, more);
      assert.deepEqual(one, other, String(size));
    }
  });

  test('an entry that is not 32 bytes long is refused, and so is a batch without end', () => {
    for (const length of [0, 31, 33, 64]) {
      const appended = appendEntries(EMPTY_EDGE, [entry(0), new Uint8Array(length)]);
      assert.ok(!appended.ok && appended.refusal.code === 'entry-wrong-length');
      assert.equal(appended.refusal.place, 'entry 1');
    }
    const endless = appendEntries(EMPTY_EDGE, new Array(MAX_BATCH_ENTRIES + 1).fill(entry(0)));
    assert.ok(!endless.ok && endless.refusal.code === 'size-out-of-range');
  });

  test('reading from Node buffers leaves the tiles as they were', () => {
    const tile = Buffer.concat(Array.from({ length: 256 }, (_, index) => entry(index)));
    const before = tile.toString('hex');
    const reader = tileReader(256, () => tile);
    reader(7, 1);
    reader(7, 0);
    assert.equal(tile.toString('hex'), before);
  });

  test('a storage without the tile is a failure that names the tile', () => {
    const store = grown(700);
    const reader = tileReader(700, (level, index) =>
      level === 0 && index === 1 ? undefined : store.tiles.get(`${level}/${index}`)?.bytes,
    );
    assert.throws(() => buildInclusion(300, 700, reader), /tile 0\/1 is missing/);
    assert.throws(() => resumeEdge(-1, () => new Uint8Array(0)), /no tree size/);
  });
});

describe('proofs built from tiles', () => {
  const SIZE = 1300;
  const store = grown(SIZE);
  const leaves = Array.from({ length: SIZE }, (_, index) => leafHash(entry(index)));
  const sizes = fc.integer({ min: 1, max: SIZE });

  test('the proof of every index in a tree verifies, and every index of some trees was tried', () => {
    for (const size of [1, 2, 3, 7, 8, 9, 255, 256, 257, 513]) {
      const root = naiveRoot(leaves.slice(0, size));
      const read = store.reader(size);
      for (let index = 0; index < size; index++) {
        const proof = buildInclusion(index, size, read);
        assert.ok(proof.ok);
        const verdict = verifyInclusion(index, size, leaves[index] as Uint8Array, root, proof.value);
        assert.ok(verdict.ok, `${index} of ${size}`);
      }
    }
  });

  test('an inclusion proof with any one bit flipped, or for any other place, fails', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), fc.nat(), (size, pick, hashPick, bit) => {
        const index = pick % size;
        const root = naiveRoot(leaves.slice(0, size));
        const built = buildInclusion(index, size, store.reader(size));
        assert.ok(built.ok);
        const leaf = leaves[index] as Uint8Array;
        assert.ok(verifyInclusion(index, size, leaf, root, built.value).ok);
        const all = [leaf, root, ...built.value].map((hash) => hash.slice());
        const flipped = all[hashPick % all.length] as Uint8Array;
        flipped[(bit >> 3) % 32]! ^= 1 << (bit % 8);
        const [badLeaf, badRoot, ...badProof] = all as [Uint8Array, Uint8Array, ...Uint8Array[]];
        assert.ok(!verifyInclusion(index, size, badLeaf, badRoot, badProof).ok);
        const elsewhere = (index + 1 + (pick % Math.max(1, size - 1))) % size;
        if (elsewhere !== index) assert.ok(!verifyInclusion(elsewhere, size, leaf, root, built.value).ok);
        assert.ok(!verifyInclusion(index, size, leaf, root, [...built.value, root]).ok);
        if (built.value.length > 0) assert.ok(!verifyInclusion(index, size, leaf, root, built.value.slice(1)).ok);
      }),
    );
  });

  test('a consistency proof verifies between any two sizes, and fails with any one bit flipped', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), fc.nat(), (one, other, hashPick, bit) => {
        const [oldSize, newSize] = one < other ? [one, other] : [other, one];
        const oldRoot = naiveRoot(leaves.slice(0, oldSize));
        const newRoot = naiveRoot(leaves.slice(0, newSize));
        const built = buildConsistency(oldSize, newSize, store.reader(newSize));
        assert.ok(built.ok);
        assert.ok(verifyConsistency(oldSize, newSize, oldRoot, newRoot, built.value).ok);
        const all = [oldRoot, newRoot, ...built.value].map((hash) => hash.slice());
        (all[hashPick % all.length] as Uint8Array)[(bit >> 3) % 32]! ^= 1 << (bit % 8);
        const [badOld, badNew, ...badProof] = all as [Uint8Array, Uint8Array, ...Uint8Array[]];
        assert.ok(!verifyConsistency(oldSize, newSize, badOld, badNew, badProof).ok);
      }),
    );
  });

  test('a cache of full tiles changes no hash, keeps within its bound, and spares the loading', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sizes, fc.nat()), { maxLength: 20 }), (asked) => {
        const cache = new TileCache(3);
        for (const [size, pick] of asked) {
          const index = pick % size;
          const source: TileSource = (level, at) => store.tiles.get(`${level}/${at}`)?.bytes;
          const cached = buildInclusion(index, size, tileReader(size, source, cache));
          assert.deepEqual(cached, buildInclusion(index, size, store.reader(size)));
        }
        const kept = [0, 1, 2, 3, 4].filter((index) => cache.has(0, index));
        assert.ok(kept.length <= 3);
        const wanted = tilesForRanges(inclusionRanges(0, SIZE), SIZE, cache);
        assert.equal(
          wanted.some((tile) => tile.level === 0 && tile.index === 0),
          !kept.includes(0),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('a subtree proof verifies for every subtree of a tree, aligned or at the edge', () => {
    const size = 45;
    const root = naiveRoot(leaves.slice(0, size));
    let tried = 0;
    for (let start = 0; start < size; start++) {
      for (let end = start + 1; end <= size; end++) {
        const proof = buildSubtreeProof(start, end, size, store.reader(size));
        assert.equal(proof.ok, isSubtree(start, end));
        if (!proof.ok) continue;
        const hash = naiveRoot(leaves.slice(start, end));
        assert.ok(verifySubtree(start, end, size, hash, root, proof.value).ok, `${start} to ${end}`);
        tried++;
      }
    }
    assert.ok(tried > 100);
  });

  test('the tiles named for a proof are enough to build it, and are few', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, pick, oldPick) => {
        const index = pick % size;
        const oldSize = 1 + (oldPick % size);
        const ranges = [...inclusionRanges(index, size), ...consistencyRanges(oldSize, size)];
        const tiles = tilesForRanges(ranges, size);
        assert.ok(tiles.length <= 8);
        const loaded = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.width]));
        const read = tileReader(size, (level, at) => {
          const width = loaded.get(`${level}/${at}`);
          return width === undefined
            ? undefined
            : store.tiles.get(`${level}/${at}`)?.bytes.subarray(0, width * 32);
        });
        assert.ok(buildInclusion(index, size, read).ok);
        assert.ok(buildConsistency(oldSize, size, read).ok);
      }),
    );
  });

  test('sizes and indexes that no tree has are refused, however large, without running long', () => {
    const hash = leaves[0] as Uint8Array;
    const strange = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 64, Number.MAX_VALUE];
    for (const size of strange) {
      const verdict = verifyInclusion(0, size, hash, hash, []);
      assert.ok(!verdict.ok && verdict.refusal.code === 'size-out-of-range', String(size));
      const grew = verifyConsistency(1, size, hash, hash, []);
      assert.ok(!grew.ok && grew.refusal.code === 'size-out-of-range', String(size));
    }
    for (const index of [...strange, 7]) {
      const verdict = verifyInclusion(index, 7, hash, hash, []);
      assert.ok(!verdict.ok && verdict.refusal.code === 'index-out-of-range', String(index));
    }
    const huge = verifyInclusion(2 ** 52, 2 ** 53 - 1, hash, hash, new Array(53).fill(hash));
    assert.ok(!huge.ok && huge.refusal.code === 'root-mismatch');
    const long = verifyInclusion(0, 8, hash, hash, new Array(64).fill(hash));
    assert.ok(!long.ok && long.refusal.code === 'proof-too-long');
  });
});
