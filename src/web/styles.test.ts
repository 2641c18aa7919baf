import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const FOLDER = join(import.meta.dirname, 'styles');
/** Sides that do not turn with the direction of the words: by name, or as the second and fourth of four lengths. */
const OF_ONE_DIRECTION =
  /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right|float|text-align:\s*(?:left|right)|(?:margin|padding|inset):\s*\S+ \S+ \S+ \S+;)(?:\s*:|;|$|\s)/;

test('no style names a side that does not turn with the direction of the words', () => {
  const found = globSync('*.css', { cwd: FOLDER }).flatMap((file) =>
    readFileSync(join(FOLDER, file), 'utf8')
      .split('\n')
      .filter((line) => OF_ONE_DIRECTION.test(line) && !line.trimStart().startsWith('/*'))
      .map((line) => `${file}: ${line.trim()}`),
  );
  assert.deepEqual(found, []);
});
