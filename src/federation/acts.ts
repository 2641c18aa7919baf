import type { Act } from '#ledger/contract.ts';

const DECIDERS = ['approver', 'legal'];

/**
 * Who may do what in this room. Whoever approves is an approver; whether a release needs an approval at all depends
 * on the border it crosses, so its rule decides that.
 */
export const FEDERATION_ACTS: readonly Act[] = [
  {
    name: 'author:release',
    roles: ['reporter', 'duty-officer', 'approver'],
    approvals: { count: 0, roles: DECIDERS },
    also: ['node'],
    scope: 'release',
  },
  { name: 'author:receipt', roles: [], also: ['node', 'guest'] },
  {
    name: 'author:acknowledgement',
    roles: ['duty-officer', 'approver', 'legal', 'reporter'],
    also: ['guest'],
    scope: 'acknowledge',
  },
  {
    name: 'author:recall',
    roles: ['duty-officer', 'approver'],
    approvals: { count: 0, roles: DECIDERS },
    scope: 'release',
  },
  { name: 'author:recall-report', roles: [], also: ['node'] },
  { name: 'author:consent', roles: ['approver', 'legal', 'administrator', 'reporter'] },
  { name: 'author:peer-confirmation', roles: ['administrator'], scope: 'administer' },
  { name: 'author:peer-removal', roles: ['administrator'], scope: 'administer' },
  { name: 'author:misbehaviour-proof', roles: ['administrator', 'duty-officer'], also: ['node'] },
];
