import type { Act } from '#ledger/contract.ts';

/** Who may ping, answer, take over a list, and set the rhythm. The node pings in the rhythm a person has set. */
export const CONTACT_ACTS: readonly Act[] = [
  { name: 'author:reachability-ping', roles: ['duty-officer', 'administrator'], also: ['node'] },
  {
    name: 'author:reachability-answer',
    roles: ['reporter', 'duty-officer', 'approver', 'legal', 'administrator'],
    also: ['node'],
    scope: 'acknowledge',
  },
  { name: 'import-contacts', roles: ['duty-officer', 'administrator'], scope: 'administer' },
  { name: 'plan-pings', roles: ['administrator'], scope: 'administer' },
];
