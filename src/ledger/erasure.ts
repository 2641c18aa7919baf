/** Erasure carried out: claim values and salts are deleted where they are held, and the case is read anew. */
import type { InTransaction } from '#store/connection.ts';
import type { Appending } from './appending.ts';
import type { Recorded } from './contract.ts';
import { heldOf, joinDisclosures, readDisclosures } from './held.ts';
import { ledgerTablesIn } from './tables.ts';
import type { Views } from './views.ts';

/** What is to be gone: these claims of that statement, because this statement says so. */
export type Erased = {
  readonly digest: string;
  readonly names: readonly string[];
  /** Digest of the erasure statement. */
  readonly statement: string;
};

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
    const names = JSON.stringify(erased.names);
    await ledgerTablesIn(transaction)
      .insertInto('erasure')
      .values({ digest: erased.digest, names, statement: erased.statement, arrival })
      .execute();
    await erase(transaction, views, erased);
  }
}

/** Idempotent, so that the list kept outside the backups can be applied again to a restored node. */
export async function erase(transaction: InTransaction, views: Views, { digest, names }: Erased): Promise<void> {
  const tables = ledgerTablesIn(transaction);
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
