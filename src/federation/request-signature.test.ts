import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isSameKey, signerKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import { REQUEST_AGE_LIMIT_SECONDS, signRequest, verifyRequest } from './request-signature.ts';

const key = signerKey('a.example/log/request', 'ed25519', primitives.generateKey('Ed25519'));
const other = signerKey('b.example/log/request', 'ed25519', primitives.generateKey('Ed25519'));
const now = Temporal.Instant.from('2026-03-01T08:00:00Z');
const line = { method: 'POST', path: '/federation/v1/x', to: 'b.example/log', body: new Uint8Array([1, 2, 3]) };
const keys = [other.verifier, key.verifier];

function codeOf(header: string | undefined, asked = line, at = now, known = keys): string {
  const verified = verifyRequest(header, asked, known, at);
  return verified.ok ? verified.value.name : verified.refusal.code;
}

test('a request is known by the key that signed it', () => {
  assert.equal(codeOf(signRequest(line, key, now)), 'a.example/log/request');
});

test('a signature for another method, path, node or body is refused', () => {
  const header = signRequest(line, key, now);
  for (const asked of [
    { ...line, method: 'GET' },
    { ...line, path: '/federation/v1/y' },
    { ...line, to: 'c.example/log' },
    { ...line, body: new Uint8Array([1, 2, 4]) },
  ]) {
    assert.equal(codeOf(header, asked), 'request-not-for-us');
  }
});

test('a request older than the limit, or from a clock too far ahead, is refused', () => {
  const header = signRequest(line, key, now);
  const limit = { seconds: REQUEST_AGE_LIMIT_SECONDS };
  assert.equal(codeOf(header, line, now.add(limit)), 'a.example/log/request');
  assert.equal(codeOf(header, line, now.add(limit).add({ seconds: 1 })), 'request-stale');
  assert.equal(codeOf(header, line, now.subtract(limit).subtract({ seconds: 1 })), 'request-stale');
});

test('a stranger, and a stranger under a known name, are refused', () => {
  const stranger = signerKey('c.example/log/request', 'ed25519', primitives.generateKey('Ed25519'));
  assert.equal(codeOf(signRequest(line, stranger, now)), 'peer-unknown');
  const namesake = signerKey('a.example/log/request', 'ed25519', primitives.generateKey('Ed25519'));
  assert.equal(codeOf(signRequest(line, namesake, now)), 'peer-unknown');
});

test('two keys that were made to share a name and an id are told apart by what they signed', () => {
  const made = signerKey('a.example/log/request', 'ed25519', primitives.generateKey('Ed25519'));
  const twin = { ...made, verifier: { ...made.verifier, keyId: key.verifier.keyId } };
  for (const known of [
    [twin.verifier, key.verifier],
    [key.verifier, twin.verifier],
  ]) {
    for (const signer of [key, twin]) {
      const verified = verifyRequest(signRequest(line, signer, now), line, known, now);
      assert.ok(verified.ok && isSameKey(verified.value, signer.verifier));
    }
  }
  assert.ok(!isSameKey(twin.verifier, key.verifier));
  assert.equal(codeOf(signRequest(line, twin, now)), 'request-signature-invalid');
});

test('a signature that does not verify is refused', () => {
  const forged = { verifier: key.verifier, key: other.key };
  assert.equal(codeOf(signRequest(line, forged, now)), 'request-signature-invalid');
});

test('a missing, endless or garbled header is refused, and nothing is thrown', () => {
  assert.equal(codeOf(undefined), 'request-unsigned');
  assert.equal(codeOf('A'.repeat(5_000)), 'request-unsigned');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (header) => {
      assert.match(codeOf(header), /^(request-unsigned|peer-unknown)$/);
    }),
  );
});
