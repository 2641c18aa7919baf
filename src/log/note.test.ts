import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Outcome } from '#outcome.ts';
import { primitives } from '#primitives';
import type { LogCode } from './codes.ts';
import { parseBase64, parseDecimal, parseHash, utf8 } from './lines.ts';
import {
  formatNote,
  formatSignatureLine,
  MAX_NOTE_CHARACTERS,
  MAX_NOTE_SIGNATURES,
  parseNote,
  parseSignatureLines,
  signaturesOf,
  verifyNoteSignature,
} from './note.ts';
import { formatVerifierKey, type NoteKeyType, parseVerifierKey, signerKey, verifierKey } from './verifier-key.ts';

function refusedWith(outcome: Outcome<unknown, LogCode>, code: LogCode, what = ''): void {
  assert.ok(!outcome.ok, `${what} was accepted`);
  assert.equal(outcome.refusal.code, code, what);
  assert.ok(outcome.refusal.sentence.endsWith('.'), outcome.refusal.sentence);
}

const signer = signerKey('node.example/log', 'ed25519', primitives.generateKey('Ed25519'));
const { name, keyId } = signer.verifier;
const text = 'node.example/log\n1\nsomething\n';
const line = { name, keyId, signature: signer.key.sign(utf8(text)) };
const note = formatNote({ text, signatures: [line] });

describe('lines', () => {
  test('a decimal has no sign, no leading zero, no exponent, and is at most 2^53-1', () => {
    assert.equal(parseDecimal('0'), 0);
    assert.equal(parseDecimal('9007199254740991'), Number.MAX_SAFE_INTEGER);
    for (const bad of [
      '',
      '00',
      '01',
      '+1',
      '-1',
      '1.0',
      '1e3',
      ' 1',
      '1\n',
      '٣',
      '9007199254740992',
      '99999999999999999',
    ]) {
      assert.equal(parseDecimal(bad), undefined, bad);
    }
  });

  test('base64 is padded and canonical, without white space or the URL alphabet', () => {
    assert.deepEqual([...(parseBase64('AAE=') ?? [])], [0, 1]);
    for (const bad of ['AAE', 'AAF=', 'AA E=', 'AAE=\n', 'A-_=', 'AAE==', '=', 'AAAA====']) {
      assert.equal(parseBase64(bad), undefined, bad);
    }
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) =>
        assert.deepEqual(parseBase64(bytes.toBase64())?.toHex(), bytes.toHex()),
      ),
    );
    fc.assert(
      fc.property(fc.base64String(), (encoded) => {
        const bytes = parseBase64(encoded);
        if (bytes !== undefined) assert.equal(bytes.toBase64(), encoded);
      }),
    );
  });

  test('a hash is 32 bytes, no more and no less', () => {
    for (const length of [0, 31, 33, 64]) assert.equal(parseHash(new Uint8Array(length).toBase64()), undefined);
    assert.equal(parseHash(new Uint8Array(32).toBase64())?.length, 32);
  });
});

describe('signed notes', () => {
  test('a note is read back as written, and its signature verifies', () => {
    const parsed = parseNote(note);
    assert.ok(parsed.ok);
    assert.equal(formatNote(parsed.value), note);
    const [found] = signaturesOf(parsed.value, signer.verifier);
    assert.ok(found !== undefined && verifyNoteSignature(parsed.value.text, found, signer.verifier));
  });

  test('the text ends at the last empty line, so that a text may hold empty lines of its own', () => {
    const parsed = parseNote(formatNote({ text: 'one\n\ntwo\n', signatures: [line] }));
    assert.ok(parsed.ok && parsed.value.text === 'one\n\ntwo\n');
  });

  test('a signature of the same name or the same id alone belongs to another key', () => {
    const other = { ...signer.verifier, keyId: (keyId + 1) >>> 0 };
    const parsed = parseNote(note);
    assert.ok(parsed.ok);
    assert.deepEqual(signaturesOf(parsed.value, other), []);
    assert.deepEqual(signaturesOf(parsed.value, { ...signer.verifier, name: 'other.example' }), []);
  });

  test('a flipped bit in text or signature, or a key of another type, does not verify', () => {
    assert.equal(verifyNoteSignature(`${text}x`, line, signer.verifier), false);
    for (let bit = 0; bit < line.signature.length * 8; bit += 37) {
      const signature = line.signature.slice();
      signature[bit >> 3]! ^= 1 << (bit % 8);
      assert.equal(verifyNoteSignature(text, { ...line, signature }, signer.verifier), false);
    }
    const cosigner = verifierKey(name, 'cosignature-ed25519', signer.key.publicKey);
    assert.equal(verifyNoteSignature(text, line, cosigner), false);
  });

  const good = formatSignatureLine(line);
  const malformed: Record<string, [string, LogCode]> = {
    'a note without signatures': [`${text}\n`, 'signature-line-malformed'],
    'a note without an empty line': [text, 'note-malformed'],
    'a note that is only signatures': [`\n\n${good}`, 'note-malformed'],
    'a note whose last line does not end': [note.slice(0, -1), 'signature-line-malformed'],
    'a carriage return': [note.replace('\n', '\r\n'), 'note-malformed'],
    'a NUL character': [note.replace('something', 'some\0thing'), 'note-malformed'],
    'a lone surrogate': [note.replace('something', 'some\ud800thing'), 'note-malformed'],
    'a hyphen for the em dash': [note.replace('— ', '- '), 'signature-line-malformed'],
    'two spaces before the base64': [note.replace(`${name} `, `${name}  `), 'signature-line-malformed'],
    'a name with a plus sign': [note.replace(`— ${name}`, '— a+b'), 'signature-line-malformed'],
    'a name with a no-break space': [note.replace(`— ${name}`, '— a\u00a0b'), 'signature-line-malformed'],
    'a signature that is only a key id': [`${text}\n— ${name} AAAAAA==\n`, 'signature-line-malformed'],
    'base64 of the URL alphabet': [`${text}\n— ${name} AAAAAA-_\n`, 'signature-line-malformed'],
    'something behind the signatures': [`${note}more\n`, 'signature-line-malformed'],
    'more signatures than are read': [
      `${text}\n${good.repeat(MAX_NOTE_SIGNATURES + 1)}`,
      'note-too-many-signatures',
    ],
    'a megabyte of newlines as signatures': [`${text}\n${'\n'.repeat(100_000)}`, 'signature-line-malformed'],
    'a note over the limit': [`${'x'.repeat(MAX_NOTE_CHARACTERS)}\n\n${good}`, 'note-too-long'],
    'a signature longer than any algorithm makes': [
      `${text}\n— ${name} ${new Uint8Array(3_100).toBase64()}\n`,
      'signature-line-malformed',
    ],
    nothing: ['', 'note-malformed'],
  };
  for (const [what, [input, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}`, () => refusedWith(parseNote(input), code, what));
  }

  test('sixteen signatures and more are accepted, as the specification asks', () => {
    assert.ok(parseNote(`${text}\n${good.repeat(MAX_NOTE_SIGNATURES)}`).ok);
  });

  test('no text makes the parser throw, and what it accepts is written back the same', () => {
    const pieces = fc.array(fc.constantFrom(text, '\n', good, '— ', name, ' ', 'AAAAAAA=', '\u0000', 'é'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((list) => list.join('')),
        ),
        (input) => {
          const parsed = parseNote(input);
          if (parsed.ok) assert.equal(formatNote(parsed.value), input);
          parseSignatureLines(input);
        },
      ),
    );
  });
});

describe('verifier keys', () => {
  const types: NoteKeyType[] = ['ed25519', 'cosignature-ed25519', 'cosignature-ml-dsa-44'];

  test('every type is read back as written, and one key has another id under another type', () => {
    for (const type of types) {
      const key = primitives.generateKey(type === 'cosignature-ml-dsa-44' ? 'ML-DSA-44' : 'Ed25519');
      const verifier = verifierKey('w.example/1', type, key.publicKey);
      const parsed = parseVerifierKey(formatVerifierKey(verifier));
      assert.ok(parsed.ok);
      assert.deepEqual({ ...parsed.value, key: parsed.value.key.raw }, { ...verifier, key: key.publicKey.raw });
    }
    const ids = ['ed25519', 'cosignature-ed25519'] as const;
    assert.equal(new Set(ids.map((type) => verifierKey(name, type, signer.key.publicKey).keyId)).size, 2);
  });

  test('a key of another algorithm than its type is a mistake of the caller', () => {
    assert.throws(() => verifierKey(name, 'cosignature-ml-dsa-44', signer.key.publicKey), /needs ML-DSA-44/);
    assert.throws(() => verifierKey('two words', 'ed25519', signer.key.publicKey), /is no name/);
  });

  const vkey = formatVerifierKey(signer.verifier);
  const encoded = vkey.split('+').slice(2).join('+');
  const withType = (byte: number): string => {
    const bytes = Uint8Array.fromBase64(encoded);
    bytes[0] = byte;
    return `${name}+00000000+${bytes.toBase64()}`;
  };
  const invalidPoint = (): string => {
    const bytes = new Uint8Array(33).fill(0xff);
    bytes[0] = 1;
    const id = primitives
      .sha256(utf8(`${name}\n`), bytes)
      .slice(0, 4)
      .toHex();
    return `${name}+${id}+${bytes.toBase64()}`;
  };
  const refusals: Record<string, [string, LogCode]> = {
    'a key without a name': [vkey.slice(name.length), 'vkey-malformed'],
    'a name with a space': [vkey.replace('node', 'no de'), 'vkey-malformed'],
    'an id in capitals': [vkey.replace(/\+[0-9a-f]{8}\+/, '+ABCDEF01+'), 'vkey-malformed'],
    'a key without base64': [`${name}+00000000+`, 'vkey-malformed'],
    'a name of 256 bytes': [`${'a'.repeat(256)}+00000000+AAAA`, 'vkey-malformed'],
    'a mistyped name': [vkey.replace('node', 'mode'), 'vkey-id-mismatch'],
    'an unknown type': [withType(2), 'vkey-type-unknown'],
    'an Ed25519 key that is no point of the curve': [invalidPoint(), 'vkey-invalid-key'],
    'a key of a megabyte': [`${name}+00000000+${'A'.repeat(1_000_000)}`, 'vkey-malformed'],
  };
  for (const [what, [input, code]] of Object.entries(refusals)) {
    test(`${what} is refused as ${code}`, () => refusedWith(parseVerifierKey(input), code, what));
  }

  test('a small-order Ed25519 key, under which anything might verify, is refused', () => {
    const bytes = new Uint8Array(33);
    bytes[0] = 1;
    bytes[1] = 1;
    const id = primitives
      .sha256(utf8(`${name}\n`), bytes)
      .slice(0, 4)
      .toHex();
    refusedWith(parseVerifierKey(`${name}+${id}+${bytes.toBase64()}`), 'vkey-invalid-key');
  });

  const published = '../shared/data/testvectors-tlog/omniwitness-logs_test.yaml';
  test('keys of public logs are read', { skip: existsSync(published) ? false : `${published} is absent` }, () => {
    const keys = [...readFileSync(published, 'utf8').matchAll(/PublicKey: (\S+)/g)].map(
      (match) => match[1] as string,
    );
    assert.ok(keys.length >= 2);
    for (const key of keys) {
      const parsed = parseVerifierKey(key);
      assert.ok(parsed.ok, key);
      assert.equal(formatVerifierKey(parsed.value), key);
    }
  });
});
