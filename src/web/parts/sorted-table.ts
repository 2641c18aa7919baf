import { attributes, type Content, html, type Markup } from '#web/html.ts';
import { plainSentence } from '#web/sentence.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import type { Column } from './lists.ts';

export type SortedColumn = Column & {
  /** The name by which the list is sorted; absent where sorting means nothing. */
  readonly sort?: string;
};

export type Sorting = {
  readonly by: string;
  readonly descending: boolean;
  /** The address of this list sorted otherwise. */
  href(by: string, descending: boolean): string;
};

export type Filter = {
  readonly action: string;
  readonly label: string;
  readonly name: string;
  readonly value: string;
  /** What else the address carries, kept when the filter is sent. */
  readonly keep?: Readonly<Record<string, string>>;
};

/** A table whose heads are links that sort it, and a field that narrows it; the server does both. */
export function sortedTable(
  caption: string,
  columns: readonly SortedColumn[],
  rows: readonly (readonly Content[])[],
  sorting: Sorting,
  filter?: Filter,
): Markup {
  const cells = (row: readonly Content[]) =>
    row.map((cell, at) => {
      const own = attributes({ 'data-label': columns[at]?.label, class: columns[at]?.figure ? 'figure' : null });
      return at === 0 ? html`<th scope="row" ${own}>${cell}</th>` : html`<td ${own}>${cell}</td>`;
    });
  return html`${filter !== undefined && filterForm(filter)}<table class="table folds sorts"><caption class="unseen">${caption}</caption>
<thead><tr>${columns.map((column) => head(column, sorting))}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table>`;
}

function head({ label, figure, sort }: SortedColumn, { by, descending, href }: Sorting): Markup {
  const sorted = sort !== undefined && sort === by;
  const own = attributes({
    class: figure ? 'figure' : null,
    'aria-sort': sorted ? (descending ? 'descending' : 'ascending') : null,
  });
  if (sort === undefined) return html`<th scope="col" ${own}>${label}</th>`;
  const next = sorted && !descending;
  const title = plainSentence(next ? WEB_TEXTS.parts.sortDown : WEB_TEXTS.parts.sortUp, { column: label });
  return html`<th scope="col" ${own}><a ${attributes({ href: href(sort, next), title })}>${label}</a></th>`;
}

function filterForm({ action, label, name, value, keep = {} }: Filter): Markup {
  const id = `filter-${name}`;
  return html`<form class="filter no-print" method="get" action="${action}" role="search"><label for="${id}">${label}</label>
<input class="input" type="search" ${attributes({ id, name, value, dir: 'auto', autocomplete: 'off' })}>${Object.entries(
    keep,
  ).map(
    ([kept, held]) => html`<input type="hidden" ${attributes({ name: kept, value: held })}>`,
  )}<button type="submit" class="button second small">${WEB_TEXTS.parts.filter}</button></form>`;
}
