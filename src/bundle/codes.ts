import type { LogCode } from '#log/codes.ts';
import type { StatementCode } from '#statement/codes.ts';
import type { KeyStatementCode } from '#statement/key-statement.ts';
import type { KeyChainCode } from '#statement/keychain.ts';

/** Refusals of a bundle or trust file as a document. */
export type BundleFileCode =
  | 'bundle-too-long'
  | 'bundle-malformed'
  | 'bundle-version-unknown'
  | 'bundle-too-many-statements'
  | 'bundle-empty'
  | 'trust-too-long'
  | 'trust-malformed'
  | 'trust-party-twice'
  | 'trust-operator-twice'
  | 'trust-too-large';

/** What a step of the verification can find, besides the refusals of the rooms it asks. */
export type FindingCode =
  | 'not-checked'
  | 'party-not-pinned'
  | 'key-statement-missing'
  | 'proof-missing'
  | 'log-mismatch'
  | 'log-not-trusted'
  | 'not-independently-witnessed'
  | 'target-missing'
  | 'release-missing'
  | 'receipt-missing'
  | 'reference-withheld'
  | 'receipt-from-another-party'
  | 'receipt-of-another-statement'
  | 'acknowledgement-from-another-party'
  | 'acknowledgement-of-another-statement'
  | 'person-of-another-party'
  | 'two-statements-under-one-number'
  | 'two-roots-at-one-size'
  | 'two-entries-at-one-index';

export type BundleCode = BundleFileCode | FindingCode | LogCode | StatementCode | KeyChainCode | KeyStatementCode;
