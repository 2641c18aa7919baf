import { Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { textField } from '#web/parts/field.ts';
import { details, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { findTerms, type Term, termsOf } from './glossary.ts';
import { HELP_TEXTS as T } from './help-texts.ts';
import { NEXT_STEP_TEXTS } from './next-step-texts.ts';
import { codesWithNextStep, nextStepFor } from './next-steps.ts';

const MAX_LOOKED_CHARACTERS = 100;

/** `/help`: the glossary with an anchor for each term and a search that needs no script, and what to do when refused. */
export function registerHelp(app: App): void {
  const querystring = Type.Object({ q: Type.Optional(Type.String({ maxLength: MAX_LOOKED_CHARACTERS })) });
  app.get('/help', { schema: { querystring } }, (request, reply) => sendHelp(request, reply, request.query.q));
}

function sendHelp(request: Request, reply: Reply, asked: string | undefined): Reply {
  const looked = asked?.trim() ?? '';
  const body = html`${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
<form class="row look-up" method="get" action="/help" role="search">${textField({ name: 'q', label: T.search, type: 'search', value: looked, maxLength: MAX_LOOKED_CHARACTERS })}${button(T.searchButton, 'second')}</form>
${looked !== '' && results(looked)}
${looked === '' && begin()}
${listed('ours')}${listed('field')}
<section class="stack tight" aria-labelledby="refused"><h2 id="refused">${T.refused}</h2><p>${T.refusedLead}</p>
${details(T.refused, html`<ul class="plain">${Object.values(NEXT_STEP_TEXTS).map((text) => html`<li>${text}</li>`)}</ul>`)}</section></div>`;
  return sendPage(request, reply, { title: T.title, body });
}

function begin(): Markup {
  return html`<section class="stack tight" aria-labelledby="begin"><h2 id="begin">${T.begin}</h2><ul class="plain">${T.beginWith.map(({ href, label, text }) => html`<li><a href="${href}">${label}</a>. ${text}</li>`)}</ul></section>`;
}

function results(looked: string): Markup {
  if (codesWithNextStep().includes(looked)) {
    const code = html`<code>${looked}</code>`;
    return html`<p role="status">${sentence(T.code, { code, step: nextStepFor(looked) })}</p>`;
  }
  const found = findTerms(looked);
  const words = { looked: said(looked) };
  if (found.length === 0) return html`<p role="status">${sentence(T.none, words)}</p>`;
  return html`<section class="stack tight" aria-labelledby="found"><h2 id="found" role="status">${sentence(T.found, { ...words, count: found.length })}</h2>
<dl class="glossary">${found.map((one) => entry(one, false))}</dl></section>`;
}

function listed(part: 'ours' | 'field'): Markup {
  return html`<section class="stack tight" aria-labelledby="${part}"><h2 id="${part}">${T[part]}</h2><dl class="glossary">${termsOf(part).map((one) => entry(one, true))}</dl></section>`;
}

/** In the whole list an entry carries its anchor; among what was found it leads there. */
function entry({ id, word, text, source }: Term, anchored: boolean): Markup {
  const named = anchored ? html`<dt id="${id}">${word}</dt>` : html`<dt><a href="#${id}">${word}</a></dt>`;
  return html`<div>${named}<dd>${text}${source !== undefined && html` <span class="note">${sentence(T.source, { host: html`<a href="${source}" rel="noreferrer">${new URL(source).hostname}</a>` })}</span>`}</dd></div>`;
}
