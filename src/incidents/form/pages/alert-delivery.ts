import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { draftInCase } from '#incidents/form/draft-keeping.ts';
import { giveToOwnAuthority } from '#incidents/form/own-authority.ts';
import { type ReceiptFacts, receiptPdf } from '#incidents/form/receipt-document.ts';
import { sendDone } from '#incidents/pages/done-page.ts';
import { holdersOf } from '#incidents/pages/holders.ts';
import { accept, type Outcome } from '#outcome.ts';
import { notFound, type Seen, seeInCase } from '#site/seeing.ts';
import { namesFor, type PageServices, type Person, personOf } from '#site/services.ts';
import { currentLanguage, inLanguage } from '#speaking';
import { Digest } from '#statement/statement-type.ts';
import { LANGUAGE_FACTS, LANGUAGES, type Language } from '#texts/languages.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { form } from '#web/parts/form.ts';
import { notice } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { authorityFor } from './alert-draft.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { countedFrom, dutiesOf, dutyTable } from './draft-duties.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = ALERT_TEXTS.receipt;
const params = Type.Object({ digest: Digest });

/** What the rules refuse is told on the receipt page, where it can be tried again. */
export async function giveToAuthority(
  services: PageServices,
  request: Request,
  person: Person,
  digest: string,
): Promise<Outcome<null>> {
  const given = await giveToOwnAuthority(services, person, request.viewer, digest);
  return given.ok ? accept(null) : given;
}

/** `/statements/<digest>/receipt`: reference, position, proof, what happens next; a page, never a message that fades. */
export function alertReceiptPages(app: App, services: ReportServices): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/statements/:digest/receipt', settings, async (request, reply) => {
    const seen = await seeInCase(services, request, request.params.digest);
    return seen === null ? notFound(reply) : sendReceipt(services, request, reply, seen);
  });

  const Language = Type.Object({ language: Type.Optional(Type.Enum([...LANGUAGES])) });
  app.get(
    '/statements/:digest/receipt/pdf',
    {
      preHandler: app.requireActor,
      schema: { params, querystring: Language },
      config: { rate: 'costly' },
    },
    async (request, reply) => {
      const seen = await seeInCase(services, request, request.params.digest);
      if (seen === null) return notFound(reply);
      const language = (request.query.language ?? currentLanguage()) as Language;
      const facts = await inLanguage(language, () => receiptFacts(services, request, seen));
      const printed = await receiptPdf(services.printer, facts, language);
      if (!printed.ok) return refused(reply, printed.refusal);
      const name = `receipt-${seen.shown.digest.slice(0, 8)}-${language}.pdf`;
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Buffer.from(printed.value.pdf));
    },
  );

  app.post('/statements/:digest/give', settings, async (request, reply) => {
    const given = await giveToAuthority(services, request, personOf(request)!, request.params.digest);
    return given.ok
      ? seeOther(reply, `/statements/${request.params.digest}/receipt`)
      : refused(reply, given.refusal);
  });
}

/** What the printed receipt tells: nothing that this viewer is not shown on the page. */
async function receiptFacts(
  services: ReportServices,
  request: Request,
  { shown, caseId, inCase }: Seen & { caseId: string },
): Promise<ReceiptFacts> {
  const names = await namesFor(services);
  const authority = await authorityFor(services, shown.issuer);
  const given = holdersOf(inCase)
    .filter(({ target }) => target === shown.digest)
    .map(({ to, givenAt, receipt, read }) => ({
      ...{ to, givenAt },
      receivedAt: receipt?.at ?? null,
      readAt: read?.at ?? null,
    }));
  return {
    ...{ shown, caseId, given },
    preliminary: shown.claims.get('preliminary')?.value === true,
    authority: authority === null ? null : names.party(authority),
    duties: (await dutiesHere(services, request, { shown, caseId, inCase })).duties.rows,
    phone: request.server.node.emergencyPhone ?? null,
    party: names.party,
  };
}

/** Whoever reported told the duty finder more than the report says; that stands in the draft it was. */
async function dutiesHere(
  services: ReportServices,
  request: Request,
  { shown, caseId }: Seen & { caseId: string },
) {
  const own = shown.issuer === request.viewer.party;
  const draft = own ? await draftInCase(services.connection, shown.issuer, caseId) : undefined;
  const claims = Object.fromEntries([...shown.claims].map(([name, { value }]) => [name, value]));
  const progress = draft?.progress;
  return dutiesOf(services, { party: shown.issuer, claims, ...(progress === undefined ? {} : { progress }) });
}

/** The receipt to print, in the reader's language and each other; and whom else the law asks to tell, by when. */
async function takeAlong(
  services: ReportServices,
  request: Request,
  seen: Seen & { caseId: string },
): Promise<Markup> {
  const { shown } = seen;
  const R = REPORT_TEXTS.receipt;
  const here = currentLanguage();
  const pdf = (language: Language, words: Content) =>
    html`<a href="/statements/${shown.digest}/receipt/pdf?language=${language}">${words}</a>`;
  const named = (language: Language) => html`<bdi lang="${language}">${LANGUAGE_FACTS[language].name}</bdi>`;
  const others = LANGUAGES.filter((language) => language !== here).map(
    (language) => html`<li>${pdf(language, named(language))}</li>`,
  );
  const { duties, zone } = await dutiesHere(services, request, seen);
  return html`<section class="stack tight no-print" aria-labelledby="print"><h2 id="print">${R.print}</h2><p>${pdf(here, sentence(R.pdf, { language: named(here) }))}</p><ul class="row" aria-label="${R.otherLanguages}">${others}</ul></section>
${duties.rows.length > 0 && html`<section class="stack tight" aria-labelledby="duties"><h2 id="duties">${REPORT_TEXTS.check.duties}</h2><p class="note">${REPORT_TEXTS.duties.guidance}. ${countedFrom(duties)}</p>${dutyTable(duties, zone, services.ledger.now())}</section>`}`;
}

async function sendReceipt(
  services: ReportServices,
  request: Request,
  reply: Reply,
  seen: Seen & { caseId: string },
): Promise<Reply> {
  const names = await namesFor(services);
  const authority = await authorityFor(services, seen.shown.issuer);
  const given = holdersOf(seen.inCase).some(({ target, to }) => target === seen.shown.digest && to === authority);
  const called = authority === null ? T.noAuthority : names.party(authority);
  const again = form(
    request,
    reply,
    { action: `/statements/${seen.shown.digest}/give`, look: 'inline' },
    button(T.giveAgain, 'second'),
  );
  const missing =
    authority !== null &&
    !given &&
    notice(
      sentence(T.notDelivered, { authority: said(called) }),
      html`<p>${T.notDeliveredHelp}</p>${again}`,
      'wrong',
    );
  const finder = html`<a href="/duties">${T.finder}</a>`;
  return sendDone(request, reply, {
    title: T.title,
    lead: sentence(T.lead, { party: said(names.party(seen.shown.issuer)) }),
    shown: seen.shown,
    caseId: seen.caseId,
    warning: missing,
    more: await takeAlong(services, request, seen),
    next: T.nextSteps.map((step) => sentence(step, { authority: said(called), finder })),
  });
}
