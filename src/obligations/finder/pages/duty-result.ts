import type { RegimeAnswer, StageAnswer } from '#obligations/finder/finder.ts';
import {
  ASKS,
  beginningWords,
  channelWords,
  countdownWords,
  limitWords,
  localWords,
  NO_CLOCK_WORDS,
  READING_WORDS,
  reasonWords,
  type StateNames,
} from '#obligations/finder/finder-words.ts';
import type { Facts } from '#obligations/finder/verdict.ts';
import { DUTY_TEXTS as T } from '#obligations/pages/duty-texts.ts';
import { finderWhy } from '#obligations/pages/why-time.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import {
  firstSource,
  holidayLine,
  stageAddress,
  stageName,
  statusTag,
  sureMark,
  unconfirmedMark,
} from '#obligations/regimes/pages/regime-parts.ts';
import { ageWords } from '#obligations/regimes/regime-age.ts';
import { sureLine } from '#obligations/regimes/sureness-words.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { type Content, html, type Markup } from '#web/html.ts';
import { english } from '#web/parts/english.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { details } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { plainSentence } from '#web/sentence.ts';
import { mayApply } from './may-apply.ts';

export type DutyResult = {
  readonly answers: readonly RegimeAnswer[];
  readonly facts: Facts;
  readonly zone: string;
  readonly now: Temporal.Instant;
  readonly stateName: StateNames;
};

type Row = { readonly answer: RegimeAnswer; readonly stage: StageAnswer };

/** First the clocks of everything that applies, in order; then each regime with what it says, asks or lacks. */
export function dutyResult(result: DutyResult): Markup {
  const { answers } = result;
  const laws = answers.filter(
    ({ regime, binding }) => binding && (regime.kind === 'law' || regime.kind === 'promise'),
  );
  const applying = laws.filter(({ applies }) => applies === 'applies');
  const voluntary = answers.filter(
    ({ regime, applies }) => (regime.kind === 'norm' || regime.kind === 'agreement') && applies === 'applies',
  );
  const others = answers.filter(({ binding, applies }) => !binding && applies !== 'does-not-apply');
  const notBinding = others.filter(({ regime }) => regime.computed !== false);
  const known = others.filter(({ regime }) => regime.computed === false);
  const maybe = laws.filter(({ applies }) => applies === 'may-apply');
  const not = answers.filter(({ applies }) => applies === 'does-not-apply');
  return html`<section class="stack loose" id="result" tabindex="-1" aria-labelledby="result-title"><h2 id="result-title">${T.result}</h2>
${clockTable(applying, result)}
${group(T.applies, false, applying, (answer) => applyingCard(answer, result))}
${mayApply(maybe, (answer) => openCard(answer, result))}
${group(T.notBinding, T.notBindingLead, notBinding, (answer) => notBindingCard(answer, result))}
${group(T.known, T.knownLead, known, (answer) => html`<article class="card undone">${head(answer, result)}</article>`)}
${group(T.norms, T.normsLead, voluntary, (answer) => applyingCard(answer, result))}
${not.length > 0 && details(`${T.doesNotApply} (${not.length})`, html`<p class="soft">${T.doesNotApplyLead}</p><ul class="stack tight">${not.map((answer) => notApplying(answer, result))}</ul>`)}
</section>`;
}

function group(
  title: string,
  lead: string | false,
  answers: readonly RegimeAnswer[],
  draw: (answer: RegimeAnswer) => Markup,
): Markup | false {
  if (answers.length === 0) return false;
  return html`<div class="stack"><h3>${title}</h3>${lead && html`<p class="soft">${lead}</p>`}${answers.map(draw)}</div>`;
}

function clockTable(answers: readonly RegimeAnswer[], result: DutyResult): Markup {
  const rows: readonly Row[] = answers
    .flatMap((answer) => answer.stages.map((stage) => ({ answer, stage })))
    .filter(({ stage }) => stage.noClock === null && stage.due !== null && stage.applies !== 'does-not-apply')
    .toSorted((one, other) => Temporal.Instant.compare(one.stage.due!.end, other.stage.due!.end));
  if (rows.length === 0) return html`<p>${T.resultNone}</p>`;
  const columns = T.columns.map((label) => ({ label }));
  return table(
    T.result,
    columns,
    rows.map(({ answer, stage }) => [
      html`${dueCell(answer, stage, result)}${finderWhy(answer, stage, result)}`,
      html`<a href="${stageAddress(answer.regime, stage.stage)}">${english(stage.stage.name)}</a><br><span class="soft">${english(answer.regime.title)}</span>${onlyIf(stage)}`,
      whomCell(answer, stage),
      lawCell(answer, stage),
    ]),
    true,
  );
}

function dueCell({ regime }: RegimeAnswer, { due, holidays }: StageAnswer, { zone, now }: DutyResult): Markup {
  const { end, unextended, lenient, because } = due!;
  const localZone = regime.time_zone ?? zone;
  const local = plainSentence(T.local, { local: localWords(end, localZone), zone: localZone });
  const late = Temporal.Instant.compare(end, now) < 0;
  return html`${tag(countdownWords(end, now), late ? 'wrong' : 'wait')}<br>${when(end)}${localZone !== 'UTC' && html`<br><span class="soft">${local}</span>`}
${!unextended.equals(end) && html`<br><span class="soft">${plainSentence(T.beforeExtension, { when: plainWhen(unextended) })}</span>`}
${because !== null && details(T.lenientLabel, html`<p>${READING_WORDS[because]} ${plainSentence(T.laterReading, { when: plainWhen(lenient) })}</p>`)}
${holidays !== null && html`<br>${holidayLine(holidays)}`}`;
}

function whomCell({ regime }: RegimeAnswer, { stage: { addressees } }: StageAnswer): Markup {
  const channel = addressees.some(({ role }) => role !== 'users') ? channelWords(regime) : null;
  return html`${addressees.map(({ name }, at) => html`${at > 0 && html`<br>`}${english(name)}`)}${channel !== null && html`<br><span class="soft">${channel}</span>`}`;
}

function lawCell({ regime }: RegimeAnswer, { stage, sureness }: StageAnswer): Markup {
  return html`<a href="${stageAddress(regime, stage)}">${english(stage.citation)}</a> ${sureMark(sureness)}<br><span class="soft">${firstSource(regime)}</span>`;
}

function onlyIf({ applies, missing }: StageAnswer): Content {
  if (applies !== 'may-apply') return false;
  return missing.map((fact) => html`<br><span class="soft">${plainSentence(T.ifSo, { ask: ASKS[fact] })}</span>`);
}

function head({ regime }: RegimeAnswer, { now }: Pick<DutyResult, 'now'>): Markup {
  const age = ageWords([regime.checked_on], now);
  return html`<div class="top"><h4><a href="/duties/regimes/${regime.id}">${english(regime.title)}</a></h4>${statusTag(regime)}${age !== null && html` ${tag(age, 'wait')}`}</div><p class="soft">${english(regime.instrument)}</p>`;
}

/** Every stage that may fall to whoever asks, with the time its law gives; those with a clock stand in the table too. */
function applyingCard(answer: RegimeAnswer, result: DutyResult): Markup {
  const { regime } = answer;
  const { now } = result;
  const stages = answer.stages.filter(
    ({ applies, noClock }) => applies !== 'does-not-apply' && noClock !== 'stands-aside',
  );
  return html`<article class="card">${head(answer, result)}${bindsLine(answer)}<ul class="stack tight">${stages.map(
    (one) => {
      const { stage, noClock, due, sureness } = one;
      const limits = listText(
        currentLanguage(),
        limitWords(stage, (id) => stageName(regime, id)),
      );
      const inTime = limits || (stage.qualifier === undefined ? '' : english(stage.qualifier));
      const clock =
        noClock === null && due !== null
          ? html`${countdownWords(due.end, now)}: ${when(due.end)}`
          : noClock === null
            ? ''
            : noClock === 'unconfirmed'
              ? sureLine(sureness)
              : NO_CLOCK_WORDS[noClock];
      return html`<li><strong>${english(stage.name)}</strong> ${sureMark(sureness)}${inTime !== '' && html`<br>${inTime}`}<br><span class="soft">${clock} <a href="${stageAddress(regime, stage)}">${english(stage.citation)}</a></span>${onlyIf(one)}</li>`;
    },
  )}</ul></article>`;
}

/** Where the law begins for somebody on a day of its own: that day, or the question that tells it; and where to file. */
function bindsLine({ regime, begins }: RegimeAnswer): Markup {
  const words = beginningWords(regime, begins, plainWhen);
  const channel = channelWords(regime);
  const ask = begins?.asks ?? null;
  const beginning =
    words !== null && html`<p>${ask === null ? words : html`<a href="#field-${ask}">${words}</a>`}</p>`;
  return html`${beginning}${channel !== null && html`<p class="soft">${channel}</p>`}`;
}

function openCard(answer: RegimeAnswer, result: DutyResult): Markup {
  return html`<article class="card">${head(answer, result)}<p>${T.decide}</p>${questions(answer.missing)}</article>`;
}

function questions(missing: readonly FinderFact[]): Markup {
  return html`<ul class="plain">${missing.map((fact) => html`<li><a href="#field-${fact}">${ASKS[fact]}</a></li>`)}</ul>`;
}

function notBindingCard(answer: RegimeAnswer, result: DutyResult): Markup {
  const { regime } = answer;
  const words = regime.status_note === undefined ? NO_CLOCK_WORDS['not-in-force'] : english(regime.status_note);
  const coming = regime.status === 'proposed' ? answer.stages.filter(({ stage }) => stage.limits.length > 0) : [];
  const lines = coming.map(({ stage }) => {
    const limits = limitWords(stage, (id) => stageName(regime, id));
    return html`<li><strong>${english(stage.name)}</strong> ${unconfirmedMark(stage)}<br>${listText(currentLanguage(), limits)}</li>`;
  });
  return html`<article class="card undone">${head(answer, result)}<p>${words}</p>${lines.length > 0 && details(T.toCome, html`<p class="soft">${T.toComeLead}</p><ul class="stack tight">${lines}</ul>`)}</article>`;
}

function notApplying({ regime, reasons }: RegimeAnswer, { facts, stateName }: DutyResult): Markup {
  const words = reasons.map((reason) => reasonWords(reason, facts, stateName)).join(' ');
  return html`<li><a href="/duties/regimes/${regime.id}">${english(regime.title)}</a><br><span class="soft">${words}</span></li>`;
}
