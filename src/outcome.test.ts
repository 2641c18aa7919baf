import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atPlace, phrase, refuse, wordsOf } from './outcome.ts';

test('a refusal keeps what stands in its sentence apart, and is told, kept and compared without it', () => {
  const { refusal } = refuse('too-long', phrase`Write at most ${4_000} characters, not "${'abc'}".`, 'text');
  assert.deepEqual(refusal.phrase, { pattern: 'Write at most {} characters, not "{}".', values: [4_000, 'abc'] });
  assert.deepEqual(refusal, {
    code: 'too-long',
    sentence: 'Write at most 4000 characters, not "abc".',
    place: 'text',
  });
  assert.equal(JSON.stringify(refusal).includes('pattern'), false);
});

test('another refusal can say the same, and the same one can speak of another place', () => {
  const { refusal } = refuse('too-long', phrase`At most ${3}.`);
  assert.deepEqual(refuse('other', wordsOf(refusal)).refusal.phrase, refusal.phrase);
  assert.deepEqual(atPlace(refusal, 'b').phrase, refusal.phrase);
  assert.equal(atPlace(refusal, 'b').place, 'b');
  assert.equal(atPlace(refuse('plain', 'No.').refusal, 'b').phrase, undefined);
});
