import type { Model } from '#ledger/contract.ts';
import { PARTY_ACTS } from './acts.ts';
import { partiesView } from './fold.ts';
import { PARTY_RULES } from './rules.ts';
import { PARTY_TYPES } from './statements.ts';

/** What this room adds to the ledger. Govern it, like every model, with the one authority of the node. */
export const partiesModel: Model = {
  name: 'parties',
  types: PARTY_TYPES,
  rules: PARTY_RULES,
  views: [partiesView],
  acts: PARTY_ACTS,
};
