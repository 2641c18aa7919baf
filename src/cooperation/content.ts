import { accept, firstRefusal, type Outcome, refuse } from '#outcome.ts';
import { textIn } from '#parties/draft-claims.ts';
import type { Draft } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { checkIndicator, type Indicator } from '#vocabulary/indicators.ts';
import type { ContentCode } from './codes.ts';
import { CONTENT_OF_CONTACT } from './statements/consultation.ts';
import { MAX_NOTICE_INDICATORS } from './statements/territory.ts';

/** A delay bounds itself: whoever needs longer says so again. */
const MAX_DELAY_DAYS = 30;
/** Clocks of two desks differ by a little. */
const CLOCK_TOLERANCE_MINUTES = 10;

type Verdict = Outcome<null, ContentCode>;
type Check = (draft: Draft, at: Temporal.Instant) => Verdict;

/** An answer that needs a word more: the claim that must then be given. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'assistance-reply': { accepted: 'offered', partly: 'offered', unable: 'reason', asks: 'question' },
  'preservation-reply': { preserved: 'until', unable: 'reason' },
  'consultation-reply': { clarified: 'clarification', later: 'reason', declined: 'reason' },
  'deconfliction-reply': { delay: 'until' },
  'host-consent': { granted: 'status', refused: 'reason', ended: 'reason' },
};
const SECOND_NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'assistance-reply': { partly: 'reason' },
  'deconfliction-reply': { delay: 'basis' },
  'host-consent': { granted: 'exit' },
};

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  'territory-notice': [fewIndicators, soundIndicators, windowInOrder, deconflictionExplained],
  'territory-supplement': [soundIndicators],
  'territory-step': [stepExplained],
  'deconfliction-reply': [answerComplete, delayBounded],
  'territory-decision': [reviewAhead],
  'consultation-reply': [answerComplete],
  'contact-record': [offTheRecord, notAhead],
  'preservation-request': [daysInOrder],
  'preservation-reply': [answerComplete, untilAhead],
  'assistance-request': [sovereigntyRespected],
  'assistance-reply': [answerComplete],
  'joint-team': [untilAhead],
  'team-request': [fromBeforeUntil],
  'team-offer': [fromBeforeUntil, untilAhead],
  'host-consent': [answerComplete, untilAhead],
};

/** What contradicts itself, whoever says it. */
export function checkContent(draft: Draft, at: Temporal.Instant): Verdict {
  return firstRefusal(CHECKS[draft.type] ?? [], draft, at);
}

function fewIndicators(draft: Draft): Verdict {
  const given = indicatorsOf(draft).length;
  if (given <= MAX_NOTICE_INDICATORS) return accept(null);
  return refuse(
    'too-many-indicators',
    `A notice carries at most ${MAX_NOTICE_INDICATORS} indicators, this one has ${given}: give more once it is acknowledged.`,
    'indicators',
  );
}

function soundIndicators(draft: Draft): Verdict {
  for (const [at, indicator] of indicatorsOf(draft).entries()) {
    const sound = checkIndicator(indicator);
    if (!sound.ok) return refuse('indicator-malformed', sound.refusal.sentence, `indicators/${at}`);
  }
  return accept(null);
}

function indicatorsOf(draft: Draft): readonly Indicator[] {
  const { indicators } = draft.claims;
  return Array.isArray(indicators) ? (indicators as unknown as readonly Indicator[]) : [];
}

function windowInOrder(draft: Draft, at: Temporal.Instant): Verdict {
  const [from, until] = [moment(draft, 'window_from'), moment(draft, 'window_until')];
  if (isAfter(from, at)) return refuse('time-in-the-future', 'What was observed lies in the past.', 'window_from');
  if (!isAfter(from, until)) return accept(null);
  return refuse('times-out-of-order', 'The window ends before it begins.', 'window_until');
}

function deconflictionExplained(draft: Draft): Verdict {
  if (draft.claims.deconfliction === 'asked-clear' || draft.claims.deconfliction_note !== undefined) {
    return accept(null);
  }
  return refuse(
    'deconfliction-unexplained',
    'Ask those who may be at work on this, or say why they were not asked or have not answered. It stays in your state.',
    'deconfliction_note',
  );
}

function stepExplained({ claims }: Draft): Verdict {
  const taken = claims.reasonable === true && claims.feasible === true && claims.state !== 'not-taken';
  if (taken || claims.reason !== undefined) return accept(null);
  return refuse('answer-incomplete', 'Say why the step is not taken, not reasonable or not feasible.', 'reason');
}

function answerComplete(draft: Draft): Verdict {
  const answer = textIn(draft, 'answer') ?? textIn(draft, 'consent') ?? '';
  const needed = [NEEDED[draft.type]?.[answer], SECOND_NEEDED[draft.type]?.[answer]];
  const missing = needed.find((name) => name !== undefined && draft.claims[name] === undefined);
  if (missing === undefined) return accept(null);
  return refuse('answer-incomplete', `An answer "${answer}" also says "${missing}".`, missing);
}

function delayBounded(draft: Draft, at: Temporal.Instant): Verdict {
  if (draft.claims.answer !== 'delay') return accept(null);
  const ahead = untilAhead(draft, at);
  if (!ahead.ok) return ahead;
  if (!isAfter(moment(draft, 'until'), at.add({ hours: 24 * MAX_DELAY_DAYS }))) return accept(null);
  return refuse(
    'delay-too-long',
    `A delay lasts ${MAX_DELAY_DAYS} days at most; ask again when it ends.`,
    'until',
  );
}

function reviewAhead(draft: Draft, at: Temporal.Instant): Verdict {
  const day = textIn(draft, 'review_on') ?? '';
  const today = at.toZonedDateTimeISO('UTC').toPlainDate().toString();
  if (day > today) return accept(null);
  return refuse('time-already-over', 'A decision is looked at again on a later day.', 'review_on');
}

/** What is written down is on the record. */
function offTheRecord(draft: Draft): Verdict {
  const written = Object.keys(CONTENT_OF_CONTACT).find((name) => draft.claims[name] !== undefined);
  if (draft.claims.off_the_record !== true || written === undefined) return accept(null);
  return refuse(
    'contact-off-the-record',
    `Off the record only that it took place is written down, with whom and when: leave out "${written}".`,
    written,
  );
}

function notAhead(draft: Draft, at: Temporal.Instant): Verdict {
  if (!isAfter(moment(draft, 'at'), at.add({ minutes: CLOCK_TOLERANCE_MINUTES }))) return accept(null);
  return refuse('time-in-the-future', 'A contact is recorded after it took place.', 'at');
}

function daysInOrder(draft: Draft): Verdict {
  const [from, until] = [textIn(draft, 'covers_from'), textIn(draft, 'covers_until')];
  if (from === undefined || until === undefined || from <= until) return accept(null);
  return refuse('times-out-of-order', 'The days asked for end before they begin.', 'covers_until');
}

function sovereigntyRespected({ claims }: Draft): Verdict {
  if (claims.kind !== 'mitigate' || claims.sovereignty === true) return accept(null);
  return refuse(
    'sovereignty-not-respected',
    'Whoever asks a state to act on its own territory says that the decision is that state’s.',
    'sovereignty',
  );
}

function untilAhead(draft: Draft, at: Temporal.Instant): Verdict {
  const until = moment(draft, 'until');
  if (until === undefined || isAfter(until, at)) return accept(null);
  return refuse('time-already-over', 'This would end before it begins.', 'until');
}

function fromBeforeUntil(draft: Draft): Verdict {
  const [from, until] = [moment(draft, 'from'), moment(draft, 'until')];
  if (from === undefined || until === undefined || isAfter(until, from)) return accept(null);
  return refuse('times-out-of-order', 'The end comes before the beginning.', 'until');
}

function isAfter(one: Temporal.Instant | undefined, other: Temporal.Instant | undefined): boolean {
  return one !== undefined && other !== undefined && Temporal.Instant.compare(one, other) > 0;
}

/** Shapes were checked by the schema; a day that does not exist is no moment. */
function moment(draft: Draft, name: string): Temporal.Instant | undefined {
  return instantFrom(draft.claims[name]);
}
