/** Every refusal this room utters. The sentences stand where the refusal is given. */
export type CooperationCode = RuleCode | ContentCode | FlowCode;

/** What a state may not say to another one now, given what was said before. */
export const RULE_CODES = [
  'person-not-named',
  'recipient-not-authority',
  'not-another-state',
  'state-mismatch',
  'wrong-channel',
  'reference-of-another-type',
  'not-asked',
  'not-your-request',
  'answer-to-another',
  'already-answered',
  'operation-asks-delay',
  'notice-held',
  'not-acknowledged',
  'team-not-joined',
  'team-over',
  'match-wrong',
  'host-not-consenting',
  'team-left',
] as const;
export type RuleCode =
  | (typeof RULE_CODES)[number]
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
export const CONTENT_CODES = [
  'too-many-indicators',
  'deconfliction-unexplained',
  'answer-incomplete',
  'time-already-over',
  'delay-too-long',
  'contact-off-the-record',
  'sovereignty-not-respected',
  'lead-not-member',
] as const;
export type ContentCode =
  | (typeof CONTENT_CODES)[number]
  | 'indicator-malformed'
  | 'times-out-of-order'
  | 'time-in-the-future';

/** What the forms, the interface and the commands do not take. */
export const FLOW_CODES = [
  'thread-not-found',
  'field-malformed',
  'template-unknown',
  'not-a-cooperation-draft',
  'nothing-to-send',
  'not-a-file',
] as const;
export type FlowCode = (typeof FLOW_CODES)[number] | 'type-unknown';
