import type { Model } from '#ledger/contract.ts';
import { COOPERATION_ACTS } from './acts.ts';
import { cooperationRules } from './rules.ts';
import { COOPERATION_TYPES } from './statements.ts';
import { cooperationView } from './view.ts';

/** Everything the ledger needs to take, judge and keep what states say to each other. */
export const cooperationModel: Model = {
  name: 'cooperation',
  types: COOPERATION_TYPES,
  rules: cooperationRules(),
  views: [cooperationView],
  acts: COOPERATION_ACTS,
};
