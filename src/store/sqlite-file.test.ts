import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, suite, test } from 'node:test';
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
