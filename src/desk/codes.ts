/** Every refusal this room utters. */
export type DeskCode =
  | 'view-name-missing'
  | 'view-name-taken'
  | 'views-too-many'
  | 'view-not-found'
  | 'undo-not-found';
