import type { Codes } from '#codes.ts';
import type { VocabularyCode } from '#vocabulary/codes.ts';

/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type IncidentCode = RuleCode | ContentCode | FlowCode;

/** What a party may not say now, given what was said before. */
export const RULE_CODES = {
  'kind-may-not-author': { next: 'ask-the-party' },
  'not-own-authority': { next: 'pass-to-authority' },
  'case-of-another': { next: 'ask-the-party' },
  'nothing-reported-yet': { next: 'say-something-new' },
  'thread-withdrawn': { next: 'thread-is-closed' },
  'thread-closed': { next: 'thread-is-closed' },
  'reference-not-changeable': { next: 'open-the-case' },
  'already-withdrawn': { next: 'nothing-left-to-do' },
  'duplicate-not-named': { next: 'fill-it-in' },
  'duplicate-of-itself': { next: 'correct-it' },
  'relay-names-victim': { next: 'hide-the-victim' },
  'relay-of-own-statement': { next: 'correct-it' },
  'link-looser-than-case': { next: 'correct-it' },
  'link-to-itself': { next: 'correct-it' },
  'hold-already-over': { next: 'check-the-time' },
  'hold-too-long': { next: 'check-the-time' },
  'hold-marked-too-open': { next: 'correct-it' },
  'hold-not-yours': { next: 'ask-the-party' },
  'hold-end-later': { next: 'check-the-time' },
  'hold-end-hides-others': { next: 'correct-it' },
  'call-back-incomplete': { next: 'fill-it-in' },
} as const satisfies Codes;
export type RuleCode =
  | keyof typeof RULE_CODES
  | 'party-not-known'
  | 'reference-not-known'
  | 'reference-in-another-case'
  | 'second-person-needed'
  | 'held-until';

/** What contradicts itself, whoever says it. */
export const CONTENT_CODES = {
  'nothing-said': { next: 'say-something-new' },
  'retracted-and-said': { next: 'correct-it' },
  'times-out-of-order': { next: 'check-the-time' },
  'people-out-of-order': { next: 'correct-it' },
} as const satisfies Codes;
export type ContentCode = keyof typeof CONTENT_CODES | VocabularyCode | 'time-malformed' | 'time-in-the-future';

/** What the questions of the alert, the preview and the files do not take. */
export const FLOW_CODES = {
  'answer-missing': { next: 'fill-it-in' },
  'answer-malformed': { next: 'correct-it' },
  'question-unknown': { next: 'choose-what-is-offered' },
  'not-a-draft': { next: 'correct-it' },
  'not-a-record': { next: 'correct-it' },
  'nothing-to-relay': { next: 'say-something-new' },
  'nobody-on-duty': { next: 'report-another-way', status: 'unavailable' },
  'too-many-unsigned': { next: 'report-another-way', status: 'unavailable' },
  'sealed-not-openable': { next: 'report-another-way' },
  'sealed-realm': { next: 'report-another-way' },
  'sealed-address-differs': { next: 'do-not-rely' },
} as const satisfies Codes;
export type FlowCode = keyof typeof FLOW_CODES;
