import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '#testing/eventually.ts';
import { Job } from './job.ts';

function job(onDuty: () => boolean) {
  const log: string[] = [];
  const begin = () => {
    log.push('begun');
    return {
      async [Symbol.asyncDispose]() {
        log.push('ended');
      },
    };
  };
  return { log, job: new Job({ onDuty, begin, trouble: (error) => log.push(String(error)) }) };
}

test('the process that appends begins at once', async () => {
  const { log, job: it } = job(() => true);
  assert.deepEqual(log, ['begun']);
  await it[Symbol.asyncDispose]();
  assert.deepEqual(log, ['begun', 'ended']);
});

test('a process that takes over begins, and one that is replaced ends', async () => {
  let appends = false;
  const { log, job: it } = job(() => appends);
  assert.equal(it.work, undefined);
  appends = true;
  await eventually('the beginning', async () => it.work !== undefined);
  appends = false;
  await eventually('the end', async () => log.includes('ended'));
  await it[Symbol.asyncDispose]();
  assert.deepEqual(log, ['begun', 'ended']);
});

test('what was ended for good does not begin again', async () => {
  const { log, job: it } = job(() => true);
  await it[Symbol.asyncDispose]();
  await new Promise((later) => setTimeout(later, 1_100));
  assert.deepEqual(log, ['begun', 'ended']);
});
