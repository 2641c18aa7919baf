import { randomUUIDv7 } from 'node:crypto';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SignInCode } from '#parties/codes.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, text } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';

/** Long enough to fetch a security key from a drawer. */
export const CEREMONY_MINUTES = 5;
const CEREMONIES_WAITING_MOST = 10_000;

type CeremonyKind = 'registration' | 'sign-in';

const TABLES = declareTables({
  ceremony: {
    columns: { id: 'text', kind: text<CeremonyKind>(), challenge: 'text', enrolment: 'text?', ends_at: 'bigint' },
    indexes: [['ends_at']],
  },
});

export const CEREMONY_TABLES = TABLES.asSet('ceremonies');

/** Keeps a challenge until it is answered; answers the ceremony's name. */
export async function remember(
  connection: Connection,
  kind: CeremonyKind,
  challenge: string,
  enrolment: string | null,
  now: Temporal.Instant,
): Promise<string> {
  const ceremonies = TABLES.in(connection);
  const id = randomUUIDv7();
  await ceremonies.deleteFrom('ceremony').where('ends_at', '<', toMicroseconds(now)).execute();
  const waiting = await ceremonies
    .selectFrom('ceremony')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  // Anybody may begin a sign-in: the table stays bounded, at the price of the ceremonies that wait longest.
  if (Number(waiting.count) >= CEREMONIES_WAITING_MOST) {
    await ceremonies
      .deleteFrom('ceremony')
      .where(
        'id',
        'in',
        ceremonies
          .selectFrom('ceremony')
          .select('id')
          .orderBy('ends_at')
          .limit(CEREMONIES_WAITING_MOST / 10),
      )
      .execute();
  }
  const ends_at = toMicroseconds(now.add({ minutes: CEREMONY_MINUTES }));
  await ceremonies.insertInto('ceremony').values({ id, kind, challenge, enrolment, ends_at }).execute();
  return id;
}

/** Takes the ceremony out of the table: of two that answer it, one gets it. */
export async function consume(
  connection: Connection,
  kind: CeremonyKind,
  id: string,
  now: Temporal.Instant,
): Promise<Outcome<{ readonly challenge: string; readonly enrolment: string | null }, SignInCode>> {
  const row = await TABLES.in(connection)
    .deleteFrom('ceremony')
    .where('id', '=', id)
    .where('kind', '=', kind)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined)
    return refuse('ceremony-unknown', 'This sign-in was already answered, or never begun. Begin again.');
  if (row.ends_at <= toMicroseconds(now)) return refuse('ceremony-expired', 'That took too long. Begin again.');
  return accept({ challenge: row.challenge, enrolment: row.enrolment });
}
