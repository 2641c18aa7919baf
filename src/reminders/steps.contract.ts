import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { columnsOf, insertRows } from '#store/dialect.ts';
import { moveForward } from '#store/move-forward.ts';
import { openStore, type Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { inboxOf, toldKeys } from './queue.ts';
import { REMINDER_TABLES } from './tables.ts';

const CASES = ['0b9d2f6e-5d0c-4d53-9d8e-0c2f3f1f7a10', 'e3d1c7aa-6f3e-4f52-8a2b-6f0d3c9b2b44'] as const;
const [PERSON, PARTY] = ['did:web:grid.example#ann', 'did:web:grid.example'];
const ITEM = `law notice ${PARTY} authority once`;
const KEY = `${ITEM} 2026-03-04T02:59:59.999Z ${PERSON} -24`;
const PROMISE = `own-promise promise ${PARTY} receiver digest`;

/** The two tables as the program before versions declared them. */
async function formerTables({ connection }: Store): Promise<void> {
  await sql`create table reminder_notice (
    key text primary key, party text not null, person text not null, item text not null, case_id text not null,
    what text not null, due_at bigint not null, unconfirmed bigint, step text not null, level text not null,
    late bigint not null, danger bigint not null, shown bigint not null, told_at bigint not null, read_at bigint
  )`.execute(connection);
  await sql`create index reminder_notice_by_person_told_at on reminder_notice (person, told_at)`.execute(
    connection,
  );
  await sql`create index reminder_notice_by_item on reminder_notice (item)`.execute(connection);
  await sql`create table reminder_outgoing (
    id text primary key, key text not null, party text not null, person text not null, channel text not null,
    subject text not null, body text not null, danger bigint not null, state text not null,
    failures bigint not null, next_at bigint not null, made_at bigint not null, sentence text
  )`.execute(connection);
}

function notice(item: string, key: string, caseId: string, more: Readonly<Record<string, string | number>> = {}) {
  const row = { key, party: PARTY, person: PERSON, item, case_id: caseId, what: 'Notice', due_at: 1 };
  return {
    ...row,
    step: 'before',
    level: 'person',
    late: 0,
    danger: 0,
    shown: 1,
    told_at: 1,
    read_at: null,
    ...more,
  };
}

function outgoing(id: string, key: string) {
  const row = { id, key, party: PARTY, person: PERSON, channel: 'mail', subject: 'Due', body: 'soon', danger: 0 };
  return { ...row, state: 'waiting', failures: 1, next_at: 1, made_at: 1, sentence: null };
}

async function moved(store: Store): Promise<number> {
  const taken = await moveForward(store, [REMINDER_TABLES]);
  assert.ok(taken.ok, JSON.stringify(taken));
  return taken.value.length;
}

async function keysOf({ connection }: Store, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`select key from ${sql.table(table)} order by key`.execute(
    connection,
  );
  return rows.map(({ key }) => key);
}

async function forgetVersions({ connection }: Store): Promise<void> {
  await sql`delete from store_version`.execute(connection);
}

/** What a store of the version before becomes, on each engine. */
export function stepsContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('what was told is found under the identifiers of today, with the messages that wait for it', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const { connection } = store;
      await formerTables(store);
      await insertRows(connection, 'reminder_notice', [
        notice(ITEM, KEY, CASES[0], { unconfirmed: 1 }),
        notice(PROMISE, `${PROMISE} -4`, CASES[1], { unconfirmed: 0, read_at: 5 }),
      ]);
      await insertRows(connection, 'reminder_outgoing', [outgoing('m1', KEY), outgoing('m2', 'of nothing told')]);
      assert.equal(await moved(store), 1);
      const item = { id: `${CASES[0]} ${ITEM}` } as Parameters<typeof toldKeys>[1][number];
      assert.deepEqual([...(await toldKeys(connection, [item]))], [`${CASES[0]} ${KEY}`]);
      assert.deepEqual(await keysOf(store, 'reminder_outgoing'), [`${CASES[0]} ${KEY}`, 'of nothing told']);
      const inbox = await inboxOf(connection, PERSON);
      assert.deepEqual(
        new Map(inbox.map(({ key, sureness, read }) => [key.slice(0, CASES[0].length), { sureness, read }])),
        new Map([
          [CASES[0], { sureness: { confidence: 'R', least: 'calendar' }, read: false }],
          [CASES[1], { sureness: null, read: true }],
        ]),
      );
      assert.ok(!(await columnsOf(connection, 'reminder_notice')).has('unconfirmed'));
    });

    test('taken again, on rows that were moved already, it changes nothing', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await formerTables(store);
      await insertRows(store.connection, 'reminder_notice', [notice(ITEM, KEY, CASES[0], { unconfirmed: 1 })]);
      await insertRows(store.connection, 'reminder_outgoing', [outgoing('m1', KEY)]);
      assert.equal(await moved(store), 1);
      await forgetVersions(store);
      assert.equal(await moved(store), 1);
      for (const table of ['reminder_notice', 'reminder_outgoing']) {
        assert.deepEqual(await keysOf(store, table), [`${CASES[0]} ${KEY}`], table);
      }
    });

    test('where a program in between told it again, the later row stays', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await formerTables(store);
      await sql`alter table reminder_notice add column sureness text`.execute(store.connection);
      const sureness = JSON.stringify({ confidence: 'S', least: 'text' });
      await insertRows(store.connection, 'reminder_notice', [notice(ITEM, KEY, CASES[0], { unconfirmed: 1 })]);
      await insertRows(store.connection, 'reminder_notice', [
        notice(`${CASES[0]} ${ITEM}`, `${CASES[0]} ${KEY}`, CASES[0], { sureness, told_at: 9 }),
      ]);
      assert.equal(await moved(store), 1);
      const inbox = await inboxOf(store.connection, PERSON);
      assert.deepEqual(
        inbox.map(({ key, sureness: sure }) => [key, sure?.least]),
        [[`${CASES[0]} ${KEY}`, 'text']],
      );
    });
  });
}
