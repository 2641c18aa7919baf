import { Type } from 'typebox';
import { DESK_TEXTS } from '#desk/desk-texts.ts';
import { personSettingsOf, setShortcuts } from '#desk/person-settings.ts';
import { answers, MAX_QUERY_CHARACTERS, queryOf } from '#desk/query.ts';
import { remember } from '#desk/undo.ts';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { noPerson, type PageServices, personOf } from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { textField } from '#web/parts/field.ts';
import { form, hidden } from '#web/parts/form.ts';
import { pageHead } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type MenuGroup, menuGroups } from './menu-items.ts';
import { undoNotice } from './undo-page.ts';

const MAX_PATH_CHARACTERS = 500;
/** Which key does what; the page's script knows the same keys. */
const KEYS = { menu: '?', search: '/', desk: 'd', news: 'n', next: 'j', back: 'k' } as const;

/** `/menu`: every action by name. The keyboard's palette shows this page's list in front of any other page. */
export function menuPage(app: App, services: PageServices): void {
  const querystring = Type.Object({
    at: Type.Optional(Type.String({ maxLength: MAX_PATH_CHARACTERS })),
    q: Type.Optional(Type.String({ maxLength: MAX_QUERY_CHARACTERS })),
    undo: Type.Optional(Uuid),
  });
  app.get('/menu', { schema: { querystring } }, async (request, reply) => {
    const T = DESK_TEXTS.menu;
    const { at = '', q = '', undo } = request.query;
    const groups = matching(await menuGroups(services, request, at), q);
    const list = groups.length === 0 ? html`<p class="soft">${T.none}</p>` : groups.map(groupSection);
    const words = q.trim();
    const search =
      words !== '' &&
      html`<p><a href="${`/search?${new URLSearchParams({ q: words }).toString()}`}">${plainSentence(T.searchFor, { words })}</a></p>`;
    const body = html`${await undoNotice(services, request, reply, undo)}${pageHead({ title: T.title, lead: T.lead })}${filterForm(request, reply, at, q)}${search}
<div class="menu after" id="menu">${list}</div>${await keysSection(services, request, reply)}`;
    return sendPage(request, reply, { title: T.title, body });
  });

  const body = Type.Object({ keys: Type.Enum(['on', 'off']) });
  app.post('/menu/keys', { preHandler: app.requireActor, schema: { body } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const { connection, ledger } = services;
    const was = (await personSettingsOf(connection, person.person)).shortcuts;
    await setShortcuts(connection, person.person, request.body.keys === 'on');
    const undo = await remember(connection, person.person, { type: 'shortcuts', was }, ledger.now());
    return seeOther(reply, `/menu?undo=${undo}`);
  });
}

function matching(groups: readonly MenuGroup[], typed: string): readonly MenuGroup[] {
  const query = queryOf(typed);
  if (query.parts.length === 0) return groups;
  return groups
    .map((group) => ({ ...group, items: group.items.filter(({ words }) => answers([group.title, words], query)) }))
    .filter(({ items }) => items.length > 0);
}

function groupSection({ id, title, items }: MenuGroup): Markup {
  return html`<section aria-labelledby="menu-${id}"><h2 id="menu-${id}">${title}</h2><ul>${items.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}</ul></section>`;
}

function filterForm(request: Request, reply: Reply, at: string, typed: string): Markup {
  const T = DESK_TEXTS.menu;
  const field = textField({ name: 'q', label: T.filter, value: typed, type: 'search', spellcheck: false });
  const settings = { action: '/menu', method: 'get', look: 'form', label: T.filter } as const;
  return form(
    request,
    reply,
    settings,
    html`${hidden('at', at)}<div class="search-box">${field}${button(T.filterButton, 'second')}</div>`,
  );
}

/** Whoever speaks to the computer, or hits keys by chance, can switch single keys off (WCAG 2.1.4). */
async function keysSection({ connection }: PageServices, request: Request, reply: Reply): Promise<Markup | false> {
  const T = DESK_TEXTS.menu;
  const person = personOf(request);
  if (person === undefined) return false;
  const on = (await personSettingsOf(connection, person.person)).shortcuts;
  const act = form(
    request,
    reply,
    { action: '/menu/keys', look: 'inline', label: T.keysTitle },
    html`${hidden('keys', on ? 'off' : 'on')}${button(on ? T.keysOff : T.keysOn, 'second')}`,
  );
  const names = Object.keys(KEYS) as (keyof typeof KEYS)[];
  const list = names.map((name) => html`<div><dt><kbd>${KEYS[name]}</kbd></dt><dd>${T.keys[name]}</dd></div>`);
  return html`<section class="stack tight after" aria-labelledby="keys"><h2 id="keys">${T.keysTitle}</h2><p>${on ? T.keysAreOn : T.keysAreOff}</p>${on && html`<dl class="keys">${list}</dl>`}${act}</section>`;
}
