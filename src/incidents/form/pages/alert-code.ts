import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { startReport } from '#http/cookies.ts';
import { refused } from '#http/problem.ts';
import { CODE_HOURS, issueReportCode, openReportPass, redeemReportCode } from '#parties/guests/report-pass.ts';
import { resumeDraft } from '#parties/workspace/workspace.ts';
import { draftParams } from '#site/form-body.ts';
import { noPerson, personOf, workspaceOf } from '#site/services.ts';
import { html } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { refusalText } from '#web/parts/errors.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { reporterAt, requireReporter } from './alert-author.ts';
import { alertOf } from './alert-draft.ts';
import { draftPath, sendStart } from './alert-start.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = REPORT_TEXTS.code;
const MAX_CODE_CHARACTERS = 40;

/** Leaving a report and coming back to it by a code, also on another device and without a sign-in. */
export function alertCodePages(app: App, services: ReportServices): void {
  const params = Type.Object(draftParams);
  app.post(
    '/report/:id/code',
    { preHandler: requireReporter(services), schema: { params }, config: { rate: 'sign-in' } },
    async (request, reply) => {
      const { id } = request.params;
      const reporter = await reporterAt(services, request, id);
      if (reporter === undefined) return refused(reply, noPerson);
      const draft = await alertOf(services, reporter, id);
      if (!draft.ok) return refused(reply, draft.refusal);
      if (draft.value.state !== 'open') return seeOther(reply, draftPath(draft.value));
      const held = { draft: id, party: reporter.party, person: reporter.person };
      return sendCode(request, reply, id, await issueReportCode(services.connection, held, services.ledger.now()));
    },
  );

  const Code = Type.Object({ code: Type.String({ maxLength: MAX_CODE_CHARACTERS }) });
  app.post('/report/resume', { schema: { body: Code }, config: { rate: 'sign-in' } }, (request, reply) =>
    resume(services, request, reply, request.body.code),
  );
}

async function resume(services: ReportServices, request: Request, reply: Reply, typed: string): Promise<Reply> {
  const { connection, ledger } = services;
  const person = personOf(request);
  // A draft's own code opens it for whoever is signed in for its party; it is no secret of anybody else.
  const own = person === undefined ? undefined : await resumeDraft(workspaceOf(services, person), typed);
  if (own?.ok) return seeOther(reply, draftPath(own.value));
  const held = await redeemReportCode(connection, typed, ledger.now());
  if (!held.ok) {
    const errors = new Map([['code', refusalText(held.refusal)]]);
    return sendStart(services, request, refusedForm(reply, held.refusal.code), errors);
  }
  if (person?.party !== held.value.party)
    startReport(reply, await openReportPass(connection, held.value, ledger.now()));
  return seeOther(reply, `/report/${held.value.draft}`);
}

function sendCode(request: Request, reply: Reply, id: string, code: string): Reply {
  const body = html`${backLink(ALERT_TEXTS.question.back, `/report/${id}`)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack narrow"><p class="reference" id="code">${code}</p><p>${plainSentence(T.limits, { hours: CODE_HOURS })}</p>
<p>${linkButton(ALERT_TEXTS.question.back, `/report/${id}`, 'second')}</p></div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}
