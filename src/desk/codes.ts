import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const DESK_CODES = {
  'view-name-missing': { next: 'fill-it-in' },
  'view-name-taken': { next: 'fill-it-in' },
  'views-too-many': { next: 'make-room' },
  'view-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'undo-not-found': { next: 'open-from-the-list', status: 'not-found' },
} as const satisfies Codes;
export type DeskCode = keyof typeof DESK_CODES;
