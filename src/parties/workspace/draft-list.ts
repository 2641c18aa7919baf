import { sql } from 'kysely';
import { approversOf, draftOf, type Workspace, type WorkspaceDraft } from './workspace.ts';
import { type CameBy, type DraftState, UNFINISHED, workspaceTables } from './workspace-tables.ts';

/** Of its own, and of what strangers handed in. */
export const DRAFTS_IN_A_LIST = 200;

/**
 * A party's drafts, the one changed last first; by default those still to be finished. What strangers handed in is
 * counted by itself and from its oldest on, and both lists take one of each sender in turn: however much somebody makes
 * or sends, it hides neither the party's own nor what others made.
 */
export async function listDrafts(
  { connection, party }: Pick<Workspace, 'connection' | 'party'>,
  states: readonly DraftState[] = UNFINISHED,
): Promise<readonly WorkspaceDraft[]> {
  const tables = workspaceTables(connection);
  const turn = {
    own: sql<number>`row_number() over (partition by created_by order by updated_at desc)`,
    strangers: sql<number>`row_number() over (partition by came_from order by updated_at)`,
  };
  const inTurn = (whose: keyof typeof turn, ways: readonly CameBy[]) =>
    tables
      .selectFrom(
        tables
          .selectFrom('workspace_draft')
          .select(['id', turn[whose].as('turn')])
          .where('party', '=', party)
          .where('state', 'in', states)
          .where('came_by', 'in', ways)
          .as('ranked'),
      )
      .select('id')
      .orderBy('turn')
      .limit(DRAFTS_IN_A_LIST);
  const read = (whose: keyof typeof turn, ways: readonly CameBy[]) =>
    tables.selectFrom('workspace_draft').selectAll().where('id', 'in', inTurn(whose, ways)).execute();
  const rows = [...(await read('own', ['desk'])), ...(await read('strangers', ['unsigned', 'mail']))];
  rows.sort((one, other) => Number(other.updated_at) - Number(one.updated_at));
  return Promise.all(rows.map(async (row) => draftOf(row, await approversOf(connection, row))));
}

/** A party's drafts in one case, every one of them: who looks for what stands there already may miss none. */
export async function draftsInCase(
  { connection, party }: Pick<Workspace, 'connection' | 'party'>,
  caseId: string,
  states: readonly DraftState[] = UNFINISHED,
): Promise<readonly WorkspaceDraft[]> {
  const rows = await workspaceTables(connection)
    .selectFrom('workspace_draft')
    .selectAll()
    .where('party', '=', party)
    .where('case_id', '=', caseId)
    .where('state', 'in', states)
    .orderBy('updated_at', 'desc')
    .execute();
  return Promise.all(rows.map(async (row) => draftOf(row, await approversOf(connection, row))));
}
