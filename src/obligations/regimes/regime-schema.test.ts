import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/schema';
import { REGIMES_FOLDER } from './load-regimes.ts';
import { REGIME_SCHEMA_FILE, regimeSchema } from './regime-schema.ts';

const published = readFileSync(join(REGIMES_FOLDER, '..', REGIME_SCHEMA_FILE), 'utf8');

test('the published schema is the one that loading checks with', () => {
  const wanted = JSON.parse(JSON.stringify(regimeSchema())) as unknown;
  assert.deepEqual(JSON.parse(published), wanted, 'Run: node tools/run.mjs tools/regime-schema.ts');
});

test('every regime fits the published schema, and one with a strange condition does not', () => {
  const validator = Compile(JSON.parse(published) as TSchema);
  const files = readdirSync(REGIMES_FOLDER).filter((name) => /^(?!groups\.).*(?<!\.schema)\.json$/u.test(name));
  assert.ok(files.length >= 21);
  for (const name of files) {
    const regime = JSON.parse(readFileSync(join(REGIMES_FOLDER, name), 'utf8')) as Record<string, unknown>;
    assert.ok(validator.Check(regime), name);
    assert.ok(!validator.Check({ ...regime, applies: { fact: 'state' } }), name);
    assert.ok(!validator.Check({ ...regime, applies: { all: [] } }), name);
  }
});
