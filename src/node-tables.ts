/** Every table of a node that is no view. */
import { CAPABILITIES } from '#capabilities.ts';
import type { Capability } from '#capability.ts';
import { LEDGER_TABLES } from '#ledger/tables.ts';
import { oneOwner } from '#site/one-owner.ts';
import { KEYRING_TABLES } from '#store/keyring.ts';
import type { TableSet } from '#store/table-set.ts';

/** The mechanisms' own, which every node has whatever it can do. */
const MECHANISMS: readonly Capability[] = [
  { name: 'store', tables: async () => ({ sets: [KEYRING_TABLES] }) },
  { name: 'ledger', tables: async () => ({ sets: [LEDGER_TABLES] }) },
];

/** The tables of these capabilities. Throws where a table, or a set of them, belongs to two. */
export async function loadTables(capabilities: readonly Capability[]) {
  const loaded = await Promise.all(
    capabilities.map(async ({ name, tables }) => ({ name, ...((await tables?.()) ?? { sets: [] }) })),
  );
  const [named, kept] = [oneOwner('set of tables'), oneOwner('table')];
  const owners = new Map<string, string>();
  for (const { name, sets } of loaded) {
    for (const set of sets) {
      named(set.name, name);
      for (const table of set.tables) {
        kept(table, name);
        owners.set(table, name);
      }
    }
  }
  return {
    sets: loaded.flatMap(({ sets }) => sets),
    ofTheMoment: loaded.flatMap(({ ofTheMoment = [] }) => ofTheMoment),
    owners,
  };
}

const { sets, ofTheMoment, owners } = await loadTables([...MECHANISMS, ...CAPABILITIES]);

export const NODE_TABLE_SETS: readonly TableSet[] = sets;

/** Whose each of their tables is. */
export const NODE_TABLES: ReadonlyMap<string, string> = owners;

/** What a backup carries: not what held for the moment it was taken alone, as who was signed in then. */
export const BACKUP_TABLE_SETS: readonly TableSet[] = sets.filter((set) => !ofTheMoment.includes(set));
