/** Every refusal this room utters. */
export const DESK_CODES = [
  'view-name-missing',
  'view-name-taken',
  'views-too-many',
  'view-not-found',
  'undo-not-found',
] as const;
export type DeskCode = (typeof DESK_CODES)[number];
