/** Erasure carried out: claim values and salts are deleted when no copy has them, and the case is read anew. */
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { Appending } from './appending.ts';
import type { Recorded } from './contract.ts';
import { erasedNames, NOTHING_ERASED } from './erased-copies.ts';
import type { Erased, ErasureList } from './erasure-list.ts';
import { heldOf, joinDisclosures, readDisclosures } from './held.ts';
import { FORGOTTEN_BODY, ledgerTables, type StatementRow } from './tables.ts';
import type { Views } from './views.ts';

/** Erasures said by parties of this node. A foreign one is shown, and a person here decides whether to follow it. */
export function erasuresIn(records: readonly Recorded[]): readonly (Erased & { readonly arrival: number })[] {
  return records.flatMap((record) => {
    if (record.type !== 'erasure' || record.origin !== 'own') return [];
    const digest = record.claims.get('target')?.value;
    const names = record.claims.get('names')?.value;
    if (typeof digest !== 'string' || !Array.isArray(names)) return [];
    const { issuer: holder, digest: statement, arrival } = record;
    return [{ digest, names: names.map(String), statement, holder, arrival }];
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
  { digest, names, statement, holder }: Erased,
  arrival: number,
): Promise<void> {
  const row = { digest, names: JSON.stringify(names), statement, arrival, holder: holder ?? null };
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
  const rows = await ledgerTables(transaction).selectFrom('erasure').selectAll().execute();
  const here = new Set(rows.map((row) => row.statement));
  const listed = await list.all();
  const known = new Set(listed.map((erased) => erased.statement));
  await list.add(
    rows
      .filter((row) => !known.has(row.statement))
      .map(({ digest, names, statement, holder }) => ({
        ...{ digest, names: JSON.parse(names) as string[], statement },
        ...(holder === null ? {} : { holder }),
      })),
  );
  const missing = listed.filter((erased) => !here.has(erased.statement));
  for (const erased of missing) {
    await note(transaction, erased, 0);
    await erase(transaction, views, erased);
  }
  return { appliedAgain: missing.length };
}

/** Idempotent, so that the list kept outside the backups can be applied again to a restored node. */
async function erase(transaction: InTransaction, views: Views, { digest, names, holder }: Erased): Promise<void> {
  const tables = ledgerTables(transaction);
  await views.eraseCopies(transaction, { digest, names, holder });
  const target = await tables
    .selectFrom('statement')
    .select(['case_id', 'issuer', 'origin'])
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (target === undefined) return;
  // Only whoever acted for the issuer submitted it, under whatever key; what others erase takes nothing from them.
  if (holder === undefined || holder === target.issuer) {
    const bodies = tables.updateTable('idempotency').set({ body: FORGOTTEN_BODY });
    await bodies.where('digest', '=', digest).execute();
  }
  const gone = await heldByNobody(transaction, views, digest, names, target);
  if (await deleteClaims(transaction, digest, gone)) await views.refold(transaction, target.case_id);
}

/** Of these claims, those that are in no copy any more: neither the issuer's nor any that it gave to parties here. */
async function heldByNobody(
  transaction: InTransaction,
  views: Views,
  digest: string,
  names: readonly string[],
  { issuer, origin }: Pick<StatementRow, 'issuer' | 'origin'>,
): Promise<ReadonlySet<string>> {
  const erased = (await erasedNames(transaction, [digest])).get(digest) ?? NOTHING_ERASED;
  const given = (await views.holders(transaction, [digest])).get(digest) ?? [];
  const copies = new Map(given);
  if (origin === 'own') copies.set(issuer, 'all');
  return new Set(
    names.filter((name) => {
      const by = erased.get(name);
      if (by?.has(null)) return true;
      return ![...copies].some(([party, held]) => !by?.has(party) && (held === 'all' || held.has(name)));
    }),
  );
}

/** Values and salts, in every row that brought some. False where none was there. */
async function deleteClaims(
  transaction: InTransaction,
  digest: string,
  names: ReadonlySet<string>,
): Promise<boolean> {
  const tables = ledgerTables(transaction);
  let changed = false;
  for (const part of (await heldOf(transaction, [digest])).get(digest) ?? []) {
    const all = readDisclosures(part.disclosures);
    const kept = all.filter(({ claim }) => !names.has(claim.name));
    if (kept.length === all.length) continue;
    changed = true;
    const disclosures = joinDisclosures(kept.map(({ encoded }) => encoded));
    for (const table of ['statement', 'addition'] as const) {
      await tables.updateTable(table).set({ disclosures }).where('arrival', '=', part.arrival).execute();
    }
  }
  return changed;
}
