import type { Act } from '#ledger/contract.ts';

const none = { count: 0, roles: [] } as const;

/** Whoever administers the party that runs the exercise sets its clock. */
export const EXERCISE_ACTS: readonly Act[] = [
  { name: 'author:exercise-clock', roles: ['administrator'], approvals: none, scope: 'administer' },
];
