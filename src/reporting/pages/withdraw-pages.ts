import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type ReportSeen, readReport } from '#reporting/report-seen.ts';
import { REPORT_WITHDRAWAL_REASONS } from '#reporting/statements.ts';
import { withdrawReport } from '#reporting/taking-back.ts';
import { WITHDRAW_TEXTS as T } from '#reporting/withdraw-texts.ts';
import { noPerson } from '#site/services.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, radios } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { reportParams } from './report-receipt.ts';
import { type ReportPageServices, seatedAt } from './report-services.ts';

const FIELD_LIMIT_CHARACTERS = 8_000;
const Field = Type.Optional(Type.String({ maxLength: FIELD_LIMIT_CHARACTERS }));
const Withdrawal = Type.Object({ reason: Field, summary: Field });
type Typed = { readonly reason?: string; readonly summary?: string };

/** `/reports/<digest>/withdraw`: why a signed report is taken back, and what that does to its clock. */
export function withdrawReportPages(app: App, services: ReportPageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get(
    '/reports/:digest/withdraw',
    { ...signedIn, schema: { params: reportParams } },
    async (request, reply) => {
      const report = readReport(
        await services.reader.statement(request.params.digest, request.viewer),
        services.book,
      );
      return report.ok ? sendForm(request, reply, report.value, {}, NO_ERRORS) : refused(reply, report.refusal);
    },
  );

  app.post(
    '/reports/:digest/withdraw',
    { ...signedIn, schema: { params: reportParams, body: Withdrawal } },
    async (request, reply) => {
      const seated = seatedAt(request);
      if (seated === undefined) return refused(reply, noPerson);
      const { digest } = request.params;
      const report = readReport(await services.reader.statement(digest, request.viewer), services.book);
      if (!report.ok) return refused(reply, report.refusal);
      const typed = request.body as Typed;
      const reason = REPORT_WITHDRAWAL_REASONS.find((known) => known === typed.reason);
      if (reason === undefined) {
        return sendForm(request, refusedForm(reply), report.value, typed, new Map([['reason', T.chooseReason]]));
      }
      const wanted = { reason, summary: typed.summary?.trim() ?? '' };
      const done = await withdrawReport(
        services,
        seated.person,
        request.viewer,
        digest,
        wanted,
        request.idempotencyKey,
      );
      if (done.ok) return seeOther(reply, `/reports/${digest}`);
      const errors = refusalErrors(done.refusal, ['reason', 'summary']);
      return sendForm(request, refusedForm(reply, done.refusal.code), report.value, typed, errors);
    },
  );
}

function sendForm(request: Request, reply: Reply, report: ReportSeen, typed: Typed, errors: FieldErrors): Reply {
  const { shown, of } = report;
  const choices = REPORT_WITHDRAWAL_REASONS.map((value) => ({
    value,
    label: T.reasons[value],
    checked: typed.reason === value,
    ...(value === 'false-alarm' ? { help: T.alarmHelp } : {}),
  }));
  const fields = html`${radios({ name: 'reason', label: T.reason, error: errors.get('reason'), choices })}
${areaField({ name: 'summary', label: T.summary, optional: true, rows: 3, value: typed.summary, error: errors.get('summary') })}
${actions(button(T.button, 'grave'))}`;
  const lead = plainSentence(T.lead, { law: of.regime.title, stage: of.stage.name });
  const body = html`${backLink(T.crumb, `/reports/${shown.digest}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead })}
<p>${T.effect}</p>${form(request, reply, { action: `/reports/${shown.digest}/withdraw` }, fields)}`;
  return sendPage(request, reply, { title: T.title, section: 'cases', body });
}
