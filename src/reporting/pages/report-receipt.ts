import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { withinSentence } from '#obligations/clocks/addressee-words.ts';
import { type Filing, filingsIn, takenBackIn } from '#reporting/declared.ts';
import { giveToAddressees, OTHER_WAYS, type OtherWay, writeDownFiling } from '#reporting/filing.ts';
import { type ReportSeen, readReport } from '#reporting/report-seen.ts';
import { WITHDRAW_TEXTS } from '#reporting/withdraw-texts.ts';
import { may, namesFor, noPerson } from '#site/services.ts';
import { currentLanguage } from '#speaking';
import { instantFrom } from '#statement/instant-text.ts';
import { Digest } from '#statement/statement-type.ts';
import { listText } from '#texts/icu.ts';
import { LANGUAGE_FACTS, LANGUAGES } from '#texts/languages.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { notice } from '#web/parts/notice.ts';
import { plainWhen } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type ReportPageServices, seatedAt, stagePath } from './report-services.ts';
import { REPORTING_TEXTS } from './texts.ts';

const T = REPORTING_TEXTS.receipt;
export const reportParams = Type.Object({ digest: Digest });
const LINE_LIMIT_CHARACTERS = 400;
const FilingForm = Type.Object({
  role: Type.Optional(Type.String({ maxLength: 61 })),
  way: Type.Optional(Type.Enum([...OTHER_WAYS])),
  filed_at: Type.Optional(Type.String({ maxLength: 60 })),
  reference: Type.Optional(Type.String({ maxLength: LINE_LIMIT_CHARACTERS })),
});
type TypedFiling = { role?: string; way?: string; filed_at?: string; reference?: string };

type At = {
  readonly report: ReportSeen;
  readonly filings: readonly Filing[];
  readonly own: boolean;
  /** The statement by which it was taken back. */
  readonly takenBackBy: string | undefined;
};

/** `/reports/<digest>`: what was signed, where it was filed, what to take along; a page, never a message that fades. */
export function reportReceiptPages(app: App, services: ReportPageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params: reportParams } };
  app.get('/reports/:digest', settings, async (request, reply) => {
    const at = await atReport(services, request, reply, request.params.digest);
    return at === undefined ? reply : sendReceipt(services, request, reply, at, {}, NO_ERRORS);
  });

  app.post('/reports/:digest/give', settings, async (request, reply) => {
    const seated = seatedAt(request);
    if (seated === undefined) return refused(reply, noPerson);
    const given = await giveToAddressees(services, seated.person, request.viewer, request.params.digest);
    if (!given.ok) return refused(reply, given.refusal);
    const failed = given.value.find((one) => one.refused !== undefined);
    if (failed?.refused === undefined) return seeOther(reply, `/reports/${request.params.digest}`);
    const at = await atReport(services, request, reply, request.params.digest);
    const errors = new Map([['', failed.refused.sentence]]);
    return at === undefined
      ? reply
      : sendReceipt(services, request, refusedForm(reply, failed.refused.code), at, {}, errors);
  });

  app.post(
    '/reports/:digest/filed',
    { preHandler: app.requireActor, schema: { params: reportParams, body: FilingForm } },
    async (request, reply) => writeDown(services, request, reply, request.params.digest, request.body),
  );
}

async function writeDown(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  digest: string,
  typed: TypedFiling,
): Promise<Reply> {
  const seated = seatedAt(request);
  if (seated === undefined) return refused(reply, noPerson);
  const at = instantIn(typed.filed_at ?? '');
  const reference = typed.reference?.trim() ?? '';
  const again = async (code: string | undefined, errors: FieldErrors) => {
    const seen = await atReport(services, request, reply, digest);
    return seen === undefined
      ? reply
      : sendReceipt(services, request, refusedForm(reply, code), seen, typed, errors);
  };
  if (at === undefined) return again(undefined, new Map([['filed_at', T.atWrong]]));
  const written = await writeDownFiling(
    services,
    seated.person,
    request.viewer,
    digest,
    {
      role: typed.role ?? '',
      way: (typed.way ?? 'portal') as OtherWay,
      at,
      ...(reference === '' ? {} : { reference }),
    },
    request.idempotencyKey,
  );
  if (written.ok) return seeOther(reply, `/reports/${digest}`);
  return again(written.refusal.code, refusalErrors(written.refusal, ['role', 'filed_at', 'way', 'reference']));
}

/** A browser's own field for times has no zone; the page says that it is UTC. */
function instantIn(text: string): Temporal.Instant | undefined {
  const zoned = /T\d{2}:\d{2}(?::\d{2})?$/.test(text.trim()) ? `${text.trim()}Z` : text.trim();
  return instantFrom(zoned);
}

async function atReport(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  digest: string,
): Promise<At | undefined> {
  const report = readReport(await services.reader.statement(digest, request.viewer), services.book);
  if (!report.ok) {
    void refused(reply, report.refusal);
    return undefined;
  }
  const { shown, of, case: caseId } = report.value;
  const inCase = caseId === null ? [] : await services.reader.case(caseId, request.viewer);
  const filings = filingsIn(inCase, shown.issuer, { regime: of.regime.id, stage: of.stage.id }).filter(
    (filing) => filing.report === digest,
  );
  const takenBackBy = takenBackIn(inCase, shown.issuer).get(digest);
  return { report: report.value, filings, own: request.viewer.party === shown.issuer, takenBackBy };
}

async function sendReceipt(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  at: At,
  typed: TypedFiling,
  errors: FieldErrors,
): Promise<Reply> {
  const { report, takenBackBy } = at;
  const own = at.own && takenBackBy === undefined;
  const { shown, of } = report;
  const { party: partyName } = await namesFor(services);
  const lead = sentence(T.lead, {
    law: of.regime.title,
    stage: of.stage.name,
    party: said(partyName(shown.issuer)),
  });
  const open = report.addressees.filter(
    ({ name, party }) => !at.filings.some((one) => (one.party ?? one.name) === (party ?? name)),
  );
  const body = html`${errorSummary(errors)}<div class="receipt"><h1>${T.title}</h1><p>${lead}</p><div><p>${T.digest}</p><p class="reference">${shown.digest}</p></div></div>
<div class="stack loose narrow after">${takenBackBy !== undefined && takenBackNotice(takenBackBy, at)}${own && openNotices(open, partyName, request, reply, shown.digest)}
<section class="stack tight" aria-labelledby="filings"><h2 id="filings">${T.filings}</h2>
<ul class="plain">${at.filings.map((filing) => html`<li>${filingLine(filing, partyName)}</li>`)}</ul></section>
${downloads(shown.digest)}${own && open.length > 0 && writeDownForm(request, reply, at, typed, errors)}
<section class="stack tight" aria-labelledby="next"><h2 id="next">${T.next}</h2><ol class="plain">${T.nextSteps.map((step) => html`<li>${step}</li>`)}</ol></section>
<div class="actions row">${report.case !== null && html`${linkButton(REPORTING_TEXTS.list.toCase, `/cases/${report.case}`)}${at.own && linkButton(T.toList, `/report-once/${report.case}`, 'second')}${own && may(services, request, 'author:report-withdrawal') && linkButton(WITHDRAW_TEXTS.link, `/reports/${shown.digest}/withdraw`, 'second')}`}</div></div>`;
  return sendPage(request, reply, { title: T.title, section: 'cases', body });
}

function takenBackNotice(by: string, { report, own }: At): Markup {
  const { of, case: caseId } = report;
  const W = WITHDRAW_TEXTS;
  const statement = html`<a href="/statements/${by}">${W.withdrawal}</a>`;
  const anew =
    own &&
    caseId !== null &&
    html`<p><a href="${stagePath(caseId, of.regime.id, of.stage.id)}">${W.again}</a></p>`;
  return notice(W.withdrawn, html`<p>${sentence(W.withdrawnBody, { statement })}</p>${anew}`, 'wrong');
}

/** Parties here that do not have it yet, and authorities that take reports elsewhere. */
function openNotices(
  open: ReportSeen['addressees'],
  partyName: (did: string) => string,
  request: Request,
  reply: Reply,
  digest: string,
): Markup {
  const again = form(
    request,
    reply,
    { action: `/reports/${digest}/give`, look: 'inline' },
    button(T.giveAgain, 'second'),
  );
  const here = open.flatMap(({ party }) => (party === undefined ? [] : [partyName(party)]));
  const elsewhere = open.flatMap(({ name, party }) => (party === undefined ? [withinSentence(name)] : []));
  return html`${here.map((name) => notice(sentence(T.notGiven, { name: said(name) }), html`<p>${T.notGivenBody}</p>${again}`, 'wrong'))}
${elsewhere.length > 0 && notice(T.elsewhere, html`<p>${sentence(T.elsewhereBody, { names: english(listText(currentLanguage(), elsewhere)) })}</p>`, 'wait')}`;
}

function filingLine(
  { party, name, way, filedAt, reference, digest }: Filing,
  partyName: (did: string) => string,
): Markup {
  const ways: Readonly<Record<string, string>> = T.ways;
  const at = instantIn(filedAt);
  const line = sentence(T.filedWith, {
    name: said(party === null ? (name ?? '') : partyName(party)),
    when: at === undefined ? said(filedAt) : plainWhen(at),
    way: ways[way] ?? way,
  });
  return html`${line}${reference !== null && html` (${sentence(T.reference, { reference: said(reference) })})`} <a href="/statements/${digest}">${T.proof}</a>`;
}

function downloads(digest: string): Markup {
  const pdfs = LANGUAGES.map(
    (language) =>
      html`<li><a href="/api/v1/reports/${digest}/pdf?language=${language}" lang="en">${sentence(T.downloadPdf, { language: html`<bdi lang="${language}">${LANGUAGE_FACTS[language].name}</bdi>` })}</a></li>`,
  );
  return html`<section class="stack tight" aria-labelledby="downloads"><h2 id="downloads">${T.downloads}</h2>
<ul class="plain">${pdfs}<li><a href="/api/v1/reports/${digest}" download="${`report-${digest.slice(0, 8)}.json`}">${T.downloadJson}</a></li>
<li><a href="/api/v1/reports/${digest}/misp" download="${`report-${digest.slice(0, 8)}-misp.json`}">${T.downloadMisp}</a></li></ul>
<p class="note">${T.downloadNote}</p></section>`;
}

function writeDownForm(
  request: Request,
  reply: Reply,
  { report }: At,
  typed: TypedFiling,
  errors: FieldErrors,
): Markup {
  const roles = report.addressees.map(({ role, name }) => ({
    value: role,
    label: name,
    words: 'english' as const,
    checked: typed.role === role,
  }));
  const ways = OTHER_WAYS.map((way) => ({ value: way, label: T.ways[way], checked: typed.way === way }));
  const fields = html`${selectField({ name: 'role', label: T.role, choices: roles, error: errors.get('role') })}
${selectField({ name: 'way', label: T.way, choices: ways, error: errors.get('way') })}
${textField({ name: 'filed_at', label: T.at, help: T.atHelp, width: 'short', value: typed.filed_at, error: errors.get('filed_at') })}
${textField({ name: 'reference', label: T.referenceLabel, optional: true, value: typed.reference, error: errors.get('reference') })}
${actions(button(T.writeDownButton))}`;
  return html`<section class="stack tight" aria-labelledby="write-down"><h2 id="write-down">${T.writeDown}</h2>
${form(request, reply, { action: `/reports/${report.shown.digest}/filed` }, fields)}</section>`;
}
