import { federationTables } from '#federation/tables.ts';
import type { Connection } from '#store/connection.ts';
import { answerRoutes, type Due, type Route } from './due.ts';

/** A page in order of arrival here; `next` is where to go on, null on the last page. */
export type GivenPage = { readonly due: readonly Due[]; readonly next: number | null };

/** What one party of ours gave and answered to another party, delivered or not, beginning behind an arrival. */
export async function givenAfter(
  connection: Connection,
  route: Route,
  after: number,
  limit: number,
): Promise<GivenPage> {
  const releases = await federationTables(connection)
    .selectFrom('federation_release')
    .select(['digest', 'target', 'claims', 'case_id', 'arrival'])
    .where('issuer', '=', route.from)
    .where('recipient', '=', route.to)
    .where('origin', '=', 'own')
    .where('arrival', '>', after)
    .orderBy('arrival')
    .limit(limit)
    .execute();
  const answers = await answerRoutes(connection, { route, after, limit });
  const found = [
    ...releases.map((row) => ({
      arrival: row.arrival,
      due: {
        kind: 'release',
        digest: row.digest,
        target: row.target,
        claims: JSON.parse(row.claims),
        case: row.case_id,
        failures: 0,
      } satisfies Due,
    })),
    ...answers.map(({ digest, arrival }) => ({
      arrival,
      due: { kind: 'answer', digest, failures: 0 } satisfies Due,
    })),
  ].toSorted((one, other) => one.arrival - other.arrival);
  const page = found.slice(0, limit);
  const next = page.length === limit ? (page.at(-1)?.arrival ?? null) : null;
  return { due: page.map(({ due }) => due), next };
}
