import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import pg from 'pg';
import { createPostgresFolder, NO_POSTGRES, postgresBinaries, startPostgres } from './postgres-server.ts';
import { powerCutsUnavailable, recordChanges, survivePowerCuts } from './power-cut.ts';

const skip = powerCutsUnavailable() ?? false;
const CUTS = 8;

const scratch = mkdtempSync(join(tmpdir(), 'comity-power-test-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

function script(name: string, body: string): string {
  const path = join(scratch, `${name}.mjs`);
  writeFileSync(path, body);
  return path;
}

function folder(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
}

type Trial = {
  readonly name: string;
  readonly body: string;
  readonly check: (left: { folder: string; acknowledged: readonly string[] }) => Promise<void>;
};

async function trial({ name, body, check }: Trial): Promise<number> {
  const root = folder(name);
  const recorded = recordChanges(root);
  assert.ok(recorded.ok);
  using recorder = recorded.value;
  const prelude = `import * as fs from 'node:fs'; const root = ${JSON.stringify(root)};
    const acknowledge = (line) => fs.writeSync(1, line + '\\n');`;
  const worker = { script: script(name, `${prelude}\n${body}`), environment: recorder.environment };
  return await survivePowerCuts({ recorder, worker, workMs: 300, cuts: CUTS, check });
}

function missing(text: string, acknowledged: readonly string[]): readonly string[] {
  const stored = new Set(text.split('\n'));
  return acknowledged.filter((line) => !stored.has(line));
}

const APPEND = (synced: string): string => `
  const file = fs.openSync(root + '/log.txt', 'a');
  fs.fsyncSync(file);
  acknowledge('ready');
  for (let n = 0; ; n += 1) { fs.writeSync(file, 'line ' + n + '\\n'); ${synced} acknowledge('line ' + n); }`;

test('lines that were synced before they were acknowledged survive every power cut', { skip }, async () => {
  const count = await trial({
    name: 'synced',
    body: APPEND('fs.fdatasyncSync(file);'),
    check: async (left) => {
      assert.deepEqual(missing(readFileSync(join(left.folder, 'log.txt'), 'utf8'), left.acknowledged), []);
    },
  });
  assert.ok(count > CUTS, `only ${count} lines were acknowledged`);
});

test('lines that were acknowledged without a sync are lost', { skip }, async () => {
  const run = trial({
    name: 'unsynced',
    body: APPEND(''),
    check: async (left) => {
      assert.deepEqual(missing(readFileSync(join(left.folder, 'log.txt'), 'utf8'), left.acknowledged), []);
    },
  });
  await assert.rejects(run, /power cut at \d+ of \d+ left does not hold/u);
});

const REPLACE = (synced: string): string => `
  fs.writeFileSync(root + '/current', 'version 0\\n', { flush: true });
  const folder = fs.openSync(root, 'r');
  fs.fsyncSync(folder);
  acknowledge('ready');
  for (let n = 1; ; n += 1) {
    const file = fs.openSync(root + '/next', 'w');
    fs.writeSync(file, 'version ' + n + '\\n');
    ${synced}
    fs.closeSync(file);
    fs.renameSync(root + '/next', root + '/current');
    fs.fsyncSync(folder);
    acknowledge('version ' + n);
  }`;

async function wholeVersion(left: { folder: string; acknowledged: readonly string[] }): Promise<void> {
  const text = readFileSync(join(left.folder, 'current'), 'utf8');
  assert.match(text, /^version \d+\n$/u);
  assert.ok(Number(text.slice(8)) >= left.acknowledged.length, `${text} after ${left.acknowledged.length}`);
}

test('a file replaced by rename, with file and folder synced, is always one whole version', { skip }, async () => {
  await trial({ name: 'replaced', body: REPLACE('fs.fsyncSync(file);'), check: wholeVersion });
});

test('a file replaced by rename without syncing it first is found empty or torn', { skip }, async () => {
  await assert.rejects(trial({ name: 'torn', body: REPLACE(''), check: wholeVersion }), /does not hold/u);
});

test('names made in a folder that is never synced are lost up to a point in their order', { skip }, async () => {
  const lost: number[] = [];
  await trial({
    name: 'names',
    body: `acknowledge('ready');
      for (let n = 0; ; n += 1) { fs.mkdirSync(root + '/' + n); acknowledge(String(n)); }`,
    check: async (left) => {
      const names = readdirSync(left.folder)
        .map(Number)
        .sort((one, other) => one - other);
      assert.deepEqual(names, [...names.keys()]);
      lost.push(left.acknowledged.length - names.length);
    },
  });
  assert.ok(lost.some((count) => count > 0));
});

const SQLITE = (synchronous: string): string => `
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(root + '/node.sqlite');
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; CREATE TABLE act (n INTEGER, more TEXT)');
  const insert = database.prepare('INSERT INTO act VALUES (?, ?)');
  acknowledge('ready');
  for (let n = 0; ; n += 1) { insert.run(n, 'x'.repeat(3000)); acknowledge(String(n)); }`;

async function everyAct(left: { folder: string; acknowledged: readonly string[] }): Promise<void> {
  assert.ok(existsSync(join(left.folder, 'node.sqlite')), 'the database file is gone');
  using database = new DatabaseSync(join(left.folder, 'node.sqlite'));
  assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  const stored = new Set(
    database
      .prepare('SELECT n FROM act')
      .all()
      .map(({ n }) => String(n)),
  );
  assert.deepEqual(
    left.acknowledged.filter((n) => !stored.has(n)),
    [],
  );
}

test('SQLite in WAL mode with synchronous=FULL loses nothing it acknowledged', { skip }, async () => {
  const count = await trial({ name: 'sqlite-full', body: SQLITE('FULL'), check: everyAct });
  assert.ok(count > CUTS, `only ${count} rows were acknowledged`);
});

test('SQLite with synchronous=OFF loses what it acknowledged', { skip }, async () => {
  await assert.rejects(trial({ name: 'sqlite-off', body: SQLITE('OFF'), check: everyAct }), /does not hold/u);
});

async function postgresTrial(synchronousCommit: 'on' | 'off', cuts: number): Promise<number> {
  const made = createPostgresFolder();
  assert.ok(made.ok);
  try {
    const recorded = recordChanges(made.value.path);
    assert.ok(recorded.ok);
    using recorder = recorded.value;
    const started = await startPostgres({ folder: made.value, environment: recorder.environment });
    assert.ok(started.ok);
    await using server = started.value;
    const body = `
      import pg from ${JSON.stringify(import.meta.resolve('pg'))};
      import { writeSync } from 'node:fs';
      const client = new pg.Client({ connectionString: process.env.TEST_URL });
      await client.connect();
      await client.query('SET synchronous_commit = ${synchronousCommit}; CREATE TABLE act (n int)');
      writeSync(1, 'ready\\n');
      for (let n = 0; ; n += 1) { await client.query('INSERT INTO act VALUES ($1)', [n]); writeSync(1, n + '\\n'); }`;
    const worker = {
      script: script(`postgres-${synchronousCommit}`, body),
      environment: { TEST_URL: server.url },
    };
    const { password } = made.value;
    return await survivePowerCuts({
      recorder,
      worker,
      workMs: 400,
      cuts,
      check: async ({ folder: path, acknowledged }) => {
        const again = await startPostgres({ folder: { path, password } });
        assert.ok(again.ok);
        await using revived = again.value;
        const client = new pg.Client({ connectionString: revived.url });
        await client.connect();
        try {
          const { rows } = await client.query<{ n: number }>('SELECT n FROM act');
          const stored = new Set(rows.map(({ n }) => String(n)));
          assert.deepEqual(
            acknowledged.filter((n) => !stored.has(n)),
            [],
          );
        } finally {
          await client.end();
        }
      },
    });
  } finally {
    rmSync(made.value.path, { recursive: true, force: true });
  }
}

const postgresSkip = skip === false && postgresBinaries() === undefined ? NO_POSTGRES : skip;

test('PostgreSQL with synchronous_commit on loses nothing it acknowledged', { skip: postgresSkip }, async () => {
  const count = await postgresTrial('on', 2);
  assert.ok(count > 2, `only ${count} rows were acknowledged`);
});

test('PostgreSQL with synchronous_commit off loses what it acknowledged', { skip: postgresSkip }, async () => {
  await assert.rejects(postgresTrial('off', 6), /does not hold/u);
});
