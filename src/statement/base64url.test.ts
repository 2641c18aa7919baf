import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeBase64url,
  decodeTextBase64url,
  decodeUtf8,
  encodeBase64url,
  encodeTextBase64url,
  isDigest,
} from './base64url.ts';

test('any bytes are encoded and decoded to themselves, as the platform encodes them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBase64url(bytes);
      assert.equal(text, Buffer.from(bytes).toString('base64url'));
      assert.deepEqual(decodeBase64url(text), Uint8Array.from(bytes));
    }),
  );
});

test('any well-formed text is encoded as UTF-8 and decoded to itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      assert.equal(encodeTextBase64url(text), Buffer.from(text).toString('base64url'));
      assert.deepEqual(decodeTextBase64url(encodeTextBase64url(text)), { text });
    }),
  );
});

test('each spelling but the canonical one is refused', () => {
  for (const text of [
    'QQ==',
    'QQ=',
    'QUI=',
    'QR',
    'QUJ',
    'Q',
    'QUJDR',
    'Q Q',
    'QQ\n',
    '\tQQ',
    'Q\u00a0Q',
    'Q+',
    'Q/',
    '++++',
    '////',
    'Q.Q',
    'QQ~',
    'QÄ',
    'Q\0',
    '=',
    ' ',
  ]) {
    assert.equal(decodeBase64url(text), undefined, JSON.stringify(text));
    assert.equal(decodeTextBase64url(text), 'not-base64url', JSON.stringify(text));
  }
});

test('of all one-character changes to a text none decodes to the same bytes', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n';
  const text = encodeBase64url(Uint8Array.of(1, 2, 3, 4, 5));
  for (let index = 0; index < text.length; index++) {
    for (const character of alphabet) {
      const other = text.slice(0, index) + character + text.slice(index + 1);
      if (other === text) continue;
      const decoded = decodeBase64url(other);
      assert.notDeepEqual(decoded, Uint8Array.of(1, 2, 3, 4, 5), other);
    }
  }
});

test('whatever decodes is exactly what its bytes are encoded to', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'AQgwZz09-_+/= '.split('')), maxLength: 12 }), (text) => {
      const bytes = decodeBase64url(text);
      if (bytes !== undefined) assert.equal(encodeBase64url(bytes), text);
    }),
    { numRuns: 2_000 },
  );
});

test('text that is not UTF-8 is refused, and a byte order mark is kept', () => {
  for (const bytes of [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
    assert.equal(decodeTextBase64url(encodeBase64url(Uint8Array.from(bytes))), 'not-utf8');
    assert.equal(decodeUtf8(Uint8Array.from(bytes)), undefined);
  }
  assert.equal(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41)), '\ufeffA');
});

test('a digest is 32 bytes in canonical base64url, and nothing else is', () => {
  const digest = encodeBase64url(new Uint8Array(32).fill(7));
  assert.equal(isDigest(digest), true);
  const stray = digest.slice(0, 42) + String.fromCharCode(digest.charCodeAt(42) + 1);
  for (const other of [
    stray,
    `${digest}=`,
    digest.slice(1),
    `${digest}A`,
    ` ${digest.slice(1)}`,
    '',
    5,
    null,
    [digest],
  ]) {
    assert.equal(isDigest(other), false, String(other));
  }
});
