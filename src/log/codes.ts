import type { Codes } from '#codes.ts';

/** Every code a refusal of this room can carry; stable, since programs and other languages match on them. */
export const LOG_CODES = {
  // sizes, indexes and hashes
  'size-out-of-range': { next: 'fix-the-program' },
  'index-out-of-range': { next: 'fix-the-program' },
  'hash-malformed': { next: 'fix-the-program' },
  'subtree-invalid': { next: 'do-not-rely' },
  // Merkle proofs
  'proof-too-long': { next: 'do-not-rely' },
  'proof-wrong-length': { next: 'do-not-rely' },
  'root-mismatch': { next: 'correct-it' },
  'subtree-mismatch': { next: 'do-not-rely' },
  'sizes-reversed': { next: 'do-not-rely' },
  'empty-tree-proves-nothing': { next: 'do-not-rely' },
  // tiles and entry bundles
  'tile-path-malformed': { next: 'fix-the-program', status: 'not-found' },
  'tile-wrong-length': { next: 'fix-the-program' },
  'bundle-malformed': { next: 'export-again' },
  'entry-wrong-length': { next: 'fix-the-program' },
  // signed notes and verifier keys
  'note-too-long': { next: 'fix-the-program' },
  'note-malformed': { next: 'fix-the-program', status: 'malformed' },
  'note-too-many-signatures': { next: 'fix-the-program' },
  'signature-line-malformed': { next: 'fix-the-program' },
  'vkey-malformed': { next: 'renew-the-trust' },
  'vkey-id-mismatch': { next: 'renew-the-trust' },
  'vkey-type-unknown': { next: 'renew-the-trust' },
  'vkey-invalid-key': { next: 'renew-the-trust' },
  // checkpoints and cosignatures
  'checkpoint-malformed': { next: 'fix-the-program', status: 'malformed' },
  'origin-malformed': { next: 'fix-the-program' },
  'origin-mismatch': { next: 'do-not-rely' },
  'extension-lines-unsigned': { next: 'fix-the-program' },
  'log-signature-missing': { next: 'do-not-rely', status: 'not-allowed' },
  'log-signature-invalid': { next: 'do-not-rely', status: 'not-allowed' },
  'cosignature-malformed': { next: 'do-not-rely' },
  'cosignature-invalid': { next: 'do-not-rely' },
  'cosignature-from-the-future': { next: 'do-not-rely' },
  'timestamp-out-of-range': { next: 'check-the-time' },
  // witness and mirror protocols
  'request-too-long': { next: 'fix-the-program', status: 'too-large' },
  'request-malformed': { next: 'fix-the-program', status: 'malformed' },
  'response-malformed': { next: 'fix-the-program' },
  'origin-unknown': { next: 'fix-the-program', status: 'not-found' },
  'old-size-conflict': { next: 'fix-the-program', status: 'conflict' },
  'old-size-too-large': { next: 'fix-the-program', status: 'malformed' },
  'root-conflict': { next: 'fix-the-program', status: 'conflict' },
  'consistency-invalid': { next: 'do-not-rely' },
  'upload-end-unknown': { next: 'fix-the-program' },
  'upload-start-conflict': { next: 'fix-the-program' },
  'package-invalid': { next: 'fix-the-program' },
  // tlog-proof files
  'proof-file-too-long': { next: 'export-again' },
  'proof-file-malformed': { next: 'export-again' },
  // tlog-policy files
  'policy-too-long': { next: 'renew-the-trust' },
  'policy-malformed': { next: 'renew-the-trust' },
  'policy-name-unknown': { next: 'renew-the-trust' },
  'policy-name-taken': { next: 'renew-the-trust' },
  'policy-duplicate-key': { next: 'renew-the-trust' },
  'policy-threshold-out-of-range': { next: 'renew-the-trust' },
  'policy-quorum-missing': { next: 'renew-the-trust' },
  'policy-too-large': { next: 'renew-the-trust' },
  'quorum-not-met': { next: 'check-later' },
} as const satisfies Codes;
export type LogCode = keyof typeof LOG_CODES;
