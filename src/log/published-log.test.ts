import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseCheckpoint, verifyLogSignature } from './checkpoint.ts';
import { buildConsistency, verifyConsistency } from './consistency.ts';
import { buildInclusion, verifyInclusion } from './inclusion.ts';
import { narrowTile, parseEntryBundle, parseHashTile, tilePath } from './tile.ts';
import { tileReader } from './tile-reader.ts';
import { leafHash, treeRoot } from './tree.ts';
import { parseVerifierKey } from './verifier-key.ts';

const LOG = '../shared/data/testvectors-tlog/tessera-log';
const skip = existsSync(LOG) ? false : `${LOG} is absent`;
const VKEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';
const SIZE = 15;
const NOW = Temporal.Now.instant();

function file(path: string): Uint8Array {
  return readFileSync(`${LOG}/${path}`);
}

describe('a log written by another implementation', () => {
  const key = parseVerifierKey(VKEY);
  assert.ok(key.ok);
  const wide = skip === false ? file(tilePath({ level: 0, index: 0, width: SIZE })) : new Uint8Array(0);
  const read = tileReader(SIZE, () => wide);

  function checkpoint(size: number) {
    const parsed = parseCheckpoint(new TextDecoder().decode(file(`checkpoint.${size}`)));
    assert.ok(parsed.ok);
    return parsed.value;
  }

  test('each checkpoint verifies with its key and has the root that its tiles give', { skip }, () => {
    for (let size = 0; size <= SIZE; size++) {
      const signed = checkpoint(size);
      assert.ok(verifyLogSignature(signed, [key.value], NOW).ok, String(size));
      assert.equal(signed.checkpoint.size, size);
      assert.equal(treeRoot(size, read).toHex(), signed.checkpoint.root.toHex(), String(size));
    }
  });

  test('each partial tile is the beginning of the widest, and its hashes are those of the entries', {
    skip,
  }, () => {
    for (let width = 1; width <= SIZE; width++) {
      const tile = file(tilePath({ level: 0, index: 0, width }));
      const narrowed = narrowTile(wide, 0, width);
      assert.ok(narrowed.ok);
      assert.equal(tile.toHex(), narrowed.value.toHex());
      const hashes = parseHashTile(tile, width);
      const entries = parseEntryBundle(file(tilePath({ level: 'entries', index: 0, width })), width);
      assert.ok(hashes.ok && entries.ok);
      assert.deepEqual(
        entries.value.map((entry) => leafHash(entry).toHex()),
        hashes.value.map((hash) => hash.toHex()),
      );
    }
  });

  test('every entry is proven in every tree that holds it, and every tree to grow out of every earlier one', {
    skip,
  }, () => {
    const entries = parseEntryBundle(file(tilePath({ level: 'entries', index: 0, width: SIZE })), SIZE);
    assert.ok(entries.ok);
    assert.equal(new TextDecoder().decode(entries.value[7]), 'eit');
    for (let size = 1; size <= SIZE; size++) {
      const { root } = checkpoint(size).checkpoint;
      for (let index = 0; index < size; index++) {
        const proof = buildInclusion(index, size, read);
        assert.ok(proof.ok);
        assert.ok(verifyInclusion(index, size, leafHash(entries.value[index]!), root, proof.value).ok);
      }
      for (let old = 1; old <= size; old++) {
        const proof = buildConsistency(old, size, read);
        assert.ok(proof.ok);
        assert.ok(verifyConsistency(old, size, checkpoint(old).checkpoint.root, root, proof.value).ok);
      }
    }
  });
});
