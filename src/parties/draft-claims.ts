import type { Draft } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';

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
