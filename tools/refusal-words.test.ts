import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFUSALS_IN_ENGLISH } from '#help/refusal-words-texts.ts';
import { VERDICTS_IN_ENGLISH } from '#web/verdict-texts.ts';
import { isTest } from './rooms.ts';
import { readSources } from './source.ts';

const code = readSources()
  .filter(({ path }) => path.startsWith('src/') && !isTest(path))
  .map(({ lines }) => lines.join('\n'))
  .join('\n');

/** As a rule writes it: whole, or as a phrase with a value in place of each name. */
function asWritten(english: string): RegExp {
  const [first, ...others] = english.split(/\{\w+\}/u).map((part) => RegExp.escape(part));
  return others.length === 0
    ? new RegExp(`['\`]${first}['\`]`, 'u')
    : new RegExp(`phrase\`${[first, ...others].join('\\$\\{[^}]+\\}')}\``, 'u');
}

/** As a check writes it: a value, or the address of a page, in place of each name. */
function asFound(english: string): RegExp {
  const parts = english.split(/\{\w+\}/u).map((part) => RegExp.escape(part));
  return new RegExp(`['\`]${parts.join('(?:\\$\\{[^}]+\\}|/[a-z/-]+)')}['\`]`, 'u');
}

function unsaid(
  known: Readonly<Record<string, Readonly<Record<string, string>>>>,
  written: (english: string) => RegExp,
): readonly string[] {
  return Object.values(known)
    .flatMap((group) => Object.values(group))
    .filter((english) => !written(english).test(code));
}

test('each refusal that is known in six languages is one that a rule says, letter for letter', () => {
  assert.deepEqual(unsaid(REFUSALS_IN_ENGLISH, asWritten), []);
});

test('each finding of a check that is known in six languages is one that a check says, letter for letter', () => {
  assert.deepEqual(unsaid(VERDICTS_IN_ENGLISH, asFound), []);
});
