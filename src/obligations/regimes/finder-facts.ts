/** What decides which regimes apply: asked once by the duty finder, and kept in a `regime-applies` statement. */
export const ENTITY_SIZES = ['micro', 'small', 'medium', 'large'] as const;

/**
 * Facts a regime's `applies` may ask for. `values` are closed lists; `boolean` facts are yes, no or not known yet.
 * `state` is ISO 3166-1 alpha-2 of establishment; `service_states` those where it serves; sectors as in the incident
 * taxonomy. `date` facts are days from which a law's duties begin (`begins`); no condition asks for them.
 */
export const FINDER_FACTS = {
  state: { values: 'state' },
  service_states: { values: 'states' },
  sectors: { values: 'sectors' },
  size: { values: [...ENTITY_SIZES] },
  trust_service: { values: 'boolean' },
  critical_entity: { values: 'boolean' },
  essential_entity: { values: 'boolean' },
  financial_entity: { values: 'boolean' },
  bank_service_provider: { values: 'boolean' },
  defence_contractor: { values: 'boolean' },
  listed_in_us: { values: 'boolean' },
  manufacturer: { values: 'boolean' },
  product_affected: { values: 'boolean' },
  vulnerability_exploited: { values: 'boolean' },
  product_incident: { values: 'boolean' },
  personal_data: { values: 'boolean' },
  high_risk_to_people: { values: 'boolean' },
  processor: { values: 'boolean' },
  significant: { values: 'boolean' },
  ransom_paid: { values: 'boolean' },
  state_body: { values: 'boolean' },
  cross_border: { values: 'boolean' },
  disrupted_four_hours: { values: 'boolean' },
  notified_critical_on: { values: 'date' },
  listed_on: { values: 'date' },
  registered_on: { values: 'date' },
} as const;
export type FinderFact = keyof typeof FINDER_FACTS;

/** Facts that are days. */
export const DATE_FACTS = (Object.keys(FINDER_FACTS) as FinderFact[]).filter(
  (fact) => FINDER_FACTS[fact].values === 'date',
);
