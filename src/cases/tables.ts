/**
 * What a node and its parties keep about cases and never say: what each case is called on the telephone, who at a
 * party's desk has it, and the desk's notes. No statement follows from it, so it is folded from none and rebuilt by
 * nothing; backups and a move to another engine carry it over.
 */
import { privateTables } from '#parties/private-tables.ts';
import type { Connection } from '#store/connection.ts';
import type { TableSet } from '#store/table-set.ts';

export type CaseTables = {
  case_reference: { case_id: string; reference: string };
  /**
   * `key` is party and case: one person of a party has a case, or nobody. Persons are named by their mandates, so that a
   * name which is erased there stands nowhere else.
   */
  case_taken: { key: string; party: string; case_id: string; person: string; since: number };
  case_note: {
    id: string;
    party: string;
    case_id: string;
    person: string;
    text: string;
    written_at: number;
    removed_at: number | null;
  };
};

const KEPT = privateTables('cases', {
  case_reference: { columns: { case_id: 'text', reference: 'text' } },
  case_taken: {
    columns: { key: 'text', party: 'text', case_id: 'text', person: 'text', since: 'bigint' },
  },
  case_note: {
    columns: {
      id: 'text',
      party: 'text',
      case_id: 'text',
      person: 'text',
      text: 'text',
      written_at: 'bigint',
      removed_at: 'bigint?',
    },
    indexes: [['party', 'case_id']],
  },
});

/** With one reference for one case alone: whoever draws one that is given already draws again. */
const CASE_TABLES: TableSet = {
  ...KEPT,
  async create(connection) {
    await KEPT.create(connection);
    await connection.schema
      .createIndex('case_reference_once')
      .ifNotExists()
      .unique()
      .on('case_reference')
      .column('reference')
      .execute();
  },
};

export const CASE_TABLE_SETS: readonly TableSet[] = [CASE_TABLES];

export function caseTables(connection: Connection) {
  return connection.$extendTables<CaseTables>();
}
