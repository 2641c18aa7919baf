import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDraftFile } from './draft-file.ts';

const NEAR_MISS = { type: 'near-miss', claims: { summary: 'A door stood open.' } };

test('a file without a case leaves it to the node, which alone knows who speaks', () => {
  const read = readDraftFile(JSON.stringify(NEAR_MISS));
  assert.ok(read.ok);
  assert.equal(read.value.case, undefined);
});

const BAD: readonly (readonly [string, unknown, string])[] = [
  ['an empty object', {}, 'not-a-draft'],
  ['a list', [NEAR_MISS], 'not-a-draft'],
  ['null', null, 'not-a-draft'],
  ['no claims', { type: 'near-miss' }, 'not-a-draft'],
  ['a type of another room', { ...NEAR_MISS, type: 'release' }, 'not-a-draft'],
  ['an inherited name as type', { ...NEAR_MISS, type: 'constructor' }, 'not-a-draft'],
  ['a member we do not know', { ...NEAR_MISS, urgent: true }, 'not-a-draft'],
  ['a case that is no UUID', { ...NEAR_MISS, case: 'one' }, 'not-a-draft'],
  ['an issuer that is no did:web', { ...NEAR_MISS, issuer: 'did:key:z6Mk' }, 'not-a-draft'],
  ['a claim nobody knows', { ...NEAR_MISS, claims: { ...NEAR_MISS.claims, culprit: 'x' } }, 'claim-unknown'],
  ['a missing claim', { ...NEAR_MISS, claims: {} }, 'claim-missing'],
  ['a claim the node fills in', { ...NEAR_MISS, claims: { ...NEAR_MISS.claims, number: 1 } }, 'claim-reserved'],
  ['a label that is none', { ...NEAR_MISS, markings: { summary: { tlp: 'white' } } }, 'claim-marking-malformed'],
  [
    'a marking without its claim',
    { ...NEAR_MISS, markings: { advice: { tlp: 'red' } } },
    'marking-for-absent-claim',
  ],
];

for (const [what, content, code] of BAD) {
  test(`a draft file with ${what} is refused as ${code}`, () => {
    const outcome = readDraftFile(JSON.stringify(content));
    assert.ok(!outcome.ok);
    assert.equal(outcome.refusal.code, code);
  });
}

test('any text is a draft or a coded refusal, never an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const outcome = readDraftFile(text);
      if (!outcome.ok) assert.ok(outcome.refusal.code.length > 0);
    }),
  );
});
