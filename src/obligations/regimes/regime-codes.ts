import type { Codes } from '#codes.ts';

/** Refusals of regime files, by what is wrong with them; `place` is file and line. */
export const REGIME_CODES = {
  'regime-file-unreadable': { next: 'correct-the-regime' },
  'regime-malformed': { next: 'correct-the-regime' },
  'regime-citation-missing': { next: 'correct-the-regime' },
  'regime-anchor-unknown': { next: 'correct-the-regime' },
  'regime-anchor-circular': { next: 'correct-the-regime' },
  'regime-duration-impossible': { next: 'correct-the-regime' },
  'regime-id-repeated': { next: 'correct-the-regime' },
  'regime-id-not-its-file': { next: 'correct-the-regime' },
  'regime-stage-repeated': { next: 'correct-the-regime' },
  'regime-fact-unknown': { next: 'correct-the-regime' },
  'regime-value-unknown': { next: 'correct-the-regime' },
  'regime-zone-unknown': { next: 'correct-the-regime' },
  'regime-date-impossible': { next: 'correct-the-regime' },
  'regime-source-missing': { next: 'correct-the-regime' },
  'regime-closes-impossible': { next: 'correct-the-regime' },
  'regime-begins-impossible': { next: 'correct-the-regime' },
  'regime-version-not-counted-up': { next: 'correct-the-regime' },
  'regime-version-missing': { next: 'correct-the-regime' },
  'calendar-malformed': { next: 'correct-it' },
  'groups-malformed': { next: 'correct-it' },
  'group-unknown': { next: 'correct-it' },
} as const satisfies Codes;
export type RegimeCode = keyof typeof REGIME_CODES;

/** Refusals of the duty finder. */
export const FINDER_CODES = {
  'fact-unknown': { next: 'choose-what-is-offered' },
  'fact-value-unknown': { next: 'choose-what-is-offered' },
  'moment-unknown': { next: 'choose-what-is-offered' },
  'moment-malformed': { next: 'correct-it' },
  'zone-unknown': { next: 'check-the-time' },
  'regime-not-found': { next: 'open-from-the-list', status: 'not-found' },
} as const satisfies Codes;
export type FinderCode = keyof typeof FINDER_CODES;
