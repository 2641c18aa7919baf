import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandNamed } from './named.ts';

test('the command is the first word that is neither an option nor its value', () => {
  assert.equal(commandNamed(['show']), 'show');
  assert.equal(commandNamed(['--json', 'show', 'demo']), 'show');
  assert.equal(commandNamed(['--seat', 'verify', 'demo']), 'demo');
  assert.equal(commandNamed(['--language', 'ar', 'show']), 'show');
  assert.equal(commandNamed(['--seat=verify', '--url', 'show', 'log']), 'log');
});

test('without a word there is no command', () => {
  for (const words of [[], ['--help'], ['--json'], ['--seat', 'show'], ['--url']]) {
    assert.equal(commandNamed(words), undefined);
  }
});
