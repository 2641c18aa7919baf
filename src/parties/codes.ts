/** Refusals of who may act: the one table of `authority.ts`. */
export type AuthorityCode =
  | 'not-mandated'
  | 'approval-missing'
  | 'approval-not-mandated'
  | 'self-approval'
  | 'scope-missing'
  | 'wrong-party'
  | 'actor-not-allowed';

/** Refusals of keys: rotation, revocation and the chain from the pinned root. */
export type KeyChainCode =
  | 'root-missing'
  | 'root-mismatch'
  | 'root-already-known'
  | 'key-not-introduced'
  | 'key-may-not-introduce'
  | 'key-may-not-revoke'
  | 'key-already-known'
  | 'key-of-another-party'
  | 'key-unknown'
  | 'key-use-mismatch'
  | 'key-revoked'
  | 'key-not-yet-valid'
  | 'key-chain-conflict'
  | 'key-chain-too-long'
  | 'revocation-in-future'
  | 'revocation-not-earlier'
  | 'key-not-held';

/** Refusals of statements about parties, persons and agreements. */
export type PartyCode =
  | 'party-unknown'
  | 'party-already-founded'
  | 'party-not-founded'
  | 'party-kind-fixed'
  | 'subject-not-issuer'
  | 'wrong-case'
  | 'parent-not-authority'
  | 'person-not-of-party'
  | 'self-mandate'
  | 'mandate-unknown'
  | 'mandate-ended'
  | 'mandate-too-long'
  | 'last-administrator'
  | 'period-empty'
  | 'contact-of-another'
  | 'community-of-another'
  | 'community-unknown'
  | 'not-named-in-agreement';

/** Refusals at sign-in: sessions, passkeys, tokens, seats. */
export type SignInCode =
  | 'session-ended'
  | 'ceremony-expired'
  | 'ceremony-unknown'
  | 'enrolment-code-invalid'
  | 'passkey-refused'
  | 'passkey-unknown'
  | 'passkey-replayed'
  | 'passkey-already-registered'
  | 'too-many-passkeys'
  | 'token-invalid'
  | 'token-expired'
  | 'token-revoked'
  | 'token-unknown'
  | 'token-lifetime'
  | 'token-scope-unknown'
  | 'too-many-tokens'
  | 'seat-unknown'
  | 'person-not-mandated';

/** Refusals of the party's private workspace. */
export type WorkspaceCode =
  | 'draft-unknown'
  | 'draft-changed-elsewhere'
  | 'draft-not-open'
  | 'draft-not-proposed'
  | 'draft-already-submitted'
  | 'draft-too-large'
  | 'too-many-drafts';

/** Refusals around parties without a node. */
export type GuestCode =
  | 'guest-link-invalid'
  | 'guest-link-expired'
  | 'guest-link-revoked'
  | 'guest-link-answered'
  | 'guest-link-lifetime'
  | 'guest-answer-malformed'
  | 'guest-of-another'
  | 'recipient-key-invalid'
  | 'mail-not-accepted';

/** Refusals of a report taken by telephone. */
export type TelephoneCode = 'call-malformed' | 'call-back-missing' | 'call-not-read-back';

/** Every refusal this room utters. */
export type PartiesCode =
  | AuthorityCode
  | KeyChainCode
  | PartyCode
  | SignInCode
  | WorkspaceCode
  | GuestCode
  | TelephoneCode;
