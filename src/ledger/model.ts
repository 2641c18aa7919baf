import { type StatementType, saidAt } from '#statement/statement-type.ts';
import type { Act, Holders, Model } from './contract.ts';
import { REMARKING_VIEW } from './remarking.ts';
import { erasureRule, LOG_SUCCESSION_RULE, lateDisclosureRule } from './rules.ts';
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

/** The ledger's own types; a node opens its ledger with this model among the others, whose types it has to know. */
export function ledgerModel(holders: Holders, others: readonly StatementType[]): Model {
  const types = [
    saidAt({ unlisted: true }, ERASURE),
    saidAt({ unlisted: true }, LATE_DISCLOSURE),
    saidAt({ outside: true, unlisted: true }, LOG_SUCCESSION),
  ];
  const sources = { holders, types: [...types, ...others] };
  return {
    name: LEDGER_MODEL_NAME,
    types,
    rules: [erasureRule(sources), lateDisclosureRule(sources), LOG_SUCCESSION_RULE],
    views: [REMARKING_VIEW],
    acts: LEDGER_ACTS,
    holders,
  };
}
