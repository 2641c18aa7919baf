import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { recipientOf } from '#incidents/case-reads.ts';
import { previewTable } from '#incidents/pages/preview-table.ts';
import { preview, type Recipient } from '#incidents/preview.ts';
import { protectionOf } from '#incidents/protection.ts';
import { incidentAlert } from '#incidents/statements/report.ts';
import { proposeDraft, reopenDraft, statementOf, submitDraft } from '#parties/workspace/approval.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Names } from '#site/claim-value.ts';
import { draftParams } from '#site/form-body.ts';
import { namesFor, noPerson, type PageServices, personOf, workspaceOf } from '#site/services.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { form, hidden } from '#web/parts/form.ts';
import { summaryList } from '#web/parts/lists.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { foldedProtection } from './alert-address.ts';
import { answersList } from './alert-answers.ts';
import { giveToAuthority } from './alert-delivery.ts';
import { alertOf, answersOf, authorityFor, progressOf, save } from './alert-draft.ts';
import { draftPath } from './alert-start.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { countedFrom, dutiesOf, dutyTable, openWords, stateOf } from './draft-duties.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = ALERT_TEXTS.check;
const params = Type.Object(draftParams);
const Version = Type.Object({ version: Type.String({ pattern: '^[0-9]{1,9}$' }) });

/** Check answers, see what each recipient will see, ask counsel or sign. */
export function alertCheckPages(app: App, services: ReportServices): void {
  app.get('/report/:id/check', { preHandler: app.requireActor, schema: { params } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const draft = await alertOf(services, person, request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    if (draft.value.state === 'submitted') return seeOther(reply, draftPath(draft.value));
    return sendCheck(services, request, reply, draft.value, NO_ERRORS);
  });

  const settings = { preHandler: app.requireActor, schema: { params, body: Version } };
  app.post('/report/:id/sign', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const ready = await takeBack(services, request, seen);
    if (!ready.ok) return refused(reply, ready.refusal);
    const signed = await submitDraft(workspaceOf(services, person), services.ledger, person, ready.value);
    if (!signed.ok) {
      const draft = await alertOf(services, person, seen.id);
      if (!draft.ok) return refused(reply, draft.refusal);
      // Whoever comes back to this page after signing, and presses again, is shown what was signed.
      if (draft.value.state === 'submitted') return seeOther(reply, draftPath(draft.value));
      return sendCheck(
        services,
        request,
        refusedForm(reply, signed.refusal.code),
        draft.value,
        refusalErrors(signed.refusal),
      );
    }
    await giveToAuthority(services, request, person, signed.value.digest);
    return seeOther(reply, `/statements/${signed.value.digest}/receipt`);
  });

  const Reserve = Type.Object({ ...Version.properties, preliminary: Type.Enum(['yes', 'no']) });
  app.post(
    '/report/:id/reserve',
    { preHandler: app.requireActor, schema: { params, body: Reserve } },
    async (request, reply) => {
      const person = personOf(request);
      if (person === undefined) return refused(reply, noPerson);
      const draft = await alertOf(services, person, request.params.id);
      if (!draft.ok) return refused(reply, draft.refusal);
      const preliminary = request.body.preliminary === 'yes';
      const progress = { ...progressOf(draft.value), preliminary };
      const saved = await save(
        services,
        person,
        draft.value,
        Number(request.body.version),
        answersOf(draft.value),
        progress,
      );
      return saved.ok ? seeOther(reply, `/report/${draft.value.id}/check`) : refused(reply, saved.refusal);
    },
  );

  app.post('/report/:id/counsel', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = { id: request.params.id, version: Number(request.body.version) };
    const sent = await proposeDraft(workspaceOf(services, person), seen, services.ledger.now());
    return sent.ok ? seeOther(reply, `/report/${seen.id}/check`) : refused(reply, sent.refusal);
  });
}

/** A report that waits for counsel can still be signed without them: it is taken back into work first. */
async function takeBack(services: PageServices, request: Request, seen: { id: string; version: number }) {
  const person = personOf(request)!;
  const draft = await alertOf(services, person, seen.id);
  if (!draft.ok || (draft.value.state !== 'proposed' && draft.value.state !== 'declined'))
    return { ok: true, value: seen } as const;
  const open = await reopenDraft(workspaceOf(services, person), seen, services.ledger.now());
  return open.ok ? ({ ok: true, value: { id: seen.id, version: open.value.version } } as const) : open;
}

async function sendCheck(
  services: ReportServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  errors: FieldErrors,
) {
  const names = await namesFor(services);
  const recipients = await recipientsOf(services, draft, names);
  const communities = request.viewer.communities;
  const shown = preview(statementOf(draft), incidentAlert, recipients, communities);
  const state = await stateOf(services, draft.party);
  const protection = protectionOf(state, draft.type);
  const { duties, zone } = await dutiesOf(services, draft);
  const signing = html`<p>${sentence(T.signLead, { party: said(names.party(draft.party)) })}</p>
<div class="actions row">${form(request, reply, { action: `/report/${draft.id}/sign`, version: draft.version, look: 'inline' }, button(T.sign))}
${draft.state === 'open' && form(request, reply, { action: `/report/${draft.id}/counsel`, version: draft.version, look: 'inline' }, button(T.counsel, 'second'))}</div>
${draft.state === 'open' && html`<p class="note">${T.counselLead}</p>`}`;
  const body = html`${backLink(ALERT_TEXTS.question.back, `/report/${draft.id}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack loose">${counselNotice(draft, names)}
<section class="stack tight narrow" aria-labelledby="answers"><h2 id="answers">${T.answers}</h2>${answersList(draft, names)}</section>
<section class="stack tight" aria-labelledby="recipients"><h2 id="recipients">${T.recipients}</h2><p>${T.recipientsLead}</p>${previewTable(shown, incidentAlert, names)}</section>
${foldedProtection(protection)}
${usesSection(draft, protection)}
<section class="stack tight" aria-labelledby="duties"><h2 id="duties">${REPORT_TEXTS.check.duties}</h2><p class="note">${REPORT_TEXTS.duties.guidance}. ${countedFrom(duties)}</p>${dutyTable(duties, zone, services.ledger.now())}${duties.rows.length > 0 && html`<p>${openWords(duties)}</p>`}<p><a href="/report/${draft.id}/duties">${REPORT_TEXTS.check.dutiesMore}</a></p></section>
${draft.state === 'open' && reserveSection(request, reply, draft)}
<section class="stack tight">${signing}</section></div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

/** The reserve is one click, either way. */
function reserveSection(request: Request, reply: Reply, draft: WorkspaceDraft): Markup {
  const R = REPORT_TEXTS.check;
  const { preliminary } = progressOf(draft);
  const change = form(
    request,
    reply,
    { action: `/report/${draft.id}/reserve`, version: draft.version, look: 'inline' },
    html`${hidden('preliminary', preliminary ? 'no' : 'yes')}${button(preliminary ? R.makeFinal : R.makePreliminary, 'second')}`,
  );
  return html`<section class="stack tight" aria-labelledby="reserve"><h2 id="reserve">${R.reserve}</h2><p>${preliminary ? R.preliminary : R.final}</p>${change}</section>`;
}

/** Who may use the report for what, as ticked. */
function usesSection(draft: WorkspaceDraft, { uses }: ReturnType<typeof protectionOf>): Markup {
  const ticked = progressOf(draft).uses;
  const rows = uses
    .filter(({ use }) => ticked.includes(use))
    .map(({ use, who, for_what: what }) => ({
      key: ALERT_TEXTS.address.useNames[use],
      value: sentence(ALERT_TEXTS.address.use, { who: english(who), what: english(what) }),
      change: { href: `/report/${draft.id}/address`, what: ALERT_TEXTS.address.useNames[use] },
    }));
  return html`<section class="stack tight narrow" aria-labelledby="uses"><h2 id="uses">${REPORT_TEXTS.check.uses}</h2><p class="note">${ALERT_TEXTS.address.usesHelp}</p>${summaryList(rows)}</section>`;
}

async function recipientsOf(
  services: PageServices,
  draft: WorkspaceDraft,
  names: Names,
): Promise<readonly Recipient[]> {
  const authority = await authorityFor(services, draft.party);
  const given = authority === null ? [] : [await recipientOf(services, authority, 'all')];
  const others: Recipient = {
    id: 'others',
    name: T.otherStates,
    viewer: { ...PUBLIC_VIEWER, party: 'did:web:another-state.invalid' },
  };
  const everybody: Recipient = { id: 'public', name: T.public, viewer: PUBLIC_VIEWER };
  const named = given.map((one) => ({
    ...one,
    name: plainSentence(T.yourAuthority, { party: names.party(one.id) }),
  }));
  return [...named, others, everybody];
}

function counselNotice(draft: WorkspaceDraft, names: Names): Markup | false {
  switch (draft.state) {
    case 'proposed':
      return notice(
        T.counselWaits,
        html`<p>${sentence(T.counselWaitsBody, { party: said(names.party(draft.party)) })}</p>`,
        'wait',
      );
    case 'approved':
      return notice(T.counselApproved, html``, 'right');
    case 'declined':
      return notice(
        T.counselDeclined,
        html`<p>${sentence(T.counselNote, { note: said(draft.declinedBecause ?? '') })}</p>`,
        'wrong',
      );
    case 'open':
    case 'submitted':
    case 'discarded':
      return false;
  }
}
