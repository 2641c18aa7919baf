import type { Act } from '#ledger/contract.ts';

const none = { count: 0, roles: [] } as const;

/** Who may author what. Telling a state needs two persons at its release; deciding that it must be told needs one. */
export const BORDER_ACTS: readonly Act[] = [
  { name: 'author:service-footprint', roles: ['reporter', 'duty-officer'], approvals: none },
  { name: 'author:sector-link', roles: ['duty-officer'], approvals: none },
  { name: 'author:border-decision', roles: ['duty-officer', 'approver', 'legal'], approvals: none },
];
