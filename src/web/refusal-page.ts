import { nextStepFor } from '#help/next-steps.ts';
import type { HttpCode } from '#http/codes.ts';
import type { PeoplePages, Reply, Request } from '#http/contract.ts';
import { FORM_TOKEN_FIELD, keptFormToken } from '#http/form-token.ts';
import { LANGUAGE_PARAMETER, languageOf } from '#http/language.ts';
import { fieldsOf } from '#http/recognise.ts';
import type { Refusal } from '#outcome.ts';
import { inLanguage } from '#speaking';
import { html, type Markup } from './html.ts';
import { button, linkButton } from './parts/button.ts';
import { refusalText } from './parts/errors.ts';
import { hidden } from './parts/form.ts';
import { summaryList } from './parts/lists.ts';
import { pageHead } from './parts/notice.ts';
import { sentence } from './sentence.ts';
import { shell } from './shell.ts';
import { WEB_TEXTS } from './texts.ts';

/** The two pages that the server shows by itself. */
export const peoplePages: PeoplePages = {
  // A request may be refused before its language was entered.
  refusal: (request, reply, refusal) =>
    inLanguage(languageOf(request), () => refusalPage(request, reply, refusal)),
  keptForm: (request, reply, fields) =>
    inLanguage(languageOf(request), () => keptFormPage(request, reply, fields)),
};

function refusalPage(request: Request, reply: Reply, refusal: Refusal): string {
  const T = WEB_TEXTS.refusal;
  const title = { 'not-found': T.notFound, failure: T.failure }[refusal.code] ?? T.title;
  const body = html`${pageHead({ title, lead: refusalText(refusal) })}
<div class="stack narrow">
${refusal.place !== undefined && html`<p>${sentence(T.place, { place: html`<code>${refusal.place}</code>` })}</p>`}
${request.method !== 'GET' && html`<p>${T.nothingChanged} ${T.back}</p>`}
<section class="stack tight" aria-labelledby="next"><h2 id="next">${T.whatNext}</h2><p>${nextStepFor(refusal.code)}</p></section>
${typedPart(request, refusal)}
<div class="actions row">${linkButton(T.home, '/', 'second')}</div>
<p class="note">${sentence(T.code, { code: html`<a href="/help?q=${refusal.code}"><code>${refusal.code}</code></a>` })}</p>
</div>`;
  return shell(request, reply, { title, body });
}

/** A browser may not give back what was typed on the page before, so it stands here, to be copied. */
function typedPart(request: Request, { code }: Refusal): Markup | false {
  if (request.method === 'GET' || code === SENT_BY_ANOTHER_SITE) return false;
  const shown = shownOf(fieldsOf(request.body));
  return (
    shown.length > 0 &&
    html`<section class="stack tight" aria-labelledby="typed"><h2 id="typed">${WEB_TEXTS.kept.kept}</h2>${typedList(shown)}</section>`
  );
}

type Typed = readonly (readonly [name: string, values: readonly string[]])[];

function shownOf(fields: ReadonlyMap<string, readonly string[]>): Typed {
  return [...fields].filter(([name]) => !MACHINERY.has(name));
}

function typedList(typed: Typed): Markup {
  return summaryList(
    typed.map(([name, values]) => ({
      key: name.replaceAll('_', ' '),
      value: values.map((value) => html`<p dir="auto">${value}</p>`),
    })),
  );
}

function keptFormPage(request: Request, reply: Reply, fields: ReadonlyMap<string, readonly string[]>): string {
  const T = WEB_TEXTS.kept;
  const typed = [...fields].filter(([name]) => name !== FORM_TOKEN_FIELD);
  const carried: Markup[] = typed.flatMap(([name, values]) => values.map((value) => hidden(name, value)));
  const shown = shownOf(fields);
  const lead = request.signedIn !== null ? T.shown : shown.length > 0 ? T.lead : T.leadUntyped;
  const body = html`${pageHead({ title: T.title, lead })}
<div class="stack narrow">
${request.signedIn === null && html`<p><a class="button" href="/sign-in?next=/sign-in/done" target="_blank" rel="noopener">${T.signIn}</a></p>`}
${shown.length > 0 && html`<h2>${T.kept}</h2>${typedList(shown)}`}
<form method="post" action="${request.url}">${hidden(FORM_TOKEN_FIELD, keptFormToken(request, reply))}${carried}${button(T.send, request.signedIn === null ? 'second' : 'first')}</form>
</div>`;
  return shell(request, reply, { title: T.title, body });
}

const MACHINERY = new Set([FORM_TOKEN_FIELD, 'idempotency_key', 'version', LANGUAGE_PARAMETER]);
const SENT_BY_ANOTHER_SITE: HttpCode = 'form-not-from-here';
