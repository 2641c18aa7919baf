import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figure, percentile } from './figure.ts';
import { table } from './table.ts';

test('a rate is judged by its share of the raw limit', () => {
  const row = figure({ name: 'append', value: 600, unit: '1/s', better: 'more', limit: 1000, target: 0.6 });
  assert.deepEqual([row.ratio, row.pass], [0.6, true]);
  assert.equal(
    figure({ name: 'append', value: 599, unit: '1/s', better: 'more', limit: 1000, target: 0.6 }).pass,
    false,
  );
});

test('a time is judged by how much of it the raw limit explains', () => {
  const row = figure({ name: 'verify', value: 2, unit: 'ms', better: 'less', limit: 1.7, target: 0.85 });
  assert.deepEqual([row.ratio, row.pass], [0.85, true]);
});

test('a figure without a raw limit is judged by its value, in the direction that is good', () => {
  assert.equal(figure({ name: 'page', value: 101, unit: 'ms', better: 'less', target: 100 }).pass, false);
  assert.equal(figure({ name: 'rate', value: 101, unit: '1/s', better: 'more', target: 100 }).pass, true);
});

test('a figure without a target is information and passes', () => {
  const row = figure({ name: 'memory', value: 90, unit: 'MB', better: 'less' });
  assert.equal(row.pass, true);
  assert.match(table([row]), /^info {2}memory/mu);
});

test('a percentile is a sample, by nearest rank', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual([percentile(samples, 0.5), percentile(samples, 0.99), percentile(samples, 1)], [50, 99, 100]);
  assert.equal(percentile([7], 0.01), 7);
  assert.throws(() => percentile([], 0.5), RangeError);
});

test('the table shows a miss in capitals and a share in per cent', () => {
  const text = table([
    figure({ name: 'append', value: 300, unit: '1/s', better: 'more', limit: 1000, target: 0.6 }),
  ]);
  assert.match(text, /^FAIL {2}append {2} {2}?300 {2}1\/s {2} *1,000 {2} *30 % {2} *60 %$/mu);
});

test('what is far above its peer is shown as so many times the peer', () => {
  const row = figure({ name: 'issuing', value: 5_200, unit: '1/s', better: 'more', limit: 500, target: 10 });
  assert.equal(row.pass, true);
  assert.match(table([row]), /10\.4 × +10\.0 ×$/mu);
});
