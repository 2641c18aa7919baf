/**
 * One equal square a state. Positions are not geography: the members of the United Nations stand by the sub-regions of
 * UN M49, each in the order of their ISO codes; states of an exercise and others that are listed come first.
 */
import grid from './tile-grid.json' with { type: 'json' };

export type TileRegion = { readonly m49: string | null; readonly name: string; readonly states: readonly Tile[] };
export type Tile = { readonly code: string; readonly name: string };

const REGIONS: readonly TileRegion[] = grid.regions.map(({ m49, name, states }) => ({
  m49,
  name,
  states: Object.entries(states as Readonly<Record<string, string>>).map(([code, full]) => ({ code, name: full })),
}));
const NAMES: ReadonlyMap<string, string> = new Map(
  REGIONS.flatMap(({ states }) => states.map(({ code, name }) => [code, name])),
);

/** What the grid is, and where its lists come from. */
export const GRID_ABOUT: { readonly about: string; readonly sources: readonly string[] } = grid;

/** The grid with a block in front for codes that are no member of the United Nations, as those of an exercise. */
export function tileRegions(
  listed: readonly string[],
  others: string,
  nameOf: (code: string) => string,
): readonly TileRegion[] {
  const outside = [...new Set(listed)].filter((code) => !NAMES.has(code)).sort();
  if (outside.length === 0) return REGIONS;
  return [{ m49: null, name: others, states: outside.map((code) => ({ code, name: nameOf(code) })) }, ...REGIONS];
}

/** A state's short name at the United Nations; undefined for codes of exercises and of others. */
export function unName(code: string): string | undefined {
  return NAMES.get(code);
}
