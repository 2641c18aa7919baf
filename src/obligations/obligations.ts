import type { Model } from '#ledger/contract.ts';
import { OBLIGATION_ACTS } from './acts.ts';
import type { Reckoning } from './clocks/reckoning.ts';
import { obligationRules } from './rules.ts';
import { OBLIGATION_TYPES } from './statements.ts';
import { obligationView } from './view.ts';

/** Everything the ledger needs to take, judge and keep what is said about duties, and to know what is due. */
export function obligationsModel(reckoning: Reckoning): Model {
  return {
    name: 'obligations',
    types: OBLIGATION_TYPES,
    rules: obligationRules(reckoning.regimes),
    views: [obligationView(reckoning)],
    acts: OBLIGATION_ACTS,
  };
}
