import type { Model } from '#ledger/contract.ts';
import { INCIDENT_ACTS } from './acts.ts';
import { factsFromProfiles } from './party-facts.ts';
import { incidentRules } from './rules.ts';
import { INCIDENT_TYPES } from './statements.ts';
import { incidentThread } from './view.ts';

/** Everything the ledger needs to take, judge and keep statements about incidents. */
export function incidentsModel(): Model {
  return {
    name: 'incidents',
    types: INCIDENT_TYPES,
    rules: incidentRules(factsFromProfiles),
    views: [incidentThread],
    acts: INCIDENT_ACTS,
  };
}
