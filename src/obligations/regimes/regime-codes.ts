/** Refusals of regime files, by what is wrong with them; `place` is file and line. */
export const REGIME_CODES = [
  'regime-file-unreadable',
  'regime-malformed',
  'regime-citation-missing',
  'regime-anchor-unknown',
  'regime-anchor-circular',
  'regime-duration-impossible',
  'regime-id-repeated',
  'regime-id-not-its-file',
  'regime-stage-repeated',
  'regime-fact-unknown',
  'regime-value-unknown',
  'regime-zone-unknown',
  'regime-date-impossible',
  'regime-source-missing',
  'regime-closes-impossible',
  'regime-begins-impossible',
  'regime-version-not-counted-up',
  'regime-version-missing',
  'calendar-malformed',
  'groups-malformed',
  'group-unknown',
] as const;
export type RegimeCode = (typeof REGIME_CODES)[number];

/** Refusals of the duty finder. */
export const FINDER_CODES = [
  'fact-unknown',
  'fact-value-unknown',
  'moment-unknown',
  'moment-malformed',
  'zone-unknown',
  'regime-not-found',
] as const;
export type FinderCode = (typeof FINDER_CODES)[number];
