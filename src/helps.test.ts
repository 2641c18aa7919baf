import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEST_ORIGIN } from '#testing/party-node.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { catalogue } from '#texts/catalogue.ts';
import { nodeModels } from './node-models.ts';

const types = new Map(
  nodeModels(TEST_ORIGIN, () => Temporal.Now.instant(), testReckoning())
    .flatMap((model) => model.types)
    .map((type) => [type.name, type]),
);

test('the catalogue explains no claim that no type has, and in English each in the words of a type', () => {
  for (const [key, said] of Object.entries(catalogue('en', 'helps'))) {
    const [group, first, second] = key.split('.') as [string, string, string | undefined];
    const helps =
      group === 'own'
        ? [types.get(first)?.claims[second!]?.help]
        : [...types.values()].map(({ claims }) => claims[first]?.help);
    assert.ok(group === 'own' || group === 'claims', key);
    assert.ok(helps.includes(said as string), `${key}: ${said}`);
  }
});
