import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { caseInBrief } from '#incidents/case/pages/case-in-brief.ts';
import { withStatements } from '#incidents/case/pages/statement-names.ts';
import {
  approve,
  coversIn,
  Decision,
  DRAFT_LOOKS,
  decline,
  judgementForms,
  mayJudge,
} from '#incidents/pages/judgement.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import type { Outcome, Refusal } from '#outcome.ts';
import { reopenDraft, statementOf } from '#parties/workspace/approval.ts';
import { readDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { draftParams } from '#site/form-body.ts';
import { colleagues, namesFor, noPerson, type PageServices, personOf, workspaceOf } from '#site/services.ts';
import type { Draft } from '#statement/draft.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { form } from '#web/parts/form.ts';
import { listMarkup } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { relayDeliveries } from './relay-deliveries.ts';
import { planOf, type RelayPlan, sendRelay } from './relay-plan.ts';
import { previewSection, relayPreview } from './relay-view.ts';

const T = RELAY_TEXTS.relay;
const params = Type.Object(draftParams);

/** `/relay/<draft>`: the second person sees field by field what leaves, and approves or declines. */
export function relayDecisionPages(app: App, services: PageServices): void {
  app.get('/relay/:id', { preHandler: app.requireActor, schema: { params } }, async (request, reply) => {
    const draft = await relayOf(services, request, request.params.id);
    return draft.ok
      ? sendRelayPage(services, request, reply, draft.value, NO_ERRORS)
      : refused(reply, draft.refusal);
  });

  const settings = { preHandler: app.requireActor, schema: { params, body: Decision } };
  app.post('/relay/:id/approve', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const workspace = workspaceOf(services, person);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const approved = await approve(services, person, { ...seen, ...coversIn(request.body) });
    const sent = approved.ok ? await sendRelay(workspace, services.ledger, seen) : approved;
    return sent.ok ? seeOther(reply, `/relay/${seen.id}`) : again(services, request, reply, sent.refusal);
  });

  app.post('/relay/:id/send', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const sent = await sendRelay(workspaceOf(services, person), services.ledger, seen);
    return sent.ok ? seeOther(reply, `/relay/${seen.id}`) : again(services, request, reply, sent.refusal);
  });

  app.post('/relay/:id/decline', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const declined = await decline(services, person, seen, request.body.reason ?? '');
    return declined.ok ? seeOther(reply, '/desk') : again(services, request, reply, declined.refusal);
  });
}

/** Whoever proposed a relay and sees a mistake in it mends it, as long as nobody has approved it. */
export function relayTakeBackPages(app: App, services: PageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params, body: Decision } };
  app.post('/relay/:id/take-back', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const draft = await relayOf(services, request, seen.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    if (draft.value.state !== 'proposed') return seeOther(reply, `/relay/${seen.id}`);
    const open = await reopenDraft(workspaceOf(services, person), seen, services.ledger.now());
    return open.ok ? seeOther(reply, proposeAgain(draft.value)) : again(services, request, reply, open.refusal);
  });
}

/** The form that begins with what this proposal said. */
function proposeAgain({ id, case: caseId }: WorkspaceDraft): string {
  return `/cases/${caseId}/relay?draft=${id}`;
}

async function relayOf(services: PageServices, request: Request, id: string): Promise<Outcome<WorkspaceDraft>> {
  const person = personOf(request);
  if (person === undefined) return { ok: false, refusal: noPerson };
  return readDraft(workspaceOf(services, person), id);
}

/** The page once more, with what was refused. */
async function again(services: PageServices, request: Request, reply: Reply, refusal: Refusal): Promise<Reply> {
  const { id } = request.params as { id: string };
  const draft = await relayOf(services, request, id);
  if (!draft.ok) return refused(reply, refusal);
  return sendRelayPage(
    services,
    request,
    refusedForm(reply, refusal.code),
    draft.value,
    refusalErrors(refusal, ['reason']),
  );
}

async function sendRelayPage(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  errors: FieldErrors,
): Promise<Reply> {
  const plan = planOf(draft);
  if (plan === undefined)
    return refused(reply, { code: 'draft-not-found', sentence: 'Your party has no such relay.' });
  const names = withStatements(await namesFor(services), await services.reader.case(draft.case, request.viewer));
  const personName = await colleagues(services, draft.party);
  const given = await givenDraft(services, request, draft, plan);
  const shown = given && (await relayPreview(services, given, plan, request.viewer.communities));
  // Whoever decides reads first what leaves: the button stands below it.
  const isRead = draft.state === 'proposed';
  const preview = shown && previewSection(shown, names);
  const status = html`<p class="row">${tag(T.states[draft.state], DRAFT_LOOKS[draft.state])} ${draft.proposedBy !== null && html`<span class="note">${sentence(T.proposedBy, { person: said(personName(draft.proposedBy)) })}</span>`}</p>`;
  const body = html`${backLink(T.crumb, `/cases/${draft.case}`)}${errorSummary(errors)}${pageHead({ title: T.title })}
<div class="stack loose">${status}${await caseInBrief(services, request, draft.case, names)}${isRead && preview}${decision(services, request, reply, { draft, errors, personName, to: listMarkup(plan.recipients.map((did) => said(names.party(did)))) })}
${draft.state === 'submitted' && (await relayDeliveries(services, request, reply, draft, plan, names))}
${!isRead && preview}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', liveCase: draft.case, body });
}

/** What is given: the draft itself, or the claims of the statement that stands already. */
async function givenDraft(
  services: PageServices,
  request: Request,
  draft: WorkspaceDraft,
  plan: RelayPlan,
): Promise<Draft | undefined> {
  if (plan.target === null) return statementOf(draft);
  const shown = await services.reader.statement(plan.target, request.viewer);
  if (shown === null) return undefined;
  const given = [...shown.claims.values()].filter(({ name }) => plan.claims.includes(name));
  return {
    type: shown.type,
    issuer: shown.issuer,
    case: draft.case,
    claims: Object.fromEntries(given.map(({ name, value }) => [name, value])),
    markings: Object.fromEntries(given.map(({ name, marking }) => [name, marking])),
  };
}

type Deciding = {
  readonly draft: WorkspaceDraft;
  readonly errors: FieldErrors;
  readonly personName: (ref: string) => string;
  readonly to: Markup;
};

function decision(
  services: PageServices,
  request: Request,
  reply: Reply,
  { draft, errors, personName, to }: Deciding,
): Markup | false {
  const post = (act: string, content: Markup) =>
    form(request, reply, { action: `/relay/${draft.id}/${act}`, version: draft.version }, content);
  switch (draft.state) {
    case 'proposed':
      return mayJudge(services, request, draft)
        ? judgementForms(
            request,
            reply,
            `/relay/${draft.id}`,
            draft,
            errors,
            T.approve,
            sentence(T.goesTo, { to }),
          )
        : html`<p>${T.waiting}</p>${post('take-back', html`<p>${button(T.takeBack, 'second')}</p>`)}`;
    case 'approved':
      return post('send', html`<p>${button(T.sendAgain)}</p>`);
    case 'declined': {
      const by = sentence(T.declinedBecause, {
        person: said(personName(draft.updatedBy)),
        reason: said(draft.declinedBecause ?? ''),
      });
      return notice(
        T.states.declined,
        html`<p>${by}</p><p>${linkButton(T.startAgain, proposeAgain(draft), 'second')}</p>`,
        'wrong',
      );
    }
    case 'open':
      return html`<p>${linkButton(T.startAgain, proposeAgain(draft))}</p>`;
    case 'submitted':
    case 'discarded':
      return false;
  }
}
