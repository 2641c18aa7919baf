import { currentLanguage } from '#speaking';
import { listParts, numberText } from '#texts/icu.ts';
import { attributes, type Content, html, type Markup } from '#web/html.ts';
import { plainSentence } from '#web/sentence.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { type TagLook, tag } from './marks.ts';

export type SummaryRow = {
  readonly key: Content;
  readonly value: Content;
  /** Where the answer can be changed, and the plain words for what it changes. */
  readonly change?: { readonly href: string; readonly what: string };
};

/** Names and values, one below the other; on wide screens beside each other. */
export function summaryList(rows: readonly SummaryRow[], look: '' | 'dense' = ''): Markup {
  const acts = rows.some((row) => row.change !== undefined);
  return html`<dl class="summary ${acts ? 'acts' : ''} ${look}">${rows.map(({ key, value, change }) => {
    const unseen = change && plainSentence(WEB_TEXTS.parts.changeWhat, { what: change.what });
    return html`<div><dt>${key}</dt><dd>${value}</dd>${
      change &&
      html`<dd><a ${attributes({ href: change.href, 'aria-label': unseen })}>${WEB_TEXTS.parts.change}</a></dd>`
    }</div>`;
  })}</dl>`;
}

/** Names in a sentence, each isolated, joined as the language joins them. */
export function listMarkup(items: readonly Content[]): Markup {
  const parts = listParts(currentLanguage(), items.length);
  return html`${parts.map((part) => (typeof part === 'string' ? part : html`<bdi>${items[part]}</bdi>`))}`;
}

export type Task = {
  readonly label: Content;
  readonly href?: string;
  readonly help?: Content;
  readonly status: string;
  readonly look: TagLook;
};

/** What there is to do and how far it is. */
export function taskList(tasks: readonly Task[]): Markup {
  return html`<ol class="tasks">${tasks.map(
    ({ label, href, help, status, look }) =>
      html`<li><span>${href === undefined ? label : html`<a href="${href}">${label}</a>`}</span>${tag(status, look)}${help && html`<span class="help">${help}</span>`}</li>`,
  )}</ol>`;
}

export type Column = {
  readonly label: string;
  readonly figure?: boolean;
  /** The label is a name somebody has. */
  readonly name?: boolean;
};

/** A table that folds into cards on narrow screens; the first cell of a row names it. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
  hideCaption = false,
): Markup {
  const cells = (row: readonly Content[]) =>
    row.map((cell, at) => {
      const shown = typeof cell === 'number' ? numberText(currentLanguage(), cell) : cell;
      const own = attributes({ 'data-label': columns[at]?.label, class: columns[at]?.figure ? 'figure' : null });
      return at === 0 ? html`<th scope="row" ${own}>${shown}</th>` : html`<td ${own}>${shown}</td>`;
    });
  return html`<table class="table folds"><caption ${attributes({ class: hideCaption ? 'unseen' : null })}>${caption}</caption>
<thead><tr>${columns.map(({ label, figure, name }) => html`<th scope="col" ${attributes({ class: figure ? 'figure' : null })}>${name ? html`<bdi>${label}</bdi>` : label}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table>`;
}

/** A section of its own with a table, or a sentence where it has no rows; the heading says how many there are. */
export function tableSection(
  id: string,
  title: string,
  empty: string,
  columns: readonly string[],
  rows: readonly (readonly Content[])[],
  lead?: string,
): Markup {
  const list = table(
    title,
    columns.map((label) => ({ label })),
    rows,
    true,
  );
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${title} ${rows.length > 0 && tag(rows.length, 'going')}</h2>${rows.length === 0 ? html`<p class="soft">${empty}</p>` : html`${lead !== undefined && html`<p class="soft">${lead}</p>`}${list}`}</section>`;
}
