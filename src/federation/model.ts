import type { Model } from '#ledger/contract.ts';
import { FEDERATION_ACTS } from './acts.ts';
import { federationRules, type RuleSettings } from './rules.ts';
import { FEDERATION_TYPES } from './statements.ts';
import { federationView } from './view.ts';

/** What this room adds to the ledger. */
export function federationModel(settings: RuleSettings): Model {
  return {
    name: 'federation',
    types: FEDERATION_TYPES,
    rules: federationRules(settings),
    views: [federationView],
    acts: FEDERATION_ACTS,
  };
}
