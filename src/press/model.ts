import type { Model } from '#ledger/contract.ts';
import { PRESS_ACTS } from './acts.ts';
import { PRESS_RULES } from './rules.ts';
import { PRESS_TYPES } from './statements.ts';
import { pressView } from './view.ts';

/** What this room adds to the ledger. */
export const pressModel: Model = {
  name: 'press',
  types: PRESS_TYPES,
  rules: PRESS_RULES,
  views: [pressView],
  acts: PRESS_ACTS,
};
