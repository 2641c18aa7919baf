/**
 * What a node and its parties keep about cases and never say: what each case is called on the telephone, who at a
 * party's desk has it, and the desk's notes. No statement follows from it, so it is folded from none and rebuilt by
 * nothing; backups and a move to another engine carry it over.
 */
import { declareTables } from '#store/declared-tables.ts';
import type { TableSet } from '#store/table-set.ts';

const TABLES = declareTables({
  case_reference: {
    columns: { case_id: 'text', reference: 'text' },
    // Whoever draws one that is given already draws again.
    indexes: [{ on: ['reference'], name: 'case_reference_once', unique: true }],
  },
  /**
   * `key` is party and case: one person of a party has a case, or nobody. Persons are named by their mandates, so that a
   * name which is erased there stands nowhere else.
   */
  case_taken: { columns: { key: 'text', party: 'text', case_id: 'text', person: 'text', since: 'bigint' } },
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

export const CASE_TABLE_SETS: readonly TableSet[] = [TABLES.asSet('cases')];

export const caseTables = TABLES.in;
