import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const SPILLOVER_CODES = {
  'model-malformed': { next: 'correct-it' },
  'model-format-unknown': { next: 'correct-the-setting' },
  'model-empty': { next: 'correct-it' },
  'model-too-many': { next: 'correct-it' },
  'service-twice': { next: 'correct-it' },
  'service-not-in-model': { next: 'correct-it' },
  'service-state-missing': { next: 'correct-it' },
  'dependency-on-itself': { next: 'correct-it' },
  'dependency-twice': { next: 'correct-it' },
  'redundancy-impossible': { next: 'correct-it' },
  'capacity-not-positive': { next: 'correct-it' },
  'hours-out-of-order': { next: 'correct-it' },
  'hours-too-many': { next: 'correct-it' },
  'units-mixed': { next: 'correct-it' },
  'scenario-malformed': { next: 'correct-it' },
  'scenario-hits-nothing': { next: 'correct-it' },
  'runs-out-of-range': { next: 'correct-the-setting' },
  'seed-malformed': { next: 'correct-the-setting' },
  'run-cancelled': { next: 'correct-the-setting' },
  'run-broken': { next: 'correct-the-setting' },
  'hardening-not-offered': { next: 'correct-the-setting' },
  'coefficient-negative': { next: 'correct-it' },
  'radius-not-below-one': { next: 'correct-it' },
  'grid-unsolvable': { next: 'correct-it' },
} as const satisfies Codes;

export type SpilloverCode = keyof typeof SPILLOVER_CODES;
