import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { postgresSchema } from './postgres.ts';
import { NO_POSTGRES, postgresBinaries, startPostgres } from './postgres-server.ts';

const skip = postgresBinaries() === undefined ? NO_POSTGRES : false;
const GONE_LIMIT_MS = 20_000;

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function gone(folder: string, url: string): Promise<void> {
  const deadline = performance.now() + GONE_LIMIT_MS;
  while (existsSync(folder) && performance.now() < deadline) await wait(50);
  assert.equal(existsSync(folder), false, `${folder} is still there`);
  await assert.rejects(query(url, 'SELECT 1'), /ECONNREFUSED/u);
}

test('two schemas of one server do not see each other', { skip }, async () => {
  const left = await postgresSchema();
  const right = await postgresSchema();
  assert.ok(left.ok && right.ok);
  await using first = left.value;
  await using second = right.value;
  await query(first.url, 'CREATE TABLE only_here (n int)');
  assert.deepEqual(await query(first.url, 'SELECT count(*)::int AS n FROM only_here'), [{ n: 0 }]);
  await assert.rejects(query(second.url, 'SELECT * FROM only_here'), /does not exist/u);
});

test('the server flushes every commit to disk, as a real one must', { skip }, async () => {
  const schema = await postgresSchema();
  assert.ok(schema.ok);
  await using own = schema.value;
  assert.deepEqual(await query(own.url, 'SHOW fsync'), [{ fsync: 'on' }]);
  assert.deepEqual(await query(own.url, 'SHOW synchronous_commit'), [{ synchronous_commit: 'on' }]);
});

test('disposing stops the server and removes its folder', { skip }, async () => {
  const started = await startPostgres();
  assert.ok(started.ok);
  await started.value[Symbol.asyncDispose]();
  await gone(started.value.folder, started.value.url);
});

test('a test process that is killed leaves neither server nor folder behind', { skip }, async () => {
  const script = `
    const { startPostgres } = await import(${JSON.stringify(import.meta.resolve('./postgres-server.ts'))});
    const { value } = await startPostgres();
    console.log(JSON.stringify({ folder: value.folder, url: value.url }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { folder, url } = JSON.parse(line.toString()) as { folder: string; url: string };
  assert.equal(existsSync(folder), true);
  child.kill('SIGKILL');
  await gone(folder, url);
});
