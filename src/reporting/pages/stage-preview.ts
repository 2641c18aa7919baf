import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { withLaw } from '#incidents/case/pages/law-names.ts';
import { recipientOf } from '#incidents/case-reads.ts';
import { protectionSection } from '#incidents/form/pages/alert-address.ts';
import { previewTable } from '#incidents/pages/preview-table.ts';
import { preview, type Recipient } from '#incidents/preview.ts';
import { protectionOf } from '#incidents/protection.ts';
import type { Outcome } from '#outcome.ts';
import { proposeDraft, reopenDraft, statementOf, submitDraft } from '#parties/workspace/approval.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { giveToAddressees } from '#reporting/filing.ts';
import { isStale, progressOf, saveReport } from '#reporting/report-drafts.ts';
import { withAdditions } from '#reporting/stage-sight.ts';
import { regulatoryReport } from '#reporting/statements.ts';
import { namesFor } from '#site/services.ts';
import { USES } from '#statement/marking.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { form } from '#web/parts/form.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type ReportPageServices, stagePath } from './report-services.ts';
import { ruledOutNotice } from './ruled-out-notice.ts';
import { type AtStage, atStage, stageParams } from './stage-form.ts';
import { REPORTING_TEXTS } from './texts.ts';

const T = REPORTING_TEXTS.preview;
const Version = Type.Object({ version: Type.String({ pattern: '^[0-9]{1,9}$' }) });

type AtDraft = AtStage & { readonly draft: WorkspaceDraft };

/** `…/preview`: field by field what each addressee will see, then counsel or signature. */
export function stagePreviewPages(app: App, services: ReportPageServices): void {
  const base = '/report-once/:case/:regime/:stage';
  const seen = { preHandler: app.requireActor, schema: { params: stageParams } };
  app.get(`${base}/preview`, seen, async (request, reply) => {
    const at = await atDraft(services, request, reply, request.params);
    return at === undefined ? reply : sendPreview(services, request, reply, at, NO_ERRORS);
  });

  const acting = { preHandler: app.requireActor, schema: { params: stageParams, body: Version } };
  app.post(`${base}/sign`, acting, async (request, reply) => {
    const at = await atDraft(services, request, reply, request.params);
    return at === undefined ? reply : sign(services, request, reply, at, Number(request.body.version));
  });

  for (const act of ['counsel', 'reopen', 'take-over'] as const) {
    app.post(`${base}/${act}`, acting, async (request, reply) => {
      const at = await atDraft(services, request, reply, request.params);
      if (at === undefined) return reply;
      const done = await ACTS[act](services, at, { id: at.draft.id, version: Number(request.body.version) });
      return done.ok ? seeOther(reply, pathOf(at, '/preview')) : refused(reply, done.refusal);
    });
  }
}

type Act = (
  services: ReportPageServices,
  at: AtDraft,
  seen: { id: string; version: number },
) => Promise<Outcome<WorkspaceDraft>>;

const ACTS: Readonly<Record<'counsel' | 'reopen' | 'take-over', Act>> = {
  counsel: (services, at, seen) => proposeDraft(deskAt(services, at), seen, services.ledger.now()),
  reopen: (services, at, seen) => reopenDraft(deskAt(services, at), seen, services.ledger.now()),
  'take-over': (services, at, { version }) =>
    saveReport(deskAt(services, at), at.sight, progressOf(at.draft), version, services.ledger.now()),
};

/** A preview needs something to preview; without a draft, the form comes first. */
async function atDraft(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  params: { case: string; regime: string; stage: string },
): Promise<AtDraft | undefined> {
  const at = await atStage(services, request, reply, params);
  if (at === undefined) return undefined;
  const { draft } = at;
  if (draft !== undefined) return { ...at, draft };
  void seeOther(reply, pathOf(at));
  return undefined;
}

function pathOf({ sight }: AtStage, below = ''): string {
  return stagePath(sight.case, sight.declared.regime.id, sight.stage.id, below);
}

function deskAt({ connection }: ReportPageServices, { person }: AtStage) {
  return { connection, party: person.party, person: person.person };
}

async function sign(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  at: AtDraft,
  version: number,
): Promise<Reply> {
  const seen = { id: at.draft.id, version };
  const signed = await submitDraft(deskAt(services, at), services.ledger, at.person, seen);
  if (!signed.ok) {
    const errors = refusalErrors(signed.refusal);
    return sendPreview(services, request, refusedForm(reply, signed.refusal.code), at, errors);
  }
  const { digest } = signed.value;
  // What the giving is refused for stands on the receipt, where it can be tried again.
  await giveToAddressees(services, at.person, request.viewer, digest);
  return seeOther(reply, `/reports/${digest}`);
}

async function sendPreview(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  at: AtDraft,
  errors: FieldErrors,
): Promise<Reply> {
  const { sight, draft, person } = at;
  const { regime } = sight.declared;
  const names = withLaw(await namesFor(services), services.reckoning.regimes, (name) => draft.claims[name]);
  const recipients = await recipientsOf(services, at, names.party);
  const shown = preview(statementOf(draft), regulatoryReport, recipients, request.viewer.communities);
  const { blocking } = withAdditions(sight, progressOf(draft));
  const stale = isStale(draft, sight) && draft.state === 'open';
  const protection = protectionOf(names.book.parties.get(person.party)?.territory ?? '', 'incident-report');
  const elsewhere = sight.addressees.filter(({ party }) => party === undefined);
  const act = (name: string, content: Markup) =>
    form(request, reply, { action: pathOf(at, `/${name}`), version: draft.version, look: 'inline' }, content);
  const body = html`${backLink(T.crumb, pathOf(at))}${errorSummary(errors)}
${pageHead({ title: T.title, lead: plainSentence(T.lead, { law: regime.title, stage: sight.stage.name }) })}
<div class="stack loose">${stateNotice(draft, names.party, act)}
${stale && notice(T.stale, act('take-over', button(T.takeOver, 'second')), 'wait')}
${ruledOutNotice(sight, names.state)}
${elsewhere.map(({ name }) => html`<p>${sentence(T.elsewhereNote, { name: said(name) })}</p>`)}
<section class="stack tight" aria-labelledby="fields"><h2 id="fields">${T.fields}</h2>${previewTable(shown, regulatoryReport, names)}</section>
<div class="columns">${usesSection(protection)}${protectionSection(protection)}</div>
${blocking.length === 0 && !stale && signing(draft, names.party, act)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'cases', body });
}

/** The addressees with the release they would get; an authority that is no party here sees what is filed with it. */
async function recipientsOf(
  services: ReportPageServices,
  { sight }: AtDraft,
  partyName: (did: string) => string,
): Promise<readonly Recipient[]> {
  const told = await Promise.all(
    sight.addressees.map(async ({ name, party, role }): Promise<Recipient> => {
      if (party !== undefined) return { ...(await recipientOf(services, party, 'all')), name: partyName(party) };
      const id = `did:web:${role}.invalid`;
      const viewer = { ...PUBLIC_VIEWER, party: id };
      return { id, name: plainSentence(T.elsewhere, { name }), viewer, grant: { to: id, claims: 'all' } };
    }),
  );
  const others = { id: 'others', name: T.others, viewer: { ...PUBLIC_VIEWER, party: 'did:web:another.invalid' } };
  return [...told, others, { id: 'public', name: T.everybody, viewer: PUBLIC_VIEWER }];
}

function usesSection({ uses }: ReturnType<typeof protectionOf>): Markup {
  const permitted = new Set<string>(
    USES.filter((use) => Object.values(regulatoryReport.claims).some(({ marking }) => marking.uses.includes(use))),
  );
  const lines = uses.filter(({ use }) => permitted.has(use));
  const others = uses.filter(({ use }) => !permitted.has(use)).map(({ for_what: what }) => what);
  return html`<section class="stack" aria-labelledby="uses"><h2 id="uses">${T.protects}</h2>
<ul class="plain">${lines.map(({ who, for_what: what }) => html`<li>${sentence(T.use, { who: english(who), what: english(what) })}</li>`)}</ul>
<p class="note">${sentence(T.unlessPermitted, { what: english(others.join(' ')) })}</p></section>`;
}

type Post = (name: string, content: Markup) => Markup;

function signing(draft: WorkspaceDraft, partyName: (did: string) => string, act: Post): Markup | false {
  if (draft.state === 'proposed' || draft.state === 'declined') return false;
  const open = draft.state === 'open';
  return html`<section class="stack tight"><p>${sentence(T.signing, { party: said(partyName(draft.party)) })}</p>
<div class="actions row">${act('sign', button(T.sign))}${open && act('counsel', button(T.counsel, 'second'))}</div>
${open && html`<p class="note">${T.counselLead}</p>`}</section>`;
}

function stateNotice(draft: WorkspaceDraft, partyName: (did: string) => string, act: Post): Markup | false {
  const back = act('reopen', button(T.takeBack, 'second'));
  const link = html`<p><a href="/drafts/${draft.id}">${T.draftLink}</a></p>`;
  switch (draft.state) {
    case 'proposed': {
      const waits = sentence(T.waitsBody, { party: said(partyName(draft.party)) });
      return notice(T.waits, html`<p>${waits}</p>${link}${back}`, 'wait');
    }
    case 'approved':
      return notice(T.approved, html`${link}${back}`, 'right');
    case 'declined':
      return notice(T.declined, html`<p>${said(draft.declinedBecause ?? '')}</p>${back}`, 'wrong');
    case 'open':
    case 'submitted':
    case 'discarded':
      return false;
  }
}
