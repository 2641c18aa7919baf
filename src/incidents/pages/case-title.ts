import type { CaseSummary } from '#incidents/case/summary.ts';
import { html, type Markup } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { sentence } from '#web/sentence.ts';
import { answerAtAGlance, takenBack } from './case-answers.ts';
import type { Names } from './claim-value.ts';
import { TEXTS } from './texts.ts';

/** What a case is called: the kind of incident that is said, as far as the viewer may know it. */
export function caseTitle({ answers, status, timeline }: CaseSummary, names: Names): Markup {
  const { what } = answers;
  if (what.state === 'agreed' || what.state === 'differs') {
    return answerAtAGlance('what', { ...what, state: 'agreed' }, names);
  }
  const taken = takenBack(what);
  if (taken !== undefined) return answerAtAGlance('what', { ...what, state: 'agreed', current: [taken] }, names);
  const before = what.history.findLast(({ value }) => typeof value !== 'string' || !value.startsWith('not-'));
  if (before !== undefined) return answerAtAGlance('what', { ...what, state: 'agreed', current: [before] }, names);
  // Where nobody reported an incident, the case is called by what was said in it first.
  const [first] = timeline;
  if (status.state === 'nothing-reported' && first !== undefined) {
    const kind = typeLabel(first.type);
    if (answers.service.state !== 'agreed') return html`${kind}`;
    const service = answerAtAGlance('service', answers.service, names);
    return sentence(TEXTS.case.ofService, { kind, service });
  }
  return html`${status.state === 'near-miss' ? TEXTS.case.nearMiss : TEXTS.case.unknownKind}`;
}
