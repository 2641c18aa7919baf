import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inLanguage } from '#speaking';
import { TEST_ORIGIN } from '#testing/party-node.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { catalogue } from '#texts/catalogue.ts';
import { claimLabel, typeLabel } from '#web/labels.ts';
import { nodeModels } from './node-models.ts';

const types = nodeModels(TEST_ORIGIN, () => Temporal.Now.instant(), testReckoning()).flatMap(
  (model) => model.types,
);

test('every kind of statement and each of its claims is called in the catalogue what its type calls it', () => {
  for (const type of types) {
    assert.equal(typeLabel(type.name), type.label);
    for (const [name, { label }] of Object.entries(type.claims))
      assert.equal(claimLabel(type.name, name), label, `${type.name}.${name}`);
  }
});

test('the catalogue names no kind and no claim that no type has', () => {
  const claims = new Set(types.flatMap((type) => Object.keys(type.claims)));
  const names = new Set(types.map((type) => type.name));
  for (const key of Object.keys(catalogue('en', 'statements'))) {
    const [group, first, second] = key.split('.') as [string, string, string | undefined];
    if (group === 'types') assert.ok(names.has(first), key);
    else if (group === 'claims') assert.ok(claims.has(first), key);
    else if (group === 'own') assert.ok(names.has(first) && claims.has(second!), key);
  }
});

test('a kind or claim of a later version is called by its name, in any language', () => {
  inLanguage('ar', () => {
    assert.equal(typeLabel('space-weather'), 'space weather');
    assert.equal(claimLabel('space-weather', 'flare_class'), 'flare class');
  });
});
