import type { Answer } from '#incidents/case/answer.ts';
import { isNotKnown } from '#incidents/case/answer.ts';
import type { CaseSummary } from '#incidents/case/summary.ts';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import { howMany, type Names } from '#site/claim-value.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { html, type Markup, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { sentence } from '#web/sentence.ts';
import { answerAtAGlance, takenBack } from './case-answers.ts';

/**
 * What a case is called, as far as the viewer may know it, so that two of one kind are told apart: its reference, its
 * title or the service that people miss, and the kind of incident.
 */
export function caseTitle(summary: CaseSummary, names: Names, caseId: string): Markup {
  return joined([referenceOf(names, caseId), whatOrWhom(summary, names), kindOf(summary, names)]);
}

/** The same with how many people and which states, where nothing beside it says so. */
export function caseInALine(summary: CaseSummary, names: Names, caseId: string): Markup {
  return joined([caseTitle(summary, names, caseId), peopleOf(summary), statesOf(summary, names)]);
}

/** What the row of a case says below its name. */
export function peopleAndStates(summary: CaseSummary, names: Names): Markup {
  // What is no incident has no states that somebody might still say.
  const isIncident = summary.status.state !== 'nothing-reported';
  const where = isIncident ? answerAtAGlance('where', summary.answers.where, names) : statesOf(summary, names);
  return joined([peopleOf(summary), where]);
}

function joined(parts: readonly (Markup | undefined)[]): Markup {
  const said = parts.filter((part) => part !== undefined);
  return html`${said.map((part, at) => html`${at > 0 && ' · '}${part}`)}`;
}

function referenceOf({ reference }: Names, caseId: string): Markup | undefined {
  const found = reference?.(caseId);
  return found === undefined ? undefined : html`<bdi class="reference">${found}</bdi>`;
}

function whatOrWhom({ title, answers, status }: CaseSummary, names: Names): Markup | undefined {
  if (title !== undefined) return said(title);
  // Where nobody reported an incident, the kind of what was said first says it with its service.
  if (status.state === 'nothing-reported') return undefined;
  return firstOf('service', answers.service, names);
}

function statesOf({ answers }: CaseSummary, names: Names): Markup | undefined {
  return firstOf('where', answers.where, names);
}

/** One answer out of those that somebody gives; nothing where nobody does. */
function firstOf(name: 'service' | 'where', answer: Answer<unknown>, names: Names): Markup | undefined {
  const known = answer.current.find(({ value }) => !isNotKnown(value));
  if (known === undefined) return undefined;
  return answerAtAGlance(name, { ...answer, state: 'agreed', current: [known] }, names);
}

/** The kind of harm with the most people in it; sums would count the same people twice. */
function peopleOf({ answers }: CaseSummary): Markup | undefined {
  const effects = answers.harm.current.flatMap(({ value }) => (isNotKnown(value) ? [] : (value as Effect[])));
  const figures = effects.flatMap(({ people }) => (people === undefined || 'known' in people ? [] : [people]));
  const [most] = figures.toSorted((one, other) => size(other) - size(one));
  return most === undefined ? undefined : howMany(most);
}

type Figures = { readonly at_least?: number; readonly best?: number; readonly at_most?: number };

function size({ best, at_least: least, at_most: most }: Figures): number {
  return best ?? least ?? most ?? 0;
}

/** The kind of incident that is said; one taken back stays visible, and visibly taken back. */
function kindOf({ answers, status, timeline }: CaseSummary, names: Names): Markup {
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
    return sentence(INCIDENT_TEXTS.case.ofService, { kind, service });
  }
  return html`${status.state === 'near-miss' ? INCIDENT_TEXTS.case.nearMiss : INCIDENT_TEXTS.case.unknownKind}`;
}
