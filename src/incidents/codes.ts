import type { VocabularyCode } from '#vocabulary/codes.ts';

/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type IncidentCode = RuleCode | ContentCode | FlowCode;

/** What a party may not say now, given what was said before. */
export const RULE_CODES = [
  'kind-may-not-author',
  'not-own-authority',
  'case-of-another',
  'nothing-reported-yet',
  'thread-withdrawn',
  'thread-closed',
  'reference-not-changeable',
  'already-withdrawn',
  'duplicate-not-named',
  'duplicate-of-itself',
  'relay-names-victim',
  'relay-of-own-statement',
  'link-looser-than-case',
  'link-to-itself',
  'hold-already-over',
  'hold-too-long',
  'hold-marked-too-open',
  'hold-not-yours',
  'hold-end-later',
  'hold-end-hides-others',
  'call-back-incomplete',
] as const;
export type RuleCode =
  | (typeof RULE_CODES)[number]
  | 'party-not-known'
  | 'reference-not-known'
  | 'reference-in-another-case'
  | 'second-person-needed'
  | 'held-until';

/** What contradicts itself, whoever says it. */
export const CONTENT_CODES = [
  'nothing-said',
  'retracted-and-said',
  'times-out-of-order',
  'people-out-of-order',
] as const;
export type ContentCode =
  | (typeof CONTENT_CODES)[number]
  | VocabularyCode
  | 'time-malformed'
  | 'time-in-the-future';

/** What the questions of the alert, the preview and the files do not take. */
export const FLOW_CODES = [
  'answer-missing',
  'answer-malformed',
  'question-unknown',
  'not-a-draft',
  'not-a-record',
  'nothing-to-relay',
] as const;
export type FlowCode = (typeof FLOW_CODES)[number];
