import type { Codes } from '#codes.ts';

/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type CooperationCode = RuleCode | ContentCode | FlowCode;

/** What a state may not say to another one now, given what was said before. */
export const RULE_CODES = {
  'person-not-named': { next: 'fill-it-in' },
  'recipient-not-authority': { next: 'choose-another-recipient' },
  'not-another-state': { next: 'correct-it' },
  'state-mismatch': { next: 'correct-it' },
  'wrong-channel': { next: 'look-at-the-agreement' },
  'reference-of-another-type': { next: 'open-the-case' },
  'not-asked': { next: 'step-before' },
  'not-your-request': { next: 'ask-the-party' },
  'answer-to-another': { next: 'ask-the-party' },
  'already-answered': { next: 'nothing-left-to-do' },
  'operation-asks-delay': { next: 'correct-it' },
  'notice-held': { next: 'wait-for-the-hold' },
  'not-acknowledged': { next: 'step-before' },
  'team-not-joined': { next: 'step-before' },
  'team-over': { next: 'thread-is-closed' },
  'match-wrong': { next: 'correct-it' },
  'host-not-consenting': { next: 'ask-for-consent' },
  'team-left': { next: 'thread-is-closed' },
} as const satisfies Codes;
export type RuleCode =
  | keyof typeof RULE_CODES
  | 'party-not-known'
  | 'not-mandated-authority'
  | 'recipient-unknown'
  | 'crossing-not-recorded'
  | 'reference-not-known'
  | 'reference-in-another-case'
  | 'thread-closed'
  | 'agreement-not-held'
  | 'agreement-not-in-force'
  | 'agreement-not-joined';

/** What contradicts itself, whoever says it. */
export const CONTENT_CODES = {
  'too-many-indicators': { next: 'make-it-smaller' },
  'deconfliction-unexplained': { next: 'correct-it' },
  'answer-incomplete': { next: 'fill-it-in' },
  'time-already-over': { next: 'check-the-time' },
  'delay-too-long': { next: 'check-the-time' },
  'contact-off-the-record': { next: 'correct-it' },
  'sovereignty-not-respected': { next: 'correct-it' },
  'lead-not-member': { next: 'correct-it' },
} as const satisfies Codes;
export type ContentCode =
  | keyof typeof CONTENT_CODES
  | 'indicator-malformed'
  | 'times-out-of-order'
  | 'time-in-the-future';

/** What the forms, the interface and the commands do not take. */
export const FLOW_CODES = {
  'thread-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'field-malformed': { next: 'correct-it' },
  'template-unknown': { next: 'choose-what-is-offered' },
  'not-a-cooperation-draft': { next: 'correct-it' },
  'nothing-to-send': { next: 'say-something-new' },
  'not-a-file': { next: 'correct-it' },
} as const satisfies Codes;
export type FlowCode = keyof typeof FLOW_CODES | 'type-unknown';
