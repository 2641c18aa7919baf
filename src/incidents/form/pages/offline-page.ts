import type { App, Request } from '#http/contract.ts';
import { ALERT_QUESTIONS } from '#incidents/form/alert-questions.ts';
import { namesFor } from '#site/services.ts';
import { likelyStates } from '#site/state-choice.ts';
import { attributes, html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { NO_ERRORS } from '#web/parts/errors.ts';
import { textField } from '#web/parts/field.ts';
import { notice, pageHead } from '#web/parts/notice.ts';
import { plainWhen } from '#web/parts/when.ts';
import { sendSelfContained } from '#web/self-contained.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { questionFields } from './alert-fields.ts';
import { emergency } from './alert-start.ts';
import { type Receiver, sealReceivers } from './receivers.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

/** Who will type is not known when the page is saved; the device is asked when it is opened. */
const NO_CLOCK_YET = { chosen: undefined, likely: [] };
const T = REPORT_TEXTS.offline;
const S = REPORT_TEXTS.send;

/** `/report/offline`: saved once, it asks the five questions without a network and makes a file sealed to an authority. */
export function offlinePages(app: App, services: ReportServices): void {
  app.get('/report/offline', { config: { rate: 'costly' } }, async (request, reply) => {
    const now = services.ledger.now();
    const receivers = await sealReceivers(services, request.server.node.publicUrl);
    const foot = plainSentence(T.made, { node: request.server.node.name, when: plainWhen(now) });
    const body = receivers.length === 0 ? nobody(request) : await offlineBody(services, request, receivers, now);
    return sendSelfContained(request, reply, { title: T.title, body, foot, module: 'seal-report', texts: [] });
  });
}

function nobody(request: Request): Markup {
  return html`${pageHead({ title: T.title })}${emergency(request)}<p>${S.nobody}</p>`;
}

async function offlineBody(
  services: ReportServices,
  request: Request,
  receivers: readonly Receiver[],
  now: Temporal.Instant,
): Promise<Markup> {
  const names = await namesFor(services);
  const states = { likely: likelyStates(services, names.book), nameOf: names.state };
  const filled = {
    typed: undefined,
    saved: {},
    errors: NO_ERRORS,
    now,
    states,
    clock: NO_CLOCK_YET,
    together: true,
  };
  const titles = [...ALERT_QUESTIONS.map(({ title }) => title), T.who];
  const part = (at: number, content: Markup) =>
    html`<section class="stack" data-part hidden><div class="head"><p class="caption">${plainSentence(T.step, { number: at + 1, count: titles.length })}</p><h2>${titles[at]}</h2></div>${content}
<div class="row">${at > 0 && html`<button type="button" class="button second" data-back>${T.back}</button>`}${button(at < titles.length - 1 ? T.next : T.seal)}</div></section>`;
  const questions = ALERT_QUESTIONS.map(({ id, title, help }, at) =>
    part(at, questionFields(id, title, help, filled)),
  );
  const own = attributes({
    'data-page-at': now.toString({ smallestUnit: 'second' }),
    'data-realm': request.server.node.realm,
    'data-about': T.aboutNow,
    'data-clock-text': T.clock,
  });
  return html`${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">${emergency(request)}
<p data-without-script class="notice wrong">${T.needsScript}</p>
<p id="clock" class="notice wrong" role="status" hidden></p>
<div class="aside" data-with-script hidden><div class="stack"><form id="offline" class="form" novalidate autocomplete="off" ${own}>${questions}${part(ALERT_QUESTIONS.length, whoFields(receivers))}</form>
<p id="failed" class="error" role="alert" hidden ${attributes({ 'data-text': T.failed })}></p>${sealedSection()}</div>
<nav class="stack tight" aria-labelledby="all"><h2 id="all">${REPORT_TEXTS.tasks.list}</h2><ol class="plain">${titles.map((title, at) => html`<li><a href="#offline" ${attributes({ 'data-go': at })}>${title}</a></li>`)}</ol><p class="note">${T.changed}</p></nav></div></div>`;
}

function whoFields(receivers: readonly Receiver[]): Markup {
  const choices = receivers.map(({ party, name, node, recipient }, at) => {
    const id = `to-${at}`;
    const own = attributes({
      id,
      value: party,
      checked: at === 0,
      'data-name': name,
      'data-node': node,
      'data-recipient': recipient,
    });
    return html`<div class="choice"><input type="radio" name="to" ${own}><label for="${id}">${said(name)}</label></div>`;
  });
  return html`<p>${S.lead}</p>
${textField({ name: 'reporter_name', label: S.name, optional: true })}${textField({ name: 'reporter_organisation', label: S.organisation, optional: true })}${textField({ name: 'reporter_phone', label: S.phone, help: S.phoneHelp, optional: true })}
<fieldset class="field"><legend>${T.to}</legend><div class="choices">${choices}</div></fieldset>`;
}

function sealedSection(): Markup {
  const file = html`<strong data-file class="fixed"></strong>`;
  const body = html`<p>${sentence(T.sealedLead, { file, party: html`<strong data-name></strong>` })}</p><p><a class="button second" download="report.json" href="#sealed">${T.again}</a></p>
<p>${T.carry}</p><pre><code>${sentence(T.command, { file: html`<span data-file></span>` })}</code></pre>`;
  return html`<div id="sealed" hidden role="status">${notice(html`<span>${T.sealedTitle}</span>`, body, 'right')}</div>`;
}
