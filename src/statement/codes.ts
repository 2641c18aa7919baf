import type { Codes } from '#codes.ts';

/** Refusals of the JSON texts inside a statement (RFC 8259, read strictly). */
export const JSON_CODES = {
  'json-utf8': { next: 'fix-the-program' },
  'json-syntax': { next: 'fix-the-program' },
  'json-duplicate-name': { next: 'fix-the-program' },
  'json-reserved-name': { next: 'fix-the-program' },
  'json-depth': { next: 'fix-the-program' },
  'json-number': { next: 'fix-the-program' },
  'json-surrogate': { next: 'fix-the-program' },
} as const satisfies Codes;
export type JsonCode = keyof typeof JSON_CODES;

/** Refusals of a public key written as a JWK (RFC 7517, RFC 7638, RFC 8037). */
export const KEY_CODES = {
  'key-malformed': { next: 'do-not-rely' },
  'key-type-unsupported': { next: 'do-not-rely' },
  'key-private': { next: 'do-not-rely' },
  'key-member-unknown': { next: 'do-not-rely' },
  'key-member-mismatch': { next: 'do-not-rely' },
  'key-invalid': { next: 'do-not-rely' },
} as const satisfies Codes;
export type KeyCode = keyof typeof KEY_CODES;

/** Refusals of a presentation as text, before any meaning is looked at. */
export const ENVELOPE_CODES = {
  'presentation-too-long': { next: 'export-again' },
  'presentation-malformed': { next: 'export-again' },
  'key-binding-refused': { next: 'do-not-rely' },
  'jwt-malformed': { next: 'do-not-rely' },
  'jwt-too-long': { next: 'do-not-rely' },
  'base64url-not-canonical': { next: 'do-not-rely' },
  'header-malformed': { next: 'do-not-rely' },
  'header-critical': { next: 'do-not-rely' },
  'header-member-unknown': { next: 'do-not-rely' },
  'header-algorithm': { next: 'do-not-rely' },
  'header-type': { next: 'do-not-rely' },
  'header-key-id': { next: 'do-not-rely' },
  'payload-malformed': { next: 'do-not-rely' },
  'signature-length': { next: 'do-not-rely' },
  'signature-high-s': { next: 'do-not-rely' },
} as const satisfies Codes;
export type EnvelopeCode = keyof typeof ENVELOPE_CODES | JsonCode;

/** Refusals of RFC 9901, section 7.1: how disclosures and digests must fit together. */
export const DISCLOSURE_CODES = {
  'disclosure-count': { next: 'do-not-rely' },
  'disclosure-too-long': { next: 'do-not-rely' },
  'disclosure-malformed': { next: 'do-not-rely' },
  'disclosure-duplicate': { next: 'do-not-rely' },
  'disclosure-unreferenced': { next: 'do-not-rely' },
  'disclosure-misplaced': { next: 'do-not-rely' },
  'disclosure-name-reserved': { next: 'do-not-rely' },
  'disclosure-name-taken': { next: 'do-not-rely' },
  'digest-malformed': { next: 'do-not-rely' },
  'digest-duplicate': { next: 'do-not-rely' },
  'digest-count': { next: 'do-not-rely' },
  'digest-algorithm': { next: 'do-not-rely' },
  'reserved-name-misused': { next: 'do-not-rely' },
  'nesting-too-deep': { next: 'do-not-rely' },
} as const satisfies Codes;
export type DisclosureCode = keyof typeof DISCLOSURE_CODES;

/** Refusals of a well-formed SD-JWT that is no statement of ours. */
export const STATEMENT_SHAPE_CODES = {
  'envelope-member-missing': { next: 'do-not-rely' },
  'envelope-member-unknown': { next: 'do-not-rely' },
  'envelope-member-malformed': { next: 'do-not-rely' },
  'envelope-digest-count': { next: 'do-not-rely' },
  'claim-nested': { next: 'do-not-rely' },
  'claim-name-malformed': { next: 'correct-it' },
  'claim-value-unfit': { next: 'correct-it' },
  'claim-wrapper-malformed': { next: 'do-not-rely' },
  'claim-marking-malformed': { next: 'correct-it' },
  'claim-salt-malformed': { next: 'do-not-rely' },
} as const satisfies Codes;
export type StatementShapeCode = keyof typeof STATEMENT_SHAPE_CODES;

/** Refusals when a signature is verified. */
export const SIGNATURE_CODES = {
  'signature-key-mismatch': { next: 'do-not-rely' },
  'signature-invalid': { next: 'do-not-rely' },
} as const satisfies Codes;
export type SignatureCode = keyof typeof SIGNATURE_CODES;

/** Refusals of claims that are to be said. */
export const CLAIM_CODES = {
  'claim-unknown': { next: 'choose-what-is-offered' },
  'claim-reserved': { next: 'correct-it' },
  'claim-missing': { next: 'fill-it-in' },
  'claim-shape': { next: 'correct-it' },
  'claim-too-large': { next: 'make-it-smaller' },
  'statement-too-large': { next: 'make-it-smaller' },
  'claim-too-many': { next: 'make-it-smaller' },
  'claim-twice': { next: 'make-it-smaller' },
  'marking-for-absent-claim': { next: 'correct-it' },
  'type-mismatch': { next: 'correct-it' },
} as const satisfies Codes;
export type ClaimCode =
  | keyof typeof CLAIM_CODES
  | 'claim-name-malformed'
  | 'claim-value-unfit'
  | 'claim-marking-malformed'
  | JsonCode;

/** Refusals of what others say of somebody, or beyond the bounds of its type. */
export const SAYING_CODES = {
  'claim-out-of-bounds': { next: 'call-the-peer' },
  'said-of-another': { next: 'call-the-peer' },
} as const satisfies Codes;
export type SayingCode = keyof typeof SAYING_CODES;

/** Every code this room refuses with. */
export type StatementCode =
  | EnvelopeCode
  | DisclosureCode
  | StatementShapeCode
  | SignatureCode
  | KeyCode
  | ClaimCode
  | SayingCode;

/** Refusals of keys: rotation, revocation and the chain from the pinned root. */
export const KEY_CHAIN_CODES = {
  'root-missing': { next: 'do-not-rely' },
  'key-not-introduced': { next: 'do-not-rely' },
  'key-may-not-introduce': { next: 'do-not-rely' },
  'key-may-not-revoke': { next: 'do-not-rely' },
  'key-already-known': { next: 'nothing-left-to-do' },
  'key-of-another-party': { next: 'do-not-rely' },
  'key-unknown': { next: 'do-not-rely' },
  'key-use-mismatch': { next: 'do-not-rely' },
  'key-revoked': { next: 'do-not-rely' },
  'key-not-yet-valid': { next: 'do-not-rely' },
  'key-chain-conflict': { next: 'do-not-rely' },
  'key-chain-too-long': { next: 'do-not-rely' },
} as const satisfies Codes;

/** Refusals of a statement that should tell of a key. */
export const KEY_STATEMENT_CODES = {
  'key-statement-type': { next: 'do-not-rely' },
  'key-statement-unreadable': { next: 'do-not-rely' },
} as const satisfies Codes;
