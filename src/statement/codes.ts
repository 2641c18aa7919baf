/** Refusals of the JSON texts inside a statement (RFC 8259, read strictly). */
export type JsonCode =
  | 'json-utf8'
  | 'json-syntax'
  | 'json-duplicate-name'
  | 'json-reserved-name'
  | 'json-depth'
  | 'json-number'
  | 'json-surrogate';

/** Refusals of a public key written as a JWK (RFC 7517, RFC 7638, RFC 8037). */
export type KeyCode =
  | 'key-malformed'
  | 'key-type-unsupported'
  | 'key-private'
  | 'key-member-unknown'
  | 'key-member-mismatch'
  | 'key-invalid';

/** Refusals of a presentation as text, before any meaning is looked at. */
export type EnvelopeCode =
  | 'presentation-too-long'
  | 'presentation-malformed'
  | 'key-binding-refused'
  | 'jwt-malformed'
  | 'jwt-too-long'
  | 'base64url-not-canonical'
  | 'header-malformed'
  | 'header-critical'
  | 'header-member-unknown'
  | 'header-algorithm'
  | 'header-type'
  | 'header-key-id'
  | 'payload-malformed'
  | 'signature-length'
  | 'signature-high-s'
  | JsonCode;

/** Refusals of RFC 9901, section 7.1: how disclosures and digests must fit together. */
export type DisclosureCode =
  | 'disclosure-count'
  | 'disclosure-too-long'
  | 'disclosure-malformed'
  | 'disclosure-duplicate'
  | 'disclosure-unreferenced'
  | 'disclosure-misplaced'
  | 'disclosure-name-reserved'
  | 'disclosure-name-taken'
  | 'digest-malformed'
  | 'digest-duplicate'
  | 'digest-count'
  | 'digest-algorithm'
  | 'reserved-name-misused'
  | 'nesting-too-deep';

/** Refusals of a well-formed SD-JWT that is no statement of ours. */
export type StatementShapeCode =
  | 'envelope-member-missing'
  | 'envelope-member-unknown'
  | 'envelope-member-malformed'
  | 'envelope-digest-count'
  | 'claim-nested'
  | 'claim-name-malformed'
  | 'claim-value-unfit'
  | 'claim-wrapper-malformed'
  | 'claim-marking-malformed'
  | 'claim-salt-malformed';

/** Refusals when a signature is verified. */
export type SignatureCode = 'signature-key-mismatch' | 'signature-invalid';

/** Refusals of claims that are to be said. */
export type ClaimCode =
  | 'claim-unknown'
  | 'claim-reserved'
  | 'claim-missing'
  | 'claim-shape'
  | 'claim-too-large'
  | 'statement-too-large'
  | 'claim-too-many'
  | 'claim-twice'
  | JsonCode
  | 'claim-name-malformed'
  | 'claim-value-unfit'
  | 'claim-marking-malformed'
  | 'marking-for-absent-claim'
  | 'type-mismatch';

/** Refusals of what others say of somebody, or beyond the bounds of its type. */
export type SayingCode = 'claim-out-of-bounds' | 'said-of-another';

/** Every code this room refuses with. */
export type StatementCode =
  | EnvelopeCode
  | DisclosureCode
  | StatementShapeCode
  | SignatureCode
  | KeyCode
  | ClaimCode
  | SayingCode;
