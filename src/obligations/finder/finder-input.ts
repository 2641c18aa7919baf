/** What a person, a program or the command line tells the duty finder, read into facts and moments. */

import { dayFrom } from '#obligations/regimes/begins.ts';
import { FINDER_FACTS, type FinderFact } from '#obligations/regimes/finder-facts.ts';
import { MOMENTS, type Moment } from '#obligations/regimes/regime.ts';
import type { FinderCode } from '#obligations/regimes/regime-codes.ts';
import { accept, beginningOf, type Outcome, phrase, refuse } from '#outcome.ts';
import { isSectorId } from '#vocabulary/sectors.ts';
import { isStateCode } from '#vocabulary/states.ts';
import type { FinderQuestion } from './finder.ts';
import type { Facts, FactValue } from './verdict.ts';

const MAX_LISTED = 64;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?$/;

export type FinderInput = {
  readonly facts: Readonly<Record<string, unknown>>;
  /** By moment: an instant, or a local time of `zone`. */
  readonly moments: Readonly<Record<string, unknown>>;
  readonly zone?: string | undefined;
};

/** Refused with the fact or moment as its place; what is empty is not known yet. */
export function readQuestion({ facts, moments, zone = 'UTC' }: FinderInput): Outcome<FinderQuestion, FinderCode> {
  if (!isZone(zone)) {
    return refuse(
      'zone-unknown',
      phrase`There is no time zone ${beginningOf(zone)}. Write one as Europe/Berlin.`,
      'zone',
    );
  }
  const known: Partial<Record<FinderFact, FactValue>> = {};
  for (const [name, given] of Object.entries(facts)) {
    if (!isFact(name)) {
      const names = Object.keys(FINDER_FACTS).join(', ');
      return refuse('fact-unknown', phrase`Nobody asks for the fact ${name}. Known: ${names}.`, name);
    }
    const value = readFact(name, given);
    if (!value.ok) return value;
    if (value.value !== null) known[name] = value.value;
  }
  const instants = readMoments(moments, zone);
  if (!instants.ok) return instants;
  return accept({ facts: known as Facts, known: { moments: instants.value, filed: new Map() }, zone });
}

export function isFact(name: string): name is FinderFact {
  return Object.hasOwn(FINDER_FACTS, name);
}

export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return /^[A-Za-z_]+(?:\/[A-Za-z_+-]+){0,2}$/u.test(zone);
  } catch {
    return false;
  }
}

function readFact(name: FinderFact, given: unknown): Outcome<FactValue, FinderCode> {
  const { values } = FINDER_FACTS[name];
  if (given === null || given === undefined || given === '' || given === 'unknown') return accept(null);
  if (values === 'boolean') {
    if (given === true || given === 'yes') return accept(true);
    if (given === false || given === 'no') return accept(false);
    return wrong(name, given, 'answer yes, no or unknown');
  }
  if (values === 'date') {
    return dayFrom(given) === null ? wrong(name, given, 'write the day as 2026-11-28') : accept(given as string);
  }
  if (values === 'state' || values === 'states') return readStates(name, given, values === 'state');
  if (values === 'sectors') {
    const sectors = listOf(given);
    const strange = sectors.find((sector) => !isSectorId(sector));
    if (strange !== undefined || sectors.length > MAX_LISTED) {
      return wrong(name, strange ?? 'more than 64', 'name sectors as health, or energy/electricity');
    }
    return accept(sectors.length === 0 ? null : sectors);
  }
  if (typeof given === 'string' && (values as readonly string[]).includes(given)) return accept(given);
  return wrong(name, given, `answer one of ${values.join(', ')}`);
}

function readStates(name: FinderFact, given: unknown, single: boolean): Outcome<FactValue, FinderCode> {
  const states = listOf(given).map((code) => code.toUpperCase());
  const strange = states.find((code) => !isStateCode(code));
  if (strange !== undefined || states.length > MAX_LISTED * 4) {
    return wrong(name, strange ?? 'too many states', 'name states by their two letters, as DE');
  }
  if (states.length === 0) return accept(null);
  if (!single) return accept([...new Set(states)]);
  return states.length === 1 ? accept(states[0]!) : wrong(name, states.join(' '), 'name one state');
}

/** A list, or words with commas or blanks between. */
export function listOf(given: unknown): readonly string[] {
  const parts = Array.isArray(given) ? given : [given];
  return parts.flatMap((part) => String(part).split(/[\s,;]+/u)).filter((part) => part !== '');
}

function wrong(name: FinderFact, given: unknown, wanted: string) {
  return refuse('fact-value-unknown' as const, `${JSON.stringify(given)} is no answer here: ${wanted}.`, name);
}

function readMoments(
  given: Readonly<Record<string, unknown>>,
  zone: string,
): Outcome<ReadonlyMap<Moment, Temporal.Instant>, FinderCode> {
  const moments = new Map<Moment, Temporal.Instant>();
  for (const [name, text] of Object.entries(given)) {
    if (text === null || text === undefined || text === '') continue;
    const moment = MOMENTS.find((known) => known === name);
    if (moment === undefined) {
      return refuse('moment-unknown', phrase`No clock starts with ${name}. Known: ${MOMENTS.join(', ')}.`, name);
    }
    const at = typeof text === 'string' ? readInstant(text, zone) : undefined;
    if (at === undefined) {
      return refuse(
        'moment-malformed',
        phrase`Write when it was as 2026-11-28T14:30Z, or as a time in ${zone} without Z.`,
        name,
      );
    }
    moments.set(moment, at);
  }
  return accept(moments);
}

/** An instant, or a local time of the zone; one that the clocks show twice is the earlier one: the stricter reading. */
export function readInstant(text: string, zone: string): Temporal.Instant | undefined {
  try {
    if (INSTANT.test(text)) return Temporal.Instant.from(text);
    if (!LOCAL.test(text)) return undefined;
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime(zone).toInstant();
  } catch {
    return undefined;
  }
}
