import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { catalogue, TEXTS_FOLDER } from '#texts/catalogue.ts';
import { readSources } from './source.ts';

const ROOMS = globSync('*.json', { cwd: join(TEXTS_FOLDER, 'en') }).map((file) => basename(file, '.json'));
const code = readSources()
  .filter(({ path }) => !path.endsWith('.test.ts'))
  .flatMap(({ lines }) => lines)
  .join('\n');

test('each message is used, and each one that is used exists', () => {
  for (const room of ROOMS) {
    const keys = Object.keys(catalogue('en', room));
    const literal = new Set(
      [...code.matchAll(new RegExp(`['"\`]${room}\\.([a-z][a-z0-9_.-]*)['"\`]`, 'g'))].map(([, key]) => key!),
    );
    const families = [...code.matchAll(new RegExp(`\`${room}\\.([a-z][a-z0-9_.-]*[.-])\\$\\{`, 'g'))].map(
      ([, prefix]) => prefix!,
    );
    const unused = keys.filter((key) => !literal.has(key) && !families.some((prefix) => key.startsWith(prefix)));
    assert.deepEqual(unused, [], `unused in ${room}`);
    assert.deepEqual(
      [...literal].filter((key) => !keys.includes(key)),
      [],
      `missing in ${room}`,
    );
  }
});
