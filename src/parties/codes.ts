import type { KeyChainCode } from '#statement/keychain.ts';

/** Refusals of who may act: the one table of `authority.ts`. */
export const AUTHORITY_CODES = [
  'not-mandated',
  'approval-missing',
  'approval-not-mandated',
  'self-approval',
  'scope-missing',
  'wrong-party',
  'actor-not-allowed',
] as const;
export type AuthorityCode = (typeof AUTHORITY_CODES)[number];

/** Refusals of keys that a party wants to introduce or revoke, besides those of the chain itself. */
export const KEY_CODES = [
  'root-already-known',
  'revocation-in-future',
  'revocation-not-earlier',
  'key-not-held',
] as const;
export type KeyCode = (typeof KEY_CODES)[number] | KeyChainCode | 'root-mismatch';

/** Refusals of statements about parties, persons and agreements. */
export const PARTY_CODES = [
  'party-not-found',
  'party-already-founded',
  'party-not-founded',
  'party-kind-fixed',
  'subject-not-issuer',
  'wrong-case',
  'parent-not-authority',
  'person-not-of-party',
  'self-mandate',
  'mandate-unknown',
  'mandate-ended',
  'mandate-too-long',
  'last-administrator',
  'period-empty',
  'contact-of-another',
  'community-of-another',
  'community-unknown',
  'not-named-in-agreement',
] as const;
export type PartyCode = (typeof PARTY_CODES)[number];

/** Refusals at sign-in: sessions, passkeys, tokens, seats. */
export const SIGN_IN_CODES = [
  'session-expired',
  'ceremony-expired',
  'ceremony-unknown',
  'enrolment-code-invalid',
  'report-code-invalid',
  'passkey-not-valid',
  'passkey-unknown',
  'passkey-replayed',
  'passkey-already-registered',
  'too-many-passkeys',
  'token-unknown',
  'token-lifetime',
  'token-scope-unknown',
  'too-many-tokens',
  'seat-unknown',
  'seats-not-offered',
  'person-not-mandated',
] as const;
export type SignInCode = (typeof SIGN_IN_CODES)[number] | 'token-not-valid';

/** Refusals of the party's private workspace. */
export const WORKSPACE_CODES = [
  'draft-not-found',
  'version-conflict',
  'draft-not-open',
  'draft-not-proposed',
  'approval-covers-less',
  'draft-already-submitted',
  'draft-too-large',
  'too-many-drafts',
] as const;
export type WorkspaceCode = (typeof WORKSPACE_CODES)[number];

/** Refusals around parties without a node. */
export const GUEST_CODES = [
  'guest-link-not-valid',
  'guest-link-expired',
  'guest-link-used',
  'guest-link-lifetime',
  'guest-answer-malformed',
  'guest-of-another',
  'recipient-key-invalid',
  'mail-not-accepted',
] as const;
export type GuestCode = (typeof GUEST_CODES)[number];

/** Refusals of a report taken by telephone. */
export const TELEPHONE_CODES = ['call-malformed'] as const;
export type TelephoneCode = (typeof TELEPHONE_CODES)[number];

/** Every refusal this room utters. */
export type PartiesCode =
  | AuthorityCode
  | KeyCode
  | PartyCode
  | SignInCode
  | WorkspaceCode
  | GuestCode
  | TelephoneCode;
