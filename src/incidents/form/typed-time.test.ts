import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from '#site/form-body.ts';
import { normalised } from './alert-form.ts';
import { readAnswer } from './alert-questions.ts';
import { momentFields, readMoments } from './typed-time.ts';

const NOW = Temporal.Instant.from('2026-11-30T02:10:00Z');

function said(fields: Fields) {
  return readAnswer('when', normalised(readMoments({ noticed_at: 'other', ...fields }, NOW)));
}

const READ: readonly [string, Fields, string][] = [
  [
    'a date and a time by the clock of a zone',
    { noticed_at_date: '2026-11-30', noticed_at_time: '02:55', time_zone: 'Europe/Oslo' },
    '2026-11-30T01:55Z',
  ],
  [
    'the same in summer',
    { noticed_at_date: '2026-07-01', noticed_at_time: '02:55', time_zone: 'Europe/Oslo' },
    '2026-07-01T00:55Z',
  ],
  [
    'in UTC where no zone was chosen',
    { noticed_at_date: '2026-11-29', noticed_at_time: '23:05' },
    '2026-11-29T23:05Z',
  ],
  ['a date alone, which stays a day', { noticed_at_date: '2026-11-28', time_zone: 'Asia/Tokyo' }, '2026-11-28'],
  ['a time alone, today', { noticed_at_time: '02:55', time_zone: 'Europe/Oslo' }, '2026-11-30T01:55Z'],
  ['a time alone that has not come yet, yesterday', { noticed_at_time: '22:00' }, '2026-11-29T22:00Z'],
  ['a month, in the field for it', { noticed_at_other: '2026-11' }, '2026-11'],
  [
    'a time with nothing chosen above it',
    { noticed_at: undefined, noticed_at_time: '01:00' },
    '2026-11-30T01:00Z',
  ],
];

for (const [title, fields, expected] of READ) {
  test(`a moment is read from ${title}`, () => {
    const read = said(fields);
    assert.ok(read.ok, read.ok ? '' : read.refusal.sentence);
    assert.deepEqual(read.value, { noticed_at: expected });
  });
}

test('what is no date or no time is refused with the field it stands in, never read as another', () => {
  for (const fields of [
    { noticed_at_date: '2026-02-31', noticed_at_time: '10:00' },
    { noticed_at_date: 'yesterday' },
    { noticed_at_time: '25:00' },
    { noticed_at_date: '30.11.2026', noticed_at_time: '10:00' },
  ]) {
    const read = said(fields);
    assert.ok(!read.ok, JSON.stringify(fields));
    assert.equal(read.refusal.code, 'answer-malformed');
    assert.equal(read.refusal.place, 'noticed_at');
  }
});

test('a moment that was said before comes back by the clock it was typed by', () => {
  assert.deepEqual(momentFields('2026-11-30T01:55Z', 'Europe/Oslo'), { date: '2026-11-30', time: '02:55' });
  assert.deepEqual(momentFields('2026-11-30', 'Europe/Oslo'), { date: '2026-11-30', time: '' });
  assert.equal(momentFields('2026-11', 'Europe/Oslo'), undefined);
});
