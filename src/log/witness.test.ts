import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Outcome } from '#outcome.ts';
import { primitives } from '#primitives';
import { parseCheckpoint, type SignedCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { LogCode } from './codes.ts';
import { buildConsistency } from './consistency.ts';
import { cosign } from './cosignature.ts';
import { formatSignatureLine } from './note.ts';
import { tileReader } from './tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from './tile-writer.ts';
import { treeRoot } from './tree.ts';
import { signerKey } from './verifier-key.ts';
import {
  type AddCheckpoint,
  decideAddCheckpoint,
  formatAddCheckpoint,
  formatHeldSize,
  MAX_ADD_CHECKPOINT_CHARACTERS,
  parseAddCheckpoint,
  parseCosignatures,
  parseHeldSize,
  UNSEEN_TREE,
  type WitnessDecision,
  type WitnessedTree,
} from './witness.ts';

const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const origin = 'node.example/log/live';
const log = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));
const witness = signerKey('north.example/w', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
const keys = [log.verifier];

const SIZE = 40;
const grown = appendEntries(
  EMPTY_EDGE,
  Array.from({ length: SIZE }, (_, at) => primitives.sha256(Uint8Array.of(at))),
);
assert.ok(grown.ok);
const tiles = new Map(grown.value.tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.bytes]));
const read = tileReader(SIZE, (level, index) => tiles.get(`${level}/${index}`));

function refusedWith(outcome: Outcome<unknown, LogCode>, code: LogCode, what = ''): void {
  assert.ok(!outcome.ok, `${what} was accepted`);
  assert.equal(outcome.refusal.code, code, what);
}

function decidedWith(decision: WitnessDecision, code: LogCode): void {
  assert.ok(decision.type === 'refused', decision.type);
  assert.equal(decision.refusal.code, code);
}

function tree(size: number): WitnessedTree {
  return { size, root: treeRoot(size, read) };
}

function signed(size: number, root = treeRoot(size, read)): SignedCheckpoint {
  const parsed = parseCheckpoint(signCheckpoint({ origin, size, root, extensions: [] }, log));
  assert.ok(parsed.ok);
  return parsed.value;
}

function request(oldSize: number, size: number): AddCheckpoint {
  const proof = buildConsistency(oldSize, size, read);
  assert.ok(proof.ok);
  return { oldSize, proof: proof.value, signed: signed(size) };
}

describe('add-checkpoint requests', () => {
  test('a request is read back as written', () => {
    const asked = request(13, 40);
    const body = formatAddCheckpoint(asked);
    const parsed = parseAddCheckpoint(body);
    assert.ok(parsed.ok);
    assert.equal(formatAddCheckpoint(parsed.value), body);
  });

  const body = formatAddCheckpoint(request(13, 40));
  const malformed: Record<string, [string, LogCode]> = {
    'a request without its old line': [body.slice(body.indexOf('\n') + 1), 'request-malformed'],
    'an old size with a leading zero': [body.replace('old 13', 'old 013'), 'request-malformed'],
    'an old size beyond 2^53-1': [body.replace('old 13', 'old 9007199254740992'), 'request-malformed'],
    'a proof line that is no hash': [body.replace(/\n[A-Za-z0-9+/]{43}=\n/, '\nabc\n'), 'request-malformed'],
    'sixty-four proof lines': [
      body.replace('old 13\n', `old 13\n${`${'A'.repeat(43)}=\n`.repeat(64)}`),
      'proof-too-long',
    ],
    'a request without an empty line': [body.replaceAll('\n\n', '\n'), 'request-malformed'],
    'a checkpoint without signatures': [body.slice(0, body.indexOf('— ')), 'signature-line-malformed'],
    'a request over the limit': ['x'.repeat(MAX_ADD_CHECKPOINT_CHARACTERS + 1), 'request-too-long'],
    nothing: ['', 'request-malformed'],
  };
  for (const [what, [input, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}`, () => refusedWith(parseAddCheckpoint(input), code, what));
  }

  test('no text makes the parsers throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(body.length), (text, at) => {
        parseAddCheckpoint(text);
        parseAddCheckpoint(body.slice(0, at) + text + body.slice(at));
        parseHeldSize(text);
        parseCosignatures(text, signed(40), [witness.verifier], NOW);
      }),
    );
  });
});

describe('the witness', () => {
  test('cosigns the first tree it sees, and every tree proven to grow out of the last', () => {
    let held = UNSEEN_TREE;
    for (const size of [0, 1, 5, 8, 8, 33, 40]) {
      const decision = decideAddCheckpoint(request(held.size, size), keys, held, NOW);
      assert.ok(decision.type === 'cosign', String(size));
      assert.deepEqual(decision.tree, tree(size));
      held = decision.tree;
    }
  });

  test('an unknown log, a missing signature and an altered checkpoint are refused before anything else', () => {
    decidedWith(decideAddCheckpoint(request(0, 5), undefined, UNSEEN_TREE, NOW), 'origin-unknown');
    decidedWith(decideAddCheckpoint(request(0, 5), [], UNSEEN_TREE, NOW), 'log-signature-missing');
    const { note } = signed(5);
    const forged = { checkpoint: signed(6).checkpoint, note: { ...note, text: signed(6).note.text } };
    decidedWith(
      decideAddCheckpoint({ oldSize: 0, proof: [], signed: forged }, keys, UNSEEN_TREE, NOW),
      'log-signature-invalid',
    );
  });

  test('an old size that is not the held one is answered with the held one, so that the log can go on', () => {
    for (const oldSize of [0, 4, 6]) {
      assert.deepEqual(decideAddCheckpoint(request(oldSize, 20), keys, tree(5), NOW), {
        type: 'conflict',
        heldSize: 5,
      });
    }
    assert.deepEqual(parseHeldSize(formatHeldSize(5)), { ok: true, value: 5 });
    for (const bad of ['', '5', '05\n', '5\n\n', 'five\n'])
      refusedWith(parseHeldSize(bad), 'response-malformed', bad);
  });

  test('an old size above the checkpoint is refused', () => {
    const asked = { oldSize: 9, proof: [], signed: signed(8) };
    decidedWith(decideAddCheckpoint(asked, keys, tree(9), NOW), 'old-size-too-large');
  });

  test('a second root at the held size is refused as root-conflict', () => {
    const other = signed(8, primitives.sha256(Uint8Array.of(99)));
    decidedWith(
      decideAddCheckpoint({ oldSize: 8, proof: [], signed: other }, keys, tree(8), NOW),
      'root-conflict',
    );
  });

  test('a proof that does not verify, is missing, or is sent where none belongs, is refused', () => {
    const asked = request(8, 33);
    for (const proof of [
      [],
      asked.proof.slice(1),
      [...asked.proof].reverse(),
      [...asked.proof, asked.proof[0]!],
    ]) {
      decidedWith(decideAddCheckpoint({ ...asked, proof }, keys, tree(8), NOW), 'consistency-invalid');
    }
    const rewritten = { ...asked, signed: signed(33, primitives.sha256(Uint8Array.of(98))) };
    decidedWith(decideAddCheckpoint(rewritten, keys, tree(8), NOW), 'consistency-invalid');
    const needless = { oldSize: 0, proof: asked.proof, signed: signed(33) };
    decidedWith(decideAddCheckpoint(needless, keys, UNSEEN_TREE, NOW), 'consistency-invalid');
    const same = { oldSize: 8, proof: asked.proof, signed: signed(8) };
    decidedWith(decideAddCheckpoint(same, keys, tree(8), NOW), 'consistency-invalid');
  });
});

describe("the witness's answer", () => {
  const line = cosign(signed(33).checkpoint, witness, NOW);
  assert.ok(line.ok);
  const answer = formatSignatureLine(line.value);

  test('the log takes the cosignatures of witnesses it knows and ignores the others', () => {
    const stranger = signerKey('stranger.example/w', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
    const strange = cosign(signed(33).checkpoint, stranger, NOW);
    assert.ok(strange.ok);
    const both = answer + formatSignatureLine(strange.value);
    const taken = parseCosignatures(both, signed(33), [witness.verifier], NOW);
    assert.ok(taken.ok);
    assert.deepEqual(
      taken.value.map((one) => one.line.name),
      ['north.example/w'],
    );
  });

  test('of two witnesses made to share name and number, each answer counts for whoever gave it', () => {
    const made = signerKey('north.example/w', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
    const twin = { ...made, verifier: { ...made.verifier, keyId: witness.verifier.keyId } };
    const line = cosign(signed(33).checkpoint, twin, NOW);
    assert.ok(line.ok);
    const both = answer + formatSignatureLine(line.value);
    const taken = parseCosignatures(both, signed(33), [witness.verifier, twin.verifier], NOW);
    assert.ok(taken.ok);
    assert.deepEqual(
      taken.value.map(({ cosignature }) => cosignature.cosigner),
      [witness.verifier, twin.verifier],
    );
    refusedWith(parseCosignatures(both, signed(33), [witness.verifier], NOW), 'cosignature-invalid');
  });

  test('an answer for another checkpoint, or that is no signature line, is refused', () => {
    refusedWith(parseCosignatures(answer, signed(34), [witness.verifier], NOW), 'cosignature-invalid');
    for (const bad of ['', 'OK\n', answer.trimEnd()]) {
      refusedWith(parseCosignatures(bad, signed(33), [witness.verifier], NOW), 'signature-line-malformed', bad);
    }
  });
});
