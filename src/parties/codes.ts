import type { Codes } from '#codes.ts';
import type { KeyChainCode } from '#statement/keychain.ts';

/** Refusals of who may act: the one table of `authority.ts`. */
export const AUTHORITY_CODES = {
  'not-mandated': { next: 'ask-for-the-mandate', status: 'not-allowed' },
  'approval-missing': { next: 'second-person' },
  'approval-not-mandated': { next: 'ask-for-the-mandate' },
  'self-approval': { next: 'second-person' },
  'scope-missing': { next: 'renew-the-token', status: 'not-allowed' },
  'wrong-party': { next: 'ask-the-party', status: 'not-allowed' },
  'actor-not-allowed': { next: 'ask-for-the-mandate', status: 'not-allowed' },
} as const satisfies Codes;
export type AuthorityCode = keyof typeof AUTHORITY_CODES;

/** Refusals of keys that a party wants to introduce or revoke, besides those of the chain itself. */
export const KEY_CODES = {
  'root-already-known': { next: 'nothing-left-to-do' },
  'revocation-in-future': { next: 'check-the-time' },
  'revocation-not-earlier': { next: 'check-the-time' },
  'key-not-held': { next: 'mind-the-keys' },
} as const satisfies Codes;
export type KeyCode = keyof typeof KEY_CODES | KeyChainCode | 'root-mismatch';

/** Refusals of statements about parties, persons and agreements. */
export const PARTY_CODES = {
  'party-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'party-already-founded': { next: 'nothing-left-to-do' },
  'party-not-founded': { next: 'choose-another-recipient' },
  'party-kind-fixed': { next: 'correct-it' },
  'subject-not-issuer': { next: 'correct-it' },
  'wrong-case': { next: 'correct-it' },
  'parent-not-authority': { next: 'correct-it' },
  'person-not-of-party': { next: 'choose-what-is-offered' },
  'self-mandate': { next: 'correct-it' },
  'mandate-unknown': { next: 'ask-for-the-mandate' },
  'mandate-ended': { next: 'ask-for-the-mandate' },
  'mandate-too-long': { next: 'check-the-time' },
  'last-administrator': { next: 'ask-for-the-mandate' },
  'period-empty': { next: 'check-the-time' },
  'contact-of-another': { next: 'ask-the-party' },
  'community-of-another': { next: 'ask-the-party' },
  'community-unknown': { next: 'choose-what-is-offered' },
  'not-named-in-agreement': { next: 'look-at-the-agreement' },
} as const satisfies Codes;
export type PartyCode = keyof typeof PARTY_CODES;

/** Refusals at sign-in: sessions, passkeys, tokens, seats. */
export const SIGN_IN_CODES = {
  'session-expired': { next: 'sign-in', status: 'not-signed-in' },
  'ceremony-expired': { next: 'sign-in' },
  'ceremony-unknown': { next: 'sign-in' },
  'enrolment-code-invalid': { next: 'enrol-again' },
  'report-code-invalid': { next: 'report-another-way' },
  'passkey-not-valid': { next: 'sign-in', status: 'not-signed-in' },
  'passkey-unknown': { next: 'sign-in' },
  'passkey-replayed': { next: 'sign-in' },
  'passkey-already-registered': { next: 'enrol-again' },
  'too-many-passkeys': { next: 'make-room' },
  'token-unknown': { next: 'renew-the-token' },
  'token-lifetime': { next: 'check-the-time' },
  'token-scope-unknown': { next: 'choose-what-is-offered' },
  'too-many-tokens': { next: 'make-room' },
  'seat-unknown': { next: 'choose-what-is-offered' },
  'seats-not-offered': { next: 'sign-in', status: 'not-allowed' },
  'person-not-mandated': { next: 'sign-in' },
} as const satisfies Codes;
export type SignInCode = keyof typeof SIGN_IN_CODES | 'token-not-valid';

/** Refusals of the party's private workspace. */
export const WORKSPACE_CODES = {
  'draft-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'version-conflict': { next: 'look-again', status: 'conflict' },
  'draft-not-open': { next: 'look-again' },
  'draft-not-proposed': { next: 'look-again' },
  'approval-covers-less': { next: 'look-again' },
  'draft-already-submitted': { next: 'open-from-the-list' },
  'draft-too-large': { next: 'make-it-smaller' },
  'too-many-drafts': { next: 'make-room' },
} as const satisfies Codes;
export type WorkspaceCode = keyof typeof WORKSPACE_CODES;

/** Refusals around parties without a node. */
export const GUEST_CODES = {
  'guest-link-not-valid': { next: 'new-guest-link', status: 'not-found' },
  'guest-link-expired': { next: 'new-guest-link', status: 'gone' },
  'guest-link-used': { next: 'new-guest-link', status: 'gone' },
  'guest-link-lifetime': { next: 'check-the-time' },
  'guest-answer-malformed': { next: 'correct-it' },
  'guest-of-another': { next: 'ask-the-party' },
  'recipient-key-invalid': { next: 'correct-it' },
  'mail-not-accepted': { next: 'correct-it' },
} as const satisfies Codes;
export type GuestCode = keyof typeof GUEST_CODES;

/** Refusals of a report taken by telephone. */
export const TELEPHONE_CODES = {
  'call-malformed': { next: 'correct-it' },
} as const satisfies Codes;
export type TelephoneCode = keyof typeof TELEPHONE_CODES;

/** Every refusal this room utters. */
export type PartiesCode =
  | AuthorityCode
  | KeyCode
  | PartyCode
  | SignInCode
  | WorkspaceCode
  | GuestCode
  | TelephoneCode;
