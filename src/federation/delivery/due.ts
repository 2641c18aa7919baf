import { sql } from 'kysely';
import { federationTables } from '#federation/tables.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { attemptTables } from './attempts.ts';

/** From which of our parties to which party: what is delivered together, sealed to the latter. */
export type Route = { readonly from: string; readonly to: string };

/** What is to be delivered on a route, with how often it failed so far. */
export type Due = { readonly failures: number; readonly digest: string } & (
  | {
      readonly kind: 'release';
      readonly target: string;
      readonly claims: 'all' | readonly string[];
      readonly case: string | null;
    }
  | { readonly kind: 'answer' }
);

function tablesOf(connection: Connection) {
  return attemptTables(federationTables(connection));
}

/**
 * Releases of ours on this route without a receipt, and answers that the other side has not taken yet, oldest first;
 * not those that wait for another try. It follows from statements, so that a rebuild or a restart forgets nothing.
 */
export async function dueOn(
  connection: Connection,
  route: Route,
  limit: number,
  now: Temporal.Instant,
): Promise<readonly Due[]> {
  const releases = await tablesOf(connection)
    .selectFrom('federation_release as release')
    .leftJoin('federation_attempt as attempt', (join) =>
      join.onRef('attempt.digest', '=', 'release.digest').onRef('attempt.recipient', '=', 'release.recipient'),
    )
    .where('release.recipient', '=', route.to)
    .where('release.receipt', 'is', null)
    .where('release.issuer', '=', route.from)
    .where('release.origin', '=', 'own')
    .where((where) =>
      where.or([where('attempt.next_at', 'is', null), where('attempt.next_at', '<=', toMicroseconds(now))]),
    )
    .select(['release.digest', 'release.target', 'release.claims', 'release.case_id', 'attempt.failures'])
    .orderBy('release.arrival')
    .limit(limit)
    .execute();
  const due = releases.map(
    (row): Due => ({
      kind: 'release',
      digest: row.digest,
      target: row.target,
      claims: JSON.parse(row.claims),
      case: row.case_id,
      failures: row.failures ?? 0,
    }),
  );
  return due;
}

/** Of these answers, those that the other side has not taken and that need not wait. */
export async function answersDue(
  connection: Connection,
  route: Route,
  digests: readonly string[],
  now: Temporal.Instant,
): Promise<readonly Due[]> {
  if (digests.length === 0) return [];
  const rows = await tablesOf(connection)
    .selectFrom('federation_attempt')
    .select(['digest', 'failures', 'next_at', 'delivered_at'])
    .where('recipient', '=', route.to)
    .where('digest', 'in', digests)
    .execute();
  const tried = new Map(rows.map((row) => [row.digest, row]));
  return digests.flatMap((digest): Due[] => {
    const row = tried.get(digest);
    if (row !== undefined && (row.delivered_at !== null || row.next_at > toMicroseconds(now))) return [];
    return [{ kind: 'answer', digest, failures: row?.failures ?? 0 }];
  });
}

/** When the next try on this route may be made, of a release or one of these answers; undefined when none waits. */
export async function nextTry(
  connection: Connection,
  route: Route,
  answers: readonly string[],
): Promise<Temporal.Instant | undefined> {
  const tables = tablesOf(connection);
  const release = await tables
    .selectFrom('federation_attempt as attempt')
    .innerJoin('federation_release as release', 'release.digest', 'attempt.digest')
    .where('attempt.recipient', '=', route.to)
    .where('release.issuer', '=', route.from)
    .where('release.receipt', 'is', null)
    .select(({ fn }) => fn.min('attempt.next_at').as('at'))
    .executeTakeFirst();
  const answer = await tables
    .selectFrom('federation_attempt')
    .where('recipient', '=', route.to)
    .where('digest', 'in', [...answers, ''])
    .where('delivered_at', 'is', null)
    .select(({ fn }) => fn.min('next_at').as('at'))
    .executeTakeFirst();
  const waiting = [release?.at, answer?.at].filter((at) => at !== null && at !== undefined).map(Number);
  return waiting.length === 0 ? undefined : fromMicroseconds(Math.min(...waiting));
}

/** Every route on which a release waits; read once, at the start. */
export async function routesOfReleases(connection: Connection): Promise<readonly Route[]> {
  const rows = await tablesOf(connection)
    .selectFrom('federation_release')
    .select(['issuer', 'recipient'])
    .distinct()
    .where('origin', '=', 'own')
    .where('receipt', 'is', null)
    .execute();
  return rows.map((row) => ({ from: row.issuer, to: row.recipient }));
}

/** An answer of one of ours and the party it goes to; its arrival in our own order. */
export type AnswerDue = Route & { readonly digest: string; readonly arrival: number };

/** All answers of one route behind an arrival, whether they were taken or not. */
export type AnswersGiven = { readonly route: Route; readonly after: number; readonly limit: number };

/** Where answers of ours go: with digests, of these only; with a route, all of it; else of all that were never taken. */
export async function answerRoutes(
  connection: Connection,
  wish?: readonly string[] | AnswersGiven,
): Promise<readonly AnswerDue[]> {
  const tables = tablesOf(connection);
  const acknowledgements = tables
    .selectFrom('federation_acknowledgement as answer')
    .innerJoin('federation_receipt as receipt', 'receipt.digest', 'answer.receipt')
    .innerJoin('federation_release as release', 'release.digest', 'receipt.release')
    .where('release.origin', '=', 'foreign')
    .where('answer.origin', '=', 'own')
    .select([
      'answer.digest as digest',
      'answer.issuer as from',
      'release.issuer as to',
      'answer.arrival as arrival',
    ]);
  const reports = tables
    .selectFrom('federation_recall_report as answer')
    .where('answer.origin', '=', 'own')
    .select([
      'answer.digest as digest',
      'answer.issuer as from',
      'answer.recipient as to',
      'answer.arrival as arrival',
    ]);
  const confirmations = tables
    .selectFrom('federation_peer_confirmation as answer')
    .where('answer.origin', '=', 'own')
    .select([
      'answer.digest as digest',
      'answer.issuer as from',
      'answer.peer as to',
      'answer.arrival as arrival',
    ]);
  const found: AnswerDue[] = [];
  const destinations = ['release.issuer', 'answer.recipient', 'answer.peer'];
  for (const [at, query] of [acknowledgements, reports, confirmations].entries()) {
    let wanted = query.leftJoin('federation_attempt as attempt', 'attempt.digest', 'answer.digest');
    if (wish === undefined || 'length' in wish) {
      wanted = wanted.where('attempt.delivered_at', 'is', null);
      if (wish !== undefined) wanted = wanted.where('answer.digest', 'in', [...wish, '']);
    } else {
      const { route, after, limit } = wish;
      wanted = wanted
        .where('answer.issuer', '=', route.from)
        .where(sql.ref(destinations[at] ?? ''), '=', route.to)
        .where('answer.arrival', '>', after)
        .orderBy('answer.arrival')
        .limit(limit);
    }
    found.push(...(await wanted.execute()));
  }
  return found;
}
