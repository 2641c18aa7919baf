import type { Act } from '#ledger/contract.ts';

const SPEAKERS = ['duty-officer', 'legal', 'approver'];
const DECIDERS = ['approver', 'legal'];

/**
 * Who may author what. A line is approved by a second person; its publication at the hour by nobody more. An embargo
 * lifted early needs one, by its rule, since only the rule knows the hour.
 */
export const PRESS_ACTS: readonly Act[] = [
  author('public-line', SPEAKERS, 1),
  author('line-publication', SPEAKERS),
  author('line-withdrawal', SPEAKERS, 1),
  author('naming-consultation', SPEAKERS),
  author('naming-answer', ['reporter', 'duty-officer', 'legal', 'approver']),
];

function author(type: string, roles: readonly string[], approvals = 0): Act {
  return { name: `author:${type}`, roles, approvals: { count: approvals, roles: DECIDERS } };
}
