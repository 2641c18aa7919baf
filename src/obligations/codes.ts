import type { Codes } from '#codes.ts';

/** Every refusal of what is said about duties. The sentences stand where the refusal is given. */
export const OBLIGATION_CODES = {
  'regime-not-known': { next: 'choose-what-is-offered' },
  'regime-text-differs': { next: 'settle-the-clock' },
  'regime-superseded': { next: 'settle-the-clock' },
  'stage-not-known': { next: 'choose-what-is-offered' },
  'addressee-role-unknown': { next: 'correct-it' },
  'zone-not-known': { next: 'check-the-time' },
  'reason-needed': { next: 'fill-it-in' },
  'moment-missing': { next: 'fill-it-in' },
  'time-in-the-future': { next: 'check-the-time' },
  'time-impossible': { next: 'check-the-time' },
  'decider-not-of-party': { next: 'ask-for-the-mandate' },
  'decider-not-mandated': { next: 'ask-for-the-mandate' },
  'reference-not-known': { next: 'open-the-case' },
  'reference-in-another-case': { next: 'open-the-case' },
  'reference-not-own': { next: 'ask-the-party' },
  'reference-of-another-kind': { next: 'open-the-case' },
  'not-competent': { next: 'pass-to-authority' },
  'not-for-bearer': { next: 'ask-the-party' },
  'until-missing': { next: 'fill-it-in' },
  'until-already-past': { next: 'check-the-time' },
  'due-already-past': { next: 'check-the-time' },
  'promise-to-oneself': { next: 'correct-it' },
} as const satisfies Codes;
export type ObligationCode = keyof typeof OBLIGATION_CODES | 'party-not-known';

/** Why no score is counted. */
export const SCORE_CODES = {
  'bundle-not-proved': { next: 'ask-for-the-export' },
  'nothing-of-the-party': { next: 'ask-for-the-export' },
  'score-not-shown': { next: 'ask-for-the-export' },
  'range-too-large': { next: 'ask-for-the-export' },
  'score-took-too-long': { next: 'ask-for-the-export' },
  'time-malformed': { next: 'check-the-time' },
} as const satisfies Codes;
export type ScoreCode = keyof typeof SCORE_CODES;
