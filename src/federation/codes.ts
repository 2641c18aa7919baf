import type { LogCode } from '#log/codes.ts';
import type { StatementCode } from '#statement/codes.ts';

/** What a peer can do wrong when it is asked something. */
export const FETCH_CODES = [
  'peer-address-malformed',
  'peer-address-refused',
  'peer-unreachable',
  'peer-silent',
  'peer-too-slow',
  'peer-redirects',
  'peer-answer-type',
  'peer-answer-too-large',
  'peer-answer-malformed',
] as const;
export type FetchCode = (typeof FETCH_CODES)[number];

/** What a release, an answer or a recall is refused for, when it is to be authored. */
export const RULE_CODES = [
  'target-not-held',
  'claim-not-held',
  'release-to-itself',
  'recipient-unknown',
  'party-not-known',
  'victim-flag-wrong',
  'victim-not-hidden',
  'consent-not-held',
  'consent-does-not-cover',
  'relay-own-statement',
  'originator-consent-needed',
  'not-mandated-authority',
  'second-person-needed',
  'crossing-not-recorded',
  'held-until',
  'hidden-from-recipient',
  'hiding-left-out',
  'never-released',
  'stays-in-state',
  'off-the-record',
  'room-needs-agreement',
  'agreement-not-held',
  'agreement-not-in-force',
  'agreement-not-joined',
  'agreement-type',
  'agreement-channel',
  'agreement-use',
  'agreement-retention',
  'agreement-onward',
  'not-automatic',
  'release-not-held',
  'already-received',
  'receipt-only-by-addressee',
  'receipt-only-by-node',
  'receipt-not-held',
  'acknowledgement-only-by-addressee',
  'already-acknowledged',
  'assurance-wrong',
  'recall-not-yours',
  'already-recalled',
  'recall-not-received',
  'consent-not-yours',
  'peer-is-ourselves',
  'peer-malformed',
  'peer-not-confirmed',
  'peer-log-taken',
  'peer-witness-taken',
  'proof-not-valid',
] as const;
export type RuleCode = (typeof RULE_CODES)[number] | 'not-mandated';

/** Why a proof of misbehaviour does not convince. */
export const PROOF_CODES = ['proof-malformed', 'proof-shows-nothing', 'proof-key-unknown'] as const;
export type ProofCode = (typeof PROOF_CODES)[number] | LogCode | StatementCode | 'proof-too-long';

/** What is wrong with a message between nodes as a whole. */
export const WIRE_CODES = [
  'request-unsigned',
  'request-signature-invalid',
  'request-stale',
  'request-not-for-us',
  'peer-unknown',
  'returns-nothing',
  'delivery-too-large',
  'delivery-not-for-us',
  'delivery-malformed',
  'delivery-too-many',
  'delivery-realm',
  'delivery-from-another',
] as const;
export type WireCode = (typeof WIRE_CODES)[number];

/** Why a statement that arrived from another node is not taken in. */
export const ARRIVAL_CODES = [
  'log-not-pinned',
  'statement-of-another-realm',
  'statement-not-in-its-log',
  'statement-type-not-expected',
  'release-not-from-sender',
  'release-not-for-recipient',
  'release-names-another-target',
  'release-names-no-case',
  'release-names-no-claims',
  'answer-not-from-sender',
  'answer-not-by-addressee',
  'item-not-taken',
  'party-not-here',
] as const;
export type ArrivalCode =
  | (typeof ARRIVAL_CODES)[number]
  | LogCode
  | StatementCode
  | 'key-unknown'
  | 'key-of-another-party'
  | 'key-revoked'
  | 'key-not-yet-valid'
  | 'key-use-mismatch';

/** Refusals on the way to being peers. */
export const PEER_CODES = [
  'invitation-malformed',
  'invitation-not-valid',
  'invitation-used',
  'descriptor-malformed',
  'descriptor-of-another',
  'root-not-confirmed',
  'peering-unknown',
  'confirmation-not-valid',
] as const;
export type PeerCode = (typeof PEER_CODES)[number];

/** What goes wrong while a peer's log is mirrored, or our own is read back from a mirror. */
export const MIRROR_CODES = [
  'mirror-not-served',
  'mirror-checkpoint-unsigned',
  'mirror-entries-wrong',
  'mirror-inconsistent',
] as const;
export type MirrorCode = (typeof MIRROR_CODES)[number];

/** Why a restored node cannot go on yet, or not at all with this log. */
export const RECOVER_CODES = [
  'recovery-elsewhere',
  'recovery-no-mirror',
  'recovery-peers-silent',
  'recovery-entries-missing',
  'returns-refused',
  'returns-malformed',
] as const;
export type RecoverCode = (typeof RECOVER_CODES)[number];
