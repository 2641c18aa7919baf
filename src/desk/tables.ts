/**
 * What a person arranges on the desk, kept by the person in the party's workspace. Losing it costs views, marks and
 * settings, and nothing that was ever said.
 */
import { declareTables } from '#store/declared-tables.ts';
import type { TableSet } from '#store/table-set.ts';

/** A human acting for a party, as the desk knows them. */
export type Sitter = { readonly person: string; readonly party: string };

const TABLES = declareTables({
  /** A named way of looking at the inbox. A deleted one stays until nobody can take that back any more. */
  desk_view: {
    columns: {
      id: 'text',
      person: 'text',
      name: 'text',
      query: 'text',
      is_default: 'bigint',
      made_at: 'bigint',
      deleted_at: 'bigint?',
    },
    indexes: [['person']],
  },
  desk_person: { columns: { person: 'text', shortcuts: 'bigint', seen_at: 'bigint', seen_before: 'bigint' } },
  /** Arrivals that a person has marked as read; `key` is person and release. */
  desk_mark: {
    columns: { key: 'text', person: 'text', release: 'text', read_at: 'bigint' },
    indexes: [['person', 'release']],
  },
  desk_undo: {
    columns: { id: 'text', person: 'text', change: 'text', made_at: 'bigint' },
    indexes: [['person']],
  },
});

export const DESK_TABLE_SETS: readonly TableSet[] = [TABLES.asSet('desk')];

export const deskTables = TABLES.in;
