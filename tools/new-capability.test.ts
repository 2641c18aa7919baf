import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const TYPE = 'src/press/statements/media-inquiry.ts';
const PAGE = 'docs/new-capability.md';
/** For a type without pages of its own, two of them here; and with its tests and English texts. */
const MOST_LINES_A_TYPE = 60;
const MOST_LINES_IN_ALL = 350;
const NAMES = /media-inquiry|mediaInquiry/u;
const CLAIMS = /"(?:inquirer|outlet|asked_about|wanted_by|inquiry|answered_how|media-inquiry(?:-answer)?)":/u;

function linesOf(path: string): readonly string[] {
  return readFileSync(join(ROOT, path), 'utf8').trimEnd().split('\n');
}

/** Files that the example is made of, with the lines in each: all of its own files, and those that name it elsewhere. */
function taken(): ReadonlyMap<string, number> {
  const files = globSync('{src,tools,bench,test}/**/*.{ts,mjs}', { cwd: ROOT });
  return new Map(
    files
      .filter((path) => path !== 'tools/new-capability.test.ts')
      .map((path) => [path, linesOf(path)] as const)
      .map(([path, lines]) => {
        const isOwn = path.includes('/media-inquiry');
        return [path, isOwn ? lines.length : lines.filter((line) => NAMES.test(line)).length] as const;
      })
      .filter(([, count]) => count > 0),
  );
}

test('the example of a new type touches no code outside the folder of its capability', () => {
  const files = [...taken().keys()];
  assert.ok(files.includes(TYPE) && files.includes('src/press/acts.ts'), files.join(', '));
  assert.deepEqual(
    files.filter((path) => !path.startsWith('src/press/')),
    [],
  );
});

test('a type without pages of its own takes at most 60 lines, and 350 with its tests and English texts', () => {
  const counts = taken();
  const code = [...counts].filter(([path]) => !path.endsWith('.test.ts')).map(([, count]) => count);
  const tests = [...counts].filter(([path]) => path.endsWith('.test.ts')).map(([, count]) => count);
  const texts = ['texts/en/statements.json', 'texts/en/helps.json'].map(
    (path) => linesOf(path).filter((line) => CLAIMS.test(line)).length,
  );
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
  assert.ok(sum(code) > 20 && sum(code) <= MOST_LINES_A_TYPE, `${sum(code)} lines of code`);
  assert.ok(sum(texts) >= 10, `${sum(texts)} lines of texts`);
  const all = sum([...code, ...tests, ...texts]);
  assert.ok(all <= MOST_LINES_IN_ALL, `${all} lines`);
});

test('the page on new types shows the code of its example letter for letter', () => {
  const page = readFileSync(join(ROOT, PAGE), 'utf8');
  const code = ['statements/media-inquiry.ts', 'rules.ts'].map((file) =>
    readFileSync(join(ROOT, 'src/press', file), 'utf8'),
  );
  const shown = [...page.matchAll(/```ts\n([\s\S]*?)```/gu)].map(([, block = '']) => block);
  assert.ok(shown.length >= 3, `${shown.length} pieces of code`);
  for (const block of shown)
    assert.ok(
      code.some((file) => file.includes(block)),
      block,
    );
});
