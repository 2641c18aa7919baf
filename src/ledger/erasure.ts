/** Erasure carried out: claim values and salts are deleted where they are held, and the case is read anew. */
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { Appending } from './appending.ts';
import type { Recorded } from './contract.ts';
import type { Erased, ErasureList } from './erasure-list.ts';
import { heldOf, joinDisclosures, readDisclosures } from './held.ts';
import { FORGOTTEN_BODY, ledgerTables, ledgerTablesIn } from './tables.ts';
import type { Views } from './views.ts';

/** Erasures said by parties of this node. A foreign one is shown, and a person here decides whether to follow it. */
export function erasuresIn(records: readonly Recorded[]): readonly (Erased & { readonly arrival: number })[] {
  return records.flatMap((record) => {
    if (record.type !== 'erasure' || record.origin !== 'own') return [];
    const digest = record.claims.get('target')?.value;
    const names = record.claims.get('names')?.value;
    if (typeof digest !== 'string' || !Array.isArray(names)) return [];
    return [{ digest, names: names.map(String), statement: record.digest, arrival: record.arrival }];
  });
}

export async function applyErasures(
  { transaction, views }: Pick<Appending, 'transaction' | 'views'>,
  records: readonly Recorded[],
): Promise<void> {
  for (const { arrival, ...erased } of erasuresIn(records)) {
    await note(transaction, erased, arrival);
    await erase(transaction, views, erased);
  }
}

async function note(
  transaction: InTransaction,
  { digest, names, statement }: Erased,
  arrival: number,
): Promise<void> {
  const row = { digest, names: JSON.stringify(names), statement, arrival };
  await insertRows(transaction, 'erasure', [row], { keys: ['statement'], do: 'replace' });
}

/**
 * Before a node serves: the list and the database are brought together. What a restored backup still held is erased
 * again; what the list lacks, since a crash came between commit and list, is added.
 */
export async function reconcileErasures(
  transaction: InTransaction,
  views: Views,
  list: ErasureList,
): Promise<{ readonly appliedAgain: number }> {
  const rows = await ledgerTablesIn(transaction).selectFrom('erasure').selectAll().execute();
  const here = new Set(rows.map((row) => row.statement));
  const listed = await list.all();
  const known = new Set(listed.map((erased) => erased.statement));
  await list.add(
    rows
      .filter((row) => !known.has(row.statement))
      .map(({ digest, names, statement }) => ({ digest, names: JSON.parse(names) as string[], statement })),
  );
  const missing = listed.filter((erased) => !here.has(erased.statement));
  for (const erased of missing) {
    await note(transaction, erased, 0);
    await erase(transaction, views, erased);
  }
  return { appliedAgain: missing.length };
}

/** Idempotent, so that the list kept outside the backups can be applied again to a restored node. */
async function erase(transaction: InTransaction, views: Views, { digest, names }: Erased): Promise<void> {
  const tables = ledgerTablesIn(transaction);
  await views.eraseCopies(transaction, { digest, names });
  await tables.updateTable('idempotency').set({ body: FORGOTTEN_BODY }).where('digest', '=', digest).execute();
  let changed = false;
  for (const part of (await heldOf(transaction, [digest])).get(digest) ?? []) {
    const all = readDisclosures(part.disclosures);
    const kept = all.filter(({ claim }) => !names.includes(claim.name));
    if (kept.length === all.length) continue;
    changed = true;
    const disclosures = joinDisclosures(kept.map(({ encoded }) => encoded));
    for (const table of ['statement', 'addition'] as const) {
      await tables.updateTable(table).set({ disclosures }).where('arrival', '=', part.arrival).execute();
    }
  }
  if (!changed) return;
  const target = await tables
    .selectFrom('statement')
    .select('case_id')
    .where('digest', '=', digest)
    .executeTakeFirst();
  await views.refold(transaction, target?.case_id ?? null);
}

/** The names of the claims that were erased of each of these statements. */
export async function erasedNames(
  reads: Connection,
  digests: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await ledgerTables(reads)
    .selectFrom('erasure')
    .select(['digest', 'names'])
    .where('digest', 'in', [...digests, ''])
    .execute();
  const names = new Map<string, Set<string>>();
  for (const row of rows) {
    names.set(row.digest, new Set([...(names.get(row.digest) ?? []), ...(JSON.parse(row.names) as string[])]));
  }
  return names;
}
