import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import type { Reader, Shown } from './contract.ts';
import { ledgerTables } from './tables.ts';

/** Arrivals that one page looks through: a rare type in a long log costs no more than a common one. */
const ARRIVALS_LOOKED_AT = 20_000;
const DIGESTS_AT_ONCE = 100;
/** Of those that are looked at, a viewer may be shown few. */
const STATEMENTS_LOOKED_AT = 1_000;

export type OfType = {
  readonly statements: readonly Shown[];
  /** Hand this back as `before` for older ones; absent where there are none. */
  readonly next?: number;
};

export type OfTypeAsked = {
  readonly before?: number | undefined;
  readonly limit: number;
  readonly fits: (shown: Shown) => boolean;
};

/** Statements of a type that are shown to a viewer, the newest first. What is shown of each the reader decides. */
export async function statementsOfType(
  { connection, reader }: { readonly connection: Connection; readonly reader: Pick<Reader, 'statement'> },
  vct: string,
  viewer: Viewer,
  { before, limit, fits }: OfTypeAsked,
): Promise<OfType> {
  const end = before ?? (await newest(connection)) + 1;
  const oldest = Math.max(1, end - ARRIVALS_LOOKED_AT);
  const found: Shown[] = [];
  let behind = end;
  for (let looked = 0; looked < STATEMENTS_LOOKED_AT; looked += DIGESTS_AT_ONCE) {
    const rows = await rowsOf(connection, vct, oldest, behind);
    for (const { digest, arrival } of rows) {
      behind = arrival;
      const shown = await reader.statement(digest, viewer);
      if (shown !== null && fits(shown)) found.push(shown);
      // One more than was asked for tells that there are older ones.
      if (found.length > limit) return { statements: found.slice(0, limit), next: found[limit - 1]!.arrival };
    }
    if (rows.length < DIGESTS_AT_ONCE)
      return oldest === 1 ? { statements: found } : { statements: found, next: oldest };
  }
  return { statements: found, next: behind };
}

async function newest(connection: Connection): Promise<number> {
  const row = await ledgerTables(connection)
    .selectFrom('statement')
    .select(({ fn }) => fn.max('arrival').as('last'))
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}

async function rowsOf(connection: Connection, vct: string, oldest: number, behind: number) {
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'arrival'])
    .where('arrival', '>=', oldest)
    .where('arrival', '<', behind)
    .where('vct', '=', vct)
    .orderBy('arrival', 'desc')
    .limit(DIGESTS_AT_ONCE)
    .execute();
  return rows.map(({ digest, arrival }) => ({ digest, arrival: Number(arrival) }));
}
