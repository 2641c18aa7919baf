import type { Codes } from '#codes.ts';

/** Every refusal of this room. A document that cannot be printed can still be had as JSON. */
export const PRINT_CODES = {
  'print-too-large': { next: 'take-it-otherwise' },
  'print-too-slow': { next: 'take-it-otherwise' },
  'printer-busy': { next: 'wait-a-minute' },
  'print-font-missing': { next: 'take-it-otherwise' },
  'print-failed': { next: 'take-it-otherwise' },
} as const satisfies Codes;
export type PrintCode = keyof typeof PRINT_CODES;
