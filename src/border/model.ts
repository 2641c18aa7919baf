import type { Model } from '#ledger/contract.ts';
import { BORDER_ACTS } from './acts.ts';
import { BORDER_RULES } from './rules.ts';
import { BORDER_TYPES } from './statements.ts';
import { borderView } from './view.ts';

/** What this room adds to the ledger. */
export const borderModel: Model = {
  name: 'border',
  types: BORDER_TYPES,
  rules: BORDER_RULES,
  views: [borderView],
  acts: BORDER_ACTS,
};
