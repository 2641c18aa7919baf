import type { Codes } from '#codes.ts';

/** Refusals of a submission by the ledger itself, beside those of the statement room and of each type's rule. */
export const LEDGER_CODES = {
  // what is submitted
  'type-unknown': { next: 'choose-what-is-offered' },
  'type-without-rule': { next: 'tell-the-administrator' },
  'issuer-malformed': { next: 'fix-the-program' },
  'idempotency-key-reused': { next: 'correct-it', status: 'conflict' },
  'author-malformed': { next: 'fix-the-program' },
  'approval-malformed': { next: 'fix-the-program' },
  'approval-twice': { next: 'second-person' },
  'approval-too-many': { next: 'fix-the-program' },
  // who signs
  'wrong-actor': { next: 'ask-for-the-mandate' },
  'signer-missing': { next: 'mind-the-keys' },
  'signer-not-of-issuer': { next: 'ask-for-the-mandate' },
  'signer-unknown': { next: 'mind-the-keys' },
  // statements signed elsewhere
  'wrong-log': { next: 'fix-the-program' },
  'wrong-realm': { next: 'fix-the-program' },
  'iat-in-future': { next: 'check-the-time' },
  'iat-too-old': { next: 'check-the-time' },
  'number-unexpected': { next: 'look-again' },
  'case-number-unexpected': { next: 'look-again' },
  'already-appended': { next: 'nothing-left-to-do' },
  'signed-incomplete': { next: 'fill-it-in' },
  'digest-known': { next: 'nothing-left-to-do' },
  // statements of other logs
  'arrival-empty': { next: 'call-the-peer' },
  'arrival-too-many': { next: 'call-the-peer' },
  'arrival-proof-mismatch': { next: 'call-the-peer' },
  'arrival-own-statement-unknown': { next: 'call-the-peer' },
  // the ledger's state
  'ledger-busy': { next: 'wait-a-minute', status: 'unavailable' },
  'ledger-recovering': { next: 'finish-the-restore', status: 'unavailable' },
  'ledger-moved': { next: 'correct-the-setting', status: 'unavailable' },
  'ledger-closed': { next: 'wait-a-minute' },
  'hand-off-unanswered': { next: 'look-again', status: 'unavailable' },
  'append-unknown': { next: 'look-again', status: 'unavailable' },
  // the ledger's own types
  'target-unknown': { next: 'open-the-case' },
  'target-in-another-case': { next: 'open-the-case' },
  'target-claim-unknown': { next: 'choose-what-is-offered' },
  'target-not-ours': { next: 'ask-the-party' },
  'claim-not-erasable': { next: 'correct-it' },
  'marking-not-wider': { next: 'correct-it' },
  'export-too-large': { next: 'make-it-smaller' },
  'case-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'statement-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'not-appending': { next: 'tell-the-administrator' },
  'place-empty': { next: 'correct-the-setting' },
} as const satisfies Codes;
export type LedgerCode = keyof typeof LEDGER_CODES | 'idempotency-key-malformed';

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
export const CHECKPOINT_CODES = {
  'cosignature-line-malformed': { next: 'fix-the-program' },
  'cosignature-too-many': { next: 'fix-the-program' },
  'checkpoint-unknown': { next: 'fix-the-program' },
} as const satisfies Codes;
export type CheckpointCode = keyof typeof CHECKPOINT_CODES;

/** Refusals of a log that is to be brought back from its mirrors. */
export const RECOVERY_CODES = {
  'recovery-not-needed': { next: 'nothing-left-to-do' },
  'recovery-checkpoint-unsigned': { next: 'finish-the-restore' },
  'recovery-entries-wrong': { next: 'finish-the-restore' },
} as const satisfies Codes;

/** Refusals of a move to another store. */
export const MIGRATE_CODES = {
  'source-served': { next: 'tell-the-administrator' },
  'target-not-empty': { next: 'correct-the-setting' },
} as const satisfies Codes;

/** Refusals of a backup that is to be restored, besides those of the file. */
export const RESTORE_CODES = {
  'backup-of-another-node': { next: 'correct-the-setting' },
  'place-not-empty': { next: 'correct-the-setting' },
} as const satisfies Codes;
