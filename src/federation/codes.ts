import type { LogCode } from '#log/codes.ts';
import type { StatementCode } from '#statement/codes.ts';

/** What a peer can do wrong when it is asked something. */
export type FetchCode =
  | 'peer-address-malformed'
  | 'peer-address-refused'
  | 'peer-unreachable'
  | 'peer-silent'
  | 'peer-too-slow'
  | 'peer-redirects'
  | 'peer-answer-type'
  | 'peer-answer-too-large'
  | 'peer-answer-malformed';

/** What a release, an answer or a recall is refused for, when it is to be authored. */
export type RuleCode =
  | 'target-not-held'
  | 'claim-not-held'
  | 'release-to-itself'
  | 'recipient-unknown'
  | 'party-not-known'
  | 'victim-flag-wrong'
  | 'victim-not-hidden'
  | 'consent-not-held'
  | 'consent-does-not-cover'
  | 'relay-own-statement'
  | 'originator-consent-needed'
  | 'not-mandated-authority'
  | 'second-person-needed'
  | 'crossing-not-recorded'
  | 'not-automatic'
  | 'release-not-held'
  | 'already-received'
  | 'receipt-only-by-addressee'
  | 'receipt-not-held'
  | 'acknowledgement-only-by-addressee'
  | 'already-acknowledged'
  | 'assurance-wrong'
  | 'recall-not-yours'
  | 'already-recalled'
  | 'recall-not-received'
  | 'consent-not-yours'
  | 'peer-is-ourselves'
  | 'peer-malformed'
  | 'peer-not-confirmed'
  | 'peer-log-taken'
  | 'proof-not-valid';

/** Why a proof of misbehaviour does not convince. */
export type ProofCode =
  | LogCode
  | StatementCode
  | 'proof-too-long'
  | 'proof-malformed'
  | 'proof-shows-nothing'
  | 'proof-key-unknown';
