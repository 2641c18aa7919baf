import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withinSentence } from './addressee-words.ts';
import { loadRulebook } from './load-regimes.ts';

/** What may begin with a capital in the middle of a sentence. A new text either adds its name here or begins otherwise. */
const NAMES = ['CERT-In', 'CERT-UA', 'CSIRTs', 'ENISA', 'European'];

test('an addressee begins small within a sentence, in every regime that comes along, unless it is a name', () => {
  const loaded = loadRulebook();
  assert.ok(loaded.ok);
  const addressees = loaded.value.regimes.all.flatMap(({ stages }) => stages.flatMap((stage) => stage.addressees));
  assert.ok(addressees.length > 50);
  for (const { name } of addressees) {
    const words = withinSentence(name);
    assert.ok(/^[a-z]/u.test(words) || NAMES.includes(/^[\w-]+/u.exec(words)?.[0] ?? ''), words);
    assert.equal(words.slice(1), name.slice(1));
  }
});
