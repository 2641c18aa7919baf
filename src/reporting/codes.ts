/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type ReportingCode = RuleCode | FlowCode;

/** What a report may not say. */
export type RuleCode =
  | 'regime-not-declared'
  | 'regime-not-applicable'
  | 'regime-version-other'
  | 'regime-not-known'
  | 'stage-not-known'
  | 'addressee-not-of-stage'
  | 'addressee-not-declared'
  | 'fact-not-asked'
  | 'fact-missing'
  | 'fact-not-final'
  | 'report-not-own'
  | 'report-withdrawn'
  | 'time-malformed'
  | 'time-in-the-future';

/** What the form and the downloads do not take. */
export type FlowCode =
  | 'answer-malformed'
  | 'nobody-here-stands-for-it'
  | 'report-not-known'
  | 'language-not-known'
  | 'filing-incomplete';
