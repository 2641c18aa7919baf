import { sql } from 'kysely';
import { declareTables, optionalText, type RowsIn, text } from '#store/declared-tables.ts';
import type { TableSet } from '#store/table-set.ts';

/** Where a draft stands; only `open` ones are written in. */
export type DraftState = 'open' | 'proposed' | 'approved' | 'declined' | 'submitted' | 'discarded';

export const UNFINISHED: readonly DraftState[] = ['open', 'proposed', 'approved', 'declined'];

/** Who began it: a person of the party at its desk, or a stranger, by the form without a sign-in or by mail. */
export type CameBy = 'desk' | 'unsigned' | 'mail';

const TABLES = declareTables({
  workspace_draft: {
    columns: {
      id: 'text',
      party: 'text',
      case_id: 'text',
      code: 'text',
      type: 'text',
      content: 'text',
      version: 'bigint',
      state: text<DraftState>(),
      created_by: 'text',
      updated_by: 'text',
      proposed_by: 'text?',
      declined_because: 'text?',
      digest: 'text?',
      created_at: 'bigint',
      updated_at: 'bigint',
      came_by: optionalText<CameBy>(),
      /** Which stranger, as far as that is kept (`senderTag`). */
      came_from: 'text?',
    },
    indexes: [['party', 'state'], ['party', 'case_id'], ['code'], ['came_by', 'party', 'state']],
  },
  /** Approvals of one version; a changed draft has none. */
  workspace_approval: {
    columns: {
      id: 'text',
      draft: 'text',
      version: 'bigint',
      person: 'text',
      approved_at: 'bigint',
      /** Hash over all that was approved. */
      covers: 'text?',
    },
    indexes: [['draft']],
  },
});

export type WorkspaceTables = RowsIn<typeof TABLES>;
export const workspaceTables = TABLES.in;
const SET = TABLES.asSet('workspace');

/** Drafts of an earlier version, in a store or out of a backup, say how they came in their forms' own notes alone. */
export const WORKSPACE_TABLES: TableSet = {
  ...SET,
  async create(connection) {
    await SET.create(connection);
    // What somebody typed has its quotes escaped, so that only a draft's own note reads like this.
    await workspaceTables(connection)
      .updateTable('workspace_draft')
      .set({
        came_by: sql<CameBy>`case when content like '%"unsigned":"%' then 'unsigned'
          when content like '%"mail":"%' then 'mail' else 'desk' end`,
      })
      .where('came_by', 'is', null)
      .execute();
  },
};
