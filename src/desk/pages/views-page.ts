import { Type } from 'typebox';
import { DESK_TEXTS } from '#desk/desk-texts.ts';
import {
  chooseDefault,
  deleteView,
  MAX_NAME_CHARACTERS,
  renameView,
  type SavedView,
  saveView,
  viewsOf,
} from '#desk/saved-views.ts';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { filterFrom, filterWords, queryOf } from '#incidents/desk/pages/inbox-filter.ts';
import { noPerson, type PageServices, personOf } from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { fieldId } from '#web/parts/field.ts';
import { form, hidden } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, emptyState, pageHead } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { undoNotice } from './undo-page.ts';

const MAX_QUERY_CHARACTERS = 500;

/** `/desk/views`: a person's saved views of the inbox. */
export function viewsPage(app: App, services: PageServices): void {
  const { connection, ledger } = services;
  const signedIn = { preHandler: app.requireActor };
  const querystring = Type.Object({ undo: Type.Optional(Uuid) });
  app.get('/desk/views', { ...signedIn, schema: { querystring } }, async (request, reply) => {
    const T = DESK_TEXTS.views;
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const views = await viewsOf(connection, person.person);
    const list =
      views.length === 0
        ? emptyState(T.none, T.noneBody, linkButton(T.toDesk, '/desk', 'second'))
        : viewsTable(request, reply, views);
    const all = views.some(({ isDefault }) => isDefault) && act(request, reply, 'default', '', T.openAll);
    const undo = await undoNotice(services, request, reply, request.query.undo);
    const body = html`${backLink(DESK_TEXTS.crumb, '/desk')}${undo}${pageHead({ title: T.title, lead: T.lead })}<div class="stack">${list}${all}</div>`;
    return sendPage(request, reply, { title: T.title, section: 'desk', look: 'desk', body });
  });

  const text = (maxLength: number) => Type.String({ maxLength });
  const New = Type.Object({ name: text(MAX_NAME_CHARACTERS), query: text(MAX_QUERY_CHARACTERS) });
  app.post('/desk/views', { ...signedIn, schema: { body: New } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const { name } = request.body;
    // Only what the inbox understands is kept, in the one way it is written.
    const query = queryOf(filterFrom(request.body.query));
    const saved = await saveView(connection, person.person, { name, query }, ledger.now());
    return saved.ok
      ? seeOther(reply, `/desk?${query || 'all=yes'}&undo=${saved.value}`)
      : refused(reply, saved.refusal);
  });

  const Named = Type.Object({
    id: Type.String({ maxLength: 36 }),
    name: Type.Optional(text(MAX_NAME_CHARACTERS)),
  });
  const changes = {
    rename: (person: string, id: string, name: string) =>
      renameView(connection, person, { id, name }, ledger.now()),
    delete: (person: string, id: string) => deleteView(connection, person, id, ledger.now()),
    default: (person: string, id: string) => chooseDefault(connection, person, id || null, ledger.now()),
  };
  for (const [name, change] of Object.entries(changes)) {
    app.post(`/desk/views/${name}`, { ...signedIn, schema: { body: Named } }, async (request, reply) => {
      const person = personOf(request);
      if (person === undefined) return refused(reply, noPerson);
      const changed = await change(person.person, request.body.id, request.body.name ?? '');
      return changed.ok ? seeOther(reply, `/desk/views?undo=${changed.value}`) : refused(reply, changed.refusal);
    });
  }
}

function viewsTable(request: Request, reply: Reply, views: readonly SavedView[]): Markup {
  const T = DESK_TEXTS.views;
  const rows = views.map((view) => {
    const words = filterWords(filterFrom(view.query));
    const field = `name-${view.id}`;
    const label = plainSentence(T.renameLabel, { name: view.name });
    const rename = form(
      request,
      reply,
      { action: '/desk/views/rename', look: 'inline', label },
      html`${hidden('id', view.id)}<label class="unseen" for="${fieldId(field)}">${label}</label><input class="input short" dir="auto" name="name" maxlength="${MAX_NAME_CHARACTERS}" autocomplete="off" id="${fieldId(field)}" value="${view.name}">${button(T.rename, 'small')}`,
    );
    const opens = view.isDefault
      ? tag(T.opensWith, 'done')
      : act(request, reply, 'default', view.id, T.open, view.name);
    return [
      html`<a href="/desk?view=${view.id}">${said(view.name)}</a>`,
      words.length === 0 ? T.everything : html`${words.map((word) => html`${tag(word)} `)}`,
      rename,
      html`<div class="row">${opens}${act(request, reply, 'delete', view.id, T.delete, view.name)}</div>`,
    ];
  });
  return table(
    T.title,
    T.columns.map((label) => ({ label })),
    rows,
    true,
  );
}

function act(
  request: Request,
  reply: Reply,
  what: 'default' | 'delete',
  id: string,
  label: string,
  name?: string,
): Markup {
  const named = name === undefined ? label : plainSentence(DESK_TEXTS.views.actions, { name });
  const settings = { action: `/desk/views/${what}`, look: 'inline', label: `${named}: ${label}` } as const;
  return form(request, reply, settings, html`${hidden('id', id)}${button(label, 'small')}`);
}
