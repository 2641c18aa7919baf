import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './failure.ts';

function failing(code: string, message = `${code}: it went wrong`): Error {
  return Object.assign(new Error(message), { code });
}

test('what stopped a command is told with its cause, by what the administrator has to mend', () => {
  const told = (failure: unknown) => failureOf(failure).code;
  assert.equal(told(failing('ENOSPC')), 'disk-full');
  assert.equal(told(Object.assign(new Error('database or disk is full'), { errcode: 13 })), 'disk-full');
  assert.equal(told(failing('EACCES')), 'not-permitted');
  assert.equal(told(failing('ECONNREFUSED')), 'database-unreachable');
  for (const code of ['28P01', '3D000', '57P03']) assert.equal(told(failing(code)), 'database-unreachable', code);
  for (const words of ['timeout expired', 'Connection terminated unexpectedly']) {
    assert.equal(
      told(new Error('read the key chain', { cause: new Error(words) })),
      'database-unreachable',
      words,
    );
  }
  assert.equal(told(failing('23505')), 'command-failed');
  assert.equal(told('odd'), 'command-failed');
});

test('a cause below the failure is found and said, once', () => {
  const cause = failing('ENOSPC', 'no space left');
  const found = failureOf(new Error('write the backup x: it was broken off', { cause }));
  assert.equal(found.code, 'disk-full');
  assert.match(found.sentence, /write the backup x: it was broken off: no space left/u);
  const both = new AggregateError([failing('ECONNREFUSED', 'refused on ::1'), failing('ECONNREFUSED')], '');
  assert.match(failureOf(both).sentence, /PostgreSQL does not answer \(refused on ::1\)/u);
  assert.equal(
    failureOf(new Error('again', { cause: new Error('again') })).sentence,
    'The command failed: again.',
  );
});
