import { openFacts, type RegimeAnswer } from '#obligations/finder/finder.ts';
import { ASKS } from '#obligations/finder/finder-words.ts';
import { DUTY_TEXTS as T } from '#obligations/pages/duty-texts.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import { statusTag } from '#obligations/regimes/pages/regime-parts.ts';
import { html, type Markup } from '#web/html.ts';
import { english } from '#web/parts/english.ts';
import { details } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';

/** So many laws that wait for the same answer are read at once under their question. */
const FOLDED_FROM = 3;

/** What may apply: a card each, but where several wait for one answer, a line with the question and them behind it. */
export function mayApply(
  answers: readonly RegimeAnswer[],
  card: (answer: RegimeAnswer) => Markup,
): Markup | false {
  if (answers.length === 0) return false;
  const { folds, rest } = foldedByQuestion(answers);
  return html`<div class="stack"><h3>${T.mayApply}</h3><p class="soft">${T.mayApplyLead}</p>${rest.map(card)}${folds.map((fold) => foldLine(fold, rest.length > 0))}</div>`;
}

type Fold = { readonly fact: FinderFact; readonly answers: readonly RegimeAnswer[] };

/** The question that most wait for comes first; who waits for two stands under the one that decides more. */
function foldedByQuestion(answers: readonly RegimeAnswer[]): {
  readonly folds: readonly Fold[];
  readonly rest: readonly RegimeAnswer[];
} {
  const folds: Fold[] = [];
  let rest = answers;
  for (const fact of openFacts(answers)) {
    const waiting = rest.filter(({ missing }) => missing.includes(fact));
    if (waiting.length < FOLDED_FROM) continue;
    folds.push({ fact, answers: waiting });
    rest = rest.filter((answer) => !waiting.includes(answer));
  }
  return { folds, rest };
}

function foldLine({ fact, answers }: Fold, isMore: boolean): Markup {
  const ask = ASKS[fact];
  const label = plainSentence(isMore ? T.moreDepend : T.allDepend, { count: answers.length, ask });
  const laws = answers.map(({ regime, missing }) => {
    const others = missing.filter((one) => one !== fact);
    return html`<li><a href="/duties/regimes/${regime.id}">${english(regime.title)}</a> ${statusTag(regime)}${others.map(alsoAsked)}</li>`;
  });
  return details(label, html`<p><a href="#field-${fact}">${ask}</a></p><ul class="plain">${laws}</ul>`);
}

function alsoAsked(fact: FinderFact): Markup {
  return html`<br><span class="soft">${plainSentence(T.ifSo, { ask: ASKS[fact] })}</span>`;
}
