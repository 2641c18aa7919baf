import type { Bundle, BundleEntry } from '#bundle/format.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Viewer } from '#statement/show.ts';
import type { Ledger, Reader, Shown } from './contract.ts';

export type Exporter = {
  readonly reader: Reader;
  readonly ledger: Pick<Ledger, 'proof' | 'now'>;
  /** Digests of the statements that introduce, rotate and revoke the keys of these parties. */
  keyStatements(parties: readonly string[]): Promise<readonly string[]>;
};

/** Everything of a case that the viewer may see, with what an outsider needs to check it offline. */
export async function exportCase(
  exporter: Exporter,
  caseId: string,
  viewer: Viewer,
): Promise<Outcome<Bundle, 'case-not-found'>> {
  const shown = await exporter.reader.case(caseId, viewer);
  if (shown.length === 0) {
    return refuse('case-not-found', 'This node holds no such case, or nothing of it is released to you.');
  }
  return accept(await exportShown(exporter, shown, viewer));
}

export async function exportStatement(
  exporter: Exporter,
  digest: string,
  viewer: Viewer,
): Promise<Outcome<Bundle, 'statement-not-found'>> {
  const shown = await exporter.reader.statement(digest, viewer);
  if (shown === null) {
    return refuse(
      'statement-not-found',
      'This node holds no such statement, or nothing of it is released to you.',
    );
  }
  return accept(await exportShown(exporter, [shown], viewer));
}

/** These statements as they are shown, with the proofs and key statements that an outsider needs beside them. */
export async function exportShown(exporter: Exporter, shown: readonly Shown[], viewer: Viewer): Promise<Bundle> {
  const issuers = [...new Set(shown.map((statement) => statement.issuer))];
  const known = new Set(shown.map((statement) => statement.digest));
  const keys: Shown[] = [];
  for (const digest of await exporter.keyStatements(issuers)) {
    if (known.has(digest)) continue;
    const key = await exporter.reader.statement(digest, viewer);
    if (key !== null) keys.push(key);
  }
  return {
    exported: exporter.ledger.now(),
    statements: await entriesOf(exporter, shown),
    keys: await entriesOf(exporter, keys),
    checkpoints: [],
  };
}

async function entriesOf(exporter: Exporter, shown: readonly Shown[]): Promise<readonly BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (const { digest, presentation } of shown) {
    entries.push({ presentation, proof: (await exporter.ledger.proof(digest)) ?? null });
  }
  return entries;
}
