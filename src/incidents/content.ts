import type { Static } from 'typebox';
import { accept, beginningOf, firstRefusal, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { fits } from '#statement/validator.ts';
import { compareTimes, readTime, type TimeSpan } from '#vocabulary/asserted-time.ts';
import { checkIndicator } from '#vocabulary/indicators.ts';
import type { ContentCode } from './codes.ts';
import { ANALYSIS, Indicators } from './statements/analysis-claims.ts';
import { ABOUT_THE_INCIDENT, Effects, type PeopleEstimate } from './statements/incident-claims.ts';
import { VICTIM } from './statements/provenance-claims.ts';

/** A reporter's clock may run ahead of ours by this much. */
const CLOCK_TOLERANCE_MINUTES = 10;

const TIME_CLAIMS = ['noticed_at', 'occurred_at', 'occurred_until', 'called_back_at'] as const;

/** Claims that say something about the incident, as opposed to about the statement. */
const SUBSTANCE = new Set([
  ...Object.keys(ABOUT_THE_INCIDENT),
  ...Object.keys(ANALYSIS),
  ...Object.keys(VICTIM),
  'summary',
]);

/**
 * What a schema cannot see: times that contradict one another or lie ahead, ranges that run backwards, indicators that
 * are none. Claims of the wrong shape are left to the schema.
 */
export function checkContent(draft: Draft, at: Temporal.Instant): Outcome<null, ContentCode> {
  return firstRefusal([
    () => checkTimes(draft.claims, at),
    () => checkPeople(draft.claims),
    () => checkIndicators(draft.claims),
    () => checkSubstance(draft),
  ]);
}

type Claims = Readonly<Record<string, JsonValue>>;

/** Asked with every statement, and already where the times are typed. */
export function checkTimes(claims: Claims, at: Temporal.Instant): Outcome<null, ContentCode> {
  const latest = at.add({ minutes: CLOCK_TOLERANCE_MINUTES });
  const times = new Map<string, TimeSpan>();
  for (const name of TIME_CLAIMS) {
    const value = claims[name];
    if (typeof value !== 'string') continue;
    const time = readTime(value);
    if (time === undefined) {
      return refuse(
        'time-malformed',
        phrase`"${beginningOf(value)}" is no date or time: write 2026-03, 2026-03-01 or 2026-03-01T14:30Z.`,
        name,
      );
    }
    if (Temporal.Instant.compare(time.from, latest) > 0) {
      return refuse('time-in-the-future', phrase`${value} has not come yet; times are in UTC.`, name);
    }
    times.set(name, time);
  }
  return (
    outOfOrder(times, 'noticed_at', 'It was noticed before it began: check both times, in UTC.') ??
    outOfOrder(times, 'occurred_until', 'It ended before it began: check both times, in UTC.') ??
    accept(null)
  );
}

/** Only when no reading of the two puts them in order: "in March" may be before "on 5 March". */
function outOfOrder(times: ReadonlyMap<string, TimeSpan>, later: string, sentence: string) {
  const began = times.get('occurred_at');
  const second = times.get(later);
  if (began === undefined || second === undefined || compareTimes(began, second) <= 0) return undefined;
  if (Temporal.Instant.compare(began.from, second.until) <= 0) return undefined;
  return refuse<ContentCode>('times-out-of-order', sentence, later);
}

function checkPeople(claims: Claims): Outcome<null, ContentCode> {
  const effects = claims.effects as Static<typeof Effects> | undefined;
  if (effects === undefined || !fits(Effects, effects) || 'known' in effects) return accept(null);
  const place = effects.findIndex(
    ({ people }) => people !== undefined && !('known' in people) && !isOrdered(people),
  );
  if (place < 0) return accept(null);
  return refuse(
    'people-out-of-order',
    'The numbers of people contradict each other: at least ≤ best ≤ at most.',
    `effects/${place}/people`,
  );
}

function isOrdered({ at_least, best, at_most }: PeopleEstimate): boolean {
  const given = [at_least, best, at_most].filter((value) => value !== undefined);
  return given.every((value, position) => position === 0 || value >= given[position - 1]!);
}

function checkIndicators(claims: Claims): Outcome<null, ContentCode> {
  const indicators = claims.indicators as Static<typeof Indicators> | undefined;
  if (indicators === undefined || !fits(Indicators, indicators) || 'known' in indicators) return accept(null);
  for (const [position, indicator] of indicators.entries()) {
    const outcome = checkIndicator(indicator);
    if (!outcome.ok) return refuse('indicator-malformed', wordsOf(outcome.refusal), `indicators/${position}`);
  }
  return accept(null);
}

function checkSubstance(draft: Draft): Outcome<null, ContentCode> {
  const { claims } = draft;
  if (draft.type === 'incident-update' && !Object.keys(claims).some((name) => SUBSTANCE.has(name))) {
    return refuse('nothing-said', 'An update says what is new: give at least one claim about the incident.');
  }
  if (draft.type !== 'incident-correction') return accept(null);
  const retracts = Array.isArray(claims.retracts) ? claims.retracts : [];
  const said = Object.keys(claims).filter((name) => SUBSTANCE.has(name) && name !== 'summary');
  if (retracts.length === 0 && said.length === 0) {
    return refuse('nothing-said', 'A correction gives a new value, or names the claims it takes back.');
  }
  const both = said.find((name) => retracts.includes(name));
  if (both === undefined) return accept(null);
  return refuse('retracted-and-said', phrase`"${both}" cannot be taken back and given a new value at once.`, both);
}
