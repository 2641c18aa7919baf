import type { CaseSummary } from '#incidents/case/summary.ts';
import type { Names } from '#site/claim-value.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { html, type Markup } from '#web/html.ts';
import { tag } from '#web/parts/marks.ts';
import { when } from '#web/parts/when.ts';
import { answerAtAGlance } from './case-answers.ts';
import { caseTitle, peopleAndStates } from './case-title.ts';

/** A case named beside something else: what it is, below it where. Two of one kind are told apart. */
export function caseLink(caseId: string, summary: CaseSummary, names: Names): Markup {
  return html`<a href="/cases/${caseId}">${caseTitle(summary, names, caseId)}</a><br><span class="note">${peopleAndStates(summary, names)}</span>`;
}

/** One case as a row of a list: cells for what, where, status, harm, last change. */
export function caseRow(caseId: string, summary: CaseSummary, names: Names): readonly Markup[] {
  const { answers, status } = summary;
  const last = summary.timeline.at(-1);
  const word = INCIDENT_TEXTS.case.statuses[status.state];
  return [
    html`<a href="/cases/${caseId}">${caseTitle(summary, names, caseId)}</a>`,
    answerAtAGlance('where', answers.where, names),
    html`${tag(word, status.state === 'withdrawn' ? 'wrong' : status.state === 'closed' ? 'done' : 'going')}`,
    answerAtAGlance('harm', answers.harm, names),
    last === undefined ? html`–` : when(last.logged),
  ];
}
