import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { LogCode } from './codes.ts';
import { buildInclusion } from './inclusion.ts';
import {
  formatLogProof,
  type LogProof,
  MAX_EXTRA_CHARACTERS,
  MAX_PROOF_FILE_CHARACTERS,
  parseLogProof,
  verifyProvenEntry,
} from './proof.ts';
import { tileReader } from './tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from './tile-writer.ts';
import { signerKey } from './verifier-key.ts';

const origin = 'node.example/log/live';
const log = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));
const SIZE = 300;
const entries = Array.from({ length: SIZE }, (_, at) => primitives.sha256(Uint8Array.of(at & 255, at >> 8)));
const grown = appendEntries(EMPTY_EDGE, entries);
assert.ok(grown.ok);
const { root, tiles } = grown.value;
const stored = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.bytes]));

function proofOf(index: number): LogProof {
  const hashes = buildInclusion(
    index,
    SIZE,
    tileReader(SIZE, (level, at) => stored.get(`${level}/${at}`)),
  );
  const signed = parseCheckpoint(signCheckpoint({ origin, size: SIZE, root, extensions: [] }, log));
  assert.ok(hashes.ok && signed.ok);
  return { index, hashes: hashes.value, signed: signed.value };
}

const text = formatLogProof(proofOf(257));

describe('proof files', () => {
  test('a proof is read back as written and proves its entry, and no other', () => {
    for (const index of [0, 255, 256, 299]) {
      const parsed = parseLogProof(formatLogProof(proofOf(index)));
      assert.ok(parsed.ok);
      assert.deepEqual(parsed.value, proofOf(index));
      assert.ok(verifyProvenEntry(parsed.value, entries[index] as Uint8Array).ok);
      const other = verifyProvenEntry(parsed.value, entries[(index + 1) % SIZE] as Uint8Array);
      assert.ok(!other.ok && other.refusal.code === 'root-mismatch');
    }
  });

  test('extra bytes travel along, and are absent when there are none', () => {
    const extra = primitives.randomBytes(40);
    const parsed = parseLogProof(formatLogProof({ ...proofOf(3), extra }));
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.extra, extra);
    assert.ok(!text.includes('extra'));
  });

  const hashLine = /\n[A-Za-z0-9+/]{43}=\n/;
  const malformed: Record<string, [string, LogCode]> = {
    'another first line': [text.replace('@v1', '@v2'), 'proof-file-malformed'],
    'a proof without an index': [text.replace('index 257\n', ''), 'proof-file-malformed'],
    'an index with a leading zero': [text.replace('index 257', 'index 0257'), 'proof-file-malformed'],
    'an index beyond 2^53-1': [text.replace('index 257', 'index 9007199254740992'), 'proof-file-malformed'],
    'extra data behind the index': [
      text.replace('index 257\n', 'index 257\nextra AAAA\n'),
      'proof-file-malformed',
    ],
    'extra data that is no base64': [text.replace('index', 'extra %\nindex'), 'proof-file-malformed'],
    'extra data over its limit': [
      text.replace('index', `extra ${'A'.repeat(MAX_EXTRA_CHARACTERS + 4)}\nindex`),
      'proof-file-malformed',
    ],
    'a hash without padding': [text.replace(hashLine, `\n${'A'.repeat(43)}\n`), 'proof-file-malformed'],
    'sixty-four hashes': [
      text.replace('index 257\n', `index 257\n${`${'A'.repeat(43)}=\n`.repeat(64)}`),
      'proof-too-long',
    ],
    'a proof without a checkpoint': [text.slice(0, text.indexOf('\n\n') + 2), 'note-malformed'],
    'a checkpoint without signatures': [text.slice(0, text.indexOf('— ')), 'signature-line-malformed'],
    'carriage returns': [text.replaceAll('\n', '\r\n'), 'proof-file-malformed'],
    'a proof over the limit': [text.padEnd(MAX_PROOF_FILE_CHARACTERS + 1, 'x'), 'proof-file-too-long'],
    nothing: ['', 'proof-file-malformed'],
  };
  for (const [what, [input, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}`, () => {
      const parsed = parseLogProof(input);
      assert.ok(!parsed.ok, `${what} was accepted`);
      assert.equal(parsed.refusal.code, code);
    });
  }

  test('a proof with one character changed, dropped or added never proves the entry under the same checkpoint', () => {
    const whole = parseLogProof(text);
    assert.ok(whole.ok);
    const end = text.indexOf('\n\n');
    fc.assert(
      fc.property(fc.nat(end), fc.string({ maxLength: 2 }), fc.nat(2), (at, put, dropped) => {
        const changed = text.slice(0, at) + put + text.slice(at + dropped);
        const parsed = parseLogProof(changed);
        if (!parsed.ok || changed === text) return;
        const same = JSON.stringify(parsed.value.hashes) === JSON.stringify(whole.value.hashes);
        const proves = verifyProvenEntry(parsed.value, entries[257] as Uint8Array).ok;
        assert.ok(!proves || (same && parsed.value.index === 257 && parsed.value.extra !== undefined), changed);
      }),
      { numRuns: 500 },
    );
  });
});
