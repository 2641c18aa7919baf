import type { Codes } from '#codes.ts';
import type { LogCode } from '#log/codes.ts';
import type { StatementCode } from '#statement/codes.ts';
import type { KeyStatementCode } from '#statement/key-statement.ts';
import type { KeyChainCode } from '#statement/keychain.ts';

/** Refusals of a bundle or trust file as a document. */
export const BUNDLE_FILE_CODES = {
  'bundle-too-long': { next: 'export-again' },
  'bundle-version-unknown': { next: 'export-again' },
  'bundle-too-many-statements': { next: 'export-again' },
  'bundle-empty': { next: 'export-again' },
  'trust-too-long': { next: 'renew-the-trust' },
  'trust-malformed': { next: 'renew-the-trust' },
  'trust-party-twice': { next: 'renew-the-trust' },
  'trust-operator-twice': { next: 'renew-the-trust' },
  'trust-too-large': { next: 'renew-the-trust' },
} as const satisfies Codes;
export type BundleFileCode = keyof typeof BUNDLE_FILE_CODES | 'bundle-malformed';

/** What a step of the verification can find, besides the refusals of the rooms it asks. */
export const FINDING_CODES = {
  'not-checked': { next: 'check-later' },
  'party-not-pinned': { next: 'renew-the-trust' },
  'key-statement-missing': { next: 'export-again' },
  'proof-missing': { next: 'check-later' },
  'log-mismatch': { next: 'do-not-rely' },
  'log-not-trusted': { next: 'renew-the-trust' },
  'not-independently-witnessed': { next: 'check-later' },
  'target-missing': { next: 'export-again' },
  'release-missing': { next: 'export-again' },
  'receipt-missing': { next: 'export-again' },
  'reference-withheld': { next: 'export-again' },
  'receipt-from-another-party': { next: 'do-not-rely' },
  'receipt-of-another-statement': { next: 'do-not-rely' },
  'acknowledgement-from-another-party': { next: 'do-not-rely' },
  'acknowledgement-of-another-statement': { next: 'do-not-rely' },
  'person-of-another-party': { next: 'do-not-rely' },
  'two-statements-under-one-number': { next: 'keep-the-proof' },
  'two-roots-at-one-size': { next: 'keep-the-proof' },
  'two-entries-at-one-index': { next: 'keep-the-proof' },
} as const satisfies Codes;
export type FindingCode = keyof typeof FINDING_CODES;

export type BundleCode = BundleFileCode | FindingCode | LogCode | StatementCode | KeyChainCode | KeyStatementCode;
