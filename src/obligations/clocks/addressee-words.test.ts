import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { withinSentence } from './addressee-words.ts';

/** Names of authorities by their letters begin as they do anywhere; a new name in words stands here, or begins otherwise. */
const LETTERS = /^[A-Z]{3,}/u;
const NAMES = ['European'];

test('an addressee begins small within a sentence, in every regime that comes along, unless it is a name', () => {
  const loaded = loadRulebook();
  assert.ok(loaded.ok);
  const addressees = loaded.value.regimes.all.flatMap(({ stages }) => stages.flatMap((stage) => stage.addressees));
  assert.ok(addressees.length > 50);
  for (const { name } of addressees) {
    const words = withinSentence(name);
    const first = /^[\w-]+/u.exec(words)?.[0] ?? '';
    assert.ok(/^[a-z]/u.test(words) || LETTERS.test(words) || NAMES.includes(first), words);
    assert.equal(words.slice(1), name.slice(1));
  }
});
