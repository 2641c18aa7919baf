import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fits } from '#statement/validator.ts';
import { AssertedTime, compareTimes, readTime } from './asserted-time.ts';

function span(text: string) {
  const time = readTime(text);
  assert.ok(time !== undefined, text);
  return [time.from.toString(), time.until.toString(), time.precision];
}

test('a year, a month, a day and an instant are read with the span each can mean', () => {
  assert.deepEqual(span('2022'), ['2022-01-01T00:00:00Z', '2023-01-01T00:00:00Z', 'year']);
  assert.deepEqual(span('2024-02'), ['2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z', 'month']);
  assert.deepEqual(span('2022-02-24'), ['2022-02-24T00:00:00Z', '2022-02-25T00:00:00Z', 'day']);
  assert.deepEqual(span('2022-02-24T03:02Z'), ['2022-02-24T03:02:00Z', '2022-02-24T03:02:00Z', 'instant']);
});

const NOT_TIMES = [
  '',
  '22',
  '2022-13',
  '2022-00',
  '2022-02-30',
  '2023-02-29',
  '2022-02-24T03:02',
  '2022-02-24T03:02+01:00',
  '2022-02-24 03:02Z',
  '2022-02-24T24:00Z',
  '2022-02-24T03:60Z',
  '2022-W08',
  '2022-055',
  '-002022-02-24',
  '+012022-02-24',
  '2022-02-24Z',
  '２０２２',
  ' 2022',
  '2022\n',
];

for (const text of NOT_TIMES) {
  test(`${JSON.stringify(text)} is no time`, () => {
    assert.equal(readTime(text), undefined);
  });
}

test('values that are no text are no time', () => {
  for (const value of [null, undefined, 2022, { known: 'not-yet' }, ['2022']])
    assert.equal(readTime(value), undefined);
});

test('a zone, an offset or a missing zone is refused by the schema as well', () => {
  for (const text of ['2022-02-24T03:02', '2022-02-24T03:02+01:00', '2022-02-24T03:02z']) {
    assert.ok(!fits(AssertedTime, text), text);
  }
});

test('reading never throws, and what is read fits the schema', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}Z)?)?)?$/)), (text) => {
      const time = readTime(text);
      if (time === undefined) return;
      assert.ok(fits(AssertedTime, text), text);
      assert.ok(Temporal.Instant.compare(time.from, time.until) <= 0);
    }),
  );
});

test('of two times with one beginning the more exact comes first', () => {
  const times = ['2022-02-25', '2022', '2022-02-24', '2022-02-24T00:00Z', '2022-02'].map(
    (text) => readTime(text)!,
  );
  assert.deepEqual(
    times.toSorted(compareTimes).map((time) => time.precision),
    ['year', 'month', 'instant', 'day', 'day'],
  );
});
