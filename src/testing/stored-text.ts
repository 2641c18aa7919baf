/** Everything a node has stored, as text: for tests of what must never have come there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDisclosures } from '#ledger/held.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Connection } from '#store/connection.ts';
import { plainTables, readWhole } from '#store/dialect.ts';
import type { Store } from '#store/open.ts';

/** Anything that may be base64url or base64: JWT parts, disclosures, sealed or not. */
const ENCODED = /[A-Za-z0-9_+/-]{8,}/g;

/** Every value of every table, each with what it says once its encoded parts are decoded. */
export async function storedText(store: Store): Promise<string> {
  const texts: string[] = [];
  await store.snapshot(async (snapshot) => {
    for (const table of await plainTables(snapshot)) {
      for await (const rows of readWhole(snapshot, table, 500)) {
        for (const value of rows.flatMap((row) => Object.values(row))) texts.push(...readings(value));
      }
    }
  });
  return texts.join('\n');
}

function readings(value: unknown): readonly string[] {
  const text = value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : String(value);
  const decoded = (text.match(ENCODED) ?? []).map((part) => Buffer.from(part, 'base64url').toString('utf8'));
  return [text, ...decoded];
}

/** The bytes of all files below a folder: what full-text indexes, free pages and logs hold, too. */
export function storedBytes(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

/** The names of all claims held in the clear. */
export async function heldClaimNames(connection: Connection): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const table of ['statement', 'addition'] as const) {
    const rows = await ledgerTables(connection).selectFrom(table).select('disclosures').execute();
    for (const row of rows) for (const { claim } of readDisclosures(row.disclosures)) names.add(claim.name);
  }
  return names;
}
