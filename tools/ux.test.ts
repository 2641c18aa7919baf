import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './source.ts';

const COLUMN = /(?<!\\)\|/;
const TITLE = /`([^`]+)`/g;
const COMMAND = /^npm /;

test('each requirement in docs/ux.md names a test that there is', () => {
  const tests = globSync(['src/**/*.test.ts', 'src/**/*.contract.ts', 'test/**/*.test.ts'], { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const rows = readFileSync(join(root, 'docs', 'ux.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[ |-]*\|$/.test(line) && !line.endsWith('| Test |'));
  assert.ok(rows.length > 30, `${rows.length} rows`);
  const missing = rows.flatMap((row) => {
    const titles = [...row.split(COLUMN).at(-2)!.matchAll(TITLE)].map(([, title]) => title!);
    if (titles.length === 0) return [`no test is named: ${row}`];
    return titles.filter((title) => !COMMAND.test(title) && !names(tests, title));
  });
  assert.deepEqual(missing, []);
});

/** A title stands between quotes of one kind or another, right after the word that makes it a test. */
function names(tests: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => tests.includes(`test(${quote}${title}${quote}`));
}
