import { caseTitle, peopleAndStates } from '#incidents/case/pages/case-title.ts';
import { heldAs } from '#incidents/pages/held-as.ts';
import { holdersOf } from '#incidents/pages/holders.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import type { Names } from '#site/claim-value.ts';
import { INCIDENT_TEXTS as CASE } from '#site/texts.ts';
import { html, type Markup, said } from '#web/html.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { when } from '#web/parts/when.ts';
import type { DeskReads } from './desk-reads.ts';

const SHOWN_MOST = 5;

/**
 * The cases in which this party spoke, changed last first, each with how far its word got: whoever reported in the
 * night finds the report again, and sees whether a person has read it.
 */
export function recentSection({ newest, sight, now }: DeskReads, party: string, names: Names): Markup | false {
  const T = RELAY_TEXTS.desk;
  const rows = newest.flatMap((caseId) => {
    const summary = sight.summary(caseId);
    if (summary === undefined || !summary.speakers.some((speaker) => speaker.party === party)) return [];
    const { state } = summary.status;
    const last = summary.timeline.at(-1)?.logged;
    return [
      [
        html`<a href="/cases/${caseId}">${caseTitle(summary, names, caseId)}</a><div class="note">${peopleAndStates(summary, names)}</div>`,
        tag(CASE.case.statuses[state], state === 'withdrawn' ? 'wrong' : state === 'closed' ? 'done' : 'going'),
        holdersOfOwn(sight, caseId, party, names, now),
        last === undefined ? '' : when(last),
      ],
    ];
  });
  if (rows.length === 0) return false;
  const columns = T.recentColumns.map((label) => ({ label }));
  return html`<section class="stack tight" aria-labelledby="recent"><h2 id="recent">${T.recent}</h2>${table(T.recent, columns, rows.slice(0, SHOWN_MOST), true)}</section>`;
}

function holdersOfOwn(
  sight: DeskReads['sight'],
  caseId: string,
  party: string,
  names: Names,
  now: Temporal.Instant,
): Markup {
  const shown = sight.shown(caseId);
  const own = new Set(shown.filter(({ issuer }) => issuer === party).map(({ digest }) => digest));
  // Of several statements given to one party the last says how it stands.
  const held = new Map(
    holdersOf(shown)
      .filter(({ target }) => own.has(target))
      .map((holder) => [holder.to, holder]),
  );
  if (held.size === 0) return html`<span class="soft">${RELAY_TEXTS.desk.givenToNobody}</span>`;
  return html`<ul class="bare">${[...held.values()].map((holder) => html`<li>${said(names.party(holder.to))} ${heldAs(holder, now)}</li>`)}</ul>`;
}
