import type { Model } from '#ledger/contract.ts';
import { REPORTING_ACTS } from './acts.ts';
import type { RegimeBook } from './regime-book.ts';
import { reportRule } from './rules.ts';
import { REPORTING_TYPES } from './statements.ts';
import { reportingView } from './view.ts';
import { withdrawalRule } from './withdrawal-rule.ts';

/** Everything the ledger needs to take, judge and keep reports to authorities. */
export function reportingModel(book: RegimeBook): Model {
  return {
    name: 'reporting',
    types: REPORTING_TYPES,
    rules: [reportRule(book), withdrawalRule],
    views: [reportingView],
    acts: REPORTING_ACTS,
  };
}
