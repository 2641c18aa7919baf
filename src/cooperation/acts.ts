import type { Act } from '#ledger/contract.ts';

const SPEAKERS = ['duty-officer', 'legal'];
const DECIDERS = ['approver', 'legal'];

/**
 * Who may author what. Whatever is said to another state is approved by a second person, as its release is; what a
 * party records for itself needs none.
 */
export const COOPERATION_ACTS: readonly Act[] = [
  toAnotherState('territory-notice'),
  toAnotherState('territory-acknowledgement'),
  toAnotherState('territory-supplement'),
  toAnotherState('territory-step'),
  toAnotherState('territory-closure'),
  author('territory-decision', 1),
  author('deconfliction-reply', 0),
  toAnotherState('consultation-request'),
  toAnotherState('consultation-reply'),
  author('contact-record', 0),
  toAnotherState('preservation-request'),
  toAnotherState('preservation-reply'),
  toAnotherState('assistance-request'),
  toAnotherState('assistance-reply'),
  toAnotherState('assistance-closed'),
  author('joint-team', 1),
  author('joint-team-accession', 1),
  author('joint-team-end', 1),
  toAnotherState('team-request'),
  toAnotherState('team-offer'),
  toAnotherState('team-match'),
  toAnotherState('host-consent'),
  toAnotherState('team-deployment'),
  toAnotherState('team-report'),
];

function toAnotherState(type: string): Act {
  return author(type, 1);
}

function author(type: string, approvals: number): Act {
  return {
    name: `author:${type}`,
    roles: SPEAKERS,
    approvals: { count: approvals, roles: DECIDERS },
  };
}
