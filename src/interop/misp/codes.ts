/** What the MISP objects do not take. */
export type MispCode = 'not-a-misp-object';
