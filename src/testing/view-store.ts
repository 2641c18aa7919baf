/** What the contract suite of any view does with it: tables in an empty store, records folded, rows read. */
import type { Recorded, View } from '#ledger/contract.ts';
import type { Connection } from '#store/connection.ts';
import { openStore, type Store } from '#store/open.ts';
import type { StorePlace } from './store-place.ts';

export async function withView(
  view: View,
  placeFor: () => Promise<StorePlace>,
  work: (store: Store) => Promise<void>,
): Promise<void> {
  await using place = await placeFor();
  await using store = await openStore(place.target);
  await view.create(store.connection);
  await work(store);
}

/** Folds records in order, cut into calls at these places. */
export async function foldInCuts(
  store: Store,
  view: View,
  records: readonly Recorded[],
  cuts: readonly number[] = [],
): Promise<void> {
  const edges = [0, ...cuts, records.length].sort((one, other) => one - other);
  for (const [at, from] of edges.slice(0, -1).entries()) {
    await store.transaction((transaction) => view.fold(transaction, records.slice(from, edges[at + 1])));
  }
}

/** All rows of a view by table, each as text, in an order that does not depend on when they came. */
export async function rowsOf(
  connection: Connection,
  { tables }: View,
): Promise<Record<string, readonly string[]>> {
  const reads = connection.$extendTables<Record<string, object>>();
  const found: Record<string, readonly string[]> = {};
  for (const table of tables) {
    const all = await reads.selectFrom(table).selectAll().execute();
    found[table] = all.map((row) => JSON.stringify(row)).sort();
  }
  return found;
}
