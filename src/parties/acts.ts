import type { Act } from '#ledger/contract.ts';
import type { Role } from './roles.ts';

const ADMINISTRATOR: readonly Role[] = ['administrator'];
const ANYBODY: readonly Role[] = ['reporter', 'duty-officer', 'approver', 'legal', 'administrator', 'reader'];
const BINDS_THE_PARTY = { count: 1, roles: ['legal', 'approver', 'administrator'] as const };

/** What persons do about parties, and which roles it takes. The node founds a party; from then on persons act. */
export const PARTY_ACTS: readonly Act[] = [
  { name: 'author:party-profile', roles: ADMINISTRATOR, also: ['node'], scope: 'administer' },
  { name: 'author:party-key', roles: ADMINISTRATOR, also: ['node'], scope: 'administer' },
  { name: 'author:party-key-revocation', roles: ADMINISTRATOR, scope: 'administer' },
  { name: 'author:mandate', roles: ADMINISTRATOR, also: ['node'], scope: 'administer' },
  { name: 'author:mandate-end', roles: ADMINISTRATOR, scope: 'administer' },
  { name: 'author:contact-point', roles: ['administrator', 'duty-officer'], scope: 'administer' },
  { name: 'author:agreement', roles: ['legal', 'administrator'], approvals: BINDS_THE_PARTY, scope: 'administer' },
  { name: 'author:accession', roles: ['legal', 'administrator'], approvals: BINDS_THE_PARTY, scope: 'administer' },
  { name: 'author:service-relation', roles: ADMINISTRATOR, scope: 'administer' },
  { name: 'administer', roles: ADMINISTRATOR },
  { name: 'enrol', roles: ['administrator', 'approver', 'legal'], scope: 'administer' },
  { name: 'read', roles: ANYBODY },
  { name: 'draft', roles: ['reporter', 'duty-officer', 'approver', 'legal', 'administrator'] },
  { name: 'approve', roles: ['approver'] },
  { name: 'take-call', roles: ['duty-officer', 'reporter'], scope: 'draft' },
  { name: 'invite-guest', roles: ['duty-officer', 'approver'], scope: 'release' },
];
