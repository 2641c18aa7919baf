import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from '#testing/forge.ts';
import { importKey } from './jwk.ts';
import { readRawDisclosure } from './raw-disclosure.ts';
import { parseSdJwt } from './sd-jwt.ts';

test('RFC 9901, 4.2.1 to 4.2.3: the disclosures printed there have the contents and digests printed there', () => {
  const member = readRawDisclosure('WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0');
  assert.ok(member.ok);
  assert.equal(member.value.salt, '_26bc4LT-ac6q2KI6cBW5es');
  assert.equal(member.value.name, 'family_name');
  assert.equal(member.value.value, 'Möbius');
  assert.equal(member.value.digest, 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0');

  const element = readRawDisclosure('WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0');
  assert.ok(element.ok);
  assert.deepEqual(
    [element.value.salt, element.value.name, element.value.value],
    ['lklxF5jMYlGTPUovMNIvCA', null, 'FR'],
  );
  assert.equal(element.value.digest, digestOf(element.value.encoded));
});

/** Appendix A.1, with the two disclosures its holder shows; the issuer's key is that of appendix A.5. */
const JWT = `eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImV4YW1wbGUrc2Qtand0In0.eyJfc2QiOiBb
IkM5aW5wNllvUmFFWFI0Mjd6WUpQN1FyazFXSF84YmR3T0FfWVVyVW5HUVUiLCAiS3Vl
dDF5QWEwSElRdlluT1ZkNTloY1ZpTzlVZzZKMmtTZnFZUkJlb3d2RSIsICJNTWxkT0ZG
ekIyZDB1bWxtcFRJYUdlcmhXZFVfUHBZZkx2S2hoX2ZfOWFZIiwgIlg2WkFZT0lJMnZQ
TjQwVjd4RXhad1Z3ejd5Um1MTmNWd3Q1REw4Ukx2NGciLCAiWTM0em1JbzBRTExPdGRN
cFhHd2pCZ0x2cjE3eUVoaFlUMEZHb2ZSLWFJRSIsICJmeUdwMFdUd3dQdjJKRFFsbjFs
U2lhZW9iWnNNV0ExMGJRNTk4OS05RFRzIiwgIm9tbUZBaWNWVDhMR0hDQjB1eXd4N2ZZ
dW8zTUhZS08xNWN6LVJaRVlNNVEiLCAiczBCS1lzTFd4UVFlVTh0VmxsdE03TUtzSVJU
ckVJYTFQa0ptcXhCQmY1VSJdLCAiaXNzIjogImh0dHBzOi8vaXNzdWVyLmV4YW1wbGUu
Y29tIiwgImlhdCI6IDE2ODMwMDAwMDAsICJleHAiOiAxODgzMDAwMDAwLCAiYWRkcmVz
cyI6IHsiX3NkIjogWyI2YVVoelloWjdTSjFrVm1hZ1FBTzN1MkVUTjJDQzFhSGhlWnBL
bmFGMF9FIiwgIkF6TGxGb2JrSjJ4aWF1cFJFUHlvSnotOS1OU2xkQjZDZ2pyN2ZVeW9I
emciLCAiUHp6Y1Z1MHFiTXVCR1NqdWxmZXd6a2VzRDl6dXRPRXhuNUVXTndrclEtayIs
ICJiMkRrdzBqY0lGOXJHZzhfUEY4WmN2bmNXN3p3Wmo1cnlCV3ZYZnJwemVrIiwgImNQ
WUpISVo4VnUtZjlDQ3lWdWIyVWZnRWs4anZ2WGV6d0sxcF9KbmVlWFEiLCAiZ2xUM2hy
U1U3ZlNXZ3dGNVVEWm1Xd0JUdzMyZ25VbGRJaGk4aEdWQ2FWNCIsICJydkpkNmlxNlQ1
ZWptc0JNb0d3dU5YaDlxQUFGQVRBY2k0MG9pZEVlVnNBIiwgInVOSG9XWWhYc1poVkpD
TkUyRHF5LXpxdDd0NjlnSkt5NVFhRnY3R3JNWDQiXX0sICJfc2RfYWxnIjogInNoYS0y
NTYifQ.JwMde4aGprmyUSPPl4SB5Woe7cBBzxEYyIUiMApNTMZuYjdKjoJ09F1V5KQ0Q
0d6AzvMCuZBEQSxuhJwQVZRMg`.replaceAll('\n', '');
const REGION = 'WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInJlZ2lvbiIsICJcdTZlMmZcdTUzM2EiXQ';
const COUNTRY = 'WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgImNvdW50cnkiLCAiSlAiXQ';
const ISSUER = {
  kty: 'EC',
  crv: 'P-256',
  x: 'b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ',
  y: 'Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8',
};
const OPEN = { iss: 'https://issuer.example.com', iat: 1_683_000_000, exp: 1_883_000_000 };

test('RFC 9901, A.1: the presentation printed there verifies, and gives the payload printed there', () => {
  const parsed = parseSdJwt(`${JWT}~${REGION}~${COUNTRY}~`, 'example+sd-jwt');
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal.sentence);
  assert.deepEqual(parsed.value.processed, { ...OPEN, address: { region: '港区', country: 'JP' } });
  const key = importKey(ISSUER);
  assert.ok(key.ok);
  const message = new TextEncoder().encode(parsed.value.signingInput);
  assert.equal(key.value.key.verify(message, parsed.value.signature), true);
});

test('RFC 9901, A.1: with less disclosed the same signature gives less', () => {
  for (const [disclosures, address] of [
    [[], {}],
    [[COUNTRY], { country: 'JP' }],
  ] as const) {
    const parsed = parseSdJwt([JWT, ...disclosures, ''].join('~'));
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.processed, { ...OPEN, address });
  }
});

test('RFC 9901, A.1: the presentation is no statement of ours once a key-binding JWT or a stranger disclosure is added', () => {
  const stranger = 'WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0';
  for (const [text, code] of [
    [`${JWT}~${REGION}~${COUNTRY}~${JWT}`, 'key-binding-refused'],
    [`${JWT}~${stranger}~`, 'disclosure-unreferenced'],
  ] as const) {
    const parsed = parseSdJwt(text);
    assert.equal(parsed.ok ? '' : parsed.refusal.code, code);
  }
});
