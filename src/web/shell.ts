import { HELP_TEXTS } from '#help/help-texts.ts';
import type { Reply, Request } from '#http/contract.ts';
import { askedAt } from '#http/events.ts';
import { FORM_TOKEN_FIELD, formToken } from '#http/form-token.ts';
import { LANGUAGE_PARAMETER, languageAddresses } from '#http/language.ts';
import { currentLanguage } from '#speaking';
import { LANGUAGE_FACTS, LANGUAGES, type Language } from '#texts/languages.ts';
import { assetPaths, facePath } from './assets.ts';
import { type Attributes, attributes, html, type Markup, render, said } from './html.ts';
import { leaveButton } from './leave.ts';
import { when } from './parts/when.ts';
import { plainSentence, sentence } from './sentence.ts';
import { WEB_TEXTS } from './texts.ts';
import { liveState, tools } from './tools.ts';

export type Section = 'report' | 'check' | 'cases' | 'log' | 'desk' | 'cooperation';

/** A page before the shell is put around it. */
export type Page = {
  readonly title: string;
  readonly body: Markup;
  /** Which door of the navigation it stands behind. */
  readonly section?: Section;
  /** A class for the whole page: `home` is airy, `desk` is dense. */
  readonly look?: 'home' | 'desk';
  /** Follow this case live: `#live` is read again from its `data-live` address when something is recorded in it. */
  readonly liveCase?: string;
  /** Offers the quick way out; pages of the report flow have it in any case. */
  readonly leave?: boolean;
  /** On a page that answers a form and has no address of its own: which form of it carries the choice of a language, whereto. */
  readonly languageForm?: { readonly id: string; readonly action: string };
  /** The page needs the module of this name from `src/web/browser`. */
  readonly script?: 'passkey';
};

const T = WEB_TEXTS.shell;

type Door = readonly [section: Section, path: string, label: string];

/** The three doors in whole words for whoever comes for the first time, and the log. */
function doors(): readonly Door[] {
  return [
    ['report', '/report', T.report],
    ['check', '/check', T.check],
    ['cases', '/cases', T.cases],
    ['log', '/log-explorer', T.log],
  ];
}

/** The same and more in one word each for whoever works here: all of it stands in one line at 1280 px. */
function work(): readonly Door[] {
  return [
    ['desk', '/desk', T.desk],
    ['cases', '/cases', T.work.cases],
    ['cooperation', '/cooperation', T.cooperation],
    ['report', '/report', T.work.report],
    ['check', '/check', T.work.check],
    ['log', '/log-explorer', T.log],
  ];
}

/** Sends a page inside the shell: banner of an exercise, skip link, navigation, who runs this node. */
export function sendPage(request: Request, reply: Reply, page: Page): Reply {
  return reply.type('text/html; charset=utf-8').send(shell(request, reply, page));
}

export function shell(request: Request, reply: Reply, page: Page): string {
  const { node } = request.server;
  const title = plainSentence(T.title, { title: page.title, node: node.name });
  const language = currentLanguage();
  return render(html`<html lang="${language}" dir="${LANGUAGE_FACTS[language].direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${assetPaths().styles}">
<link rel="preload" href="${facePath(language)}" as="font" type="font/woff2" crossorigin>
<link rel="icon" href="${assetPaths().icon}" type="image/svg+xml">
<script type="module" src="${assetPaths().page}"></script>
${page.script === 'passkey' && html`<script type="module" src="${assetPaths().passkey}"></script>`}
</head>
<body ${attributes({ class: page.look, ...live(reply, page) })}>
<a class="skip" href="#content">${T.skip}</a>
${node.exercise && exerciseBanner(node.realm, node.exerciseClock?.())}
${header(request, reply, page)}
${(page.leave === true || page.section === 'report') && leaveButton()}
<main id="content" tabindex="-1"><div class="frame">${page.liveCase !== undefined && liveState()}${page.body}</div></main>
${footer(request, page)}
</body>
</html>`);
}

type Face = { readonly at: Temporal.Instant; readonly speed: number };

function exerciseBanner(realm: string, face: Face | undefined): Markup {
  return html`<div class="exercise" role="region" aria-label="${T.exerciseLabel}"><div class="frame">
<p><strong>${T.exerciseLabel}</strong>${sentence(T.exercise, { realm: html`<span class="fixed">${realm}</span>` })}${face !== undefined && html` ${sentence(face.speed === 0 ? T.exerciseHeld : T.exerciseClock, { at: when(face.at), speed: face.speed })}`}</p>
</div></div>`;
}

function live(reply: Reply, { liveCase }: Page) {
  return liveCase === undefined ? {} : { 'data-live-case': liveCase, 'data-live-since': String(askedAt(reply)) };
}

function header(request: Request, reply: Reply, page: Page): Markup {
  const { node } = request.server;
  const all = request.signedIn === null ? doors() : work();
  return html`<header class="site"><div class="frame">
<a class="brand" href="/">Comity <span class="brand-node">${said(node.name)}</span></a>
<nav aria-label="${T.mainNavigation}"><ul>${all.map(
    ([section, path, label]) =>
      html`<li><a href="${path}" ${attributes({ 'aria-current': page.section === section ? 'page' : null })}>${label}</a></li>`,
  )}</ul></nav>
${tools(request)}
<div class="account" role="group" aria-label="${T.accountNavigation}">${account(request, reply)}</div>
</div></header>`;
}

function account(request: Request, reply: Reply): Markup {
  const { signedIn } = request;
  if (signedIn === null) return html`<a href="/sign-in">${T.signIn}</a>`;
  // The node's name stands at the start of the same line; a party of that name is not said again.
  const ofNode = signedIn.partyName === request.server.node.name;
  const who = sentence(T.signedInAs, { name: said(signedIn.name), party: said(signedIn.partyName) });
  const whole = plainSentence(T.signedInAs, { name: signedIn.name, party: signedIn.partyName });
  return html`<span class="who" title="${whole}"><span aria-hidden="true">${said(signedIn.name)}</span><span class="unseen">${ofNode ? said(signedIn.name) : who}</span></span>
<form method="post" action="/sign-out"><input type="hidden" name="${FORM_TOKEN_FIELD}" value="${formToken(request, reply)}"><button class="button text" type="submit">${T.signOut}</button></form>`;
}

function footer(request: Request, page: Page): Markup {
  return html`<footer class="foot"><div class="frame">
<p>${sentence(T.runBy, { operator: said(request.server.node.operator) })} ${T.ownLog}</p>
${languages(request, page)}${currentLanguage() !== 'en' && html`<p class="note">${T.translation}</p>`}
<ul><li><a href="/help">${HELP_TEXTS.title}</a></li><li><a href="/duties">${T.duties}</a></li><li><a href="/contacts">${T.contacts}</a></li><li><a href="/parties">${T.parties}</a></li><li><a href="/api">${T.api}</a></li></ul>
</div></footer>`;
}

/** Each under its own name, so that whoever cannot read this page finds theirs. */
function languages(request: Request, { languageForm }: Page): Markup | false {
  if (languageForm === undefined && request.method !== 'GET') return false;
  const choices =
    languageForm === undefined
      ? languageAddresses(request).map(
          ([language, address]) =>
            html`<a href="${address}" ${languageMarks(language)} hreflang="${language}">${LANGUAGE_FACTS[language].name}</a>`,
        )
      : LANGUAGES.map((language) => {
          const sends = attributes({ form: languageForm.id, formaction: languageForm.action });
          return html`<button class="button text" type="submit" ${sends} name="${LANGUAGE_PARAMETER}" value="${language}" ${languageMarks(language)}>${LANGUAGE_FACTS[language].name}</button>`;
        });
  return html`<nav aria-label="${T.languages}"><ul>${choices.map((choice) => html`<li>${choice}</li>`)}</ul></nav>`;
}

function languageMarks(language: Language): Attributes {
  const current = language === currentLanguage() ? 'true' : null;
  return attributes({ lang: language, dir: LANGUAGE_FACTS[language].direction, 'aria-current': current });
}
