import { caseTitleType, MAX_TITLE_CHARACTERS } from '#cases/statements.ts';
import type { ShownStatement } from './shown-statement.ts';

/**
 * What a case is called for one party: as it called the case itself last, else as whoever opened it did. What others call
 * it counts for them alone.
 */
export function titleFor(
  ordered: readonly ShownStatement[],
  opener: string | undefined,
  party: string | null,
): string | undefined {
  const titles = ordered.flatMap(({ type, issuer, claims }) => {
    const value = type === caseTitleType.name ? claims.get('title')?.value : undefined;
    return typeof value === 'string' && value.trim() !== '' ? [{ issuer, title: short(value.trim()) }] : [];
  });
  const own = titles.findLast(({ issuer }) => issuer === party);
  return (own ?? titles.findLast(({ issuer }) => issuer === opener))?.title;
}

/** Another node may have let a longer one pass. */
function short(title: string): string {
  const characters = Array.from(title);
  return characters.length > MAX_TITLE_CHARACTERS
    ? `${characters.slice(0, MAX_TITLE_CHARACTERS - 1).join('')}…`
    : title;
}
