import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT, threadOf } from './thread.ts';

test('a party that said nothing has neither reported nor closed', () => {
  assert.deepEqual(threadOf([]), SILENT);
});

test('a report stands as long as one alert or report of it is not withdrawn', () => {
  assert.equal(threadOf([{ type: 'incident-alert', said: 2, withdrawn: 1 }]).opened, true);
  assert.deepEqual(threadOf([{ type: 'incident-alert', said: 2, withdrawn: 2 }]), {
    opened: false,
    withdrawn: true,
    closed: false,
    spoken: true,
  });
});

test('a withdrawn final opens the thread again', () => {
  const counts = [
    { type: 'incident-report', said: 1, withdrawn: 0 },
    { type: 'incident-final', said: 1, withdrawn: 1 },
  ];
  assert.equal(threadOf(counts).closed, false);
});

test('notices and links are words in a case, and no report', () => {
  const thread = threadOf([{ type: 'case-link', said: 3, withdrawn: 0 }]);
  assert.deepEqual([thread.spoken, thread.opened, thread.withdrawn], [true, false, false]);
});
