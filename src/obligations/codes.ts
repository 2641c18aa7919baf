/** Every refusal of what is said about duties. The sentences stand where the refusal is given. */
export type ObligationCode =
  | 'party-not-known'
  | 'regime-not-known'
  | 'regime-text-differs'
  | 'regime-superseded'
  | 'stage-not-known'
  | 'addressee-role-unknown'
  | 'zone-not-known'
  | 'reason-needed'
  | 'moment-missing'
  | 'time-in-the-future'
  | 'time-impossible'
  | 'decider-not-of-party'
  | 'decider-not-mandated'
  | 'reference-not-known'
  | 'reference-in-another-case'
  | 'reference-not-own'
  | 'reference-of-another-kind'
  | 'not-competent'
  | 'not-for-bearer'
  | 'until-missing'
  | 'until-already-past'
  | 'due-already-past'
  | 'promise-to-oneself';

/** Why no score is counted. */
export type ScoreCode =
  | 'bundle-not-proved'
  | 'nothing-of-the-party'
  | 'score-not-shown'
  | 'range-too-large'
  | 'score-took-too-long'
  | 'time-malformed';
