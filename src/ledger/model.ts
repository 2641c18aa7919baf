import type { Act, Model } from './contract.ts';
import { REMARKING_VIEW } from './remarking.ts';
import { erasureRule, type Holders, LOG_SUCCESSION_RULE, lateDisclosureRule } from './rules.ts';
import { ERASURE, LATE_DISCLOSURE, LOG_SUCCESSION } from './statements.ts';

export const LEDGER_MODEL_NAME = 'ledger';

/** Who may say what about statements. */
const LEDGER_ACTS: readonly Act[] = [
  { name: 'author:erasure', roles: ['legal', 'administrator'] },
  {
    name: 'author:late-disclosure',
    roles: ['duty-officer', 'legal'],
    approvals: { count: 1, roles: ['approver', 'legal'] },
  },
  { name: 'author:log-succession', roles: [], also: ['node'] },
];

/** The ledger's own types; a node opens its ledger with this model among the others. */
export function ledgerModel(holders: Holders): Model {
  return {
    name: LEDGER_MODEL_NAME,
    types: [ERASURE, LATE_DISCLOSURE, LOG_SUCCESSION],
    rules: [erasureRule(holders), lateDisclosureRule(holders), LOG_SUCCESSION_RULE],
    views: [REMARKING_VIEW],
    acts: LEDGER_ACTS,
  };
}
