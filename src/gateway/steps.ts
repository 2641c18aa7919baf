/** How the tables of the gateway came to be what they are; see `tables.ts` for what they hold. */
import { sql } from 'kysely';
import { columnsOf } from '#store/dialect.ts';
import type { Migration } from '#store/versions.ts';

/** Whoever was answered already is answered no second time, so what was sent and stopped comes along. */
const ANSWERS_LEAVE: Migration = {
  number: 1,
  does: 'answers to mails wait where whatever leaves the node waits',
  async run(transaction) {
    if (!(await columnsOf(transaction, 'gateway_mail')).has('answer_state')) return;
    await sql`insert into gateway_answer (id, state, failures, next_at, made_at, sentence)
      select id, answer_state, answer_failures, answer_at, received_at, null from gateway_mail
      where answer_state in ('waiting', 'sent', 'stopped')
      and not exists (select 1 from gateway_answer known where known.id = gateway_mail.id)`.execute(transaction);
    await sql`drop index if exists gateway_mail_by_answer_state`.execute(transaction);
    for (const column of ['answer_state', 'answer_failures', 'answer_at']) {
      await sql`alter table gateway_mail drop column ${sql.ref(column)}`.execute(transaction);
    }
  },
};

export const GATEWAY_STEPS: readonly Migration[] = [ANSWERS_LEAVE];
