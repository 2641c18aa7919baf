import type { Act, Model } from './contract.ts';
import { REMARKING_VIEW } from './remarking.ts';
import { ERASURE_RULE, LATE_DISCLOSURE_RULE, LOG_SUCCESSION_RULE } from './rules.ts';
import { ERASURE, LATE_DISCLOSURE, LOG_SUCCESSION } from './statements.ts';

/** Who may say what about statements. */
export const LEDGER_ACTS: readonly Act[] = [
  { name: 'author:erasure', roles: ['legal', 'administrator'] },
  {
    name: 'author:late-disclosure',
    roles: ['duty-officer', 'legal'],
    approvals: { count: 1, roles: ['approver', 'legal'] },
  },
  { name: 'author:log-succession', roles: [], also: ['node'] },
];

/** The ledger's own types; a node opens its ledger with this model among the others. */
export const LEDGER_MODEL: Model = {
  name: 'ledger',
  types: [ERASURE, LATE_DISCLOSURE, LOG_SUCCESSION],
  rules: [ERASURE_RULE, LATE_DISCLOSURE_RULE, LOG_SUCCESSION_RULE],
  views: [REMARKING_VIEW],
  acts: LEDGER_ACTS,
};
