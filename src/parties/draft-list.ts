import { approversOf, type Desk, draftOf, type WorkspaceDraft } from './workspace.ts';
import type { DraftState, WorkspaceTables } from './workspace-tables.ts';

/** Of its own, and of what strangers handed in. */
export const DRAFTS_IN_A_LIST = 200;

/**
 * A party's drafts, the one changed last first; by default those still to be finished. What strangers handed in is
 * counted by itself and from its oldest on: however much they send, it hides neither the party's own nor what came before.
 */
export async function listDrafts(
  { connection, party }: Pick<Desk, 'connection' | 'party'>,
  states: readonly DraftState[] = ['open', 'proposed', 'approved', 'declined'],
): Promise<readonly WorkspaceDraft[]> {
  const drafts = connection
    .$extendTables<WorkspaceTables>()
    .selectFrom('workspace_draft')
    .selectAll()
    .where('party', '=', party)
    .where('state', 'in', [...states])
    .limit(DRAFTS_IN_A_LIST);
  const own = await drafts.where('came_by', '=', 'desk').orderBy('updated_at', 'desc').execute();
  const strangers = await drafts.where('came_by', 'in', ['unsigned', 'mail']).orderBy('updated_at').execute();
  const rows = [...own, ...strangers].toSorted((one, other) => Number(other.updated_at) - Number(one.updated_at));
  return Promise.all(rows.map(async (row) => draftOf(row, await approversOf(connection, row))));
}
