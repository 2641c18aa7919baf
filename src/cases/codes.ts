/** Every refusal this room utters. */
export type CasesCode =
  | 'nothing-said-here'
  | 'case-taken-meanwhile'
  | 'taker-not-mandated'
  | 'note-empty'
  | 'note-too-long'
  | 'notes-too-many'
  | 'note-not-found'
  | 'reference-mistyped'
  | 'reference-not-found';
