import type { CaseSummary } from '#incidents/case/summary.ts';
import { html, type Markup } from '#web/html.ts';
import { answerAtAGlance, takenBack } from './case-answers.ts';
import type { Names } from './claim-value.ts';
import { TEXTS } from './texts.ts';

/** What a case is called: the kind of incident that is said, as far as the viewer may know it. */
export function caseTitle({ answers, status }: CaseSummary, names: Names): Markup {
  const { what } = answers;
  if (what.state === 'agreed' || what.state === 'differs') {
    return answerAtAGlance('what', { ...what, state: 'agreed' }, names);
  }
  const taken = takenBack(what);
  if (taken !== undefined) return answerAtAGlance('what', { ...what, state: 'agreed', current: [taken] }, names);
  const before = what.history.findLast(({ value }) => typeof value !== 'string' || !value.startsWith('not-'));
  if (before !== undefined) return answerAtAGlance('what', { ...what, state: 'agreed', current: [before] }, names);
  return html`${status.state === 'near-miss' ? TEXTS.case.nearMiss : TEXTS.case.unknownKind}`;
}
