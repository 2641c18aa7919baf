/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type CooperationCode = RuleCode | ContentCode | FlowCode;

/** What a state may not say to another one now, given what was said before. */
export type RuleCode =
  | 'party-not-known'
  | 'not-mandated-authority'
  | 'person-not-named'
  | 'recipient-unknown'
  | 'recipient-not-authority'
  | 'not-another-state'
  | 'state-mismatch'
  | 'wrong-channel'
  | 'crossing-not-recorded'
  | 'reference-not-known'
  | 'reference-of-another-type'
  | 'reference-in-another-case'
  | 'not-asked'
  | 'not-your-request'
  | 'answer-to-another'
  | 'already-answered'
  | 'thread-closed'
  | 'operation-asks-delay'
  | 'notice-held'
  | 'not-acknowledged'
  | 'team-not-joined'
  | 'team-over'
  | 'agreement-not-held'
  | 'agreement-not-in-force'
  | 'agreement-not-joined'
  | 'match-wrong'
  | 'host-not-consenting'
  | 'team-left';

/** What contradicts itself, whoever says it. */
export type ContentCode =
  | 'too-many-indicators'
  | 'indicator-malformed'
  | 'deconfliction-unexplained'
  | 'answer-incomplete'
  | 'times-out-of-order'
  | 'time-in-the-future'
  | 'time-already-over'
  | 'delay-too-long'
  | 'contact-off-the-record'
  | 'sovereignty-not-respected'
  | 'lead-not-member';

/** What the forms, the interface and the commands do not take. */
export type FlowCode =
  | 'thread-not-found'
  | 'type-unknown'
  | 'field-malformed'
  | 'template-unknown'
  | 'not-a-cooperation-draft'
  | 'nothing-to-send'
  | 'not-a-file';
