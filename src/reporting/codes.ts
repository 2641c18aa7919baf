/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type ReportingCode = RuleCode | FlowCode;

/** What a report may not say. */
export const RULE_CODES = [
  'regime-not-declared',
  'regime-not-applicable',
  'regime-version-other',
  'addressee-not-of-stage',
  'addressee-not-declared',
  'fact-not-asked',
  'fact-missing',
  'fact-not-final',
  'report-not-own',
  'report-withdrawn',
] as const;
export type RuleCode =
  | (typeof RULE_CODES)[number]
  | 'regime-not-known'
  | 'stage-not-known'
  | 'time-malformed'
  | 'time-in-the-future';

/** What the form and the downloads do not take. */
export const FLOW_CODES = [
  'nobody-here-stands-for-it',
  'report-not-known',
  'language-not-known',
  'filing-incomplete',
] as const;
export type FlowCode = (typeof FLOW_CODES)[number] | 'answer-malformed';
