import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { ALERT_QUESTIONS } from '#incidents/alert-questions.ts';
import { discardDraft, type WorkspaceDraft } from '#parties/workspace.ts';
import { isUnknown } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { form } from '#web/parts/form.ts';
import { type Task, taskList } from '#web/parts/lists.ts';
import { pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { alertOf, progressOf } from './alert-draft.ts';
import { draftParams } from './alert-question-routes.ts';
import { draftPath, noPerson } from './alert-start.ts';
import { TEXTS } from './alert-texts.ts';
import { deskOf, type PageRooms, personOf } from './rooms.ts';

const T = TEXTS.tasks;

/** `/report/<draft>`: the whole task list, the code to come back with, and the way to give up. */
export function alertTaskPages(app: App, rooms: PageRooms): void {
  const params = Type.Object(draftParams);
  app.get('/report/:id', { preHandler: app.requireActor, schema: { params } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const draft = await alertOf(rooms, person, request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    if (draft.value.state === 'submitted') return seeOther(reply, draftPath(draft.value));
    return sendTasks(request, reply, draft.value);
  });

  const Version = Type.Object({ version: Type.String({ pattern: '^[0-9]{1,9}$' }) });
  app.post(
    '/report/:id/discard',
    { preHandler: app.requireActor, schema: { params, body: Version } },
    async (request, reply) => {
      const person = personOf(request);
      if (person === undefined) return refused(reply, noPerson);
      const version = Number(request.body.version);
      const gone = await discardDraft(deskOf(rooms, person), request.params.id, version, rooms.ledger.now());
      return gone.ok ? seeOther(reply, '/report') : refused(reply, gone.refusal);
    },
  );
}

function sendTasks(request: Request, reply: Reply, draft: WorkspaceDraft): Reply {
  const { answered, addressed } = progressOf(draft);
  const questions = ALERT_QUESTIONS.map(({ id, title, claims }): Task => {
    const done = answered.includes(id);
    const unknown = done && isUnknown(draft.claims[claims[0]!]);
    const status = unknown ? T.unknown : done ? T.answered : T.open;
    return {
      label: title,
      href: `/report/${draft.id}/${id}`,
      status,
      look: unknown ? 'wait' : done ? 'done' : 'plain',
    };
  });
  const rest: readonly Task[] = [
    {
      label: T.addressTask,
      help: T.address,
      href: `/report/${draft.id}/address`,
      status: addressed ? T.answered : T.open,
      look: addressed ? 'done' : 'plain',
    },
    {
      label: T.checkTask,
      href: `/report/${draft.id}/check`,
      status: answered.length === ALERT_QUESTIONS.length && addressed ? T.ready : T.later,
      look: 'plain',
    },
  ];
  const discard = form(
    request,
    reply,
    { action: `/report/${draft.id}/discard`, version: draft.version, look: 'inline' },
    button(T.discard, 'text'),
  );
  const body = html`${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
<section class="stack tight" aria-labelledby="questions"><h2 id="questions">${T.questions}</h2>${taskList(questions)}</section>
<section class="stack tight" aria-labelledby="rest"><h2 id="rest">${T.rest}</h2>${taskList(rest)}</section>
<p>${T.code}: <strong class="fixed">${draft.code}</strong></p>
${draft.state === 'open' && discard}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}
