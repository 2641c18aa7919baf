/** Refusals of a submission by the ledger itself, beside those of the statement room and of each type's rule. */
export type LedgerCode =
  // what is submitted
  | 'type-unknown'
  | 'type-without-rule'
  | 'issuer-malformed'
  | 'idempotency-key-malformed'
  | 'idempotency-key-reused'
  | 'author-malformed'
  | 'approval-malformed'
  | 'approval-twice'
  | 'approval-too-many'
  // who signs
  | 'wrong-actor'
  | 'signer-missing'
  | 'signer-not-of-issuer'
  | 'signer-unknown'
  // statements signed elsewhere
  | 'wrong-log'
  | 'wrong-realm'
  | 'iat-in-future'
  | 'iat-too-old'
  | 'number-unexpected'
  | 'case-number-unexpected'
  | 'already-appended'
  | 'signed-incomplete'
  | 'digest-known'
  // statements of other logs
  | 'arrival-empty'
  | 'arrival-too-many'
  | 'arrival-proof-mismatch'
  | 'arrival-own-statement-unknown'
  // the ledger's state
  | 'ledger-busy'
  | 'ledger-recovering'
  | 'ledger-moved'
  | 'ledger-closed'
  | 'hand-off-unanswered'
  | 'append-unknown'
  // the ledger's own types
  | 'target-unknown'
  | 'target-in-another-case'
  | 'target-claim-unknown'
  | 'target-not-ours'
  | 'claim-not-erasable'
  | 'marking-not-wider';

const PASSING: ReadonlySet<string> = new Set<LedgerCode>([
  'ledger-busy',
  'ledger-recovering',
  'ledger-closed',
  'hand-off-unanswered',
  'append-unknown',
]);

/** Refused for how the ledger stands just now, and not for what was submitted: the same may be taken later. */
export function isPassing(code: string): boolean {
  return PASSING.has(code);
}

/** Refusals of a cosignature handed in for one of our checkpoints. */
export type CheckpointCode = 'cosignature-line-malformed' | 'cosignature-too-many' | 'checkpoint-unknown';
