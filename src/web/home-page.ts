import type { App } from '#http/contract.ts';
import { html, type Markup, said } from './html.ts';
import { pageHead } from './parts/notice.ts';
import { sentence } from './sentence.ts';
import { sendPage } from './shell.ts';
import { WEB_TEXTS } from './texts.ts';

const T = WEB_TEXTS.home;
const DOORS = [
  ['report', '/report'],
  ['check', '/check'],
  ['cases', '/cases'],
] as const;

/** `/`: three doors, one sentence on what this is, and who runs it. */
export function registerHome(app: App): void {
  app.get('/', (request, reply) => sendPage(request, reply, { title: T.title, look: 'home', body: home(app) }));
}

function home({ node }: App): Markup {
  return html`${pageHead({ title: T.title, lead: T.lead })}
<div class="stack"><p class="soft">${sentence(T.runBy, { operator: said(node.operator) })}</p>
${node.emergencyPhone !== undefined && html`<p><strong>${sentence(T.emergency, { phone: phoneLink(node.emergencyPhone) })}</strong></p>`}</div>
<div class="doors">${DOORS.map(
    ([door, href]) =>
      html`<div class="door"><h2><a href="${href}">${T.doors[door].title}</a></h2><p>${T.doors[door].text}</p></div>`,
  )}</div>
<p>${sentence(T.duties, { finder: html`<a href="/duties">${T.dutiesFinder}</a>` })}</p>
<section class="stack how" aria-labelledby="how"><h2 id="how">${T.howTitle}</h2><div class="columns">${T.how.map(
    ({ title, text }) => html`<div class="stack tight"><h3>${title}</h3><p>${text}</p></div>`,
  )}</div></section>`;
}

export function phoneLink(phone: string): Markup {
  return html`<a class="figure" href="${`tel:${phone}`}"><bdi>${phone}</bdi></a>`;
}
