import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Outcome } from '#outcome.ts';
import { primitives } from '#primitives';
import {
  addSignatures,
  formatSignedCheckpoint,
  parseCheckpoint,
  type SignedCheckpoint,
  signCheckpoint,
  verifyLogSignature,
} from './checkpoint.ts';
import { type Checkpoint, formatCheckpoint, parseCheckpointText } from './checkpoint-text.ts';
import type { LogCode } from './codes.ts';
import { cosign, cosignedMessage, MAX_CLOCK_SKEW_SECONDS, verifyCosignature } from './cosignature.ts';
import { twoEntries, twoRoots } from './misbehaviour.ts';
import { EMPTY_ROOT, leafHash, nodeHash } from './tree.ts';
import { signerKey } from './verifier-key.ts';

const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const origin = 'node.example/log/live';
const log = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));
const classical = signerKey('north.example/w', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
const quantum = signerKey('south.example/w', 'cosignature-ml-dsa-44', primitives.generateKey('ML-DSA-44'));
const root = primitives.sha256(new Uint8Array([7]));
const checkpoint: Checkpoint = { origin, size: 20_852_163, root, extensions: [] };

function refusedWith(outcome: Outcome<unknown, LogCode>, code: LogCode, what = ''): void {
  assert.ok(!outcome.ok, `${what} was accepted`);
  assert.equal(outcome.refusal.code, code, what);
}

function read(text: string): SignedCheckpoint {
  const parsed = parseCheckpoint(text);
  assert.ok(parsed.ok);
  return parsed.value;
}

describe('checkpoints', () => {
  test('a signed checkpoint is read back as written and verifies with the key of its log alone', () => {
    const signed = read(signCheckpoint(checkpoint, log));
    assert.deepEqual(signed.checkpoint, checkpoint);
    assert.ok(verifyLogSignature(signed, [log.verifier], NOW).ok);
    const stranger = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));
    refusedWith(verifyLogSignature(signed, [stranger.verifier], NOW), 'log-signature-missing');
    refusedWith(verifyLogSignature(signed, [], NOW), 'log-signature-missing');
  });

  test('the key of another log does not sign for this one, even when it signed the text', () => {
    const other = signerKey('other.example/log', 'ed25519', log.key);
    const text = signCheckpoint({ ...checkpoint, origin: 'other.example/log' }, other);
    const forged = read(text.replace('other.example/log\n', `${origin}\n`));
    refusedWith(verifyLogSignature(forged, [other.verifier], NOW), 'log-signature-missing');
    assert.throws(() => signCheckpoint(checkpoint, other), /is not that of/);
    assert.throws(() => signCheckpoint(checkpoint, classical), /is not that of/);
  });

  test('an altered size, root or extension line is refused as log-signature-invalid', () => {
    const text = signCheckpoint(checkpoint, log);
    const altered = [
      text.replace('20852163', '20852164'),
      text.replace(root.toBase64(), leafHash(root).toBase64()),
      text.replace(`${root.toBase64()}\n`, `${root.toBase64()}\nextension\n`),
    ];
    for (const changed of altered) {
      refusedWith(verifyLogSignature(read(changed), [log.verifier], NOW), 'log-signature-invalid');
    }
  });

  test('one bad line in the name of the log spoils the checkpoint, though another line is good', () => {
    const signed = read(signCheckpoint(checkpoint, log));
    const good = signed.note.signatures[0]!;
    const bad = { ...good, signature: good.signature.slice().fill(1, 0, 4) };
    const spoilt = { ...signed, note: { ...signed.note, signatures: [good, bad] } };
    refusedWith(verifyLogSignature(spoilt, [log.verifier], NOW), 'log-signature-invalid');
  });

  test('of two keys made to share name and number, the one that signed is told from the other', () => {
    const made = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));
    const twin = { ...made, verifier: { ...made.verifier, keyId: log.verifier.keyId } };
    const held = [log.verifier, twin.verifier];
    for (const [signer, keys] of [
      [log, held],
      [twin, held],
      [log, held.toReversed()],
    ] as const) {
      const verified = verifyLogSignature(read(signCheckpoint(checkpoint, signer)), keys, NOW);
      assert.ok(verified.ok);
      assert.equal(verified.value, signer.verifier);
    }
    refusedWith(
      verifyLogSignature(read(signCheckpoint(checkpoint, twin)), [log.verifier], NOW),
      'log-signature-invalid',
    );
  });

  test('a line of another key with the same name and number hides none, and the same line is added once', () => {
    const signed = read(signCheckpoint(checkpoint, log));
    const made = signerKey('north.example/w', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
    const twin = { ...made, verifier: { ...made.verifier, keyId: classical.verifier.keyId } };
    const [mine, other] = [cosign(checkpoint, classical, NOW), cosign(checkpoint, twin, NOW)];
    assert.ok(mine.ok && other.ok);
    const both = addSignatures(addSignatures(signed, [other.value]), [mine.value, mine.value]);
    assert.deepEqual(both.note.signatures.slice(1), [other.value, mine.value]);
  });

  test('a log may sign with an ML-DSA-44 cosignature key of its own name', () => {
    const key = signerKey(origin, 'cosignature-ml-dsa-44', primitives.generateKey('ML-DSA-44'));
    const line = cosign(checkpoint, key, NOW);
    assert.ok(line.ok);
    const signed = addSignatures(read(signCheckpoint(checkpoint, log)), [line.value]);
    assert.ok(verifyLogSignature(signed, [key.verifier], NOW).ok);
  });

  const hash = root.toBase64();
  const malformed: Record<string, [string, LogCode]> = {
    'an empty origin': [`\n1\n${hash}\n`, 'origin-malformed'],
    'an origin over 255 bytes': [`${'é'.repeat(128)}\n1\n${hash}\n`, 'origin-malformed'],
    'a size with a leading zero': [`o\n01\n${hash}\n`, 'checkpoint-malformed'],
    'a size of 2^53': [`o\n9007199254740992\n${hash}\n`, 'checkpoint-malformed'],
    'a negative size': [`o\n-1\n${hash}\n`, 'checkpoint-malformed'],
    'a root of 31 bytes': [`o\n1\n${root.slice(1).toBase64()}\n`, 'checkpoint-malformed'],
    'a root without padding': [`o\n1\n${hash.slice(0, -1)}\n`, 'checkpoint-malformed'],
    'an empty tree with a root of its own': [`o\n0\n${hash}\n`, 'checkpoint-malformed'],
    'an empty extension line': [`o\n1\n${hash}\n\nx\n`, 'checkpoint-malformed'],
    'seventeen extension lines': [`o\n1\n${hash}\n${'x\n'.repeat(17)}`, 'checkpoint-malformed'],
    'an extension line of 1,025 characters': [`o\n1\n${hash}\n${'x'.repeat(1_025)}\n`, 'checkpoint-malformed'],
    'a text that does not end its last line': [`o\n1\n${hash}`, 'checkpoint-malformed'],
    'a text of two lines': ['o\n1\n', 'checkpoint-malformed'],
    nothing: ['', 'origin-malformed'],
  };
  for (const [what, [text, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}`, () => refusedWith(parseCheckpointText(text), code, what));
  }

  test('no text makes the parser throw, and what it accepts is written back the same', () => {
    const lines = fc.array(fc.constantFrom('o', '0', '1', hash, EMPTY_ROOT.toBase64(), '', 'x', '\u0007'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          lines.map((list) => list.join('\n')),
        ),
        (text) => {
          const parsed = parseCheckpointText(text);
          if (parsed.ok) assert.equal(formatCheckpoint(parsed.value), text);
        },
      ),
    );
  });
});

describe('cosignatures', () => {
  for (const signer of [classical, quantum]) {
    const kind = signer.verifier.type;

    test(`${kind}: a cosignature verifies, tells its time, and is bound to all it signs`, () => {
      const line = cosign(checkpoint, signer, NOW);
      assert.ok(line.ok);
      const verdict = verifyCosignature(checkpoint, line.value, signer.verifier, NOW);
      assert.ok(verdict.ok && verdict.value.timestampSeconds === NOW.epochMilliseconds / 1000);
      const others: Checkpoint[] = [
        { ...checkpoint, origin: 'other.example/log' },
        { ...checkpoint, size: checkpoint.size + 1 },
        { ...checkpoint, root: leafHash(root) },
      ];
      for (const other of others) {
        refusedWith(verifyCosignature(other, line.value, signer.verifier, NOW), 'cosignature-invalid');
      }
      const redated = line.value.signature.slice();
      redated[7]! ^= 1;
      refusedWith(
        verifyCosignature(checkpoint, { ...line.value, signature: redated }, signer.verifier, NOW),
        'cosignature-invalid',
      );
    });

    test(`${kind}: a cosignature of another length, or dated ahead of our clock, is refused`, () => {
      const line = cosign(checkpoint, signer, NOW);
      assert.ok(line.ok);
      const { signature } = line.value;
      for (const changed of [signature.slice(1), new Uint8Array(0), Uint8Array.of(...signature, 0)]) {
        const shortened = { ...line.value, signature: changed };
        refusedWith(verifyCosignature(checkpoint, shortened, signer.verifier, NOW), 'cosignature-malformed');
      }
      const future = signature.slice().fill(0xff, 0, 8);
      refusedWith(
        verifyCosignature(checkpoint, { ...line.value, signature: future }, signer.verifier, NOW),
        'timestamp-out-of-range',
      );
      const early = NOW.subtract({ seconds: MAX_CLOCK_SKEW_SECONDS });
      assert.ok(verifyCosignature(checkpoint, line.value, signer.verifier, early).ok);
      refusedWith(
        verifyCosignature(checkpoint, line.value, signer.verifier, early.subtract({ seconds: 1 })),
        'cosignature-from-the-future',
      );
    });
  }

  test('an ML-DSA-44 cosignature names its cosigner: the same key under another name does not verify', () => {
    const line = cosign(checkpoint, quantum, NOW);
    assert.ok(line.ok);
    const renamed = signerKey('east.example/w', 'cosignature-ml-dsa-44', quantum.key);
    refusedWith(verifyCosignature(checkpoint, line.value, renamed.verifier, NOW), 'cosignature-invalid');
  });

  test('extension lines are covered by Ed25519, and refused by ML-DSA-44, which would not cover them', () => {
    const extended: Checkpoint = { ...checkpoint, extensions: ['more'] };
    const line = cosign(extended, classical, NOW);
    assert.ok(line.ok && verifyCosignature(extended, line.value, classical.verifier, NOW).ok);
    refusedWith(verifyCosignature(checkpoint, line.value, classical.verifier, NOW), 'cosignature-invalid');
    refusedWith(cosign(extended, quantum, NOW), 'extension-lines-unsigned');
  });

  test('a plain note key cosigns nothing, and a note signature is no cosignature', () => {
    refusedWith(cosign(checkpoint, log, NOW), 'cosignature-malformed');
    const signed = read(signCheckpoint(checkpoint, log));
    refusedWith(
      verifyCosignature(checkpoint, signed.note.signatures[0]!, log.verifier, NOW),
      'cosignature-malformed',
    );
  });

  test('the Ed25519 message is the text the specification shows', () => {
    const shown: Checkpoint = {
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      root: Uint8Array.fromBase64('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='),
      extensions: [],
    };
    const message = cosignedMessage(shown, classical.verifier, 1_679_315_147);
    assert.ok(message.ok);
    assert.deepEqual(new TextDecoder().decode(message.value).split('\n'), [
      'cosignature/v1',
      'time 1679315147',
      'example.com/behind-the-sofa',
      '20852163',
      'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
      '',
    ]);
    refusedWith(cosignedMessage(shown, classical.verifier, -1), 'timestamp-out-of-range');
    refusedWith(cosignedMessage(shown, classical.verifier, 0.5), 'timestamp-out-of-range');
  });

  test('adding a line that is there already changes nothing', () => {
    const line = cosign(checkpoint, classical, NOW);
    assert.ok(line.ok);
    const once = addSignatures(read(signCheckpoint(checkpoint, log)), [line.value]);
    assert.equal(formatSignedCheckpoint(addSignatures(once, [line.value])), formatSignedCheckpoint(once));
    assert.equal(once.note.signatures.length, 2);
  });
});

describe('proof of misbehaviour', () => {
  const leaf = (byte: number): Uint8Array => primitives.sha256(Uint8Array.of(byte));
  const signedTree = (size: number, treeRoot: Uint8Array): SignedCheckpoint =>
    read(signCheckpoint({ origin, size, root: treeRoot, extensions: [] }, log));
  const keys = [log.verifier];

  test('two signed roots at one size prove it; one root twice, or two sizes, prove nothing', () => {
    const one = signedTree(5, leaf(1));
    assert.deepEqual(twoRoots(one, signedTree(5, leaf(2)), keys, NOW), {
      ok: true,
      value: { type: 'two-roots-at-one-size', origin, size: 5 },
    });
    for (const other of [signedTree(5, leaf(1)), signedTree(6, leaf(2))]) {
      assert.deepEqual(twoRoots(one, other, keys, NOW), { ok: true, value: null });
    }
  });

  test('two entries proven at one index, in trees of different size, prove it', () => {
    const [first, forged, second] = [leaf(1), leaf(2), leaf(3)];
    const one = { entry: first, proof: { index: 0, hashes: [], signed: signedTree(1, leafHash(first)) } };
    const grown = signedTree(2, nodeHash(leafHash(forged), leafHash(second)));
    const other = { entry: forged, proof: { index: 0, hashes: [leafHash(second)], signed: grown } };
    assert.deepEqual(twoEntries(one, other, keys, NOW), {
      ok: true,
      value: { type: 'two-entries-at-one-index', origin, index: 0 },
    });
    refusedWith(twoEntries(one, { ...other, entry: second }, keys, NOW), 'root-mismatch');
    const next = { entry: second, proof: { index: 1, hashes: [leafHash(forged)], signed: grown } };
    assert.deepEqual(twoEntries(one, next, keys, NOW), { ok: true, value: null });
  });

  test('an unsigned contradiction is an accusation, not a proof; two logs cannot contradict each other', () => {
    const one = signedTree(5, leaf(1));
    const text = formatSignedCheckpoint(signedTree(5, leaf(2)));
    refusedWith(twoRoots(one, read(text.replace('\n5\n', '\n6\n')), keys, NOW), 'log-signature-invalid');
    refusedWith(twoRoots(one, signedTree(5, leaf(2)), [], NOW), 'log-signature-missing');
    const key = signerKey('other.example/log', 'ed25519', log.key);
    const other = read(signCheckpoint({ ...checkpoint, origin: 'other.example/log', size: 5 }, key));
    refusedWith(twoRoots(one, other, keys, NOW), 'origin-mismatch');
  });
});
