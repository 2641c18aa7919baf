import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Connection } from '#store/connection.ts';
import { isLogOf } from './successor.ts';
import { ledgerTables } from './tables.ts';

type Named = { readonly origin: string; readonly realm: string };

/**
 * A store holds one log of one realm. Settings that name another would begin a second history over the same keys, or
 * show an exercise as live; so they are refused as soon as this node has said anything. The ledger's tables exist.
 */
export async function proveFoundedWith(
  connection: Connection,
  { origin, realm }: Named,
): Promise<Outcome<null, 'setting-contradicts'>> {
  const said = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['log', 'realm'])
    .where('origin', '=', 'own')
    .orderBy('arrival', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (said === undefined) return accept(null);
  if (said.realm !== realm) {
    const sentence = phrase`This node lives in the realm ${said.realm}, and the settings name ${realm}: one folder or schema holds one realm.`;
    return refuse('setting-contradicts', sentence, 'COMITY_REALM');
  }
  if (isLogOf(said.log, origin)) return accept(null);
  const sentence = phrase`This node's log is ${said.log}, and the settings name ${origin}: set COMITY_ORIGIN to the log it was founded with, whatever its address is now.`;
  return refuse('setting-contradicts', sentence, 'COMITY_ORIGIN');
}
