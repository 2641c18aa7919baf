import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { parseJson } from './json.ts';
import { readUsualPayload } from './usual-payload.ts';

const DIGESTS = [1, 2, 3].map((at) => primitives.sha256Base64url(`digest ${at}`));

function payload(more: Readonly<Record<string, unknown>> = {}): string {
  const vct = 'urn:comity:statement:release:1';
  const members = { iss: 'did:web:a.example', vct, log: 'a.example/log', realm: 'live', _sd: DIGESTS };
  return JSON.stringify({ ...members, _sd_alg: 'sha-256', ...more });
}

/** What the form alone says must be what strict JSON says, or nothing. */
function assertAgrees(text: string): void {
  const usual = readUsualPayload(text);
  if (usual === undefined) return;
  const parsed = parseJson(text);
  assert.ok(parsed.ok, `read by its form, but refused as JSON: ${text}`);
  assert.deepEqual(usual, parsed.value);
}

test('a payload as we write it is read by its form', () => {
  assert.deepEqual(readUsualPayload(payload()), JSON.parse(payload()));
  assert.deepEqual(
    readUsualPayload(payload({ _sd: DIGESTS.slice(0, 1) })),
    JSON.parse(payload({ _sd: DIGESTS.slice(0, 1) })),
  );
});

for (const [title, text] of [
  ['another order', payload().replace('"iss"', '"vct"')],
  ['a further member', payload({ more: 1 })],
  ['white space', payload().replace(',', ', ')],
  ['an escape', payload({ realm: 'a"b' })],
  ['a character beyond ASCII', payload({ realm: 'ü' })],
  ['a control character', payload().replace('live', 'li\u0001ve')],
  ['no digest', payload({ _sd: [] })],
  ['a short digest', payload({ _sd: ['AAAA'] })],
  ['a digest that is a number', payload({ _sd: [1] })],
  ['a comma too many', payload().replace('"]', '",]')],
  ['a comma too few', payload().replace('","', '""')],
  ['another algorithm', payload({ _sd_alg: 'sha-512' })],
  ['something behind it', `${payload()} `],
  ['no end', payload().slice(0, -1)],
] as const) {
  test(`a payload with ${title} is left to the general reader`, () => {
    if (title === 'another order' || title === 'a comma too few') assertAgrees(text);
    else assert.equal(readUsualPayload(text), undefined);
  });
}

test('whatever is put in a payload, and wherever a character is changed, both readers agree', () => {
  const member = fc.oneof(fc.string(), fc.constantFrom('live', 'did:web:a.example', '"', '\\', '","_sd":["'));
  const list = fc.oneof(fc.array(fc.constantFrom(...DIGESTS)), fc.array(fc.string()), fc.json());
  fc.assert(
    fc.property(member, member, list, fc.nat(), fc.string({ maxLength: 1 }), (iss, realm, _sd, at, put) => {
      const text = payload({ iss, realm, _sd });
      assertAgrees(text);
      const place = at % text.length;
      assertAgrees(text.slice(0, place) + put + text.slice(place + 1));
    }),
    { numRuns: 1_000 },
  );
});
