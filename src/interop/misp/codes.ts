/** What the MISP objects do not take. */
export const MISP_CODES = ['not-a-misp-object'] as const;
export type MispCode = (typeof MISP_CODES)[number];
