import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { caseByReference, REFERENCE_IN_ADDRESS } from '#cases/pages/case-by-reference.ts';
import { undoNotice } from '#desk/pages/undo-page.ts';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type CaseSummary, summarise } from '#incidents/case/summary.ts';
import { TIMELINE_ORDERS } from '#incidents/case/timeline.ts';
import { seatOf } from '#incidents/case-reads.ts';
import { caseNoticeLinks } from '#incidents/notices/pages/notice-routes.ts';
import { holdersOf } from '#incidents/pages/holders.ts';
import { waitingProposals } from '#incidents/relay/pages/waiting-proposals.ts';
import { caseClocks } from '#obligations/clocks/pages/clock-pages.ts';
import { sayElsewhere } from '#site/pages/sayable.ts';
import { may, namesFor, type PageServices, withReferences } from '#site/services.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { Uuid } from '#statement/statement-type.ts';
import { html, plainText, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { linkButton } from '#web/parts/button.ts';
import { table } from '#web/parts/lists.ts';
import { backLink, emptyState, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { historyBody, isQuestion } from './case-answers.ts';
import { caseRow } from './case-line.ts';
import { caseBody } from './case-page.ts';
import { createCaseSight } from './case-sight.ts';
import { caseTitle } from './case-title.ts';
import { addToTimeline } from './finding-form.ts';
import { incidentCases } from './incident-cases.ts';
import { proofStates } from './proof-states.ts';
import { callReaches } from './recall-reach.ts';

const CASES_IN_A_PAGE = 25;

/** `/cases` and `/cases/<id>`: what the reader shows this viewer, and nothing else. */
export function casePages(app: App, services: PageServices): void {
  listPage(app, services);
  casePage(app, services);
}

function listPage(app: App, services: PageServices): void {
  const Page = Type.Object({ after: Type.Optional(Type.String({ maxLength: 64 })) });
  app.get('/cases', { schema: { querystring: Page } }, async (request, reply) => {
    const { after } = request.query;
    const { cases, next } = await incidentCases(services, request, { wanted: CASES_IN_A_PAGE, after });
    const ids = cases.map((one) => one.case);
    const names = await withReferences(services, request, await namesFor(services), ids);
    const rows = cases.map((one) => caseRow(one.case, one.summary, names));
    const T = INCIDENT_TEXTS.cases;
    const party = request.signedIn?.partyName;
    const lead = party === undefined ? T.leadPublic : sentence(T.lead, { party: said(party) });
    const none = emptyState(
      T.empty,
      party === undefined ? T.emptyPublic : T.emptyParty,
      linkButton(T.report, '/report', 'second'),
    );
    const body = html`${pageHead({ title: T.title, lead })}
${
  rows.length === 0 && next === undefined
    ? none
    : table(
        T.title,
        T.columns.map((label) => ({ label })),
        rows,
        true,
      )
}
${next !== undefined && html`<p class="after"><a href="/cases?after=${next}">${T.more}</a></p>`}`;
    return sendPage(request, reply, { title: T.title, section: 'cases', body });
  });
}

/** The case itself, by its number; by its reference it leads there. */
function casePage(app: App, services: PageServices): void {
  const see = createCaseSight(services.connection, services.reader);
  const params = Type.Object({ case: Type.Union([Uuid, Type.String({ pattern: REFERENCE_IN_ADDRESS })]) });
  const Choice = Type.Object({
    undo: Type.Optional(Uuid),
    events: Type.Optional(Type.Enum(['key', 'all'])),
    order: Type.Optional(Type.Enum([...TIMELINE_ORDERS])),
  });
  app.get('/cases/:case', { schema: { params, querystring: Choice } }, async (request, reply) => {
    const caseId = request.params.case;
    if (!Check(Uuid, caseId)) return caseByReference(services, request, reply, caseId);
    const [known, seat] = [await namesFor(services), await seatOf(services.connection, request.signedIn)];
    const { shown, summary, leftOut } = await see(caseId, request.viewer, seat);
    if (shown.length === 0)
      return refused(reply, { code: 'case-not-found', sentence: INCIDENT_TEXTS.case.noCase, spoken: true });
    const names = await withReferences(services, request, known, [caseId]);
    const { events = 'key', order = 'logged', undo } = request.query;
    const body = caseBody({
      caseId,
      summary,
      holders: holdersOf(shown),
      proofs: await proofStates(services.connection, shown),
      choice: { events, order },
      names,
      labelOf: typeLabel,
      signedIn: request.signedIn !== null,
      now: services.ledger.now(),
      clocks: await caseClocks(services, request, caseId, shown),
      waiting: await waitingProposals(services, request, caseId),
      more: caseNoticeLinks(services, request, caseId),
      elsewhere: sayElsewhere(services, request, caseId),
      shown,
      leftOut,
      reaches: await callReaches(services.connection, request.viewer.party, shown),
      links: services.parts.caseLinks(request, caseId),
      beside: await services.parts.besideCase(request, reply, caseId),
      undo: await undoNotice(services, request, reply, undo),
      add: mayAdd(services, request, summary) && addToTimeline(request, reply, caseId),
    });
    const title = plainText(caseTitle(summary, names, caseId));
    return sendPage(request, reply, { title, section: 'cases', liveCase: caseId, body });
  });
}

/** `/cases/<id>/answers/<question>`: everything that was ever said to one question, replaced and withdrawn words too. */
export function answerPages(app: App, services: PageServices): void {
  const params = Type.Object({ case: Uuid, question: Type.String({ pattern: '^[a-z]{2,20}$' }) });
  app.get('/cases/:case/answers/:question', { schema: { params } }, async (request, reply) => {
    const { case: caseId, question } = request.params;
    const shown = await services.reader.case(caseId, request.viewer);
    if (shown.length === 0 || !isQuestion(question)) {
      return refused(reply, { code: 'case-not-found', sentence: INCIDENT_TEXTS.case.noCase, spoken: true });
    }
    const [names, seat] = [await namesFor(services), await seatOf(services.connection, request.signedIn)];
    const answer = summarise(shown, seat).answers[question];
    const title = plainSentence(INCIDENT_TEXTS.case.answersTitle, {
      question: INCIDENT_TEXTS.case.questions[question],
    });
    const body = html`${backLink(INCIDENT_TEXTS.statement.crumb, `/cases/${caseId}`)}${pageHead({ title })}${historyBody(question, answer, { names, shown, labelOf: typeLabel })}`;
    return sendPage(request, reply, { title, section: 'cases', body });
  });
}

/** An update adds to a report of one's own that stands; others answer with statements of their own. */
function mayAdd(services: PageServices, request: Request, { speakers, status }: CaseSummary): boolean {
  const open = status.state === 'open' || status.state === 'updated';
  const speaks = speakers.some(({ party }) => party === request.viewer.party);
  return open && speaks && may(services, request, 'author:incident-update');
}
