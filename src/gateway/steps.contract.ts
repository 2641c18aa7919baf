import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { columnsOf, engineOf } from '#store/dialect.ts';
import { moveForward } from '#store/move-forward.ts';
import { openStore, type Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { asDeclared, storedTable } from '#testing/stored-tables.ts';
import { ANSWERS_OUT } from './mail/answer.ts';
import { GATEWAY_TABLES, gatewayTables } from './tables.ts';

const ANSWERED = ['none', 'waiting', 'sent', 'stopped'] as const;

/** The table of mails as it was before answers left it, with its indexes and a mail in each state. */
async function formerMails({ connection }: Store): Promise<void> {
  await sql`create table gateway_mail (
    id text primary key, party text not null, draft text not null, message_id text, from_name text not null,
    from_address text not null, answer_to text, subject text not null, text text not null, clipped bigint not null,
    signature text not null, listed text, files text not null, raw_blob text not null, came_by text not null,
    came_from text, received_at bigint not null, state text not null, decided_by text, decided_at bigint, reason text,
    answer_state text not null, answer_failures bigint not null, answer_at bigint not null
  )`.execute(connection);
  await sql`create index gateway_mail_by_party_state on gateway_mail (party, state)`.execute(connection);
  await sql`create index gateway_mail_by_answer_state on gateway_mail (answer_state)`.execute(connection);
  for (const [at, state] of ANSWERED.entries()) {
    await sql`insert into gateway_mail values (${state}, 'p', 'd', null, 'Ann', 'a@b.example', null, 's', 't', 0, '{}',
      null, '[]', 'r', 'smtp', null, ${at + 1}, 'waiting', null, null, null, ${state}, ${at}, ${at * 10})`.execute(
      connection,
    );
  }
}

async function moved(store: Store): Promise<number> {
  const taken = await moveForward(store, [GATEWAY_TABLES]);
  assert.ok(taken.ok, JSON.stringify(taken));
  return taken.value.length;
}

export function gatewayStepsContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('answers wait, were sent or were stopped as before, every mail is there, and taken again nothing changes', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const { connection } = store;
      await formerMails(store);
      for (let times = 1; times <= 2; times++) {
        assert.equal(await moved(store), 1);
        const tables = gatewayTables(connection);
        const answers = await tables.selectFrom('gateway_answer').selectAll().orderBy('id').execute();
        assert.deepEqual(
          answers.map(({ id, state, failures, next_at, made_at }) => [id, state, failures, next_at, made_at]),
          [
            ['sent', 'sent', 2, 20, 3],
            ['stopped', 'stopped', 3, 30, 4],
            ['waiting', 'waiting', 1, 10, 2],
          ],
        );
        const mails = await tables.selectFrom('gateway_mail').select('id').execute();
        assert.deepEqual(new Set(mails.map(({ id }) => id)), new Set(ANSWERED));
        assert.ok(!(await columnsOf(connection, 'gateway_mail')).has('answer_state'));
        const shape = GATEWAY_TABLES.shapes.gateway_mail!;
        const { indexes } = asDeclared(engineOf(connection), 'gateway_mail', shape);
        assert.deepEqual((await storedTable(connection, 'gateway_mail')).indexes, indexes);
        await sql`delete from store_version`.execute(connection);
      }
      const due = await ANSWERS_OUT.due(connection, Temporal.Instant.from('2026-03-01T08:00:00Z'), 10);
      assert.deepEqual(
        due.map(({ id }) => id),
        ['waiting'],
      );
    });
  });
}
