import type { ErasedClaims } from '#ledger/contract.ts';
import type { InTransaction } from '#store/connection.ts';
import type { DraftContent } from './workspace.ts';
import { workspaceTables } from './workspace-tables.ts';

/**
 * A draft keeps what was typed when it has become a statement. What is erased from the statement goes from it, and all
 * notes of the form with it, since they may hold the same words.
 */
export async function eraseInDrafts(
  transaction: InTransaction,
  { digest, names, holder }: ErasedClaims,
): Promise<void> {
  const drafts = workspaceTables(transaction);
  const all = drafts.selectFrom('workspace_draft').select(['id', 'content']).where('digest', '=', digest);
  const rows = await (holder === undefined ? all : all.where('party', '=', holder)).execute();
  for (const { id, content } of rows) {
    const { claims, markings } = JSON.parse(content) as DraftContent;
    const left = { claims: without(claims, names), markings: without(markings ?? {}, names) };
    await drafts
      .updateTable('workspace_draft')
      .set({ content: JSON.stringify(left) })
      .where('id', '=', id)
      .execute();
  }
}

function without<Value>(
  members: Readonly<Record<string, Value>>,
  names: readonly string[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}
