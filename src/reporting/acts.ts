import type { Act } from '#ledger/contract.ts';

/** Who may sign a report to an authority. Counsel is asked where the reporter wants it; no law here asks for two persons. */
export const REPORTING_ACTS: readonly Act[] = [
  {
    name: 'author:regulatory-report',
    roles: ['reporter', 'duty-officer', 'legal'],
    approvals: { count: 0, roles: ['legal'] },
  },
  { name: 'author:report-withdrawal', roles: ['reporter', 'duty-officer', 'legal'] },
];
