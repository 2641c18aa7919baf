import type { VocabularyCode } from '#vocabulary/codes.ts';

/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type IncidentCode = RuleCode | ContentCode | FlowCode;

/** What a party may not say now, given what was said before. */
export type RuleCode =
  | 'party-not-known'
  | 'kind-may-not-author'
  | 'not-own-authority'
  | 'case-of-another'
  | 'nothing-reported-yet'
  | 'thread-withdrawn'
  | 'thread-closed'
  | 'reference-not-known'
  | 'reference-in-another-case'
  | 'reference-not-changeable'
  | 'already-withdrawn'
  | 'duplicate-not-named'
  | 'duplicate-of-itself'
  | 'relay-names-victim'
  | 'relay-of-own-statement'
  | 'second-person-needed'
  | 'link-looser-than-case'
  | 'link-to-itself'
  | 'hold-already-over'
  | 'hold-too-long'
  | 'hold-marked-too-open'
  | 'hold-not-yours'
  | 'hold-end-later'
  | 'hold-end-hides-others'
  | 'held-until'
  | 'call-back-incomplete';

/** What contradicts itself, whoever says it. */
export type ContentCode =
  | VocabularyCode
  | 'nothing-said'
  | 'retracted-and-said'
  | 'time-malformed'
  | 'time-in-the-future'
  | 'times-out-of-order'
  | 'people-out-of-order';

/** What the questions of the alert, the preview and the files do not take. */
export type FlowCode =
  | 'answer-missing'
  | 'answer-malformed'
  | 'question-unknown'
  | 'not-a-draft'
  | 'not-a-record'
  | 'nothing-to-relay';
