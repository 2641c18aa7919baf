import type { Act } from '#ledger/contract.ts';

const SPEAKERS = ['duty-officer', 'legal', 'approver'];
const DECIDERS = ['approver', 'legal'];

/**
 * Who may author what. The rules ask for the second person: of a line and of its withdrawal always, and last of all, so
 * that nobody is asked to approve what would be refused; of a publication only before its hour, which the rule knows.
 */
export const PRESS_ACTS: readonly Act[] = [
  author('public-line', SPEAKERS),
  author('line-publication', SPEAKERS),
  author('line-withdrawal', SPEAKERS),
  author('naming-consultation', SPEAKERS),
  author('media-inquiry', SPEAKERS),
  author('media-inquiry-answer', SPEAKERS),
  author('naming-answer', ['reporter', 'duty-officer', 'legal', 'approver']),
];

function author(type: string, roles: readonly string[]): Act {
  return { name: `author:${type}`, roles, approvals: { count: 0, roles: DECIDERS } };
}
