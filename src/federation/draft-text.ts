import type { Draft } from '#statement/draft.ts';

/** A claim of a draft as text; empty where it is absent or something else, which no party or digest is. */
export function textOf(draft: Draft, name: string): string {
  const value = draft.claims[name];
  return typeof value === 'string' ? value : '';
}
