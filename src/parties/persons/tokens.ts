import { randomUUIDv7 } from 'node:crypto';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SignInCode } from '#parties/codes.ts';
import { hashOf, newSecret, sameText } from '#parties/secret.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { isScope } from './scopes.ts';

const TOKEN_DAYS_MOST = 366;
export const TOKENS_PER_PERSON = 20;
export const TOKEN_SCOPES_MOST = 16;
export const TOKEN_LABEL_CHARACTERS = 80;
const HOURS_A_DAY = 24;
/** When a token was last used is written down no more often than this. */
const USED_RESOLUTION_SECONDS = 60;
/** `comity_<id>_<secret>`: a form that scanners for leaked secrets can be told of. */
const TOKEN = /^comity_([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

const TABLES = declareTables({
  api_token: {
    columns: {
      id: 'text',
      hash: 'text',
      person: 'text',
      party: 'text',
      label: 'text',
      scopes: 'text',
      created_at: 'bigint',
      expires_at: 'bigint',
      used_at: 'bigint?',
      revoked_at: 'bigint?',
    },
    indexes: [['person'], ['party']],
  },
});

export const TOKEN_TABLES = TABLES.asSet('api-tokens');

/** A token without its secret, as its owner and the administrator see it. */
export type Token = {
  readonly id: string;
  readonly person: string;
  readonly party: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly usedAt: Temporal.Instant | null;
  readonly revokedAt: Temporal.Instant | null;
};

export type NewToken = {
  readonly person: string;
  readonly party: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Temporal.Instant;
};

/**
 * Makes a token that acts for its person, within its scopes. Its text is answered here and never again: only a hash is
 * stored. Its powers end with the person's mandate, whatever its own expiry says.
 */
export async function issueToken(
  connection: Connection,
  wanted: NewToken,
  now: Temporal.Instant,
): Promise<Outcome<{ readonly token: string; readonly id: string }, SignInCode>> {
  const unknown = wanted.scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined || wanted.scopes.length === 0 || wanted.scopes.length > TOKEN_SCOPES_MOST) {
    const none = unknown === undefined ? '' : `; "${unknown}" is none`;
    const sentence = `Name 1 to ${TOKEN_SCOPES_MOST} scopes, as "read" or "author:incident-*"${none}.`;
    return refuse('token-scope-unknown', sentence, 'scopes');
  }
  const latest = now.add({ hours: TOKEN_DAYS_MOST * HOURS_A_DAY });
  const isOver = Temporal.Instant.compare(wanted.expiresAt, now) <= 0;
  if (isOver || Temporal.Instant.compare(wanted.expiresAt, latest) > 0) {
    return refuse('token-lifetime', `A token expires within ${TOKEN_DAYS_MOST} days from now.`, 'expiresAt');
  }
  const live = (await tokensOf(connection, wanted.party)).filter(
    (token) =>
      token.person === wanted.person &&
      token.revokedAt === null &&
      Temporal.Instant.compare(token.expiresAt, now) > 0,
  );
  if (live.length >= TOKENS_PER_PERSON) {
    return refuse('too-many-tokens', `You have ${TOKENS_PER_PERSON} tokens: revoke one that is no longer used.`);
  }
  const id = randomUUIDv7();
  const secret = newSecret();
  await TABLES.in(connection)
    .insertInto('api_token')
    .values({
      id,
      hash: hashOf(secret),
      person: wanted.person,
      party: wanted.party,
      label: wanted.label.slice(0, TOKEN_LABEL_CHARACTERS),
      scopes: JSON.stringify(wanted.scopes),
      created_at: toMicroseconds(now),
      expires_at: toMicroseconds(wanted.expiresAt),
      used_at: null,
      revoked_at: null,
    })
    .execute();
  return accept({ token: `comity_${id}_${secret}`, id });
}

/** Whose token this is. Unknown, expired and revoked are one refusal, so that a finder learns nothing. */
export async function tokenHolder(
  connection: Connection,
  text: string,
  now: Temporal.Instant,
): Promise<Outcome<Token, SignInCode>> {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  const tokens = TABLES.in(connection);
  const row =
    id === undefined
      ? undefined
      : await tokens.selectFrom('api_token').selectAll().where('id', '=', id).executeTakeFirst();
  const matches = row !== undefined && secret !== undefined && sameText(row.hash, hashOf(secret));
  const at = toMicroseconds(now);
  if (!matches || row.revoked_at !== null || row.expires_at <= at) {
    return refuse('token-not-valid', 'This token is unknown, expired or revoked. Make a new one.');
  }
  if (row.used_at === null || row.used_at <= toMicroseconds(now.subtract({ seconds: USED_RESOLUTION_SECONDS }))) {
    await tokens.updateTable('api_token').set({ used_at: at }).where('id', '=', row.id).execute();
  }
  return accept(tokenOf(row));
}

/** Every token of a party's persons, the expired and revoked included. */
export async function tokensOf(connection: Connection, party: string): Promise<readonly Token[]> {
  const rows = await TABLES.in(connection)
    .selectFrom('api_token')
    .selectAll()
    .where('party', '=', party)
    .orderBy('id')
    .execute();
  return rows.map(tokenOf);
}

/** Ends a token of this party, its person's own or, with `person` left out, anybody's (an administrator's act). */
export async function revokeToken(
  connection: Connection,
  which: { readonly id: string; readonly party: string; readonly person?: string },
  now: Temporal.Instant,
): Promise<Outcome<null, SignInCode>> {
  let update = TABLES.in(connection)
    .updateTable('api_token')
    .set({ revoked_at: toMicroseconds(now) })
    .where('id', '=', which.id)
    .where('party', '=', which.party)
    .where('revoked_at', 'is', null);
  if (which.person !== undefined) update = update.where('person', '=', which.person);
  const { numUpdatedRows } = await update.executeTakeFirst();
  if (numUpdatedRows > 0n) return accept(null);
  return refuse('token-unknown', 'You have no such token that still works.', 'id');
}

function tokenOf(row: RowsIn<typeof TABLES>['api_token']): Token {
  return {
    id: row.id,
    person: row.person,
    party: row.party,
    label: row.label,
    scopes: JSON.parse(row.scopes) as string[],
    createdAt: fromMicroseconds(row.created_at),
    expiresAt: fromMicroseconds(row.expires_at),
    usedAt: row.used_at === null ? null : fromMicroseconds(row.used_at),
    revokedAt: row.revoked_at === null ? null : fromMicroseconds(row.revoked_at),
  };
}
