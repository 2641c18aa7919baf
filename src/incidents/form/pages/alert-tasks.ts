import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { ALERT_QUESTIONS } from '#incidents/form/alert-questions.ts';
import type { Remark } from '#incidents/form/unsigned.ts';
import { incidentAlert } from '#incidents/statements/report.ts';
import { endReportPasses, PASS_HOURS, UNSIGNED_DAYS } from '#parties/guests/report-pass.ts';
import { discardDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { draftParams } from '#site/form-body.ts';
import { namesFor, noPerson, type PageServices } from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { form } from '#web/parts/form.ts';
import { type Task, taskList } from '#web/parts/lists.ts';
import { notice, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { isUnsigned, type Reporter, reporterAt, requireOwner, requireReporter } from './alert-author.ts';
import { alertOf, progressOf } from './alert-draft.ts';
import { draftPath } from './alert-start.ts';
import { questionTasks } from './alert-task-list.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = ALERT_TEXTS.tasks;
const R = REPORT_TEXTS.tasks;
const C = REPORT_TEXTS.code;

/** `/report/<draft>`: the whole task list, the code to come back with, and the way to give up. */
export function alertTaskPages(app: App, services: PageServices): void {
  const params = Type.Object(draftParams);
  app.get('/report/:id', { preHandler: requireReporter(services), schema: { params } }, async (request, reply) => {
    const reporter = await reporterAt(services, request, request.params.id);
    if (reporter === undefined) return refused(reply, noPerson);
    const draft = await alertOf(services, reporter, request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    if (draft.value.state === 'submitted' && !reporter.byCode) return seeOther(reply, draftPath(draft.value));
    return sendTasks(services, request, reply, draft.value, reporter);
  });

  const Version = Type.Object({ version: Type.String({ pattern: '^[0-9]{1,9}$' }) });
  app.post(
    '/report/:id/discard',
    { preHandler: requireOwner(services), schema: { params, body: Version } },
    async (request, reply) => {
      const reporter = await reporterAt(services, request, request.params.id);
      if (reporter === undefined || (reporter.byCode && !isUnsigned(reporter))) return refused(reply, noPerson);
      const workspace = { connection: services.connection, party: reporter.party, person: reporter.person };
      const version = Number(request.body.version);
      const gone = await discardDraft(workspace, request.params.id, version, services.ledger.now());
      if (!gone.ok) return refused(reply, gone.refusal);
      await endReportPasses(services.connection, request.params.id);
      return seeOther(reply, '/report');
    },
  );
}

async function sendTasks(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  reporter: Reporter,
): Promise<Reply> {
  const open = draft.state === 'open';
  const names = await namesFor(services);
  const rest = isUnsigned(reporter)
    ? unsignedTasks(draft)
    : reporter.byCode
      ? [dutiesTask(draft)]
      : lastTasks(draft);
  const act = (path: string, label: string, look: 'second' | 'text') =>
    form(
      request,
      reply,
      { action: `/report/${draft.id}/${path}`, version: draft.version, look: 'inline' },
      button(label, look),
    );
  const unsigned = isUnsigned(reporter);
  const body = html`${pageHead({ title: T.title, lead: unsigned ? R.unsignedLead : T.lead })}<div class="stack loose">
${reporter.byCode && html`<p class="note">${unsigned ? plainSentence(C.unsigned, { days: UNSIGNED_DAYS, hours: PASS_HOURS }) : sentence(C.byCode, { party: said(names.party(reporter.party)) })}</p>`}
${cameNotice(draft)}${open && html`<p>${linkButton(R.goOn, goOnPath(draft, reporter))}</p>`}
<section class="stack tight" aria-labelledby="questions"><h2 id="questions">${T.questions}</h2>${taskList(questionTasks(draft))}</section>
<section class="stack tight" aria-labelledby="rest"><h2 id="rest">${unsigned ? R.unsignedRest : T.rest}</h2>${taskList(rest)}</section>
${open && html`<section class="stack tight" aria-labelledby="later"><h2 id="later">${C.title}</h2>${act('code', C.get, 'second')}</section>`}
${open && (unsigned || !reporter.byCode) && act('discard', T.discard, 'text')}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

/** The first task that is left, so that nobody has to look for it. */
function goOnPath(draft: WorkspaceDraft, reporter: Reporter): string {
  const { answered, addressed } = progressOf(draft);
  const next = ALERT_QUESTIONS.find(({ id }) => !answered.includes(id))?.id;
  const last = isUnsigned(reporter) ? 'send' : reporter.byCode ? 'duties' : addressed ? 'check' : 'address';
  return `/report/${draft.id}/${next ?? last}`;
}

function dutiesTask({ id }: WorkspaceDraft): Task {
  return {
    label: R.dutiesTask,
    help: R.duties,
    href: `/report/${id}/duties`,
    status: R.dutiesStatus,
    look: 'plain',
  };
}

function unsignedTasks(draft: WorkspaceDraft): readonly Task[] {
  const send: Task = { label: R.send, href: `/report/${draft.id}/send`, status: R.sendStatus, look: 'plain' };
  return [dutiesTask(draft), send];
}

function lastTasks(draft: WorkspaceDraft): readonly Task[] {
  const { answered, addressed } = progressOf(draft);
  return [
    dutiesTask(draft),
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
}

/** How a report came that nobody signed, and what did not fit. */
function cameNotice(draft: WorkspaceDraft): Markup | false {
  const { unsigned, remarks = [] } = progressOf(draft);
  if (unsigned === undefined) return false;
  const lines = remarks.map((remark) => html`<li>${remarkLine(remark)}</li>`);
  return notice(
    R.came[unsigned],
    html`<p>${R.cameBody}</p><p>${R.caller}: ${callerOf(draft)}</p>${lines.length > 0 && html`<ul class="plain">${lines}</ul>`}`,
    'wait',
  );
}

function callerOf({ claims }: WorkspaceDraft): Markup {
  const { name = '', organisation, phone } = (claims.caller ?? {}) as Partial<Record<string, string>>;
  return html`${[name, organisation, phone].filter((one) => one !== undefined).map((one, at) => html`${at > 0 && ', '}${said(one ?? '')}`)}`;
}

function remarkLine(remark: Remark): Markup {
  switch (remark.kind) {
    case 'device-clock':
      return sentence(R.clock, { at: said(remark.at) });
    case 'future':
      return sentence(R.future, { claim: claimLabel(incidentAlert.name, remark.claim), at: said(remark.at) });
    case 'unread':
      return html`${sentence(R.unread, { question: remark.question, why: remark.why })}<blockquote dir="auto">${said(remark.typed)}</blockquote>`;
  }
}
