import { Type } from 'typebox';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import { holdersOf } from '#incidents/pages/holders.ts';
import { clocksSeen } from '#obligations/clocks/sight.ts';
import { accept, type Outcome, refuseSpoken } from '#outcome.ts';
import { linesOf } from '#press/lines.ts';
import type { PrintBlock, PrintDocument, PrintText } from '#print/document.ts';
import type { Printer } from '#print/printer.ts';
import { namesFor, type PageServices } from '#site/services.ts';
import { INCIDENT_TEXTS as CASE_TEXTS } from '#site/texts.ts';
import { currentLanguage, inLanguage } from '#speaking';
import { Uuid } from '#statement/statement-type.ts';
import { traitsOf, withoutTradeSecrets } from '#statement/traits.ts';
import { message } from '#texts/catalogue.ts';
import { LANGUAGE_FACTS, LANGUAGES, type Language } from '#texts/languages.ts';
import { stateName } from '#vocabulary/states.ts';
import { attributes, type Content, html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { selectField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { summaryList } from '#web/parts/lists.ts';
import { tlpLabel } from '#web/parts/marks.ts';
import { backLink } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { type Brief, briefOf } from './brief-document.ts';
import { PRESS_TEXTS as T } from './texts.ts';

/** `/cases/<id>/brief` and `/cases/<id>/brief.pdf`: one page for a minister, in a language, as page and as PDF. */
export function briefPages(app: App, services: PageServices, printer: Pick<Printer, 'print'>): void {
  const settings = {
    preHandler: app.requireActor,
    schema: {
      params: Type.Object({ case: Uuid }),
      querystring: Type.Object({ language: Type.Optional(Type.Enum([...LANGUAGES])) }),
    },
  };
  app.get('/cases/:case/brief', settings, async (request, reply) => {
    const { language = currentLanguage() } = request.query;
    const caseId = request.params.case;
    const found = await briefFor(services, request, caseId, language);
    if (!found.ok) return refused(reply, found.refusal);
    const { document, tlp } = found.value;
    // English first: a list takes its direction from the first word in it.
    const choices = LANGUAGES.toSorted((one) => (one === 'en' ? -1 : 0)).map((value) => ({
      value,
      label: LANGUAGE_FACTS[value].name,
      words: 'name' as const,
      checked: value === language,
    }));
    const chooser = form(
      request,
      reply,
      { action: `/cases/${caseId}/brief`, method: 'get', look: 'inline', label: T.briefLanguage },
      html`${selectField({ name: 'language', label: T.briefLanguage, choices })}${button(T.briefShow, 'second')} <a href="/cases/${caseId}/brief.pdf?language=${language}">${T.briefPdf}</a>`,
    );
    const body = html`${backLink(T.crumb, `/cases/${caseId}`)}<div class="stack loose"><div class="no-print">${chooser}</div>
<article class="stack" ${attributes({ lang: language, dir: document.direction })}><p>${tlpLabel(tlp)}</p><h1>${document.title}</h1>${document.subtitle !== undefined && html`<p class="lead">${drawn(document.subtitle)}</p>`}${document.blocks.map((block) => drawBlock(block))}<p class="note">${document.foot}</p></article></div>`;
    return sendPage(request, reply, { title: T.brief, section: 'cases', body });
  });

  app.get('/cases/:case/brief.pdf', { ...settings, config: { rate: 'costly' } }, async (request, reply) => {
    const { language = currentLanguage() } = request.query;
    const caseId = request.params.case;
    const found = await briefFor(services, request, caseId, language);
    if (!found.ok) return refused(reply, found.refusal);
    const printed = await print(printer, found.value.document, language);
    if (!printed.ok) return refused(reply, printed.refusal);
    return reply
      .type('application/pdf')
      .header('content-disposition', `attachment; filename="brief-${caseId.slice(0, 8)}-${language}.pdf"`)
      .send(Buffer.from(printed.value.pdf));
  });
}

/** Where letters had to be written by their codes, the print says so. */
async function print(printer: Pick<Printer, 'print'>, document: PrintDocument, language: Language) {
  const printed = await printer.print(document);
  if (!printed.ok || printed.value.coded.length === 0) return printed;
  const coded = { kind: 'notice', text: message(language, 'reporting.coded') } as const;
  return printer.print({ ...document, blocks: [...document.blocks, coded] });
}

async function briefFor(
  services: PageServices,
  request: Request,
  caseId: string,
  language: Language,
): Promise<Outcome<Brief>> {
  const traits = traitsOf(services.ledger.types);
  const shown = (await services.reader.case(caseId, request.viewer)).map((said) =>
    withoutTradeSecrets(traits, said),
  );
  if (shown.length === 0) return refuseSpoken('case-not-found', CASE_TEXTS.case.noCase);
  const names = await namesFor(services);
  const { obligations } = await clocksSeen(services, request.viewer, caseId, shown);
  const { node } = request.server;
  const now = services.ledger.now();
  const ground = {
    caseId,
    shown,
    summary: summarise(shown, await seatOf(services.connection, request.signedIn)),
    obligations,
    holders: holdersOf(shown),
    lines: linesOf(shown, now),
    parties: names.book.parties,
    party: names.party,
    reckoning: services.reckoning,
    viewer: request.signedIn!.actor.party,
    now,
    exercise: node.exercise ? node.realm : null,
  };
  return accept(
    inLanguage(language, () =>
      briefOf(ground, { language, stateName: (code) => services.stateNames[code] ?? stateName(code, language) }),
    ),
  );
}

/** The same document that is printed, as a page. */
function drawBlock(block: PrintDocument['blocks'][number]): Markup {
  switch (block.kind) {
    case 'heading':
      return html`<h2>${drawn(block.text)}</h2>`;
    case 'paragraph':
      return html`<p>${drawn(block.text)}</p>`;
    case 'notice':
      return html`<p class="notice">${drawn(block.text)}</p>`;
    case 'rows':
      return summaryList(block.rows.map(drawRow), 'dense');
  }
}

type Row = Extract<PrintBlock, { kind: 'rows' }>['rows'][number];

function drawRow({ label, values, remark }: Row) {
  const lines = values.map((value) => html`<li>${drawn(value)}</li>`);
  return {
    key: drawn(label),
    value: html`${lines.length > 0 && html`<ul class="bare">${lines}</ul>`}${remark !== undefined && html`<span class="note">${remark}</span>`}`,
  };
}

function drawn(text: PrintText): Content {
  return typeof text === 'string' ? text : said(text.said);
}
