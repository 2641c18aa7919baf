import { withinSentence } from '#obligations/clocks/addressee-words.ts';
import {
  CONFLICT_WORDS,
  calendarOf,
  dueWords,
  holidayDoubt,
  STATE_WORDS,
  stageOf,
  textOf,
  unknownTextWords,
} from '#obligations/clocks/clock-words.ts';
import { OWN_PROMISE, stateFor } from '#obligations/clocks/engine.ts';
import type { DueChange, Obligation, ObligationState } from '#obligations/clocks/obligation.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import type { SeenClocks } from '#obligations/clocks/sight.ts';
import { WORD_TEXTS } from '#obligations/clocks/word-texts.ts';
import { ASKS, channelWords, READING_WORDS } from '#obligations/finder/finder-words.ts';
import { CLOCK_TEXTS as T } from '#obligations/pages/clock-texts.ts';
import { clockWhy } from '#obligations/pages/why-time.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import { holidayLine, sureMark } from '#obligations/regimes/pages/regime-parts.ts';
import type { Regime, Stage } from '#obligations/regimes/regime.ts';
import { ageWords } from '#obligations/regimes/regime-age.ts';
import { sureLine } from '#obligations/regimes/sureness-words.ts';
import { html, type Markup, said } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { type TagLook, tag } from '#web/parts/marks.ts';
import { details } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { shortDigest } from '#web/value.ts';

/** What somebody who looks at a case may do about its clocks. */
export type ClockOffers = {
  /** The party that could state something of its own here; null for a reader. */
  readonly party: string | null;
  readonly mayState: boolean;
  readonly mayFile: boolean;
  readonly mayChange: boolean;
  readonly mayAsk: boolean;
  readonly mayPromise: boolean;
};

export type ClockView = {
  readonly caseId: string;
  readonly clocks: SeenClocks;
  readonly reckoning: Reckoning;
  readonly now: Temporal.Instant;
  readonly viewer: string | null;
  readonly partyName: (party: string) => string;
  readonly offers: ClockOffers;
};

const LOOKS: Readonly<Record<ObligationState, TagLook>> = {
  'not-triggered': 'plain',
  open: 'going',
  held: 'wait',
  met: 'done',
  'met-late': 'wrong',
  breached: 'wrong',
  excused: 'done',
  'not-applicable': 'plain',
  answered: 'done',
  'answered-elsewhere': 'done',
  unanswered: 'wait',
  lapsed: 'wrong',
  withdrawn: 'plain',
};
const RUNNING: readonly ObligationState[] = ['open', 'held', 'breached', 'unanswered'];
/** From here on a clock is amber. */
const SOON_HOURS = 6;

/** The clocks of a case: what is still to be done, the first due first; then the rest. */
export function clocksSection(view: ClockView): Markup | false {
  const { clocks, now, viewer, offers, caseId } = view;
  const { obligations, conflicts, unknownTexts } = clocks;
  if (obligations.length === 0 && unknownTexts.length === 0 && !offers.mayState) return false;
  const stated = obligations.map((one) => ({ one, state: stateFor(one, now, viewer) }));
  const running = stated.filter(({ state }) => RUNNING.includes(state)).sort((a, b) => inOrder(a.one, b.one));
  const others = stated.filter(({ state }) => !RUNNING.includes(state));
  const item = ({ one, state }: (typeof stated)[number]) =>
    html`<li class="stack tight">${clockItem(view, one, state)}</li>`;
  return html`<section class="stack after" aria-labelledby="clocks"><h2 id="clocks">${T.heading}</h2>
<p class="soft">${obligations.length === 0 ? T.none : T.lead}</p>
${running.length > 0 && html`<ul class="stack loose">${running.map(item)}</ul>`}
${others.length > 0 && details(`${T.others} (${others.length})`, html`<ul class="stack loose">${others.map(item)}</ul>`)}
${unknownTexts.length > 0 && html`<h3>${T.unknownHeading}</h3><ul>${unknownTexts.map((one) => html`<li>${said(unknownTextWords(one))} ${statement(one.digest)}</li>`)}</ul>`}
${conflicts.length > 0 && html`<h3>${T.conflictsHeading}</h3><ul>${conflicts.map((one) => html`<li>${CONFLICT_WORDS[one.code]} ${statement(one.digest)} <span class="note">${said(view.partyName(one.by))}</span></li>`)}</ul>`}
${offers.mayState && html`<p class="row no-print">${linkButton(T.actions.aware, `/cases/${caseId}/clocks/aware`, 'second')} ${linkButton(T.actions.applies, `/cases/${caseId}/clocks/applies`, 'second')} ${offers.mayPromise && linkButton(WORD_TEXTS.promise.action, `/cases/${caseId}/clocks/promise`, 'second')}</p>`}</section>`;
}

/** The clock that runs out first, or ran out and still waits; `page` is where all of them stand, '' for this one. */
export function nextDeadline(view: ClockView, page: string): Markup | undefined {
  const { clocks, reckoning, now, viewer, partyName } = view;
  const running = clocks.obligations
    .map((one) => ({ one, state: stateFor(one, now, viewer) }))
    .filter(({ one, state }) => RUNNING.includes(state) && one.countdown && one.dueAt !== null)
    .sort((a, b) => inOrder(a.one, b.one));
  const first = running[0];
  if (first === undefined) return undefined;
  const { one, state } = first;
  const words = dueWords(one, now) ?? STATE_WORDS[state];
  return html`<a href="${page}#clocks">${tag(words, lookOf(one, state, now))}</a> ${when(one.dueAt!)} ${sureMark(one.sureness)}<br><span class="note">${nameOf(reckoning, one)}. ${said(partyName(one.bearer))}</span>`;
}

function inOrder(one: Obligation, other: Obligation): number {
  const due = (obligation: Obligation) =>
    obligation.countdown && obligation.dueAt !== null
      ? obligation.dueAt.epochMilliseconds
      : Number.MAX_SAFE_INTEGER;
  return due(one) - due(other) || (one.id < other.id ? -1 : 1);
}

/** A promise is told in the words of whoever made it, a law by its own name and that of its stage. */
function nameOf(reckoning: ClockView['reckoning'], one: Obligation): Markup {
  const stage = stageOf(reckoning, one)?.name ?? one.what ?? one.stage;
  if (one.regime === OWN_PROMISE) return html`${T.ownPromise}: ${said(stage)}`;
  return html`${english(`${textOf(reckoning, one)?.title ?? one.regime}: ${stage}`)}`;
}

function clockItem(view: ClockView, one: Obligation, state: ObligationState): Markup {
  const { reckoning, partyName } = view;
  const text = textOf(reckoning, one);
  const stage = stageOf(reckoning, one);
  const role = stage?.addressees.find((addressee) => addressee.role === one.role)?.name ?? one.role;
  const addressee = one.addressee === null ? english(withinSentence(role)) : said(partyName(one.addressee));
  const age = ageWords([text?.checked_on, calendarOf(reckoning, one)], view.now);
  const kind = text?.status === 'agreed-policy' ? T.agreedPolicy : T.kinds[one.kind];
  return html`<p><strong>${nameOf(reckoning, one)}</strong> ${tag(STATE_WORDS[state], lookOf(one, state, view.now))} ${tag(kind)} ${sureMark(one.sureness)}${text !== undefined && !isCounted(text.status) && html` ${tag(T.notInForce, 'wait')}`}${age !== null && html` ${tag(age, 'wait')}`}</p>
<p>${sentence(T.line, { bearer: said(partyName(one.bearer)), addressee })}${channelLine(text, stage)}</p>
${dueLine(view, one, state)}${state !== 'not-triggered' && clockWhy(view, one)}${doneLine(one, state)}
${one.history.length > 0 && html`<ul class="note">${one.history.map((move) => html`<li>${moveLine(move)}</li>`)}</ul>`}
${stage !== undefined && html`<p class="note"><a href="/duties/regimes/${one.regime}#${one.stage}">${sentence(one.kind === 'law' ? T.source : T.otherSource, { citation: english(stage.citation) })}</a> ${reckoning.regimes.current(one.regime)?.version !== one.version && plainSentence(T.version, { version: one.version })}</p>`}
${offersFor(view, one, state)}`;
}

/** Where the law of the state has it filed; whoever passes a report on, or tells people, files nowhere. */
function channelLine(text: Regime | undefined, stage: Stage | undefined): Markup | false {
  const words = text === undefined || stage?.bearer !== 'declarer' ? null : channelWords(text);
  const toOffice = stage?.addressees.some(({ role }) => role !== 'users') === true;
  return words !== null && toOffice && html`<br><span class="note">${words}</span>`;
}

function isCounted(status: string): boolean {
  return status !== 'not-in-force' && status !== 'proposed' && status !== 'unconfirmed';
}

/** Amber before, red after; what counts down far away is neither. */
export function lookOf(one: Obligation, state: ObligationState, now: Temporal.Instant): TagLook {
  if (state !== 'open' || !one.countdown || one.dueAt === null) return LOOKS[state];
  return one.dueAt.epochMilliseconds - now.epochMilliseconds < SOON_HOURS * 3_600_000 ? 'soon' : 'going';
}

function dueLine(view: ClockView, one: Obligation, state: ObligationState): Markup | false {
  if (state === 'held' && one.held !== null) {
    return html`<p>${sentence(T.held, { when: when(one.held.until), statement: statement(one.held.by) })}</p>`;
  }
  if (state === 'not-triggered') {
    const { begins } = one;
    if (begins?.tooEarly === true && begins.at !== null)
      return html`<p>${sentence(T.tooEarly, { when: when(begins.at) })}</p>`;
    return html`<p class="soft">${sentence(T.waits, { bearer: said(view.partyName(one.bearer)) })}</p>`;
  }
  if (!RUNNING.includes(state)) return false;
  const ask = one.begins?.asks ?? null;
  if (ask !== null) return html`<p>${plainSentence(T.beginsAsk, { ask: ASKS[ask as FinderFact] ?? ask })}</p>`;
  const words = dueWords(one, view.now);
  if (words === undefined || one.dueAt === null)
    return html`<p class="soft">${one.sureness?.confidence === 'R' ? sureLine(one.sureness) : T.noHours}</p>`;
  const line = state === 'open' ? T.due : T.overdue;
  const doubt = holidayDoubt(view.reckoning, one);
  return html`<p>${sentence(line, { words, when: when(one.dueAt) })}</p>${otherLine(one)}${one.sureness !== null && html`<p class="note">${sureLine(one.sureness)}</p>`}${doubt !== null && html`<p>${holidayLine(doubt)}</p>`}`;
}

/** The later reading stands beside the earlier one, with the reason; nobody counts by it. */
function otherLine({ otherReading: other }: Obligation): Markup | false {
  if (other === null) return false;
  const reason = READING_WORDS[other.because];
  return html`<p class="note">${sentence(T.laterReading, { reason, when: plainWhen(other.at) })}</p>`;
}

function doneLine(one: Obligation, state: ObligationState): Markup | false {
  if (one.metAt !== null && one.metBy !== null && !RUNNING.includes(state)) {
    const line = one.metElsewhere ? T.metElsewhere : T.met;
    return html`<p>${T.done} ${sentence(line, { when: when(one.metAt), statement: statement(one.metBy) })}</p>`;
  }
  if (state === 'excused' && one.excused !== null) {
    return html`<p>${sentence(T.excused, { basis: said(one.excused.basis), statement: statement(one.excused.by) })}</p>`;
  }
  if (state === 'not-applicable')
    return html`<p>${sentence(T.notApplicable, { reason: said(one.notApplicable ?? '') })}</p>`;
  if (state === 'withdrawn' && one.closedBy !== null) {
    return html`<p>${sentence(T.withdrawn, { statement: statement(one.closedBy) })}</p>`;
  }
  return false;
}

function moveLine({ from, to, because, reason }: DueChange): Markup {
  return sentence(T.moved, {
    from: from === null ? T.never : plainWhen(from),
    to: to === null ? T.never : plainWhen(to),
    reason: T.reasons[reason],
    statement: statement(because),
  });
}

function statement(digest: string): Markup {
  return html`<a class="hash" href="/statements/${digest}">${shortDigest(digest)}</a>`;
}

function keptOffer(caseId: string, { restsOn: [promise = ''], addressee }: Obligation): Markup {
  const query = new URLSearchParams({ promise, ...(addressee === null ? {} : { to: addressee }) }).toString();
  return html`<p class="row no-print">${linkButton(WORD_TEXTS.kept.action, `/cases/${caseId}/clocks/kept?${query}`, 'small')}</p>`;
}

function offersFor(
  { caseId, offers, clocks, reckoning }: ClockView,
  one: Obligation,
  state: ObligationState,
): Markup | false {
  if (offers.party === null) return false;
  const own = offers.party === one.bearer;
  if (one.regime === OWN_PROMISE) return own && offers.mayPromise && one.metAt === null && keptOffer(caseId, one);
  const query = new URLSearchParams({ regime: one.regime, stage: one.stage, bearer: one.bearer }).toString();
  const links: Markup[] = [];
  const offer = (label: string, address: string) => links.push(linkButton(label, address, 'small'));
  if (own && offers.mayFile && one.metAt === null && state !== 'not-applicable') {
    const stage = stageOf(reckoning, one);
    const isReported = stage?.bearer === 'declarer' && 'filing' in stage.met_by;
    const form = `/cases/${caseId}/clocks/file?${query}`;
    offer(T.actions.file, isReported ? `/report-once/${caseId}/${one.regime}/${one.stage}` : form);
  }
  const opener = one.restsOn[0];
  const counted = stageOf(reckoning, one)?.opens ?? {};
  if (own && offers.mayState && one.triggeredAt !== null && opener !== undefined && 'moment' in counted) {
    offer(T.actions.correct, `/cases/${caseId}/clocks/aware?corrects=${opener}`);
  }
  const competent = !own && clocks.standing.competent(offers.party, one.bearer);
  if (offers.mayAsk && competent) offer(WORD_TEXTS.ask.action, `/cases/${caseId}/clocks/ask?${query}`);
  if (offers.mayChange && competent) offer(T.actions.change, `/cases/${caseId}/clocks/change?${query}`);
  if (offers.mayChange && own && state !== 'not-applicable') {
    offer(T.actions.notApplicable, `/cases/${caseId}/clocks/change?${query}`);
  }
  return links.length > 0 && html`<p class="row no-print">${links}</p>`;
}
