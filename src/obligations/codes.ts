/** Every refusal of what is said about duties. The sentences stand where the refusal is given. */
export const OBLIGATION_CODES = [
  'regime-not-known',
  'regime-text-differs',
  'regime-superseded',
  'stage-not-known',
  'addressee-role-unknown',
  'zone-not-known',
  'reason-needed',
  'moment-missing',
  'time-in-the-future',
  'time-impossible',
  'decider-not-of-party',
  'decider-not-mandated',
  'reference-not-known',
  'reference-in-another-case',
  'reference-not-own',
  'reference-of-another-kind',
  'not-competent',
  'not-for-bearer',
  'until-missing',
  'until-already-past',
  'due-already-past',
  'promise-to-oneself',
] as const;
export type ObligationCode = (typeof OBLIGATION_CODES)[number] | 'party-not-known';

/** Why no score is counted. */
export const SCORE_CODES = [
  'bundle-not-proved',
  'nothing-of-the-party',
  'score-not-shown',
  'range-too-large',
  'score-took-too-long',
  'time-malformed',
] as const;
export type ScoreCode = (typeof SCORE_CODES)[number];
