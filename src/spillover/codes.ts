/** Every refusal this room utters. */
export const SPILLOVER_CODES = [
  'model-malformed',
  'model-format-unknown',
  'model-empty',
  'model-too-many',
  'service-twice',
  'service-not-in-model',
  'service-state-missing',
  'dependency-on-itself',
  'dependency-twice',
  'redundancy-impossible',
  'capacity-not-positive',
  'hours-out-of-order',
  'hours-too-many',
  'units-mixed',
  'scenario-malformed',
  'scenario-hits-nothing',
  'runs-out-of-range',
  'seed-malformed',
  'run-cancelled',
  'run-broken',
  'hardening-not-offered',
  'coefficient-negative',
  'radius-not-below-one',
  'grid-unsolvable',
] as const;

export type SpilloverCode = (typeof SPILLOVER_CODES)[number];
