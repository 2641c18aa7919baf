import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Viewer } from '#statement/show.ts';
import type { Ledger, Reader, Shown } from './contract.ts';

/** One statement of an evidence bundle: what this viewer gets of it, and the proof that a log holds it. */
type Entry = { readonly presentation: string; readonly proof: string };

/** The document that `comity verify` and the page *Check a statement* read; its parser is `src/bundle/`. */
export type ExportedBundle = {
  readonly 'comity-bundle': 1;
  readonly exported: string;
  readonly statements: readonly Entry[];
  readonly keys: readonly Entry[];
};

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
): Promise<Outcome<ExportedBundle, 'case-not-found'>> {
  const shown = await exporter.reader.case(caseId, viewer);
  if (shown.length === 0) {
    return refuse('case-not-found', 'This node holds no such case, or nothing of it is released to you.');
  }
  return accept(await bundleOf(exporter, shown, viewer));
}

export async function exportStatement(
  exporter: Exporter,
  digest: string,
  viewer: Viewer,
): Promise<Outcome<ExportedBundle, 'statement-not-found'>> {
  const shown = await exporter.reader.statement(digest, viewer);
  if (shown === null) {
    return refuse(
      'statement-not-found',
      'This node holds no such statement, or nothing of it is released to you.',
    );
  }
  return accept(await bundleOf(exporter, [shown], viewer));
}

async function bundleOf(exporter: Exporter, shown: readonly Shown[], viewer: Viewer): Promise<ExportedBundle> {
  const issuers = [...new Set(shown.map((statement) => statement.issuer))];
  const known = new Set(shown.map((statement) => statement.digest));
  const keys: Shown[] = [];
  for (const digest of await exporter.keyStatements(issuers)) {
    if (known.has(digest)) continue;
    const key = await exporter.reader.statement(digest, viewer);
    if (key !== null) keys.push(key);
  }
  return {
    'comity-bundle': 1,
    exported: exporter.ledger.now().toString(),
    statements: await entriesOf(exporter, shown),
    keys: await entriesOf(exporter, keys),
  };
}

async function entriesOf(exporter: Exporter, shown: readonly Shown[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const { digest, presentation } of shown) {
    const proof = await exporter.ledger.proof(digest);
    // A statement without a proof yet is left out of evidence rather than passed off as proved.
    if (proof !== undefined) entries.push({ presentation, proof });
  }
  return entries;
}
