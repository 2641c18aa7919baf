import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  edgeTiles,
  formatEntryBundle,
  narrowTile,
  parseEntryBundle,
  parseHashTile,
  parseTilePath,
  TILE_WIDTH,
  type TileCoordinate,
  tilePath,
  tileWidth,
} from './tile.ts';
import { MAX_TREE_SIZE } from './tree.ts';

const coordinates = fc.record(
  {
    level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
    index: fc.oneof(fc.nat(), fc.maxSafeNat()),
    width: fc.integer({ min: 1, max: TILE_WIDTH }),
  },
  { noNullPrototype: true },
);

describe('tile paths', () => {
  test('an index is written in groups of three digits, all but the last behind an x', () => {
    assert.equal(tilePath({ level: 0, index: 1234067, width: 256 }), 'tile/0/x001/x234/067');
    assert.equal(tilePath({ level: 0, index: 0, width: 256 }), 'tile/0/000');
    assert.equal(tilePath({ level: 'entries', index: 273, width: 112 }), 'tile/entries/273.p/112');
  });

  test('every coordinate is read back from its own path', () => {
    fc.assert(
      fc.property(coordinates, (coordinate) => {
        assert.deepEqual(parseTilePath(tilePath(coordinate)), { ok: true, value: coordinate });
      }),
    );
  });

  const malformed = {
    'an unpadded index': 'tile/0/5',
    'a level with a leading zero': 'tile/00/000',
    'a level above 63': 'tile/64/000',
    'a negative level': 'tile/-1/000',
    'an index with a needless leading group': 'tile/0/x000/001',
    'a first group without its x': 'tile/0/001/001',
    'a last group with an x': 'tile/0/x001/x001',
    'a partial width of zero': 'tile/0/000.p/0',
    'a partial width of 256': 'tile/0/000.p/256',
    'a partial width with a leading zero': 'tile/0/000.p/01',
    'a path that climbs out of the log': 'tile/0/../../etc/passwd',
    'an encoded slash': 'tile/0/x001%2f001',
    'an index above 2^53-1': 'tile/0/x009/x007/x199/x254/x740/992',
    'digits of another script': 'tile/0/٠٠١',
    'something behind the path': 'tile/0/000\n',
    'a path of a megabyte': `tile/0/${'x001/'.repeat(200_000)}001`,
    nothing: '',
  };
  for (const [what, path] of Object.entries(malformed)) {
    test(`${what} is refused`, () => {
      const parsed = parseTilePath(path);
      assert.ok(!parsed.ok && parsed.refusal.code === 'tile-path-malformed');
    });
  }

  test('no text makes the path parser throw, and what it accepts is spelt canonically', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `tile/0/${tail}`),
        ),
        (path) => {
          const parsed = parseTilePath(path);
          if (parsed.ok) assert.equal(tilePath(parsed.value), path);
        },
      ),
    );
  });
});

describe('the tiles of a tree', () => {
  test('the specification counts 70,000 leaves as 273 full tiles, then 112, 17 and 1 hashes', () => {
    const edge = edgeTiles(70_000).map(({ level, index, width }) => `${level}/${index}/${width}`);
    assert.deepEqual(edge, ['entries/273/112', '0/273/112', '1/1/17', '2/0/1']);
    assert.equal(tileWidth(0, 272, 70_000), 256);
    assert.equal(tileWidth(0, 274, 70_000), 0);
  });

  test('256 leaves are one full tile and one hash above it', () => {
    assert.deepEqual(
      edgeTiles(256).map(({ level, width }) => [level, width]),
      [
        ['entries', 256],
        [0, 256],
        [1, 1],
      ],
    );
  });

  test('the largest tree has seven levels of tiles, the empty one none', () => {
    assert.equal(edgeTiles(MAX_TREE_SIZE).length, 8);
    assert.deepEqual(edgeTiles(0), []);
  });
});

describe('tile contents from elsewhere', () => {
  const refusedTile = (bytes: Uint8Array, width: number): void => {
    const parsed = parseHashTile(bytes, width);
    assert.ok(!parsed.ok && parsed.refusal.code === 'tile-wrong-length');
  };

  test('a hash tile of another length than its width says is refused', () => {
    refusedTile(new Uint8Array(31), 1);
    refusedTile(new Uint8Array(33), 1);
    refusedTile(new Uint8Array(0), 0);
    refusedTile(new Uint8Array(257 * 32), 257);
    assert.equal(parseHashTile(new Uint8Array(64), 2).ok, true);
  });

  test('a narrower tile is cut out of a wider one, never made up', () => {
    const wide: TileCoordinate & { bytes: Uint8Array } = {
      level: 0,
      index: 0,
      width: 3,
      bytes: new Uint8Array(96),
    };
    assert.equal(narrowTile(wide.bytes, 0, 2).ok, true);
    for (const width of [4, 0, -1, 1.5, Number.NaN]) {
      const cut = narrowTile(wide.bytes, 0, width);
      assert.ok(!cut.ok && cut.refusal.code === 'tile-wrong-length');
    }
  });

  test('entry bundles are read back as written, whatever the entries hold', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: TILE_WIDTH });
    fc.assert(
      fc.property(entries, (list) => {
        const bundle = formatEntryBundle(list);
        assert.ok(bundle.ok);
        const parsed = parseEntryBundle(bundle.value, list.length);
        assert.deepEqual(
          parsed.ok && parsed.value.map((entry) => [...entry]),
          list.map((entry) => [...entry]),
        );
        const miscounted = parseEntryBundle(bundle.value, list.length + 1);
        assert.ok(!miscounted.ok && miscounted.refusal.code === 'bundle-malformed');
      }),
      { numRuns: 50 },
    );
  });

  test('a bundle that ends inside a length or inside an entry is refused', () => {
    for (const bytes of [[0], [0, 2, 1], [0, 1, 7, 0], [255, 255], [0, 1, 7, 0, 0, 9]]) {
      const parsed = parseEntryBundle(Uint8Array.from(bytes), 1);
      assert.ok(!parsed.ok && parsed.refusal.code === 'bundle-malformed', String(bytes));
    }
  });

  test('an entry longer than its length field can say is refused', () => {
    const bundle = formatEntryBundle([new Uint8Array(65_536)]);
    assert.ok(!bundle.ok && bundle.refusal.code === 'entry-wrong-length');
  });

  test('no bytes make the bundle parser throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: -1, max: 300 }), (bytes, width) => {
        parseEntryBundle(bytes, width);
      }),
    );
  });
});
