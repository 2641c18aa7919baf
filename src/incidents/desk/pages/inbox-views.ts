/** Which view of the inbox a request asks for, and the bar with which another one is chosen. */
import { type SavedView, viewsOf } from '#desk/saved-views.ts';
import type { Reply, Request } from '#http/contract.ts';
import type { Connection } from '#store/connection.ts';
import { attributes, html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { selectField, textField } from '#web/parts/field.ts';
import { form, hidden } from '#web/parts/form.ts';
import { details } from '#web/parts/notice.ts';
import {
  choicesOf,
  FILTER_NAMES,
  filterFrom,
  filterOf,
  type InboxFilter,
  isOpen,
  queryOf,
} from './inbox-filter.ts';
import { FILTER_TEXTS } from './inbox-filter-texts.ts';

export type InboxView = {
  readonly filter: InboxFilter;
  readonly views: readonly SavedView[];
  /** The saved view that is shown, where it is one. */
  readonly current: SavedView | undefined;
  /** The address of the desk that shows the same again. */
  readonly address: string;
};

type Asked = Parameters<typeof filterOf>[0] & {
  readonly view?: string | undefined;
  readonly all?: string | undefined;
};

/** A filter in the address counts before a named view, and that before the person's default. */
export async function inboxView(connection: Connection, person: string, asked: Asked): Promise<InboxView> {
  const views = await viewsOf(connection, person);
  const typed = filterOf(asked);
  if (!isOpen(typed)) return { filter: typed, views, current: undefined, address: `/desk?${queryOf(typed)}` };
  const opens = asked.view === undefined && asked.all === undefined;
  const current = views.find((view) => (opens ? view.isDefault : view.id === asked.view));
  if (current === undefined)
    return { filter: {}, views, current, address: views.length === 0 ? '/desk' : '/desk?all=yes' };
  return { filter: filterFrom(current.query), views, current, address: `/desk?view=${current.id}` };
}

/** Views by name, and the form that narrows the inbox and saves what it shows. */
export function viewsBar(request: Request, reply: Reply, view: InboxView): Markup {
  const T = FILTER_TEXTS;
  const { filter, views, current } = view;
  const link = (href: string, label: Markup | string, isCurrent: boolean) =>
    html`<li><a href="${href}" ${attributes({ 'aria-current': isCurrent ? 'page' : null })}>${label}</a></li>`;
  const bar = html`<nav class="tabs" aria-label="${T.views}"><ul>${link('/desk?all=yes', T.all, isOpen(filter))}${views.map((one) => link(`/desk?view=${one.id}`, said(one.name), one.id === current?.id))}</ul></nav>`;
  return html`<div class="views no-print"><div class="row">${views.length > 0 && bar}${views.length > 0 && html`<a href="/desk/views">${T.manage}</a>`}</div>${details(T.filter, html`${filterForm(request, reply, filter)}${!isOpen(filter) && saveForm(request, reply, filter)}`)}</div>`;
}

function filterForm(request: Request, reply: Reply, filter: InboxFilter): Markup {
  const T = FILTER_TEXTS;
  const fields = FILTER_NAMES.map((name) => {
    const any = name === 'sort' ? [] : [{ value: '', label: T.any }];
    const choices = choicesOf(name).map(([value, label]) => ({ value, label, checked: filter[name] === value }));
    return selectField({ name, label: T.fields[name], choices: [...any, ...choices] });
  });
  const settings = { action: '/desk', method: 'get', look: 'inline', label: T.filterLabel } as const;
  return form(
    request,
    reply,
    settings,
    html`<div class="filters">${fields}</div>${button(T.apply, 'second')}${!isOpen(filter) && html`<a href="/desk?all=yes">${T.clear}</a>`}`,
  );
}

function saveForm(request: Request, reply: Reply, filter: InboxFilter): Markup {
  const T = FILTER_TEXTS;
  const name = textField({ name: 'name', label: T.saveName, width: 'short', maxLength: 60 });
  const settings = { action: '/desk/views', look: 'inline', label: T.saveLabel } as const;
  return form(
    request,
    reply,
    settings,
    html`${hidden('query', queryOf(filter))}${name}${button(T.saveButton, 'second')}`,
  );
}
