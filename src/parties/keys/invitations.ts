import { accept, type Outcome, refuse } from '#outcome.ts';
import type { KeyCode } from '#parties/codes.ts';
import { importKey, type PublicJwk, type VerifyingKey } from '#statement/jwk.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';

/** A root that nobody used within this time has to be announced again. */
export const INVITATION_DAYS = 14;
const HOURS_A_DAY = 24;

const TABLES = declareTables({
  party_invitation: { columns: { party: 'text', kid: 'text', key: 'text', expires_at: 'bigint' } },
});

/** Roots the node's administrator awaits from parties that keep their own keys. Losing it: invite again. */
export const INVITATION_TABLES = TABLES.asSet('party-invitations');

/**
 * Await the root of a party that keeps its own keys; its `party-key` statement, signed with that root, is then
 * accepted. The fingerprint must have come through the party's listed point of contact.
 */
export async function awaitRoot(
  connection: Connection,
  party: string,
  root: unknown,
  now: Temporal.Instant,
): Promise<Outcome<{ readonly kid: string }, KeyCode | 'key-malformed'>> {
  const key = importKey(root);
  if (!key.ok) return refuse('key-malformed', key.refusal.sentence, 'key');
  const { kid, ...bare } = key.value.description;
  const expires_at = toMicroseconds(now.add({ hours: INVITATION_DAYS * HOURS_A_DAY }));
  const row = { party, kid, key: JSON.stringify(bare), expires_at };
  await TABLES.in(connection)
    .insertInto('party_invitation')
    .values(row)
    .onConflict((conflict) => conflict.column('party').doUpdateSet(row))
    .execute();
  return accept({ kid });
}

/** The awaited root of a party; whether it is still in time is for {@link awaitedKey} to say. */
export async function invitedRoot(connection: Connection, party: string): Promise<{ kid: string } | undefined> {
  return TABLES.in(connection)
    .selectFrom('party_invitation')
    .select('kid')
    .where('party', '=', party)
    .executeTakeFirst();
}

/** The awaited root by its name, to check the signature of the statement that introduces it. */
export async function awaitedKey(
  connection: Connection,
  kid: string,
  at: Temporal.Instant,
): Promise<{ readonly party: string; readonly verifying: VerifyingKey } | undefined> {
  const row = await TABLES.in(connection)
    .selectFrom('party_invitation')
    .selectAll()
    .where('kid', '=', kid)
    .where('expires_at', '>', toMicroseconds(at))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const key = importKey(JSON.parse(row.key) as PublicJwk);
  return key.ok ? { party: row.party, verifying: key.value } : undefined;
}
