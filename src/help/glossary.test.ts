import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INCIDENT_TYPES } from '#incidents/statements.ts';
import { termsOfField, termsOfForm } from './field-terms.ts';
import { findTerms, type TermId, term, termsOf } from './glossary.ts';

const ALL = [...termsOf('ours'), ...termsOf('field')];
/** Words in the label of a claim that nobody has to know, and the term that explains them. */
const HARD_WORDS: readonly (readonly [RegExp, TermId])[] = [
  [/\bindicator/i, 'indicator'],
  [/\bATT&CK\b/, 'attack'],
  [/\bCVE\b|vulnerabilit/i, 'cve'],
  [/\bconfidence\b/i, 'confidence'],
  [/\blikelihood\b/i, 'likelihood'],
  [/\bNCISS\b|severity/i, 'nciss'],
];

test('each entry of the glossary is two plain sentences under a name of its own, and its source is a web address', () => {
  for (const { id, word, text, source } of ALL) {
    const sentences = text.match(/[.!?](?=\s|$)/gu) ?? [];
    assert.equal(sentences.length, 2, `${id}: ${text}`);
    assert.match(text, /^[A-Z“].*\.$/u, id);
    if (source !== undefined) assert.match(source, /^https:\/\/[^/]+\//u, id);
    assert.ok(word.length > 1);
  }
  assert.equal(new Set(ALL.map(({ id }) => id)).size, ALL.length);
  assert.equal(new Set(ALL.map(({ word }) => word)).size, ALL.length);
});

test('a term that others defined names who did', () => {
  for (const id of ['tlp', 'norm', 'rsit', 'nciss', 'sd-jwt', 'confidence', 'witness', 'checkpoint'] as const) {
    assert.notEqual(term(id).source, undefined, id);
  }
});

test('the search finds by word and by meaning, the entry of that name first, whatever the size of the letters', () => {
  assert.equal(findTerms('WITNESS')[0]?.id, 'witness');
  assert.equal(findTerms('traffic light')[0]?.id, 'tlp');
  assert.equal(findTerms('norm')[0]?.id, 'norm');
  assert.ok(findTerms('silence')[0]?.id === 'silence');
  assert.ok(findTerms('telephone').some(({ id }) => id === 'root-key'));
  assert.deepEqual(findTerms('zzz'), []);
});

test('a field whose label uses a word of the field has that word explained beside it', () => {
  const missing = INCIDENT_TYPES.flatMap(({ claims }) =>
    Object.entries(claims).flatMap(([name, { label }]) =>
      HARD_WORDS.filter(([word, id]) => word.test(label) && !termsOfField(name).includes(id)).map(
        ([, id]) => `${name} (“${label}”) does not explain ${id}`,
      ),
    ),
  );
  assert.deepEqual([...new Set(missing)], []);
});

test('a field that forms use in different senses is explained by none of them', () => {
  // A stage of a law, of an incident, of a line for the public.
  assert.deepEqual(termsOfField('stage'), []);
});

test('forms that give, take back, hold and acknowledge explain these words', () => {
  const statement = '/statements/abc';
  assert.ok(termsOfForm(`${statement}/release`).includes('release'));
  assert.ok(termsOfForm(`${statement}/withdraw`).includes('recall'));
  assert.ok(termsOfForm(`${statement}/acknowledge`).includes('acknowledgement'));
  assert.ok(termsOfForm('/cases/x/hold').includes('hold'));
  assert.ok(termsOfForm('/guest/answer').includes('guest-link'));
  assert.deepEqual(termsOfForm('/nowhere'), []);
});
