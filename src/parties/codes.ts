import type { KeyChainCode } from '#statement/keychain.ts';

/** Refusals of who may act: the one table of `authority.ts`. */
export type AuthorityCode =
  | 'not-mandated'
  | 'approval-missing'
  | 'approval-not-mandated'
  | 'self-approval'
  | 'scope-missing'
  | 'wrong-party'
  | 'actor-not-allowed';

/** Refusals of keys that a party wants to introduce or revoke, besides those of the chain itself. */
export type KeyCode =
  | KeyChainCode
  | 'root-mismatch'
  | 'root-already-known'
  | 'revocation-in-future'
  | 'revocation-not-earlier'
  | 'key-not-held';

/** Refusals of statements about parties, persons and agreements. */
export type PartyCode =
  | 'party-not-found'
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
  | 'session-expired'
  | 'ceremony-expired'
  | 'ceremony-unknown'
  | 'enrolment-code-invalid'
  | 'report-code-invalid'
  | 'passkey-not-valid'
  | 'passkey-unknown'
  | 'passkey-replayed'
  | 'passkey-already-registered'
  | 'too-many-passkeys'
  | 'token-not-valid'
  | 'token-unknown'
  | 'token-lifetime'
  | 'token-scope-unknown'
  | 'too-many-tokens'
  | 'seat-unknown'
  | 'seats-not-offered'
  | 'person-not-mandated';

/** Refusals of the party's private workspace. */
export type WorkspaceCode =
  | 'draft-not-found'
  | 'version-conflict'
  | 'draft-not-open'
  | 'draft-not-proposed'
  | 'approval-covers-less'
  | 'draft-already-submitted'
  | 'draft-too-large'
  | 'too-many-drafts';

/** Refusals around parties without a node. */
export type GuestCode =
  | 'guest-link-not-valid'
  | 'guest-link-expired'
  | 'guest-link-used'
  | 'guest-link-lifetime'
  | 'guest-answer-malformed'
  | 'guest-of-another'
  | 'recipient-key-invalid'
  | 'mail-not-accepted';

/** Refusals of a report taken by telephone. */
export type TelephoneCode = 'call-malformed';

/** Every refusal this room utters. */
export type PartiesCode =
  | AuthorityCode
  | KeyCode
  | PartyCode
  | SignInCode
  | WorkspaceCode
  | GuestCode
  | TelephoneCode;
