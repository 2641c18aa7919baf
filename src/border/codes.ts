/** Every refusal this room utters. */
export type BorderCode =
  | 'party-not-known'
  | 'kind-may-not-author'
  | 'footprint-of-another'
  | 'dependency-unnamed'
  | 'link-to-itself'
  | 'not-own-state'
  | 'decision-about-own-state'
  | 'decision-for-another-authority'
  | 'reason-missing'
  | 'decider-of-another-party'
  | 'reference-not-own';
