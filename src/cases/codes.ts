/** Every refusal this room utters. */
export const CASES_CODES = [
  'nothing-said-here',
  'case-taken-meanwhile',
  'taker-not-mandated',
  'note-empty',
  'notes-too-many',
  'note-not-found',
  'reference-mistyped',
  'reference-not-found',
] as const;
export type CasesCode = (typeof CASES_CODES)[number] | 'note-too-long';
