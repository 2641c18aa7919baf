import { Type } from 'typebox';
import { senderFor } from '#cooperation/routes.ts';
import { planOf, proposeSending, type SendingPlan, sendApproved } from '#cooperation/sending.ts';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import {
  approve,
  coversIn,
  Decision,
  DRAFT_LOOKS,
  decline,
  judgementForms,
  mayJudge,
} from '#incidents/pages/judgement.ts';
import type { Refusal } from '#outcome.ts';
import { discardDraft, readDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Names } from '#site/claim-value.ts';
import { draftParams } from '#site/form-body.ts';
import { colleagues, namesFor, noPerson, type PageServices, personOf, workspaceOf } from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { form } from '#web/parts/form.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { valueWord } from '#web/value-words.ts';
import { draftPreview } from './draft-preview.ts';
import { COOPERATION_TEXTS } from './texts.ts';

const T = COOPERATION_TEXTS.draft;
const params = Type.Object(draftParams);
/** `/cooperation/drafts/<id>`: what the other side would see, field by field, and the second person's decision. */
export function draftPages(app: App, services: PageServices): void {
  app.get(
    '/cooperation/drafts/:id',
    { preHandler: app.requireActor, schema: { params } },
    async (request, reply) => {
      const draft = await ours(services, request, request.params.id);
      return draft === undefined
        ? refused(reply, notFound)
        : sendDraft(services, request, reply, draft, NO_ERRORS);
    },
  );

  const settings = { preHandler: app.requireActor, schema: { params, body: Decision } };
  app.post('/cooperation/drafts/:id/propose', settings, async (request, reply) => {
    const sender = senderFor(request, services);
    if (!sender.ok) return refused(reply, sender.refusal);
    const draft = await ours(services, request, request.params.id);
    if (draft === undefined) return refused(reply, notFound);
    const proposed = await proposeSending(sender.value, { ...draft, version: Number(request.body.version) });
    return proposed.ok
      ? seeOther(reply, `/cooperation/drafts/${draft.id}`)
      : again(services, request, reply, proposed.refusal);
  });

  app.post('/cooperation/drafts/:id/approve', settings, async (request, reply) => {
    const person = personOf(request);
    const sender = senderFor(request, services);
    if (person === undefined) return refused(reply, noPerson);
    if (!sender.ok) return refused(reply, sender.refusal);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const approved = await approve(services, person, { ...seen, ...coversIn(request.body) });
    const sent = approved.ok ? await sendApproved(sender.value, seen) : approved;
    return sent.ok
      ? seeOther(reply, `/cooperation/drafts/${seen.id}`)
      : again(services, request, reply, sent.refusal);
  });

  app.post('/cooperation/drafts/:id/send', settings, async (request, reply) => {
    const sender = senderFor(request, services);
    if (!sender.ok) return refused(reply, sender.refusal);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const sent = await sendApproved(sender.value, seen);
    if (!sent.ok) return again(services, request, reply, sent.refusal);
    const [first] = sent.value.refused.values();
    if (first === undefined) return seeOther(reply, `/cooperation/drafts/${seen.id}`);
    return again(services, request, reply, { code: 'nothing-to-send', sentence: first });
  });

  app.post('/cooperation/drafts/:id/decline', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const declined = await decline(services, person, seen, request.body.reason ?? '');
    return declined.ok ? seeOther(reply, '/cooperation') : again(services, request, reply, declined.refusal);
  });

  app.post('/cooperation/drafts/:id/discard', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const workspace = workspaceOf(services, person);
    const gone = await discardDraft(
      workspace,
      request.params.id,
      Number(request.body.version),
      services.ledger.now(),
    );
    return gone.ok ? seeOther(reply, '/cooperation') : again(services, request, reply, gone.refusal);
  });
}

async function ours(services: PageServices, request: Request, id: string): Promise<WorkspaceDraft | undefined> {
  const person = personOf(request);
  if (person === undefined) return undefined;
  const draft = await readDraft(workspaceOf(services, person), id);
  return draft.ok && planOf(draft.value) !== undefined ? draft.value : undefined;
}

/** The page once more, with what was refused. */
async function again(services: PageServices, request: Request, reply: Reply, refusal: Refusal): Promise<Reply> {
  const { id } = request.params as { id: string };
  const draft = await ours(services, request, id);
  if (draft === undefined) return refused(reply, refusal);
  const errors = refusalErrors(refusal, ['reason']);
  return sendDraft(services, request, refusedForm(reply, refusal.code), draft, errors);
}

async function sendDraft(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  errors: FieldErrors,
): Promise<Reply> {
  const names = await namesFor(services);
  const personName = await colleagues(services, draft.party);
  const plan = planOf(draft)!;
  const label = plan.target === null ? typeLabel(draft.type) : COOPERATION_TEXTS.cross.title;
  const open = await notGivenYet(services, draft, plan);
  const status = html`<p class="row">${tag(T.states[draft.state], DRAFT_LOOKS[draft.state])} ${draft.proposedBy !== null && html`<span class="note">${sentence(T.proposedBy, { person: said(personName(draft.proposedBy)) })}</span>`}</p>`;
  const body = html`${backLink(T.crumb, `/cooperation/threads/${draft.case}`)}${errorSummary(errors)}${pageHead({ title: label, caption: T.title })}
<div class="stack loose">${status}${decision(services, request, reply, draft, errors, personName)}${draft.state === 'submitted' && sentNotice(request, reply, draft, plan, open, names)}
${travels(plan)}${await draftPreview(services, request, draft, plan, names)}</div>`;
  return sendPage(request, reply, { title: label, section: 'cooperation', liveCase: draft.case, body });
}

function travels(plan: SendingPlan): Markup | false {
  if (plan.recipients.length === 0) return false;
  const channel = valueWord('channel', plan.channel) ?? plan.channel;
  return html`<p>${sentence(T.release, { channel })} ${plan.crossing !== undefined && sentence(T.crossing, { reason: said(plan.crossing) })}</p>`;
}

function decision(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  errors: FieldErrors,
  personName: (ref: string) => string,
): Markup | false {
  const path = `/cooperation/drafts/${draft.id}`;
  const post = (act: string, content: Markup) =>
    form(request, reply, { action: `${path}/${act}`, version: draft.version, look: 'inline' }, content);
  const label =
    services.authority.act(`author:${draft.type}`)?.approvals?.count === 0 &&
    planOf(draft)?.recipients.length === 0
      ? T.record
      : T.propose;
  switch (draft.state) {
    case 'open':
      return html`<div class="row">${post('propose', button(label))}${post('discard', button(T.discard, 'second'))}</div>`;
    case 'proposed':
      return mayJudge(services, request, draft)
        ? judgementForms(request, reply, path, draft, errors, T.approve)
        : html`<p>${T.waiting}</p>`;
    case 'approved':
      return post('send', button(T.send));
    case 'declined': {
      const by = { person: said(personName(draft.updatedBy)), reason: said(draft.declinedBecause ?? '') };
      return notice(T.states.declined, html`<p>${sentence(T.declined, by)}</p>`, 'wrong');
    }
    case 'submitted':
    case 'discarded':
      return false;
  }
}

/** Recipients for whom no release stands yet: the ledger refused one, or the process ended in between. */
async function notGivenYet(
  services: PageServices,
  draft: WorkspaceDraft,
  plan: SendingPlan,
): Promise<readonly string[]> {
  if (draft.state !== 'submitted' || draft.digest === null) return [];
  const target = plan.target ?? draft.digest;
  const given = await deliveries(services.connection, { targets: [target] });
  return plan.recipients.filter((to) => !given.some((one) => one.to === to && one.from === draft.party));
}

function sentNotice(
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  plan: SendingPlan,
  open: readonly string[],
  names: Names,
): Markup {
  const link = html`<p>${linkButton(T.toThread, `/cooperation/threads/${draft.case}`)}</p>`;
  if (open.length === 0) return notice(plan.recipients.length === 0 ? T.recordedDone : T.given, link, 'right');
  const retry = form(
    request,
    reply,
    { action: `/cooperation/drafts/${draft.id}/send`, version: draft.version },
    html`<p>${button(T.again)}</p>`,
  );
  const list = html`<ul>${open.map((party) => html`<li>${said(names.party(party))}</li>`)}</ul>`;
  return notice(T.notGiven, html`${list}${retry}${link}`, 'wait');
}

const notFound = { code: 'draft-not-found', sentence: 'Your party has no such draft between states.' };
