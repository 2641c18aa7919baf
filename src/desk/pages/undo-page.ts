import { Type } from 'typebox';
import { removeNote } from '#cases/notes.ts';
import { handOver } from '#cases/taken.ts';
import { DESK_TEXTS } from '#desk/desk-texts.ts';
import { setShortcuts, unmark } from '#desk/person-settings.ts';
import { undoView } from '#desk/saved-views.ts';
import { type Change, changeOf, forget } from '#desk/undo.ts';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { accept, type Outcome } from '#outcome.ts';
import { markUnread } from '#reminders/queue.ts';
import { personOf } from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { form, hidden } from '#web/parts/form.ts';
import { notice } from '#web/parts/notice.ts';
import type { DeskServices } from './services.ts';

type UndoServices = Pick<DeskServices, 'connection' | 'ledger'>;

/** What has just been done, with the button that takes it back; nothing where it cannot be taken back any more. */
export async function undoNotice(
  { connection, ledger }: UndoServices,
  request: Request,
  reply: Reply,
  id: string | undefined,
): Promise<Markup | false> {
  const person = personOf(request);
  if (id === undefined || person === undefined) return false;
  const change = await changeOf(connection, person.person, id, ledger.now());
  if (change === undefined) return false;
  const T = DESK_TEXTS.undo;
  const act = form(
    request,
    reply,
    { action: '/desk/undo', look: 'inline', label: T.button },
    html`${hidden('id', id)}${button(T.button, 'second')}`,
  );
  const told = html`<div class="row"><p>${T.what[change.type]}</p>${act}</div>`;
  return html`<div class="before no-print" role="status">${notice(T.title, told, 'right')}</div>`;
}

export function undoPage(app: App, { connection, ledger }: UndoServices): void {
  const body = Type.Object({ id: Uuid });
  app.post('/desk/undo', { preHandler: app.requireActor, schema: { body } }, async (request, reply) => {
    const person = personOf(request)?.person;
    const change =
      person === undefined ? undefined : await changeOf(connection, person, request.body.id, ledger.now());
    if (person === undefined || change === undefined) {
      const sentence = 'This was taken back already, or it is too long ago.';
      return refused(reply, { code: 'undo-not-found', sentence });
    }
    const undone = await undo(connection, person, change, ledger.now());
    if (!undone.ok) return refused(reply, undone.refusal);
    await forget(connection, person, request.body.id);
    return seeOther(reply, pageOf(change));
  });
}

/** Refused where somebody else has changed the same since. */
async function undo(
  connection: Connection,
  person: string,
  change: Change,
  at: Temporal.Instant,
): Promise<Outcome<unknown>> {
  switch (change.type) {
    case 'read':
      await unmark(connection, person, change.at);
      return accept(await markUnread(connection, person, change.at));
    case 'shortcuts':
      return accept(await setShortcuts(connection, person, change.was));
    case 'case-taken':
      return handOver(connection, { ...change, from: change.to, to: change.from }, at);
    case 'note-written':
    case 'note-removed': {
      const { party, id } = change;
      const to = change.type === 'note-written' ? 'removed' : 'kept';
      return removeNote(connection, { party, person, id }, { to, at });
    }
    case 'view-saved':
    case 'view-renamed':
    case 'view-deleted':
    case 'view-default':
      return accept(await undoView(connection, person, change));
  }
}

/** Where one sees that it was taken back. */
function pageOf(change: Change): string {
  const { type } = change;
  if (type === 'read') return '/news';
  if ('case' in change) return `/cases/${change.case}#own-desk`;
  return type === 'shortcuts' ? '/menu' : '/desk/views';
}
