import type { Codes } from '#codes.ts';

/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type ReportingCode = RuleCode | FlowCode;

/** What a report may not say. */
export const RULE_CODES = {
  'regime-not-declared': { next: 'settle-the-clock' },
  'regime-not-applicable': { next: 'settle-the-clock' },
  'regime-version-other': { next: 'settle-the-clock' },
  'addressee-not-of-stage': { next: 'correct-it' },
  'addressee-not-declared': { next: 'correct-it' },
  'fact-not-asked': { next: 'correct-it' },
  'fact-missing': { next: 'fill-it-in' },
  'fact-not-final': { next: 'fill-it-in' },
  'report-not-own': { next: 'ask-the-party' },
  'report-withdrawn': { next: 'nothing-left-to-do' },
} as const satisfies Codes;
export type RuleCode =
  | keyof typeof RULE_CODES
  | 'regime-not-known'
  | 'stage-not-known'
  | 'time-malformed'
  | 'time-in-the-future';

/** What the form and the downloads do not take. */
export const FLOW_CODES = {
  'nobody-here-stands-for-it': { next: 'fill-it-in' },
  'report-not-known': { next: 'open-from-the-list' },
  'language-not-known': { next: 'choose-what-is-offered' },
  'filing-incomplete': { next: 'fill-it-in' },
} as const satisfies Codes;
export type FlowCode = keyof typeof FLOW_CODES | 'answer-malformed';
