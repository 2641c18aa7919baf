import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { DONT_KNOW } from '#incidents/form/alert-questions.ts';
import { type LinkValues, readAlertLink } from '#incidents/form/form-link.ts';
import { preflight } from '#incidents/form/preflight.ts';
import { planOf } from '#incidents/relay/pages/relay-plan.ts';
import { accept } from '#outcome.ts';
import { CODE_HOURS } from '#parties/guests/report-pass.ts';
import { listDrafts } from '#parties/workspace/draft-list.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { draftOnce } from '#site/draft-once.ts';
import { may, namesFor, noPerson, type PageServices, personOf, workspaceOf } from '#site/services.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { isRsitId, RSIT } from '#vocabulary/rsit.ts';
import { phoneLink } from '#web/home-page.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS } from '#web/parts/errors.ts';
import { textField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { pageHead } from '#web/parts/notice.ts';
import { stepList } from '#web/parts/steps.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { authorityFor, contentFor, proposing } from './alert-draft.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { addressOf, hiddenFields, proposalSection } from './form-link-parts.ts';
import { FORM_LINK_TEXTS } from './form-link-texts.ts';
import { receiversHere } from './receivers.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = ALERT_TEXTS.report;
const S = REPORT_TEXTS.start;
const ALERT = 'incident-alert';
const NO_LINK: LinkValues = { fields: {}, refused: [] };

/** `/report`: the number that answers day and night stands before any form; then one press begins a report. */
export function alertStartPages(app: App, services: ReportServices): void {
  app.get('/report', (request, reply) =>
    sendStart(services, request, reply, NO_ERRORS, readAlertLink(request.query)),
  );

  app.post('/report', { preHandler: app.requireActor }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const parent = (await services.partyNames()).parties.get(person.party)?.parent ?? null;
    const progress = proposing(readAlertLink(request.body).fields, 'link');
    const draft = await draftOnce(services, request, person, ALERT, (caseId) =>
      accept(contentFor({ party: person.party, case: caseId, claims: {} }, {}, progress, parent)),
    );
    return draft.ok ? seeOther(reply, `/report/${draft.value.id}/danger`) : refused(reply, draft.refusal);
  });
}

/** Where a draft is worked on: in the questions it was begun with, in its relay, or as it stands. */
export function draftPath(draft: WorkspaceDraft): string {
  if (draft.state === 'submitted' && draft.digest !== null) return `/statements/${draft.digest}/receipt`;
  const { mail, answered } = draft.progress ?? {};
  if (typeof mail === 'string' && answered === undefined) return `/mail/${mail}`;
  if (draft.progress?.cooperation !== undefined) return `/cooperation/drafts/${draft.id}`;
  if (planOf(draft) !== undefined) return `/relay/${draft.id}`;
  return draft.progress?.answered === undefined ? `/drafts/${draft.id}` : `/report/${draft.id}`;
}

/** The number that is answered day and night, before any question about danger. */
export function emergency(request: Request): Markup {
  const phone = request.server.node.emergencyPhone;
  const call =
    phone === undefined
      ? html`<p>${T.noNumber}</p>`
      : html`<p>${T.emergency}</p><p class="number">${phoneLink(phone)}</p><p>${T.emergencyAfter}</p>`;
  return html`<section class="emergency" aria-label="${T.emergency}">${call}</section>`;
}

export async function sendStart(
  services: ReportServices,
  request: Request,
  reply: Reply,
  errors: FieldErrors,
  link: LinkValues = NO_LINK,
): Promise<Reply> {
  const names = await namesFor(services);
  const body = html`${errorSummary(errors)}${pageHead({ title: T.title })}<div class="stack loose">
${emergency(request)}${proposalSection(link, names)}
<div class="aside"><div class="stack loose"><section class="stack tight" aria-labelledby="start"><h2 id="start">${T.start}</h2><p>${T.startLead}</p>${start(services, request, reply, link)}</section>
${await unsigned(services, request, reply)}
${await resume(services, request, reply, errors)}
${offline()}
<p class="no-print"><a href="/report/link">${FORM_LINK_TEXTS.build.offer}</a></p></div>
${await preflightSection(services, request)}</div></div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

function start(services: PageServices, request: Request, reply: Reply, link: LinkValues): Markup {
  const { signedIn } = request;
  if (signedIn === null)
    return html`<p>${T.signInFirst}</p><p>${linkButton(T.signInButton, `/sign-in?next=${encodeURIComponent(addressOf(link))}`)}</p>`;
  if (!may(services, request, `author:${ALERT}`))
    return html`<p>${sentence(T.noMandate, { party: said(signedIn.partyName) })}</p>`;
  const has = Object.keys(link.fields).length > 0;
  const fields = html`${hiddenFields(link.fields)}${button(has ? FORM_LINK_TEXTS.start.button : T.startButton)}`;
  return form(request, reply, { action: '/report', look: 'inline' }, fields);
}

async function resume(
  services: PageServices,
  request: Request,
  reply: Reply,
  errors: FieldErrors,
): Promise<Markup> {
  const person = personOf(request);
  const drafts =
    person === undefined
      ? []
      : (await listDrafts(workspaceOf(services, person))).filter(
          ({ progress }) => progress?.answered !== undefined,
        );
  const names = await namesFor(services);
  const field = textField({
    name: 'code',
    label: T.resumeCode,
    help: plainSentence(S.resumeHelp, { hours: CODE_HOURS }),
    width: 'short',
    spellcheck: false,
    error: errors.get('code'),
  });
  return html`<section class="stack" aria-labelledby="resume"><h2 id="resume">${T.resume}</h2><p>${S.resumeLead}</p>
${form(request, reply, { action: '/report/resume' }, html`${field}<p>${button(T.resumeButton, 'second')}</p>`)}
${
  drafts.length > 0 &&
  html`<div class="stack tight"><h3>${T.openDrafts}</h3><ul class="plain">${drafts.map((draft) => html`<li><a href="/report/${draft.id}">${draftTitle(draft, names.state)}</a></li>`)}</ul></div>`
}</section>`;
}

/** For whoever has no sign-in: the same questions, beside the way that asks for one. */
async function unsigned(services: ReportServices, request: Request, reply: Reply): Promise<Markup | false> {
  const [receiver] = await receiversHere(services);
  if (request.signedIn !== null || receiver === undefined) return false;
  return html`<section class="stack tight" aria-labelledby="unsigned"><h2 id="unsigned">${S.unsignedTitle}</h2><p>${sentence(S.unsignedLead, { party: said(receiver.name) })}</p>
${form(request, reply, { action: '/report/unsigned', look: 'inline' }, button(S.unsignedButton, 'second'))}</section>`;
}

/** For whoever has soon no network. */
function offline(): Markup {
  return html`<section class="stack tight" aria-labelledby="offline"><h2 id="offline">${S.offlineTitle}</h2><p>${S.offlineLead}</p>
<ul class="plain"><li><a href="/report/offline">${S.offlineLink}</a></li><li><a href="/report/sealed">${S.sealedLink}</a></li></ul></section>`;
}

async function preflightSection(services: ReportServices, request: Request): Promise<Markup> {
  const P = REPORT_TEXTS.preflight;
  const person = personOf(request);
  const recipient =
    person === undefined
      ? ((await receiversHere(services))[0]?.party ?? null)
      : await authorityFor(services, person.party);
  const tested = await preflight(services, person?.party ?? null, recipient);
  const names = await namesFor(services);
  const to =
    recipient === null
      ? P.nobody
      : sentence(P.to, { party: html`<strong>${said(names.party(recipient))}</strong>` });
  const steps = tested.results.map(({ of, state }) => ({ state, sentence: P[of][state] }));
  return html`<section class="stack tight" aria-labelledby="preflight" id="tested"><h2 id="preflight">${P.title}</h2><p class="note">${when(tested.testedAt)}. ${P.lead}</p><p>${to}</p>${stepList(steps)}</section>`;
}

function draftTitle(draft: WorkspaceDraft, stateName: (code: string) => string): Markup {
  const about = draftContent(draft, stateName);
  return html`${sentence(T.unnamed, { when: when(draft.updatedAt) })}${about !== undefined && html`: ${about}`}`;
}

/** The kind, service and states that a draft speaks of; undefined where it says none of them yet. */
export function draftContent(draft: WorkspaceDraft, stateName: (code: string) => string): Markup | undefined {
  const states = draft.claims.affected_states;
  const where = Array.isArray(states)
    ? listText(
        currentLanguage(),
        states.filter((code) => code !== DONT_KNOW).map((code) => stateName(String(code))),
      )
    : '';
  const { incident_type: kind, service } = draft.claims;
  const parts = [
    ...(typeof kind === 'string' && isRsitId(kind) ? [html`${RSIT[kind].label}`] : []),
    ...(typeof service === 'string' && service !== '' ? [said(service)] : []),
    ...(where === '' ? [] : [html`${where}`]),
  ];
  return parts.length === 0 ? undefined : html`${parts.map((part, at) => html`${at > 0 && ' · '}${part}`)}`;
}
