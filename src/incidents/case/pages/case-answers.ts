import { type Answer, type Assertion, isNotKnown } from '#incidents/case/answer.ts';
import type { CaseSummary } from '#incidents/case/summary.ts';
import { TYPE_BY_NAME } from '#incidents/statements.ts';
import { claimValue, type Names, statementLink } from '#site/claim-value.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import type { JsonValue } from '#statement/draft.ts';
import { html, type Markup, said } from '#web/html.ts';
import { type TagLook, tag, tlpLabel } from '#web/parts/marks.ts';
import { details } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { counted, sentence } from '#web/sentence.ts';
import { unknownValue } from '#web/value.ts';
import { type ClaimSight, confidenceWords, kindOfClaim, supportOf } from './case-claims.ts';
import { CASE_TEXTS } from './case-texts.ts';

const T = INCIDENT_TEXTS.case;
type QuestionName = keyof CaseSummary['answers'];

/** More answers than these to one question stand on a page of their own. */
const EARLIER_SHOWN = 5;

/** The claim behind each question, for drawing its value. */
const CLAIMS: Readonly<Record<QuestionName, string>> = {
  danger: 'danger_to_life',
  what: 'incident_type',
  malicious: 'malicious',
  where: 'affected_states',
  sectors: 'sectors',
  service: 'service',
  harm: 'effects',
  noticed: 'noticed_at',
  began: 'occurred_at',
  ended: 'occurred_until',
  stage: 'stage',
  likelihood: 'likelihood',
  nciss: 'nciss',
};

const TYPES_OF_QUESTIONS = [...TYPE_BY_NAME.values()];

const LOOKS: Readonly<Record<Assertion<unknown>['state'], TagLook>> = {
  stands: 'plain',
  superseded: 'plain',
  corrected: 'wait',
  retracted: 'wrong',
  withdrawn: 'wrong',
};

/** One answer in a few words, for the first screen. Where accounts differ, all of them stand there. */
export function answerAtAGlance(name: QuestionName, answer: Answer<unknown>, names: Names): Markup {
  switch (answer.state) {
    case 'not-said': {
      const taken = takenBack(answer);
      if (taken === undefined) return html`<span class="unknown">${T.notSaid}</span>`;
      return html`<s>${drawn(name, taken, names)}</s> <span class="soft">${T.takenBack}</span>`;
    }
    case 'withheld':
      return html`<span class="withheld">${T.withheld}</span>`;
    case 'not-known-yet':
      return unknownValue({ known: 'not-yet' });
    case 'agreed': {
      const known = answer.current.find(({ value }) => typeof value !== 'string' || !value.startsWith('not-'));
      return html`${drawn(name, known ?? answer.current[0]!, names)}`;
    }
    case 'differs':
      return sentence(T.differs, {
        answers: answer.current.map((one, at) => html`${at > 0 && ' / '}${drawn(name, one, names)}`),
      });
  }
}

/** The last word that was said and withdrawn: it stays visible, and visibly taken back. */
export function takenBack(answer: Answer<unknown>): Assertion<unknown> | undefined {
  return answer.history.findLast(({ state }) => state === 'withdrawn' || state === 'retracted');
}

/** Every question with who said what, how sure they are and who disagrees. */
export function answersSection(caseId: string, answers: CaseSummary['answers'], sight: ClaimSight): Markup {
  const rows = (Object.entries(answers) as [QuestionName, Answer<unknown>][]).filter(
    ([, answer]) => answer.state !== 'not-said' || answer.history.length > 0,
  );
  return html`<section class="stack" aria-labelledby="said"><div class="stack tight"><h2 id="said">${T.saidHeading}</h2><p class="soft">${CASE_TEXTS.claims.lead}</p></div>
<dl class="summary">${rows.map(([name, answer]) => html`<div><dt>${T.questions[name]}${answer.state === 'differs' && html`<br>${tag(T.differTag, 'wait')}`}</dt><dd class="stack tight">${answerRow(caseId, name, answer, sight)}</dd></div>`)}</dl></section>`;
}

function answerRow(caseId: string, name: QuestionName, answer: Answer<unknown>, sight: ClaimSight): Markup {
  const now = new Set(answer.current.map(({ digest }) => digest));
  const changed = answer.history.filter(({ digest }) => !now.has(digest));
  if (answer.current.length === 0 && changed.length === 0) return html`<p class="withheld">${T.withheld}</p>`;
  const same = Map.groupBy(answer.current, ({ value }) => JSON.stringify(value));
  const none = answer.current.length === 0;
  const gone = none && changed.length > 0 && answer.state !== 'withheld';
  const words = answer.state === 'withheld' ? T.withheld : gone ? CASE_TEXTS.claims.notSaidNow : T.notSaid;
  // What was taken back stays in sight; only what a later word replaced is folded away.
  const before = changed.length > 0 && earlier(caseId, name, changed, sight);
  return html`${none && html`<p class="unknown">${words}</p>`}${[...same.values()].map((said) => assertions(name, said, sight, supportOf(said, answer, sight)))}${
    gone ? before : before && details(counted(T.earlier, changed.length), before)
  }`;
}

/** The newest of what was said before; all of it stands one click away. */
function earlier(
  caseId: string,
  name: QuestionName,
  changed: readonly Assertion<unknown>[],
  sight: ClaimSight,
): Markup {
  const newest = changed.slice(-EARLIER_SHOWN).reverse();
  return html`${newest.map((one) => assertions(name, [one], sight))}${
    changed.length > EARLIER_SHOWN && html`<p><a href="/cases/${caseId}/answers/${name}">${T.allAnswers}</a></p>`
  }`;
}

/** Everything that was ever said to one question, in order. */
export function historyBody(name: QuestionName, answer: Answer<unknown>, sight: ClaimSight): Markup {
  return html`<ol class="stack">${answer.history.map((one) => html`<li>${assertions(name, [one], sight)}</li>`)}</ol>`;
}

export function isQuestion(name: string): name is QuestionName {
  return Object.hasOwn(CLAIMS, name);
}

/** A value, and below it everybody who says it. */
function assertions(
  name: QuestionName,
  same: readonly Assertion<unknown>[],
  sight: ClaimSight,
  support: Markup | false = false,
): Markup {
  const one = same[0]!;
  const undone = one.state === 'withdrawn' || one.state === 'retracted' || one.state === 'corrected';
  const value = drawn(name, one, sight.names);
  return html`<div class="said"><div>${undone ? html`<s class="undone-text">${value}</s>` : value}</div>${same.map((each) => speaker(each, sight))}${support}</div>`;
}

function speaker(one: Assertion<unknown>, sight: ClaimSight): Markup {
  const party = html`<strong>${said(sight.names.party(one.by))}</strong>`;
  const change = html`${tag(T.states[one.state], LOOKS[one.state])} ${one.changedBy !== undefined && statementLink(one.changedBy)}`;
  return html`<p class="note">${sentence(T.by, { party, when: when(one.at) })} · ${kindOfClaim(one, sight)} ${!isNotKnown(one.value) && html` · ${confidenceWords(one.confidence)}`} · ${statementLink(one.digest)} ${tlpLabel(one.marking.tlp)} ${one.state !== 'stands' && change}</p>`;
}

function drawn(name: QuestionName, one: Assertion<unknown>, names: Names): Markup {
  if (one.value === 'not-known-yet') return unknownValue({ known: 'not-yet' });
  if (one.value === 'not-applicable') return unknownValue({ known: 'not-applicable' });
  // What another room's statement says about the incident (a report to an authority) it says in the same words.
  const type = TYPE_BY_NAME.get(one.type) ?? TYPES_OF_QUESTIONS.find(({ claims }) => CLAIMS[name] in claims);
  return claimValue(CLAIMS[name], one.value as JsonValue, type, names);
}
