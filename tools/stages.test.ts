import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSources } from './source.ts';
import { begins, LONGEST, stageOf } from './stages.ts';

const sources = readSources();

test('every file that is named as taking long is there, and begins before all others', () => {
  const jobs = sources
    .filter(({ path }) => path.endsWith('.test.ts'))
    .map(({ path }) => ({ path, stage: stageOf(sources, path) }));
  const first = jobs.toSorted(begins).slice(0, LONGEST.length);
  assert.deepEqual(
    first.map(({ path }) => path),
    LONGEST,
  );
});
