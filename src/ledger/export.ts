import {
  type Bundle,
  type BundleEntry,
  fitsBundle,
  MAX_BUNDLE_CHARACTERS,
  MAX_BUNDLE_STATEMENTS,
} from '#bundle/format.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Viewer } from '#statement/show.ts';
import type { Ledger, Reader, Shown } from './contract.ts';

export type Exporter = {
  readonly reader: Reader;
  readonly ledger: Pick<Ledger, 'proof' | 'now'>;
  /** Digests of the statements that introduce, rotate and revoke the keys of these parties. */
  keyStatements(parties: readonly string[]): Promise<readonly string[]>;
};

/** Everything of a case that its page shows the viewer, with what an outsider needs to check it offline. */
export async function exportCase(
  exporter: Exporter,
  caseId: string,
  viewer: Viewer,
): Promise<Outcome<Bundle, 'case-not-found' | 'export-too-large'>> {
  return exportOfCase(exporter, await exporter.reader.case(caseId, viewer), viewer);
}

/** The same for a part of a case. */
export async function exportOfCase(
  exporter: Exporter,
  shown: readonly Shown[],
  viewer: Viewer,
): Promise<Outcome<Bundle, 'case-not-found' | 'export-too-large'>> {
  if (shown.length === 0) {
    return refuse('case-not-found', 'This node holds no such case, or nothing of it is released to you.');
  }
  return exportShown(exporter, shown, viewer);
}

export async function exportStatement(
  exporter: Exporter,
  digest: string,
  viewer: Viewer,
): Promise<Outcome<Bundle, 'statement-not-found' | 'export-too-large'>> {
  const shown = await exporter.reader.statement(digest, viewer);
  if (shown === null) {
    return refuse(
      'statement-not-found',
      'This node holds no such statement, or nothing of it is released to you.',
    );
  }
  return exportShown(exporter, [shown], viewer);
}

/**
 * These statements as they are shown, with the proofs and key statements that an outsider needs beside them. What no
 * verifier would read, because it is too much for one bundle, is refused.
 */
export async function exportShown(
  exporter: Exporter,
  shown: readonly Shown[],
  viewer: Viewer,
): Promise<Outcome<Bundle, 'export-too-large'>> {
  const issuers = [...new Set(shown.map((statement) => statement.issuer))];
  const known = new Set(shown.map((statement) => statement.digest));
  const keys: Shown[] = [];
  for (const digest of await exporter.keyStatements(issuers)) {
    if (known.has(digest)) continue;
    const key = await exporter.reader.statement(digest, viewer);
    if (key !== null) keys.push(key);
  }
  const bundle: Bundle = {
    exported: exporter.ledger.now(),
    statements: await entriesOf(exporter, shown),
    keys: await entriesOf(exporter, keys),
    checkpoints: [],
  };
  if (fitsBundle(bundle)) return accept(bundle);
  const sentence = phrase`One bundle holds at most ${MAX_BUNDLE_STATEMENTS} statements and ${MAX_BUNDLE_CHARACTERS} characters; this is more. Take the case in parts: add ?after=0 to the address, and "limit" for fewer in each.`;
  return refuse('export-too-large', sentence);
}

async function entriesOf(exporter: Exporter, shown: readonly Shown[]): Promise<readonly BundleEntry[]> {
  const entries: BundleEntry[] = [];
  for (const { digest, presentation } of shown) {
    entries.push({ presentation, proof: (await exporter.ledger.proof(digest)) ?? null });
  }
  return entries;
}
