import type { Act } from '#ledger/contract.ts';

const REPORTERS = ['reporter', 'duty-officer'];
const OFFICERS = ['duty-officer'];
const DECIDERS = ['approver', 'legal'];

/**
 * Who may author what. Approvals listed here are always needed; a relayed report needs one by its rule, since only
 * the rule sees what it rests on. Whoever approves a statement of this room is an approver.
 */
export const INCIDENT_ACTS: readonly Act[] = [
  author('incident-alert', REPORTERS),
  author('incident-report', REPORTERS),
  author('incident-update', REPORTERS),
  author('incident-final', REPORTERS),
  author('incident-correction', REPORTERS),
  author('incident-withdrawal', REPORTERS),
  author('near-miss', REPORTERS),
  author('case-link', OFFICERS),
  author('victim-notice', OFFICERS),
  author('affected-party-notice', REPORTERS),
  author('vendor-notice', OFFICERS),
  author('public-warning', OFFICERS, 1),
  author('hold', [...OFFICERS, 'legal'], 1),
];

function author(type: string, roles: readonly string[], approvals = 0): Act {
  return { name: `author:${type}`, roles, approvals: { count: approvals, roles: DECIDERS } };
}
