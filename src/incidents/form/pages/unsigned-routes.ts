import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import { clientOf } from '#http/client-address.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { startReport } from '#http/cookies.ts';
import { refused } from '#http/problem.ts';
import { whoIn } from '#incidents/form/sealed.ts';
import { placesForUnsent } from '#incidents/form/unsent.ts';
import { keepUnsigned } from '#incidents/form/unsigned.ts';
import { protectionOf } from '#incidents/protection.ts';
import {
  endReportPasses,
  openReportPass,
  UNSIGNED_PERSON,
  UNSIGNED_WORKSPACE,
} from '#parties/guests/report-pass.ts';
import type { Party } from '#parties/view.ts';
import { CALLER_NAME_CHARACTERS } from '#parties/workspace/telephone.ts';
import { createDraft, discardDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { draftParams, fieldsOf } from '#site/form-body.ts';
import { namesFor, noPerson } from '#site/services.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { radios, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { foldedProtection } from './alert-address.ts';
import { answersList } from './alert-answers.ts';
import { isUnsigned, reporterAt, requireReporter } from './alert-author.ts';
import { alertOf, answersOf, contentFor, progressOf } from './alert-draft.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { stateOf } from './draft-duties.ts';
import { receiversHere } from './receivers.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = REPORT_TEXTS.send;
const DESK = { party: UNSIGNED_WORKSPACE, person: UNSIGNED_PERSON } as const;
const WHO_FIELDS = ['reporter_name', 'reporter_organisation', 'reporter_phone'] as const;

/** Reporting without a sign-in: the same five questions; then a duty officer has it, and signs for it. */
export function unsignedPages(app: App, services: ReportServices): void {
  const place = placesForUnsent(services.connection, () => services.ledger.now());
  app.post('/report/unsigned', { config: { rate: 'sign-in' } }, async (request, reply) => {
    const { connection, ledger } = services;
    const room = await place(clientOf(request));
    if (!room.ok) return refused(reply, room.refusal);
    const workspace = { connection, ...DESK };
    const caseId = caseIdFrom(`unsigned ${request.idempotencyKey ?? crypto.randomUUID()}`);
    const empty = contentFor({ party: DESK.party, case: caseId, claims: {} }, {}, progressOf({}), null);
    const wanted = { type: 'incident-alert', case: caseId, cameBy: 'unsigned', ...empty } as const;
    const draft = await createDraft(workspace, wanted, ledger.now());
    if (!draft.ok) return refused(reply, draft.refusal);
    startReport(reply, await openReportPass(connection, { draft: draft.value.id, ...DESK }, ledger.now()));
    return seeOther(reply, `/report/${draft.value.id}/danger`);
  });

  const settings = { preHandler: requireReporter(services), schema: { params: Type.Object(draftParams) } };
  app.get('/report/:id/send', settings, async (request, reply) => {
    const draft = await unsentAt(services, request, reply, request.params.id);
    return draft === undefined ? reply : sendForm(services, request, reply, draft, {}, NO_ERRORS);
  });

  app.post('/report/:id/send', settings, async (request, reply) => {
    const draft = await unsentAt(services, request, reply, request.params.id);
    return draft === undefined ? reply : handOver(services, request, reply, draft);
  });
}

/** The draft as long as it is one without a signature and not sent yet; else the reply has been given. */
async function unsentAt(
  services: ReportServices,
  request: Request,
  reply: Reply,
  id: string,
): Promise<WorkspaceDraft | undefined> {
  const reporter = await reporterAt(services, request, id);
  if (reporter === undefined || !isUnsigned(reporter)) {
    void refused(reply, noPerson);
    return undefined;
  }
  const draft = await alertOf(services, reporter, id);
  if (draft.ok) return draft.value;
  void refused(reply, draft.refusal);
  return undefined;
}

type Typed = Readonly<Record<string, string>>;

async function handOver(
  services: ReportServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
): Promise<Reply> {
  const { connection, ledger } = services;
  const fields = fieldsOf(request.body);
  const typed: Typed = Object.fromEntries(
    [...WHO_FIELDS, 'to'].map((name) => [name, [fields[name] ?? ''].flat()[0] ?? '']),
  );
  const receivers = await receiversHere(services);
  const to = receivers.find(({ party }) => party === typed.to) ?? receivers[0];
  if (to === undefined)
    return sendForm(services, request, refusedForm(reply), draft, typed, new Map([['', T.nobody]]));
  const kept = await keepUnsigned(
    connection,
    to.party,
    {
      id: draft.id,
      way: 'form',
      answers: draft.state === 'discarded' ? {} : answersOf(draft),
      answered: progressOf(draft).answered,
      ...whoIn(typed),
      remarks: [],
      client: clientOf(request),
    },
    ledger.now(),
  );
  if (!kept.ok) {
    const errors = refusalErrors(kept.refusal, [...WHO_FIELDS]);
    return sendForm(services, request, refusedForm(reply, kept.refusal.code), draft, typed, errors);
  }
  // A crash here leaves the answers twice; sent again, they are the draft that is there already.
  if (draft.state === 'open') await discardDraft({ connection, ...DESK }, draft.id, draft.version, ledger.now());
  await endReportPasses(connection, draft.id);
  return seeOther(reply, `/report/sent/${kept.value.code}`);
}

async function sendForm(
  services: ReportServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const receivers = await receiversHere(services);
  const field = (name: (typeof WHO_FIELDS)[number], label: string, help?: string) =>
    textField({
      name,
      label,
      ...(help === undefined ? {} : { help }),
      optional: true,
      value: typed[name],
      maxLength: CALLER_NAME_CHARACTERS,
    });
  const fields = html`${receivers.length > 1 && whom(receivers, typed.to)}
${field('reporter_name', T.name)}${field('reporter_organisation', T.organisation)}${field('reporter_phone', T.phone, T.phoneHelp)}
${receivers.length === 1 && html`<p>${sentence(T.what, { party: said(receivers[0]!.name) })}</p>`}${actions(button(T.button))}`;
  const body = html`${backLink(ALERT_TEXTS.question.back, `/report/${draft.id}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack loose"><section class="stack tight narrow" aria-labelledby="answers"><h2 id="answers">${ALERT_TEXTS.check.answers}</h2>${answersList(draft, await namesFor(services))}</section>
${foldedProtection(protectionOf(await stateOf(services, draft.party), draft.type))}
${receivers.length === 0 ? notice(T.nobody, html``, 'wrong') : form(request, reply, { action: `/report/${draft.id}/send` }, fields)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

function whom(receivers: readonly Party[], chosen: string | undefined): Markup {
  const choices = receivers.map(({ party, name }, at) => ({
    value: party,
    label: name,
    words: 'name' as const,
    checked: chosen === party || (at === 0 && !receivers.some((one) => one.party === chosen)),
  }));
  return radios({ name: 'to', label: T.to, choices });
}
