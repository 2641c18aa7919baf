import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAlikes, nameSkeletons, readsAsLatin } from './name-skeleton.ts';
import { bookOf } from './party-names.ts';
import type { Party } from './view.ts';

const REAL = 'Sankt Orla Hospital Group';
/** Each of them looks like the real one in a usual typeface. */
const TWINS = [
  'S\u0430nkt Orla Hospital Group',
  'Sankt 0rla Hospital Group',
  'Sankt Or1a Hospital Group',
  'Sankt OrIa Hospital Group',
  'Sankt\u00a0Orla Hospital  Group',
  'Sankt Orla\u200b Hospital Group',
  'SANKT Orla Hospital Group',
  '\u{1d412}ankt Orla Hospital Group',
  'Ｓankt Orla Hospital Group',
];

const both = (name: string) => lookAlikes(new Map(Object.entries({ real: REAL, other: name })));

test('names that look the same are found: other alphabets, digits for letters, spaces, unseen characters, letter size', () => {
  for (const twin of TWINS) assert.deepEqual(both(twin).get('real'), ['other'], twin);
  assert.deepEqual(
    lookAlikes(new Map(Object.entries({ one: 'Harrnony', two: 'Harmony' }))).get('one'),
    ['two'],
    'rn and m',
  );
});

test('names that only resemble each other are not taken for each other', () => {
  for (const other of [
    'Sankt Olra Hospital Group',
    'Sankt Orla Hospital',
    'Sånkt Orla Hospital Group',
    'Ministerium',
  ]) {
    assert.equal(both(other).size, 0, other);
  }
});

test('a whole name in Cyrillic that reads as Latin is found; one that does not is left alone', () => {
  assert.ok(readsAsLatin('\u0420\u041e\u0421\u0410'));
  assert.ok(!readsAsLatin('Россия'));
  assert.ok(!readsAsLatin('Arvenia'));
  assert.ok(!readsAsLatin('مركز'));
  assert.deepEqual(nameSkeletons('\u0420\u041e\u0421\u0410').includes('poca'), true);
});

test('where a name can be taken for another party’s, both are shown with their identifiers, everywhere', () => {
  const party = (did: string, name: string) => ({ party: did, name }) as Party;
  const book = bookOf([
    party('did:web:real.example', REAL),
    party('did:web:evil.example', TWINS[0]!),
    party('did:web:third.example', 'Arvenia Cyber Security Centre'),
  ]);
  assert.equal(book.name('did:web:evil.example'), `${TWINS[0]} (did:web:evil.example)`);
  assert.equal(book.name('did:web:real.example'), `${REAL} (did:web:real.example)`);
  assert.equal(book.name('did:web:third.example'), 'Arvenia Cyber Security Centre');
  assert.deepEqual(book.lookAlikes('did:web:real.example'), ['did:web:evil.example']);
});
