import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { CompletedNodes, proofsOfAppended } from './appended-proofs.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { buildInclusion } from './inclusion.ts';
import { formatLogProof } from './proof.ts';
import { appendEntries, type Edge, EMPTY_EDGE } from './tile-writer.ts';
import { leafHash, nodeHash } from './tree.ts';
import { signerKey } from './verifier-key.ts';

const origin = 'node.example/log/live';
const log = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));

function entry(index: number): Uint8Array {
  return primitives.sha256(new TextEncoder().encode(`entry ${index}`));
}

const hashes = new Map<string, Uint8Array>();

/** Of the perfect subtree at this place, from its leaves. */
function hashAt(level: number, index: number): Uint8Array {
  const place = `${level}/${index}`;
  const known = hashes.get(place);
  if (known !== undefined) return known;
  const hash =
    level === 0
      ? leafHash(entry(index))
      : nodeHash(hashAt(level - 1, 2 * index), hashAt(level - 1, 2 * index + 1));
  hashes.set(place, hash);
  return hash;
}

/** The edge of a tree of these first entries. */
function edgeAt(size: number): Edge {
  const appended = appendEntries(
    EMPTY_EDGE,
    Array.from({ length: size }, (_, index) => entry(index)),
  );
  assert.ok(appended.ok);
  return appended.value.edge;
}

function proofsOf(size: number, count: number): void {
  const before = edgeAt(size);
  const completed = new CompletedNodes(size);
  const more = Array.from({ length: count }, (_, at) => entry(size + at));
  const appended = appendEntries(before, more, (level, hash) => completed.add(level, hash));
  assert.ok(appended.ok);
  const { edge, root } = appended.value;
  const note = signCheckpoint({ origin, size: edge.size, root, extensions: [] }, log);
  const signed = parseCheckpoint(note);
  assert.ok(signed.ok);
  const proofs = proofsOfAppended(before, edge, completed, note);
  assert.equal(proofs.length, count);
  for (const [at, proof] of proofs.entries()) {
    const built = buildInclusion(size + at, edge.size, hashAt);
    assert.ok(built.ok);
    assert.equal(proof, formatLogProof({ index: size + at, hashes: built.value, signed: signed.value }));
  }
}

describe('proofs of what was just appended', () => {
  test('are, letter by letter, those made from the whole tree, at every small size', () => {
    for (let size = 0; size <= 18; size++) for (let count = 0; count <= 18; count++) proofsOf(size, count);
  });

  test('so they are across tiles, whatever the sizes', () => {
    const sizes = fc.record({ size: fc.integer({ min: 0, max: 700 }), count: fc.integer({ min: 1, max: 90 }) });
    fc.assert(
      fc.property(sizes, ({ size, count }) => proofsOf(size, count)),
      { numRuns: 20 },
    );
  });
});
