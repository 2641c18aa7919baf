/** Every refusal this room utters. */
export const BORDER_CODES = [
  'footprint-of-another',
  'dependency-unnamed',
  'not-own-state',
  'decision-about-own-state',
  'decision-for-another-authority',
  'reason-missing',
  'decider-of-another-party',
] as const;
export type BorderCode =
  | (typeof BORDER_CODES)[number]
  | 'party-not-known'
  | 'kind-may-not-author'
  | 'link-to-itself'
  | 'reference-not-own';
