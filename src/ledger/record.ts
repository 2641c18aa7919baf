import type { Appending } from './appending.ts';
import type { Recorded } from './contract.ts';
import { applyErasures } from './erasure.ts';

/** Folds what was just stored into the views that follow the transaction, and carries erasures out. */
export async function record(appending: Appending, records: readonly Recorded[]): Promise<void> {
  if (records.length === 0) return;
  appending.records.push(...records);
  await appending.views.fold(appending.transaction, records);
  await applyErasures(appending, records);
  appending.signers.forget();
}
