import { Type } from 'typebox';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type ConsultationSeen, consultationsOf } from '#press/consultations.ts';
import { type LineSeen, linesOf } from '#press/lines.ts';
import type { Names } from '#site/claim-value.ts';
import { may, namesFor, type PageServices } from '#site/services.ts';
import { INCIDENT_TEXTS as CASE_TEXTS } from '#site/texts.ts';
import { labelOfDerived } from '#statement/show.ts';
import { Uuid } from '#statement/statement-type.ts';
import { attributes, html, type Markup, said } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { type TagLook, tag, tlpLabel } from '#web/parts/marks.ts';
import { backLink, emptyState, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { PRESS_TEXTS as T } from './texts.ts';

const LOOKS: Readonly<Record<LineSeen['state'], TagLook>> = {
  'under-embargo': 'wait',
  ready: 'going',
  published: 'done',
  withdrawn: 'wrong',
};

type Sight = {
  readonly names: Names;
  /** The viewer's party where it may publish; what is not its own it only reads. */
  readonly speaker: string | null;
};

/** `/cases/<id>/lines`: for citizens what is public, for those who hold more of it what is not. */
export function linesPage(app: App, services: PageServices): void {
  const params = Type.Object({ case: Uuid });
  app.get('/cases/:case/lines', { schema: { params } }, async (request, reply) => {
    const caseId = request.params.case;
    const shown = await services.reader.case(caseId, request.viewer);
    if (shown.length === 0) {
      return refused(reply, { code: 'case-not-found', sentence: CASE_TEXTS.case.noCase, spoken: true });
    }
    const lines = linesOf(shown, services.ledger.now());
    const sight: Sight = {
      names: await namesFor(services),
      speaker: may(services, request, 'author:line-publication') ? request.viewer.party : null,
    };
    const open = lines.filter(({ published }) => published !== null);
    const quiet = lines.filter(({ published }) => published === null);
    const list =
      open.length === 0
        ? emptyState(T.empty, T.emptyBody)
        : html`<div class="stack loose">${open.map((one) => lineArticle(one, sight))}</div>`;
    const body = html`${backLink(T.crumb, `/cases/${caseId}`)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack loose">${links(services, request, caseId)}<div id="live" data-live="/cases/${caseId}/lines" class="stack loose">${list}
${quiet.length > 0 && html`<section class="stack" aria-labelledby="quiet"><h2 id="quiet">${T.waiting}</h2><p class="soft">${T.waitingLead}</p>${quiet.map((one) => lineArticle(one, sight))}</section>`}
${asked(consultationsOf(shown), request, sight.names)}</div></div>`;
    return sendPage(request, reply, { title: T.title, section: 'cases', liveCase: caseId, body });
  });
}

function links(services: PageServices, request: Request, caseId: string): Markup | false {
  if (request.signedIn === null) return false;
  const writes = may(services, request, 'author:public-line');
  const asks = may(services, request, 'author:naming-consultation');
  return html`<p class="row no-print">${writes && linkButton(T.write, `/cases/${caseId}/lines/new`)} ${asks && linkButton(T.consult, `/cases/${caseId}/lines/ask`, 'second')} ${linkButton(T.brief, `/cases/${caseId}/brief`, 'second')}</p>`;
}

function lineArticle(line: LineSeen, sight: Sight): Markup {
  const { names } = sight;
  const undone = line.withdrawn !== null || line.correctedBy !== null;
  // The words keep their own language and direction, whatever the page is written in.
  const own = attributes({ lang: line.language, dir: 'auto' });
  const words = html`<h3 ${own}>${undone ? html`<s>${line.headline}</s>` : line.headline}</h3>
${paragraphs(line.text).map((text) => html`<p ${own}>${undone ? html`<s>${text}</s>` : text}</p>`)}`;
  return html`<article class="card stack tight" id="line-${line.line}"><div class="top"><span class="soft">${T.stages[line.stage]}</span>${tag(T.states[line.state], LOOKS[line.state])}</div>
${fate(line)}${words}
<p class="note">${sentence(T.by, { party: html`<strong>${said(names.party(line.issuer))}</strong>`, when: when(line.published?.at ?? line.recordedAt) })} ${line.names !== null && sentence(T.names, { party: said(names.party(line.names)) })} ${tlpLabel(labelOfDerived(line.claims))} <a href="/check?statement=${line.published?.digest ?? line.line}">${T.check}</a></p>
${line.embargo !== null && line.published === null && html`<p class="note">${sentence(T.embargo, { local: line.embargo.local.replace('T', ' '), zone: line.embargo.zone, when: when(line.embargo.end) })}</p>`}
${line.published?.early && html`<p class="note">${sentence(T.early, { where: said(line.published.early.where) })}</p>`}
${sight.speaker === line.issuer && line.withdrawn === null && acts(line)}</article>`;
}

/** What became of a line stands above its words. */
function fate({ withdrawn, correctedBy, corrects }: LineSeen): Markup {
  const link = (to: string) => html`<a href="#line-${to}">${T.anotherLine}</a>`;
  return html`${withdrawn !== null && html`<p class="error">${sentence(T.withdrawn, { when: when(withdrawn.at), reason: withdrawn.reason === null ? T.noReason : said(withdrawn.reason) })}</p>`}${
    correctedBy !== null && html`<p class="error">${sentence(T.corrected, { link: link(correctedBy) })}</p>`
  }${corrects !== null && html`<p class="note">${sentence(T.correction, { link: link(corrects) })}</p>`}`;
}

function acts({ line, state, published, correctedBy }: LineSeen): Markup {
  const publish = state === 'under-embargo' ? T.lift : T.publish;
  return html`<p class="row no-print">${published === null && linkButton(publish, `/lines/${line}/publish`, state === 'ready' ? 'first' : 'second')} ${published === null && linkButton(T.give, `/statements/${line}/release`, 'second')} ${published !== null && correctedBy === null && linkButton(T.correct, `/lines/${line}/correct`, 'second')} ${linkButton(T.withdraw, `/lines/${line}/withdraw`, 'second')}</p>`;
}

function asked(all: readonly ConsultationSeen[], { viewer }: Request, names: Names): Markup | false {
  if (all.length === 0) return false;
  const rows = all.map((one) => {
    const open = one.answer === null && one.operator === viewer.party;
    return html`<li>${consultationLine(one, names)} ${open && html`<a href="/statements/${one.digest}/naming">${T.answerLink}</a>`}${one.answer?.remark && html`<br><span class="note">${said(one.answer.remark)}</span>`}</li>`;
  });
  return html`<section class="stack tight" aria-labelledby="asked"><h2 id="asked">${T.consultations}</h2><ul class="stack tight">${rows}</ul></section>`;
}

function consultationLine({ operator, askedAt, answer }: ConsultationSeen, names: Names): Markup {
  const said_ = T.answers[answer?.answer ?? 'open'];
  return sentence(T.consultation, { party: said(names.party(operator)), when: when(askedAt), answer: said_ });
}

function paragraphs(text: string): readonly string[] {
  return text.split(/\n\s*\n/u).filter((one) => one.trim() !== '');
}
