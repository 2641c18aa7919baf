import assert from 'node:assert/strict';
import { test } from 'node:test';
import { primitives } from '#primitives';
import { absent, referenceText } from '#testing/reference-data.ts';
import { describeKey, importKey, signingKey, thumbprint, verifyingKey } from './jwk.ts';

const ec = describeKey(primitives.generateKey('ES256').publicKey);
const okp = describeKey(primitives.generateKey('Ed25519').publicKey);

function codeOf(jwk: unknown): string {
  const imported = importKey(jwk);
  return imported.ok ? 'accepted' : imported.refusal.code;
}

test('a key described is the same key imported, and its name is its thumbprint', () => {
  for (const algorithm of ['ES256', 'Ed25519'] as const) {
    const key = primitives.generateKey(algorithm);
    const description = describeKey(key.publicKey);
    const imported = importKey(structuredClone(description));
    assert.ok(imported.ok);
    assert.deepEqual(imported.value.key.raw, key.publicKey.raw);
    assert.equal(imported.value.kid, thumbprint(description));
    assert.equal(imported.value.alg, algorithm === 'ES256' ? 'ES256' : 'EdDSA');
    assert.equal(verifyingKey(key.publicKey).kid, signingKey(key).kid);
  }
});

test('a description never holds the secret', () => {
  const key = signingKey(primitives.generateKey('ES256'));
  assert.deepEqual(Object.keys(key.description).sort(), ['crv', 'kid', 'kty', 'x', 'y']);
  assert.equal(
    JSON.stringify(key.description).includes(key.key.secret.toBase64({ alphabet: 'base64url' }).slice(0, 40)),
    false,
  );
});

test('the thumbprint of the Ed25519 key in RFC 8037, appendix A.3, is the one printed there', () => {
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
  assert.equal(thumbprint({ kty: 'OKP', crv: 'Ed25519', x }), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

test('the signature of RFC 8037, appendix A.4, verifies with its key, and with no other', () => {
  const imported = importKey({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });
  assert.ok(imported.ok);
  const input = new TextEncoder().encode('eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc');
  const signature = Uint8Array.fromBase64(
    'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    { alphabet: 'base64url' },
  );
  assert.equal(imported.value.key.verify(input, signature), true);
  assert.equal(primitives.generateKey('Ed25519').publicKey.verify(input, signature), false);
});

test('members that agree with the key are accepted beside it', () => {
  assert.equal(codeOf({ ...ec, use: 'sig', alg: 'ES256', key_ops: ['verify'] }), 'accepted');
  assert.equal(codeOf({ ...okp, use: 'sig', alg: 'EdDSA' }), 'accepted');
  assert.equal(codeOf({ ...okp, alg: 'Ed25519' }), 'accepted');
  const { kid: _, ...unnamed } = ec;
  assert.equal(codeOf(unnamed), 'accepted');
});

const flippedY = ec.kty === 'EC' ? ec.y.replace(/^./u, (first) => (first === 'A' ? 'B' : 'A')) : '';
const REFUSED: readonly (readonly [string, string, unknown])[] = [
  ['no object', 'key-malformed', null],
  ['a string', 'key-malformed', 'key'],
  ['an array', 'key-malformed', [ec]],
  ['a private key', 'key-private', { ...ec, d: ec.x }],
  ['a private key with a null secret', 'key-private', { ...ec, d: null }],
  ['a symmetric key', 'key-private', { kty: 'oct', k: 'AAAA' }],
  ['an RSA key', 'key-type-unsupported', { kty: 'RSA', n: 'AAAA', e: 'AQAB' }],
  ['a P-384 key', 'key-type-unsupported', { ...ec, crv: 'P-384' }],
  ['an X25519 key', 'key-type-unsupported', { ...okp, crv: 'X25519' }],
  ['a key without a type', 'key-type-unsupported', { crv: 'P-256', x: ec.x }],
  ['a type in other letters', 'key-type-unsupported', { ...ec, kty: 'ec' }],
  ['an EC type on Ed25519', 'key-type-unsupported', { ...okp, kty: 'EC' }],
  ['a P-256 key without y', 'key-malformed', { kty: 'EC', crv: 'P-256', x: ec.x }],
  ['a padded coordinate', 'key-malformed', { ...ec, x: `${ec.x}=` }],
  ['a short coordinate', 'key-malformed', { ...ec, x: ec.x.slice(0, 42) }],
  ['a number as a coordinate', 'key-malformed', { ...ec, x: 5 }],
  ['a point off the curve', 'key-invalid', { kty: 'EC', crv: 'P-256', x: ec.x, y: flippedY }],
  ['the point at zero', 'key-invalid', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }],
  ['an Ed25519 point of small order', 'key-invalid', { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }],
  ['another kid', 'key-member-mismatch', { ...ec, kid: 'bilbo.baggins@hobbiton.example' }],
  ['the kid of another key', 'key-member-mismatch', { ...ec, kid: okp.kid }],
  ['another algorithm', 'key-member-mismatch', { ...ec, alg: 'EdDSA' }],
  ['algorithm none', 'key-member-mismatch', { ...ec, alg: 'none' }],
  ['use for encryption', 'key-member-mismatch', { ...ec, use: 'enc' }],
  ['an operation of signing', 'key-member-mismatch', { ...ec, key_ops: ['sign'] }],
  ['two operations', 'key-member-mismatch', { ...ec, key_ops: ['verify', 'encrypt'] }],
  ['a y on an Ed25519 key', 'key-member-unknown', { ...okp, y: okp.x }],
  ['a certificate chain', 'key-member-unknown', { ...ec, x5c: [] }],
  ['an address', 'key-member-unknown', { ...ec, x5u: 'https://example.org/' }],
  ['a name of ours', 'key-member-unknown', { ...ec, owner: 'me' }],
];

for (const [what, code, jwk] of REFUSED) {
  test(`a key with ${what} is refused with ${code}`, () => {
    assert.equal(codeOf(jwk), code);
  });
}

test('of the JOSE cookbook, keys we do not sign with are refused by name', {
  skip: absent('testvectors-jose'),
}, () => {
  const expected: Readonly<Record<string, string>> = {
    'jwk__3_1.ec_public_key.json': 'key-type-unsupported',
    'jwk__3_2.ec_private_key.json': 'key-private',
    'jwk__3_3.rsa_public_key.json': 'key-type-unsupported',
    'jwk__3_4.rsa_private_key.json': 'key-private',
    'jwk__3_5.symmetric_key_mac_computation.json': 'key-private',
  };
  for (const [file, code] of Object.entries(expected)) {
    assert.equal(codeOf(JSON.parse(referenceText(`testvectors-jose/${file}`))), code, file);
  }
});

test("the JOSE cookbook's Ed25519 signature verifies with its key once its private part and name are taken away", {
  skip: absent('testvectors-jose'),
}, () => {
  const { input, output } = JSON.parse(referenceText('testvectors-jose/curve25519__jws.json'));
  assert.equal(codeOf(input.key), 'key-private');
  const { kty, crv, x } = input.key;
  const imported = importKey({ kty, crv, x });
  assert.ok(imported.ok);
  const [header, payload, signature] = output.compact.split('.');
  const bytes = Uint8Array.fromBase64(signature, { alphabet: 'base64url' });
  assert.equal(imported.value.key.verify(new TextEncoder().encode(`${header}.${payload}`), bytes), true);
});
