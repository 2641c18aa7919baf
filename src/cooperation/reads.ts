import type { Reader } from '#ledger/contract.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { type Thread, threadOf } from './thread.ts';
import { cooperationTables, HOLD } from './view.ts';

/** Threads looked through for one list, the one that changed last first. */
const THREADS_MOST = 100;
/** These concern parties that they name in a list. */
const NAMING_SEVERAL = ['joint-team', 'team-match', 'team-request', 'team-offer'];

type Services = { readonly connection: Connection; readonly reader: Reader };

/** Threads in which something is shown to this viewer; with a channel, those in which something was said in it. */
export async function threadsFor(
  { connection, reader }: Services,
  viewer: Viewer,
  channel?: string,
): Promise<readonly Thread[]> {
  const { party } = viewer;
  if (party === null) return [];
  const rows = await cooperationTables(connection)
    .selectFrom('cooperation_statement')
    .select(({ fn }) => ['case_id', fn.max('arrival').as('latest')])
    .where('type', '!=', HOLD)
    .where(({ or, eb }) =>
      or([eb('issuer', '=', party), eb('recipient', '=', party), eb('type', 'in', NAMING_SEVERAL)]),
    )
    .groupBy('case_id')
    .orderBy('latest', 'desc')
    .limit(THREADS_MOST)
    .execute();
  const threads: Thread[] = [];
  for (const { case_id: caseId } of rows) {
    const thread = threadOf(caseId, await reader.case(caseId, viewer));
    if (thread.entries.length === 0) continue;
    if (channel === undefined || thread.channels.includes(channel) || thread.channels.length === 0) {
      threads.push(thread);
    }
  }
  return threads;
}

export async function threadFor(
  { reader }: Services,
  viewer: Viewer,
  caseId: string,
): Promise<Thread | undefined> {
  const thread = threadOf(caseId, await reader.case(caseId, viewer));
  return thread.entries.length === 0 ? undefined : thread;
}
