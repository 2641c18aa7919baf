import { gatewayTables } from '#gateway/tables.ts';
import type { ErasedClaims } from '#ledger/contract.ts';
import { workspaceTables } from '#parties/workspace/workspace-tables.ts';
import type { InTransaction } from '#store/connection.ts';

/**
 * A statement was made from a mail, and some of it is erased: nobody can say which of the mail's words those were, so
 * none of them is kept to be read. The sealed mail stays, as that of a discarded one does.
 */
export async function eraseInMails(transaction: InTransaction, { digest, holder }: ErasedClaims): Promise<void> {
  const all = workspaceTables(transaction).selectFrom('workspace_draft').select('id').where('digest', '=', digest);
  const drafts = holder === undefined ? all : all.where('party', '=', holder);
  const ids = (await drafts.execute()).map(({ id }) => id);
  await gatewayTables(transaction)
    .updateTable('gateway_mail')
    .set({ text: '', subject: '', from_name: '' })
    .where('draft', 'in', [...ids, ''])
    .execute();
}
