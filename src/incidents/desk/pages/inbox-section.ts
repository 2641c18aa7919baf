import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { countdownWords } from '#obligations/finder/finder-words.ts';
import { CLOCK_TEXTS as CLOCKS } from '#obligations/pages/clock-texts.ts';
import { sureMark } from '#obligations/regimes/pages/regime-parts.ts';
import { INCIDENT_TEXTS as CASE_TEXTS } from '#site/texts.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { filterWords, leavesOut } from './inbox-filter.ts';
import { FILTER_TEXTS } from './inbox-filter-texts.ts';
import { clockRow, type InboxRow, type InboxSources } from './inbox-rows.ts';
import type { InboxView } from './inbox-views.ts';

const T = RELAY_TEXTS.desk;

export type InboxPlace = {
  readonly next: string | undefined;
  readonly after: string | undefined;
  readonly view: InboxView;
  readonly looked: number;
};

/** The one list of what is to be done; its links lead further through the deadlines where there are more. */
export function inboxSection(
  rows: readonly InboxRow[],
  now: Temporal.Instant,
  { next, after, view, looked }: InboxPlace,
): Markup {
  const list = rows.length > 0 && inboxTable(T.inbox, T.inboxColumns, rows, now);
  const further =
    view.address +
    (view.address.includes('?') ? '&' : '?') +
    new URLSearchParams({ after: next ?? '' }).toString();
  const pages = html`${after !== undefined && html`<a href="${view.address}">${T.first}</a>`}${next !== undefined && html`<a href="${further}">${T.later}</a>`}`;
  const lead = leadOf(rows, view);
  const isSortedHere = view.filter.sort !== undefined && (next !== undefined || after !== undefined);
  const named = view.current === undefined ? filterWords(view.filter) : [view.current.name];
  return html`<section class="stack tight" aria-labelledby="inbox"><h2 id="inbox">${T.inbox} ${rows.length > 0 && tag(rows.length, 'going')}</h2>${named.length > 0 && html`<p>${named.map((word) => html`${tag(said(word))} `)}</p>`}<p class="soft">${isSortedHere ? FILTER_TEXTS.sortedHere : lead}</p>${list}${next !== undefined && looked > 0 && html`<p class="note">${sentence(FILTER_TEXTS.looked, { count: looked })}</p>`}${(next !== undefined || after !== undefined) && html`<p class="row no-print">${pages}</p>`}</section>`;
}

/** In which order the rows stand, or why there are none. */
function leadOf(rows: readonly InboxRow[], { filter }: InboxView): string {
  if (rows.length === 0) return leavesOut(filter) ? FILTER_TEXTS.noneMatch : T.inboxEmpty;
  return filter.sort === undefined ? T.inboxLead : FILTER_TEXTS.sortedBy[filter.sort];
}

/** Clocks of others that run for this party: nothing to do, but to know of. */
export function owedSection(owed: readonly Obligation[], sources: InboxSources): Markup | false {
  if (owed.length === 0) return false;
  const rows = owed.map((one) => clockRow(sources, one));
  return html`<section class="stack tight" aria-labelledby="owed"><h2 id="owed">${T.owed}</h2>${inboxTable(T.owed, T.owedColumns, rows, sources.sight.now)}</section>`;
}

function inboxTable(
  caption: string,
  columns: typeof T.inboxColumns | typeof T.owedColumns,
  rows: readonly InboxRow[],
  now: Temporal.Instant,
): Markup {
  const labels = [columns.what, columns.case, columns.party, columns.due].map((label) => ({ label }));
  return table(
    caption,
    labels,
    rows.map((row) => [whatCell(row), caseCell(row), row.party, dueCell(row, now)]),
    true,
  );
}

function whatCell(row: InboxRow): Markup {
  const marks = [
    row.danger && tag(T.dangerYes, 'wrong'),
    row.priority !== null &&
      tag(plainSentence(T.severity, { priority: CASE_TEXTS.values.priority[row.priority] })),
    row.duty !== null && tag(CLOCKS.kinds[row.duty]),
  ].filter((mark) => mark !== false);
  return html`<a href="${row.href}">${row.label}</a>${marks.map((mark) => html` ${mark}`)}`;
}

function caseCell({ case: caseId, title, about }: InboxRow): Content {
  return caseId === null ? title : html`<a href="/cases/${caseId}">${title}</a><div class="note">${about}</div>`;
}

/** The colour is never alone: "was due" and "due" stand in the words. */
function dueCell({ due, look, since, heldUntil, sureness }: InboxRow, now: Temporal.Instant): Content {
  if (heldUntil !== null && Temporal.Instant.compare(now, heldUntil) < 0) {
    return sentence(T.held, { when: when(heldUntil) });
  }
  if (due === null) return html`<span class="soft">${sentence(T.since, { when: when(since) })}</span>`;
  const line = Temporal.Instant.compare(due, now) < 0 ? T.overdue : T.due;
  return html`${tag(plainSentence(line, { words: countdownWords(due, now) }), look)} ${when(due)} ${sureMark(sureness)}`;
}
