import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFUSALS_IN_ENGLISH } from '#help/refusal-words-texts.ts';
import { isTest } from './rooms.ts';
import { readSources } from './source.ts';

const code = readSources()
  .filter(({ path }) => path.startsWith('src/') && !isTest(path))
  .map(({ lines }) => lines.join('\n'))
  .join('\n');

/** As a rule writes it: a value in place of each name. */
function asWritten(english: string): RegExp {
  const parts = english.split(/\{\w+\}/u).map((part) => RegExp.escape(part));
  return new RegExp(`['\`]${parts.join('\\$\\{[^}]+\\}')}['\`]`, 'u');
}

test('each refusal that is known in six languages is one that a rule says, letter for letter', () => {
  const unsaid = Object.values(REFUSALS_IN_ENGLISH)
    .flatMap((group) => Object.values<string>(group))
    .filter((english) => !asWritten(english).test(code));
  assert.deepEqual(unsaid, []);
});
