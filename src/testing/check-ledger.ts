import type { OpenLedger } from '#ledger/ledger.ts';
import { checkWholeLog, type LogReport } from '#ledger/whole-check.ts';

/** Run after whatever appends: the whole log re-verified, and every view folded anew and compared. Throws on a fault. */
export async function checkLedger(ledger: OpenLedger): Promise<LogReport> {
  // The node may be appending meanwhile.
  const report = await ledger.store.snapshot((reads) => checkWholeLog(reads, ledger.logKey, ledger.now()));
  const different = await ledger.viewsOutOfStep();
  if (different.length > 0)
    throw new Error(`check the ledger: rebuilt differs from live in ${different.join(', ')}`);
  return report;
}
