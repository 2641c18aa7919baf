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
  | 'held-until'
  | 'hidden-from-recipient'
  | 'hiding-left-out'
  | 'never-released'
  | 'stays-in-state'
  | 'off-the-record'
  | 'room-needs-agreement'
  | 'agreement-not-held'
  | 'agreement-not-in-force'
  | 'agreement-not-joined'
  | 'agreement-type'
  | 'agreement-channel'
  | 'agreement-use'
  | 'agreement-retention'
  | 'agreement-onward'
  | 'not-automatic'
  | 'release-not-held'
  | 'already-received'
  | 'receipt-only-by-addressee'
  | 'receipt-only-by-node'
  | 'receipt-not-held'
  | 'acknowledgement-only-by-addressee'
  | 'already-acknowledged'
  | 'assurance-wrong'
  | 'recall-not-yours'
  | 'already-recalled'
  | 'recall-not-received'
  | 'consent-not-yours'
  | 'not-mandated'
  | 'peer-is-ourselves'
  | 'peer-malformed'
  | 'peer-not-confirmed'
  | 'peer-log-taken'
  | 'peer-witness-taken'
  | 'proof-not-valid';

/** Why a proof of misbehaviour does not convince. */
export type ProofCode =
  | LogCode
  | StatementCode
  | 'proof-too-long'
  | 'proof-malformed'
  | 'proof-shows-nothing'
  | 'proof-key-unknown';

/** What is wrong with a message between nodes as a whole. */
export type WireCode =
  | 'request-unsigned'
  | 'request-signature-invalid'
  | 'request-stale'
  | 'request-not-for-us'
  | 'peer-unknown'
  | 'returns-nothing'
  | 'delivery-too-large'
  | 'delivery-not-for-us'
  | 'delivery-malformed'
  | 'delivery-too-many'
  | 'delivery-realm'
  | 'delivery-from-another';

/** Why a statement that arrived from another node is not taken in. */
export type ArrivalCode =
  | LogCode
  | StatementCode
  | 'log-not-pinned'
  | 'statement-of-another-realm'
  | 'statement-not-in-its-log'
  | 'statement-type-not-expected'
  | 'key-unknown'
  | 'key-of-another-party'
  | 'key-revoked'
  | 'key-not-yet-valid'
  | 'key-use-mismatch'
  | 'release-not-from-sender'
  | 'release-not-for-recipient'
  | 'release-names-another-target'
  | 'release-names-no-case'
  | 'release-names-no-claims'
  | 'answer-not-from-sender'
  | 'answer-not-by-addressee'
  | 'item-not-taken'
  | 'party-not-here';

/** Refusals on the way to being peers. */
export type PeerCode =
  | 'invitation-malformed'
  | 'invitation-not-valid'
  | 'invitation-used'
  | 'descriptor-malformed'
  | 'descriptor-of-another'
  | 'root-not-confirmed'
  | 'peering-unknown'
  | 'confirmation-not-valid';

/** What goes wrong while a peer's log is mirrored, or our own is read back from a mirror. */
export type MirrorCode =
  | 'mirror-not-served'
  | 'mirror-checkpoint-unsigned'
  | 'mirror-entries-wrong'
  | 'mirror-inconsistent';

/** Why a restored node cannot go on yet, or not at all with this log. */
export type RecoverCode =
  | 'recovery-elsewhere'
  | 'recovery-no-mirror'
  | 'recovery-peers-silent'
  | 'recovery-entries-missing'
  | 'returns-refused'
  | 'returns-malformed';
