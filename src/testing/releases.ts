/** What tests of the federation say and give, through the real ledger of the node that says it. */
import { randomUUID } from 'node:crypto';
import type { Appended } from '#ledger/contract.ts';
import type { Outcome } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { must, type Speaking } from './federation.ts';

const NOT_YET = { known: 'not-yet' } as const;

/** Claims of an alert that a release to a neighbour usually names. */
export const ALERT_CLAIMS = ['iat', 'case', 'number', 'affected_states', 'malicious', 'danger_to_life'] as const;

export async function say(node: Speaking, draft: Omit<Draft, 'case'> & { case?: string }): Promise<Appended> {
  const actor = node.person(draft.issuer, 'duty-officer');
  const appended = must(
    await node.ledger.submit({ kind: 'draft', actor, draft: { ...draft, case: draft.case ?? randomUUID() } }),
  );
  if (appended === null) throw new Error('the ledger stored nothing');
  return appended;
}

export function alertDraft(issuer: string, caseId: string, more: Draft['claims'] = {}): Draft {
  return {
    type: 'incident-alert',
    issuer,
    case: caseId,
    claims: {
      danger_to_life: 'no',
      incident_type: NOT_YET,
      malicious: 'suspected',
      noticed_at: NOT_YET,
      sectors: NOT_YET,
      affected_states: ['XV', 'XA'],
      effects: NOT_YET,
      ...more,
    },
  };
}

export type ReleasePlan = {
  readonly from: string;
  readonly to: string;
  readonly target: string;
  readonly case: string;
  readonly claims?: 'all' | readonly string[];
  readonly more?: Draft['claims'];
};

export function releaseDraft(node: Speaking, plan: ReleasePlan): Draft {
  return {
    type: 'release',
    issuer: plan.from,
    case: plan.case,
    claims: {
      target: plan.target,
      to: plan.to,
      claims: plan.claims ?? ALERT_CLAIMS,
      channel: 'csirt',
      hides_victim: true,
      ...plan.more,
    },
    approvals: [node.person(plan.from, 'approver').person],
  };
}

export async function tryRelease(node: Speaking, plan: ReleasePlan): Promise<Outcome<Appended | null>> {
  const actor = node.person(plan.from, 'duty-officer');
  return node.ledger.submit({ kind: 'draft', actor, draft: releaseDraft(node, plan) });
}

export async function release(node: Speaking, plan: ReleasePlan): Promise<Appended> {
  const appended = must(await tryRelease(node, plan));
  if (appended === null) throw new Error('the ledger stored nothing');
  return appended;
}
