import { Type } from 'typebox';
import { DESK_TEXTS } from '#desk/desk-texts.ts';
import { changeOf, forget } from '#desk/undo.ts';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type PageServices, personOf } from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { form, hidden } from '#web/parts/form.ts';
import { notice } from '#web/parts/notice.ts';

type UndoServices = Pick<PageServices, 'connection' | 'ledger' | 'parts'>;

/** What has just been done, with the button that takes it back; nothing where it cannot be taken back any more. */
export async function undoNotice(
  { connection, ledger, parts }: UndoServices,
  request: Request,
  reply: Reply,
  id: string | undefined,
): Promise<Markup | false> {
  const person = personOf(request);
  if (id === undefined || person === undefined) return false;
  const change = await changeOf(connection, person.person, id, ledger.now());
  const kind = change && parts.undo(change.type);
  if (kind === undefined) return false;
  const T = DESK_TEXTS.undo;
  const act = form(
    request,
    reply,
    { action: '/desk/undo', look: 'inline', label: T.button },
    html`${hidden('id', id)}${button(T.button, 'second')}`,
  );
  const told = html`<div class="row"><p>${kind.told()}</p>${act}</div>`;
  return html`<div class="before no-print" role="status">${notice(T.title, told, 'right')}</div>`;
}

export function undoPage(app: App, { connection, ledger, parts }: UndoServices): void {
  const body = Type.Object({ id: Uuid });
  app.post('/desk/undo', { preHandler: app.requireActor, schema: { body } }, async (request, reply) => {
    const person = personOf(request)?.person;
    const change =
      person === undefined ? undefined : await changeOf(connection, person, request.body.id, ledger.now());
    const kind = change && parts.undo(change.type);
    if (person === undefined || change === undefined || kind === undefined) {
      const sentence = 'This was taken back already, or it is too long ago.';
      return refused(reply, { code: 'undo-not-found', sentence });
    }
    const undone = await kind.undo(connection, person, change, ledger.now());
    if (!undone.ok) return refused(reply, undone.refusal);
    await forget(connection, person, request.body.id);
    return seeOther(reply, kind.page(change));
  });
}
