import type { Codes } from '#codes.ts';
import type { LogCode } from '#log/codes.ts';
import type { StatementCode } from '#statement/codes.ts';

/** What a peer can do wrong when it is asked something. */
export const FETCH_CODES = {
  'peer-address-malformed': { next: 'call-the-peer' },
  'peer-address-refused': { next: 'call-the-peer' },
  'peer-unreachable': { next: 'node-tries-again' },
  'peer-silent': { next: 'node-tries-again' },
  'peer-too-slow': { next: 'node-tries-again' },
  'peer-redirects': { next: 'call-the-peer' },
  'peer-answer-type': { next: 'call-the-peer' },
  'peer-answer-too-large': { next: 'call-the-peer' },
  'peer-answer-malformed': { next: 'call-the-peer' },
  'webhook-refused': { next: 'correct-it' },
} as const satisfies Codes;
export type FetchCode = keyof typeof FETCH_CODES;

/** What a release, an answer or a recall is refused for, when it is to be authored. */
export const RULE_CODES = {
  'target-not-held': { next: 'open-the-case' },
  'claim-not-held': { next: 'open-the-case' },
  'release-to-itself': { next: 'correct-it' },
  'recipient-unknown': { next: 'choose-another-recipient' },
  'party-not-known': { next: 'choose-another-recipient' },
  'victim-flag-wrong': { next: 'correct-it' },
  'victim-not-hidden': { next: 'hide-the-victim' },
  'consent-not-held': { next: 'ask-for-consent' },
  'consent-does-not-cover': { next: 'ask-for-consent' },
  'relay-own-statement': { next: 'correct-it' },
  'originator-consent-needed': { next: 'ask-for-consent' },
  'not-mandated-authority': { next: 'pass-to-authority' },
  'second-person-needed': { next: 'second-person' },
  'crossing-not-recorded': { next: 'record-the-crossing' },
  'held-until': { next: 'wait-for-the-hold' },
  'hidden-from-recipient': { next: 'hide-the-victim' },
  'hiding-left-out': { next: 'correct-it' },
  'never-released': { next: 'open-the-case' },
  'stays-in-state': { next: 'look-at-the-agreement' },
  'off-the-record': { next: 'look-at-the-agreement' },
  'room-needs-agreement': { next: 'look-at-the-agreement' },
  'agreement-not-held': { next: 'look-at-the-agreement' },
  'agreement-not-in-force': { next: 'look-at-the-agreement' },
  'agreement-not-joined': { next: 'look-at-the-agreement' },
  'agreement-type': { next: 'correct-it' },
  'agreement-channel': { next: 'look-at-the-agreement' },
  'agreement-use': { next: 'look-at-the-agreement' },
  'agreement-retention': { next: 'look-at-the-agreement' },
  'agreement-onward': { next: 'look-at-the-agreement' },
  'not-automatic': { next: 'ask-the-party' },
  'release-not-held': { next: 'open-the-case' },
  'already-received': { next: 'nothing-left-to-do' },
  'receipt-only-by-addressee': { next: 'ask-the-party' },
  'receipt-only-by-node': { next: 'ask-the-party' },
  'receipt-not-held': { next: 'open-the-case' },
  'acknowledgement-only-by-addressee': { next: 'ask-the-party' },
  'already-acknowledged': { next: 'nothing-left-to-do' },
  'assurance-wrong': { next: 'correct-it' },
  'recall-not-yours': { next: 'ask-the-party' },
  'already-recalled': { next: 'nothing-left-to-do' },
  'recall-not-received': { next: 'open-the-case' },
  'consent-not-yours': { next: 'ask-the-party' },
  'peer-is-ourselves': { next: 'correct-it' },
  'peer-malformed': { next: 'correct-it' },
  'peer-not-confirmed': { next: 'new-invitation' },
  'peer-log-taken': { next: 'call-the-peer' },
  'peer-witness-taken': { next: 'call-the-peer' },
  'proof-not-valid': { next: 'keep-the-proof' },
  'receipt-of-another': { next: 'open-the-case' },
  'peer-seal-missing': { next: 'choose-another-recipient' },
} as const satisfies Codes;
export type RuleCode = keyof typeof RULE_CODES | 'not-mandated';

/** Why a proof of misbehaviour does not convince. */
export const PROOF_CODES = {
  'proof-malformed': { next: 'keep-the-proof' },
  'proof-shows-nothing': { next: 'keep-the-proof' },
  'proof-key-unknown': { next: 'keep-the-proof' },
} as const satisfies Codes;
export type ProofCode = keyof typeof PROOF_CODES | LogCode | StatementCode | 'proof-too-long';

/** What is wrong with a message between nodes as a whole. */
export const WIRE_CODES = {
  'request-unsigned': { next: 'call-the-peer', status: 'not-signed-in' },
  'request-signature-invalid': { next: 'call-the-peer', status: 'not-signed-in' },
  'request-stale': { next: 'call-the-peer', status: 'not-signed-in' },
  'request-not-for-us': { next: 'call-the-peer' },
  'peer-unknown': { next: 'call-the-peer', status: 'not-allowed' },
  'returns-nothing': { next: 'call-the-peer' },
  'delivery-too-large': { next: 'call-the-peer', status: 'too-large' },
  'delivery-not-for-us': { next: 'call-the-peer' },
  'delivery-malformed': { next: 'call-the-peer' },
  'delivery-too-many': { next: 'call-the-peer' },
  'delivery-realm': { next: 'call-the-peer' },
  'delivery-from-another': { next: 'call-the-peer' },
} as const satisfies Codes;
export type WireCode = keyof typeof WIRE_CODES;

/** Why a statement that arrived from another node is not taken in. */
export const ARRIVAL_CODES = {
  'log-not-pinned': { next: 'call-the-peer' },
  'statement-of-another-realm': { next: 'call-the-peer' },
  'statement-not-in-its-log': { next: 'call-the-peer' },
  'statement-type-not-expected': { next: 'call-the-peer' },
  'release-not-from-sender': { next: 'call-the-peer' },
  'release-not-for-recipient': { next: 'call-the-peer' },
  'release-names-another-target': { next: 'call-the-peer' },
  'release-names-no-case': { next: 'call-the-peer' },
  'release-names-no-claims': { next: 'call-the-peer' },
  'answer-not-from-sender': { next: 'call-the-peer' },
  'answer-not-by-addressee': { next: 'call-the-peer' },
  'item-not-taken': { next: 'call-the-peer' },
  'party-not-here': { next: 'choose-another-recipient', status: 'not-found' },
} as const satisfies Codes;
export type ArrivalCode =
  | keyof typeof ARRIVAL_CODES
  | LogCode
  | StatementCode
  | 'key-unknown'
  | 'key-of-another-party'
  | 'key-revoked'
  | 'key-not-yet-valid'
  | 'key-use-mismatch';

/** Refusals on the way to being peers. */
export const PEER_CODES = {
  'invitation-malformed': { next: 'correct-it' },
  'invitation-not-valid': { next: 'new-invitation', status: 'not-found' },
  'invitation-used': { next: 'new-invitation', status: 'gone' },
  'descriptor-malformed': { next: 'correct-it' },
  'descriptor-of-another': { next: 'call-the-peer' },
  'root-not-confirmed': { next: 'call-the-peer' },
  'peering-unknown': { next: 'open-from-the-list' },
  'confirmation-not-valid': { next: 'new-invitation' },
} as const satisfies Codes;
export type PeerCode = keyof typeof PEER_CODES;

/** What goes wrong while a peer's log is mirrored, or our own is read back from a mirror. */
export const MIRROR_CODES = {
  'mirror-not-served': { next: 'node-tries-again' },
  'mirror-checkpoint-unsigned': { next: 'call-the-peer' },
  'mirror-entries-wrong': { next: 'call-the-peer' },
  'mirror-inconsistent': { next: 'call-the-peer' },
} as const satisfies Codes;
export type MirrorCode = keyof typeof MIRROR_CODES;

/** Why a restored node cannot go on yet, or not at all with this log. */
export const RECOVER_CODES = {
  'recovery-elsewhere': { next: 'finish-the-restore' },
  'recovery-no-mirror': { next: 'finish-the-restore' },
  'recovery-peers-silent': { next: 'node-tries-again' },
  'recovery-entries-missing': { next: 'finish-the-restore' },
  'returns-refused': { next: 'call-the-peer' },
  'returns-malformed': { next: 'call-the-peer' },
} as const satisfies Codes;
export type RecoverCode = keyof typeof RECOVER_CODES;

/** Refusals of a file that is carried to another node for somebody. */
export const FILE_RELAY_CODES = {
  'too-many-carried': { next: 'report-another-way' },
  'sealed-refused-there': { next: 'report-another-way' },
} as const satisfies Codes;
