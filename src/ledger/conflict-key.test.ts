import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conflictKind, conflictOf, conflictOfPerson } from './conflict-key.ts';

const pair = conflictKind<[one: string, other: string]>('pair-for-a-test');

test('keys are the same where kind and parts are, and differ in everything else, whatever text the parts hold', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '1', ':') });
  fc.assert(
    fc.property(fc.tuple(text, text), fc.tuple(text, text), (one, other) => {
      const same = one[0] === other[0] && one[1] === other[1];
      assert.equal(pair(...one) === pair(...other), same);
    }),
  );
  assert.notEqual(conflictOf.case('x'), conflictOf.statement('x'));
});

test('who a party is has one key, whether the party is named or one of its persons', () => {
  assert.equal(conflictOfPerson('did:web:a.example#1'), conflictOf.party('did:web:a.example'));
});

test('a kind of key is named once, and not after one of the ledger itself', () => {
  for (const name of ['pair-for-a-test', 'party', 'case', 'two words', '']) {
    assert.throws(() => conflictKind(name), /no new name/);
  }
});
