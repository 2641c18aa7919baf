import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { caseInBrief } from '#incidents/case/pages/case-in-brief.ts';
import { withLaw } from '#incidents/case/pages/law-names.ts';
import { approve, Decision, decline, judgementForms, mayJudge } from '#incidents/pages/judgement.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import type { Outcome, Refusal } from '#outcome.ts';
import { proposeDraft, reopenDraft, submitDraft } from '#parties/workspace/approval.ts';
import { discardDraft, readDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { claimValue } from '#site/claim-value.ts';
import { draftParams } from '#site/form-body.ts';
import {
  colleagues,
  namesFor,
  noPerson,
  type PageServices,
  type Person,
  personOf,
  workspaceOf,
} from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { claimLabel, typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { form } from '#web/parts/form.ts';
import { summaryList } from '#web/parts/lists.ts';
import { tag, tlpLabel } from '#web/parts/marks.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';

const T = RELAY_TEXTS.draft;
const params = Type.Object(draftParams);

type Act = (
  services: PageServices,
  person: Person,
  seen: { id: string; version: number },
  reason: string,
) => Promise<Outcome<string>>;

/** What can be done with a draft, by the last part of the address; each answers with where to go next. */
const ACTS: Readonly<Record<string, Act>> = {
  async sign(services, person, seen) {
    const signed = await submitDraft(workspaceOf(services, person), services.ledger, person, seen);
    return signed.ok ? { ok: true, value: `/statements/${signed.value.digest}/done` } : signed;
  },
  async propose(services, person, seen) {
    const proposed = await proposeDraft(workspaceOf(services, person), seen, services.ledger.now());
    return proposed.ok ? { ok: true, value: `/drafts/${seen.id}` } : proposed;
  },
  async reopen(services, person, seen) {
    const open = await reopenDraft(workspaceOf(services, person), seen, services.ledger.now());
    return open.ok ? { ok: true, value: `/drafts/${seen.id}` } : open;
  },
  async discard(services, person, seen) {
    const gone = await discardDraft(workspaceOf(services, person), seen.id, seen.version, services.ledger.now());
    return gone.ok ? { ok: true, value: '/desk' } : gone;
  },
  async approve(services, person, seen) {
    const approved = await approve(services, person, seen);
    return approved.ok ? { ok: true, value: `/drafts/${seen.id}` } : approved;
  },
  async decline(services, person, seen, reason) {
    const declined = await decline(services, person, seen, reason);
    return declined.ok ? { ok: true, value: '/desk' } : declined;
  },
};

/** `/drafts/<id>`: a draft of any type as it would be signed (one an import or a program left, or one for approval). */
export function draftPages(app: App, services: PageServices): void {
  app.get('/drafts/:id', { preHandler: app.requireActor, schema: { params } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const draft = await readDraft(workspaceOf(services, person), request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    // Once signed it is shown as the statement it became, to each person what that one may see of it.
    const { state, digest } = draft.value;
    if (state === 'submitted' && digest !== null) return seeOther(reply, `/statements/${digest}`);
    return sendDraft(services, request, reply, draft.value, NO_ERRORS);
  });

  const settings = {
    preHandler: app.requireActor,
    schema: { params: Type.Object({ ...draftParams, act: Type.Enum(Object.keys(ACTS)) }), body: Decision },
  };
  app.post('/drafts/:id/:act', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const done = await ACTS[request.params.act]!(services, person, seen, request.body.reason ?? '');
    return done.ok ? seeOther(reply, done.value) : again(services, request, reply, person, seen.id, done.refusal);
  });
}

async function again(
  services: PageServices,
  request: Request,
  reply: Reply,
  person: Person,
  id: string,
  refusal: Refusal,
): Promise<Reply> {
  const draft = await readDraft(workspaceOf(services, person), id);
  if (!draft.ok) return refused(reply, refusal);
  return sendDraft(
    services,
    request,
    refusedForm(reply, refusal.code),
    draft.value,
    refusalErrors(refusal, ['reason']),
  );
}

async function sendDraft(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  errors: FieldErrors,
): Promise<Reply> {
  const names = withLaw(await namesFor(services), services.reckoning.regimes, (name) => draft.claims[name]);
  const personName = await colleagues(services, draft.party);
  const type = services.ledger.types.get(draft.type);
  const rows = Object.entries(draft.claims).map(([name, value]) => {
    const spec = type?.claims[name];
    const tlp = draft.markings?.[name]?.tlp ?? spec?.marking.tlp;
    return {
      key: html`${claimLabel(draft.type, name)} ${tlp !== undefined && tlpLabel(tlp)}`,
      value: claimValue(name, value, type, names),
    };
  });
  const by =
    draft.proposedBy === null
      ? undefined
      : sentence(RELAY_TEXTS.relay.proposedBy, { person: said(personName(draft.proposedBy)) });
  const declined =
    draft.state === 'declined' &&
    notice(RELAY_TEXTS.relay.states.declined, html`<p>${said(draft.declinedBecause ?? '')}</p>`, 'wrong');
  const body = html`${backLink(RELAY_TEXTS.desk.title, '/desk')}${errorSummary(errors)}${pageHead({ title: typeLabel(draft.type), caption: T.caption, lead: T.lead })}
<div class="stack loose"><p class="row">${tag(RELAY_TEXTS.relay.states[draft.state], draft.state === 'proposed' ? 'wait' : 'plain')} ${by && html`<span class="note">${by}</span>`}</p>${declined}${await caseInBrief(services, request, draft.case, names)}
<div class="narrow">${summaryList(rows)}</div>${buttons(services, request, reply, draft, errors)}</div>`;
  return sendPage(request, reply, { title: typeLabel(draft.type), section: 'desk', body });
}

function buttons(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  errors: FieldErrors,
): Markup | false {
  const path = `/drafts/${draft.id}`;
  const act = (name: string, label: string, look: 'first' | 'second' | 'text') =>
    form(
      request,
      reply,
      { action: `${path}/${name}`, version: draft.version, look: 'inline' },
      button(label, look),
    );
  switch (draft.state) {
    case 'open':
      return html`<div class="actions row">${act('sign', T.sign, 'first')}${act('propose', T.propose, 'second')}${act('discard', T.discard, 'text')}</div>`;
    case 'proposed':
      // What goes along with a draft is shown, and approved, where it was planned.
      return draft.along === undefined && mayJudge(services, request, draft)
        ? judgementForms(request, reply, path, draft, errors, T.approve)
        : html`<p>${RELAY_TEXTS.relay.waiting}</p>${act('reopen', T.reopen, 'text')}`;
    case 'approved':
      return html`<div class="actions row">${act('sign', T.sign, 'first')}${act('reopen', T.reopen, 'text')}</div>`;
    case 'declined':
      return html`<div class="actions row">${act('reopen', T.reopen, 'second')}${act('discard', T.discard, 'text')}</div>`;
    case 'submitted':
    case 'discarded':
      return false;
  }
}
