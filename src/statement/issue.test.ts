import assert from 'node:assert/strict';
import { test } from 'node:test';
import { primitives } from '#primitives';
import { primitives as inBrowser } from '#primitives/primitives.browser.ts';
import { fixedBytes, fixedKey } from '#testing/forge.ts';
import { decodeBase64url, encodeBase64url, isDigest } from './base64url.ts';
import { readDisclosure, readDisclosures, writeDisclosure } from './disclosure.ts';
import type { Claim, JsonValue } from './draft.ts';
import { finish, type Prepared, prepare, sign, signAsync } from './issue.ts';
import { signingKey } from './jwk.ts';
import { MAX_VALUE_DEPTH } from './limits.ts';
import { type Marking, marking } from './marking.ts';
import { open } from './open.ts';
import { type Envelope, isEnvelope, parse, verify } from './parse.ts';
import { present } from './present.ts';
import { statementType } from './statement-type.ts';

const key = fixedKey('issuer');
const envelope: Envelope = {
  issuer: 'did:web:csirt.example',
  vct: 'urn:comity:statement:incident-alert:1',
  log: 'csirt.example/log',
  realm: 'live',
};
const amber = marking('amber');

function claimsOf(count: number): readonly Claim[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `claim_${index}`,
    value: `secret ${index}`,
    marking: amber,
  }));
}

function prepared(claims: readonly Claim[], random = primitives.randomBytes): Prepared {
  const outcome = prepare(envelope, claims, key, random);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusal.sentence);
  return outcome.value;
}

function payloadOf({ signingInput }: Prepared): { _sd: string[]; [name: string]: unknown } {
  return JSON.parse(new TextDecoder().decode(decodeBase64url(signingInput.split('.')[1]!)));
}

function codeOf(claims: readonly Claim[], of: Envelope = envelope): string {
  const outcome = prepare(of, claims, key, primitives.randomBytes);
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

function codeOfValue(value: unknown): string {
  return codeOf([{ name: 'what', value: value as JsonValue, marking: amber }]);
}

test('the number of digests is 8, 16, 32 or 64 for any number of claims up to 64', () => {
  for (let count = 0; count <= 64; count++) {
    const { _sd } = payloadOf(prepared(claimsOf(count)));
    const due = count <= 8 ? 8 : count <= 16 ? 16 : count <= 32 ? 32 : 64;
    assert.equal(_sd.length, due, `${count} claims`);
  }
  assert.equal(codeOf(claimsOf(65)), 'claim-too-many');
});

test('claims and decoys cannot be told apart: all are digests, all are sorted, and none repeats', () => {
  const { _sd } = payloadOf(prepared(claimsOf(5)));
  assert.ok(_sd.every(isDigest));
  assert.deepEqual(_sd, _sd.toSorted());
  assert.equal(new Set(_sd).size, 8);
});

test('nothing but issuer, type, log, realm and digests is signed in the open', () => {
  const payload = payloadOf(prepared(claimsOf(3)));
  const { issuer: iss, ...shown } = envelope;
  assert.deepEqual({ ...payload, _sd: 0 }, { iss, ...shown, _sd: 0, _sd_alg: 'sha-256' });
});

test('each disclosure has a salt of its own of 128 bits', () => {
  const salts = prepared(claimsOf(64)).disclosures.map((disclosure) => {
    const [salt] = JSON.parse(new TextDecoder().decode(decodeBase64url(disclosure)));
    assert.equal(decodeBase64url(salt)?.length, 16);
    return salt;
  });
  assert.equal(new Set(salts).size, 64);
});

test('chance comes from the argument alone: asked once, and the same answer gives the same bytes', () => {
  const asked: number[] = [];
  const random = (length: number) => {
    asked.push(length);
    return fixedBytes('seed')(length);
  };
  assert.deepEqual(prepared(claimsOf(5), random), prepared(claimsOf(5), random));
  assert.deepEqual(asked, [5 * 16 + 3 * 32, 5 * 16 + 3 * 32]);
});

test('server and browser prepare the same bytes', () => {
  const browserKey = signingKey(inBrowser.importPrivateKey('ES256', key.key.secret)!);
  const outcome = prepare(envelope, claimsOf(3), browserKey, fixedBytes('seed'));
  assert.ok(outcome.ok);
  assert.deepEqual(outcome.value, prepared(claimsOf(3), fixedBytes('seed')));
});

test('marking, uses and audience stand inside the disclosure, signed with the value', () => {
  const red: Marking = { tlp: 'red', pap: 'red', uses: ['prosecution'], audience: ['did:web:a.example#p'] };
  const [disclosure] = prepared([{ name: 'who', value: { name: 'Å' }, marking: red }]).disclosures;
  const [, name, wrapper] = JSON.parse(new TextDecoder().decode(decodeBase64url(disclosure!)));
  assert.equal(name, 'who');
  assert.deepEqual(wrapper, { v: { name: 'Å' }, m: { t: 'red', p: 'red', u: ['prosecution'], a: red.audience } });
});

test('what is signed here, there or elsewhere parses, verifies and opens to the same claims', async () => {
  const ready = prepared(claimsOf(9));
  const elsewhere = finish(ready, key.key.sign(new TextEncoder().encode(ready.signingInput)));
  for (const { jwt, digest, disclosures } of [sign(ready, key), await signAsync(ready, key), elsewhere]) {
    const parsed = parse(present(jwt, disclosures));
    assert.ok(parsed.ok);
    assert.equal(parsed.value.digest, digest);
    assert.equal(digest, encodeBase64url(primitives.sha256(new TextEncoder().encode(jwt))));
    const verified = verify(parsed.value, { ...key, key: key.key.publicKey });
    assert.ok(verified.ok);
    const opened = open(verified.value, undefined);
    assert.ok(opened.ok);
    assert.deepEqual([...opened.value.claims.values()], claimsOf(9));
  }
});

test('a type we do not know, and a claim our version does not know, can be read and are flagged', () => {
  const type = statementType('incident-alert', 1, 'Alert', {});
  const { jwt, disclosures } = sign(prepared(claimsOf(1)), key);
  const parsed = parse(present(jwt, disclosures));
  assert.ok(parsed.ok);
  const verified = verify(parsed.value, { ...key, key: key.key.publicKey });
  assert.ok(verified.ok);
  const known = open(verified.value, type);
  assert.ok(known.ok);
  assert.deepEqual([known.value.unknownType, known.value.unknownClaims], [false, ['claim_0']]);
  const unknown = open(verified.value, undefined);
  assert.ok(unknown.ok);
  assert.deepEqual([unknown.value.unknownType, unknown.value.unknownClaims], [true, []]);
  assert.throws(() => open(verified.value, statementType('incident-alert', 2, 'Alert', {})), TypeError);
});

test('what a parser would not read back is never signed', () => {
  const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  assert.equal(codeOfValue(deep(MAX_VALUE_DEPTH)), 'accepted');
  assert.equal(codeOfValue(deep(MAX_VALUE_DEPTH + 1)), 'json-depth');
  for (const value of [undefined, () => 1, [undefined], 1n]) assert.equal(codeOfValue(value), 'json-syntax');
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    assert.equal(codeOfValue(value), 'json-number');
  for (const value of ['\ud800', { '\udfff': 1 }]) assert.equal(codeOfValue(value), 'json-surrogate');
  assert.equal(codeOfValue(JSON.parse('{"__proto__":1}')), 'json-reserved-name');
  for (const value of ['a\0b', { _sd: [] }, [{ '...': 'x' }], { a: { _sd_alg: 'x' } }, { 'a\0': 1 }]) {
    assert.equal(codeOfValue(value), 'claim-value-unfit');
  }
});

test('a deepest value that is signed is also the deepest that is read back', () => {
  const value = JSON.parse(`${'{"a":'.repeat(MAX_VALUE_DEPTH)}1${'}'.repeat(MAX_VALUE_DEPTH)}`);
  const { jwt, disclosures } = sign(prepared([{ name: 'what', value, marking: amber }]), key);
  assert.ok(parse(present(jwt, disclosures)).ok);
});

test('a claim twice, a name that is none, and a name of the envelope are refused', () => {
  const one = claimsOf(1)[0]!;
  assert.equal(codeOf([one, one]), 'claim-twice');
  for (const name of [
    '',
    'What',
    '1a',
    'a-b',
    '_sd',
    '...',
    'a"b',
    'iss',
    'vct',
    'log',
    'realm',
    'x'.repeat(65),
    '__proto__',
    'constructor',
  ]) {
    assert.equal(codeOf([{ ...one, name }]), 'claim-name-malformed', name);
  }
});

test('a claim or a type that is called as a property of every object is refused where it is read, too', () => {
  const written = writeDisclosure('Qwyv9y7ITVs4viYcO5xOTw', { name: 'constructor', value: 'x', marking: amber });
  for (const read of [readDisclosure(written), readDisclosures([written])]) {
    assert.equal(read.ok ? 'read' : read.refusal.code, 'claim-name-malformed');
  }
  assert.equal(isEnvelope({ ...envelope, vct: 'urn:comity:statement:constructor:1' }), false);
  assert.equal(isEnvelope({ ...envelope, vct: 'urn:comity:statement:constructor-change:1' }), true);
});

test('a marking that is none is refused', () => {
  for (const change of [
    { tlp: 'white' },
    { pap: 'amber+strict' },
    { uses: ['sale'] },
    { audience: [5] },
    { audience: 'x' },
  ]) {
    const wrong = { ...amber, ...change } as unknown as Marking;
    assert.equal(codeOf([{ name: 'what', value: 1, marking: wrong }]), 'claim-marking-malformed');
  }
});

test('a malformed issuer, type, log or realm is refused', () => {
  for (const change of [
    { issuer: 'csirt.example' },
    { vct: 'x' },
    { log: 'a\nb' },
    { log: '' },
    { realm: ' live' },
  ]) {
    assert.equal(codeOf([], { ...envelope, ...change }), 'envelope-member-malformed');
  }
});

test('a value, and values together, that would not fit a presentation are refused', () => {
  assert.equal(codeOfValue('x'.repeat(200_000)), 'claim-too-large');
  const long = claimsOf(30).map((claim) => ({ ...claim, value: 'x'.repeat(32_000) }));
  assert.equal(codeOf(long), 'statement-too-large');
  const { jwt, disclosures } = sign(prepared(long.slice(0, 21)), key);
  assert.ok(parse(present(jwt, disclosures)).ok);
});

test('a verified statement is bound to the key that its header names', () => {
  const { jwt } = sign(prepared([]), key);
  const parsed = parse(present(jwt, []));
  assert.ok(parsed.ok);
  const other = fixedKey('other');
  const refused = verify(parsed.value, { ...other, key: other.key.publicKey });
  assert.equal(refused.ok ? '' : refused.refusal.code, 'signature-key-mismatch');
  const renamed = verify(parsed.value, { ...other, kid: key.kid, key: other.key.publicKey });
  assert.equal(renamed.ok ? '' : renamed.refusal.code, 'signature-invalid');
});
