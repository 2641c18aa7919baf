import type { Codes } from '#codes.ts';

/** What the MISP objects do not take. */
export const MISP_CODES = {
  'not-a-misp-object': { next: 'export-again' },
} as const satisfies Codes;
export type MispCode = keyof typeof MISP_CODES;
