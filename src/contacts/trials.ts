import { federationTables } from '#federation/tables.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { type Measured, measureKey } from './directory.ts';
import { measureOf, type Trial } from './measure.ts';
import { answersTo, type Ping, pingsOf } from './view.ts';

/** A ping with what became of it. */
export type TriedPing = { readonly ping: Ping; readonly trial: Trial };

/** What became of these pings: receipts, answers, and acknowledgements, which a guest gives through a link. */
export async function triedPings(reads: Connection, pings: readonly Ping[]): Promise<readonly TriedPing[]> {
  const digests = pings.map(({ digest }) => digest);
  const answers = await answersTo(reads, digests);
  const tables = federationTables(reads);
  const receipts = await tables
    .selectFrom('federation_receipt')
    .select(['target', 'issuer', 'on_behalf_of', 'recorded_at'])
    .where('target', 'in', [...digests, ''])
    .orderBy('arrival')
    .execute();
  const read = await tables
    .selectFrom('federation_acknowledgement')
    .select(['target', 'issuer', 'on_behalf_of', 'recorded_at', 'via'])
    .where('target', 'in', [...digests, ''])
    .where('by_addressee', '=', 1)
    .orderBy('arrival')
    .execute();
  return pings.map((ping) => {
    const isTheirs = (row: { target: string; issuer: string; on_behalf_of: string | null }) =>
      row.target === ping.digest &&
      // Only whoever asked writes down what a party without a node answers.
      (row.on_behalf_of === null
        ? row.issuer === ping.party
        : row.on_behalf_of === ping.party && row.issuer === ping.issuer);
    const own = answers.filter((answer) => answer.ping === ping.digest);
    const person = own.find(({ answeredBy }) => answeredBy === 'person');
    const acknowledged = read.find(isTheirs);
    const receipt = receipts.find(isTheirs);
    return {
      ping,
      trial: {
        ping: ping.digest,
        at: ping.at,
        answerBy: ping.answerBy,
        receivedAt: receipt === undefined ? null : fromMicroseconds(receipt.recorded_at),
        machineAt: own.find(({ answeredBy }) => answeredBy === 'machine')?.at ?? null,
        personAt: person?.at ?? (acknowledged === undefined ? null : fromMicroseconds(acknowledged.recorded_at)),
        personVia: person !== undefined ? 'node' : (acknowledged?.via ?? null),
      },
    };
  });
}

/** What a party's own pings tell it, by contact. Nobody else is told: a norm is never scored in public. */
export async function measuredBy(
  reads: Connection,
  party: string | null,
  now: Temporal.Instant,
): Promise<Measured> {
  if (party === null) return new Map();
  const tried = await triedPings(reads, await pingsOf(reads, { issuer: party }));
  const byContact = Map.groupBy(tried, ({ ping }) => measureKey(ping.party, ping.channel, ping.contact));
  return new Map(
    [...byContact].map(([key, group]) => [
      key,
      measureOf(
        group.map(({ trial }) => trial),
        now,
      ),
    ]),
  );
}
