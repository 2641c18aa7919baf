import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { trySqliteLock } from './dialect.ts';
import { SqliteFile } from './sqlite-file.ts';

suite('a handle on an SQLite file', () => {
  let folder: string;
  let writer: SqliteFile;
  let reader: SqliteFile;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'comity-sqlite-'));
    writer = new SqliteFile(join(folder, 'x.sqlite'), 'writer');
    writer.run('create table thing (id integer, name text)', []);
    writer.run(`insert into thing values (1, 'x')`, []);
    reader = new SqliteFile(join(folder, 'x.sqlite'), 'reader');
  });
  afterEach(async () => {
    reader[Symbol.dispose]();
    writer[Symbol.dispose]();
    await rm(folder, { recursive: true });
  });

  const whole = (file: SqliteFile) => file.run('select * from thing', []).rows;
  const before = [{ id: 1, name: 'x' }];
  const renamed = [{ id: 1, title: 'x' }];

  test('is its owner’s alone with whatever SQLite keeps beside it, also in a folder that others may enter', async () => {
    await chmod(folder, 0o755);
    await using _lock = await trySqliteLock(folder);
    const found = await readdir(folder);
    for (const name of ['appender.lock', 'x.sqlite', 'x.sqlite-wal']) assert.ok(found.includes(name), name);
    for (const name of found) assert.equal((await stat(join(folder, name))).mode & 0o077, 0, name);
  });

  test('names the columns of whole rows as the table has them by now', () => {
    assert.deepEqual([whole(writer), whole(reader)], [before, before]);
    writer.run('alter table thing rename column name to title', []);
    assert.deepEqual([whole(writer), whole(reader)], [renamed, renamed]);
    writer.run('drop table thing', []);
    writer.run('create table thing (name text, id integer)', []);
    writer.run(`insert into thing values ('y', 2)`, []);
    assert.deepEqual(whole(reader), [{ name: 'y', id: 2 }]);
  });

  test('does so before a transaction that changed the table ends, after it committed, and after it rolled back', () => {
    for (const end of ['rollback', 'commit']) {
      writer.exec('begin');
      assert.deepEqual(whole(writer), before);
      writer.run('alter table thing rename column name to title', []);
      assert.deepEqual([whole(writer), whole(reader)], [renamed, before]);
      writer.exec(end);
      const now = end === 'commit' ? renamed : before;
      assert.deepEqual([whole(writer), whole(reader)], [now, now]);
    }
  });

  test('sees by their number that another process added columns', () => {
    assert.deepEqual(whole(reader), before);
    const other = new DatabaseSync(join(folder, 'x.sqlite'));
    other.exec('alter table thing add column size integer default 3');
    other.close();
    assert.deepEqual(whole(reader), [{ id: 1, name: 'x', size: 3 }]);
  });
});
