import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { PartyCode } from './codes.ts';

/** Claims have passed their type's schema before a rule sees them; these readers only narrow what TypeScript knows. */
export function textIn(draft: Draft, name: string): string | undefined {
  const value = draft.claims[name];
  return typeof value === 'string' ? value : undefined;
}

export function textsIn(draft: Draft, name: string): readonly string[] {
  const value = draft.claims[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Undefined also for the 30th of February, which the schema's pattern lets through. */
export function instantIn(draft: Draft, name: string): Temporal.Instant | undefined {
  return instantFrom(draft.claims[name]);
}

/** The moment that a request names: the pattern of its schema lets the 30th of February through as well. */
export function momentAsked(text: string, place: string): Outcome<Temporal.Instant, PartyCode> {
  const at = instantFrom(text);
  return at === undefined ? refuse('period-empty', 'No such moment exists.', place) : accept(at);
}
