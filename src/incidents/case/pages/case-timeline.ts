import {
  orderTimeline,
  TIMELINE_ORDERS,
  type TimelineEntry,
  type TimelineOrder,
} from '#incidents/case/timeline.ts';
import { type Names, statementLink } from '#site/claim-value.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import type { TimeSpan } from '#vocabulary/asserted-time.ts';
import { attributes, html, type Markup, said } from '#web/html.ts';
import { type ProofState, proofBadge, tag } from '#web/parts/marks.ts';
import { timeline } from '#web/parts/timeline.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';

const T = INCIDENT_TEXTS.case;

/** What the address of the page says about how the timeline is shown. */
export type TimelineChoice = { readonly events: 'key' | 'all'; readonly order: TimelineOrder };

export function timelineSection(
  caseId: string,
  entries: readonly TimelineEntry[],
  choice: TimelineChoice,
  proofs: ReadonlyMap<string, ProofState>,
  names: Names,
  labelOf: (type: string) => string,
  add: Markup | false,
): Markup {
  const shown = orderTimeline(
    choice.events === 'key' ? entries.filter((entry) => entry.key) : entries,
    choice.order,
  );
  const link = (changed: Partial<TimelineChoice>, label: string, current: boolean) => {
    const { events, order } = { ...choice, ...changed };
    const href = `/cases/${caseId}?events=${events}&order=${order}#timeline`;
    return html`<a ${attributes({ href, 'aria-current': current ? 'true' : null })}>${label}</a>`;
  };
  return html`<section class="stack" aria-labelledby="timeline"><h2 id="timeline">${T.timelineHeading}</h2>
<div class="row no-print"><div class="tabs">${link({ events: 'key' }, T.timelineKey, choice.events === 'key')}${link({ events: 'all' }, T.timelineAll, choice.events === 'all')}</div>
<div class="tabs"><span class="soft">${T.orderLabel}</span>${TIMELINE_ORDERS.map((order) => link({ order }, T.orders[order], choice.order === order))}</div></div>
${timeline(
  shown.map((entry) => ({
    when: times(entry, choice.order),
    title: html`<a ${attributes({ href: `/statements/${entry.digest}` })}>${sentence(T.eventTitle, { type: labelOf(entry.type), party: said(names.party(entry.by)) })}</a>`,
    body: body(entry, proofs.get(entry.digest)),
    key: entry.key,
    undone: entry.withdrawnBy !== undefined,
  })),
)}${add}</section>`;
}

/** The time the list is sorted by stands first; what is not known says so. */
function times(entry: TimelineEntry, order: TimelineOrder): Markup {
  const lines: Readonly<Record<TimelineOrder, Markup | undefined>> = {
    occurred: entry.occurred && sentence(T.happened, { when: span(entry.occurred) }),
    noticed: entry.noticed && sentence(T.noticed, { when: span(entry.noticed) }),
    logged: sentence(T.logged, { when: when(entry.logged) }),
  };
  const first = lines[order] ?? html`${T.timeUnknown}`;
  const others = TIMELINE_ORDERS.filter((other) => other !== order).flatMap((other) => lines[other] ?? []);
  return html`${first}${others.map((line) => html` · ${line}`)}`;
}

function span({ from, until, precision }: TimeSpan): Markup {
  if (precision === 'instant' || Temporal.Instant.compare(from, until) === 0) return when(from);
  const digits = { year: 4, month: 7, day: 10 }[precision];
  const text = from.toString().slice(0, digits);
  return html`<time datetime="${text}">${text}</time>`;
}

function body(entry: TimelineEntry, proof: ProofState | undefined): Markup {
  return html`${entry.text !== undefined && html`<p>${said(entry.text)}</p>`}
${entry.sources.length > 0 && html`<ul class="bare note">${entry.sources.map(({ title, publisher, date, url, confirmed }) => html`<li>${url === undefined ? said(title) : html`<a href="${url}" rel="noreferrer">${said(title)}</a>`}, ${said(publisher)}, ${date} ${!confirmed && tag(INCIDENT_TEXTS.values.unconfirmed, 'wait')}</li>`)}</ul>`}
<p class="row">${proof !== undefined && proofBadge(proof, `/statements/${entry.digest}#proof`)}${entry.withdrawnBy !== undefined && html`${tag(T.states.withdrawn, 'wrong')} ${statementLink(entry.withdrawnBy)}`}</p>`;
}
