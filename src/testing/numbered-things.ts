/** A set of one table, in as many versions as a test wants, and the store that an earlier program left of it. */

import { sql } from 'kysely';
import { declareTables } from '#store/declared-tables.ts';
import type { Store } from '#store/open.ts';
import type { Migration } from '#store/versions.ts';

/** Said twice it counts twice: whoever takes it twice is found out. */
export const COUNT_UP: Migration = {
  number: 1,
  does: 'each thing counts one more',
  run: async (transaction) => {
    await sql`update thing set many = many + 1`.execute(transaction);
  },
};

export const NAME_ANEW: Migration = {
  number: 2,
  does: 'what was called a word is called a name',
  run: async (transaction) => {
    await sql`update thing set name = word`.execute(transaction);
    await sql`alter table thing drop column word`.execute(transaction);
  },
};

export function thingsWith(...steps: readonly Migration[]) {
  const things = declareTables({ thing: { columns: { id: 'text', many: 'bigint', name: 'text?' } } });
  return things.asSet('things', steps);
}

/** As a program from before there were versions has left it. */
export async function leaveThings({ connection }: Store): Promise<void> {
  await sql`create table thing (id text primary key, many bigint not null, word text)`.execute(connection);
  await sql`insert into thing (id, many, word) values ('one', 1, 'first'), ('two', 20, null)`.execute(connection);
}

export type ThingRow = { readonly id: string; readonly many: number };

let asked = 0;

/** In other words each time: PostgreSQL refuses to answer the same again once the columns are others. */
export async function thingsIn({ connection }: Store): Promise<readonly ThingRow[]> {
  asked += 1;
  return (await sql<ThingRow>`select * from thing order by id limit ${sql.lit(1_000 + asked)}`.execute(connection))
    .rows;
}
