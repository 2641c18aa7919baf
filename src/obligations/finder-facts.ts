/** What decides which regimes apply: asked once by the duty finder, and kept in a `regime-applies` statement. */
export const ENTITY_SIZES = ['micro', 'small', 'medium', 'large'] as const;

/**
 * Facts a regime's `applies` may ask for. `values` are closed lists; `boolean` facts are yes, no or not known yet.
 * `state` is ISO 3166-1 alpha-2 of establishment; `service_states` those where it serves; sectors as in the incident
 * taxonomy.
 */
export const FINDER_FACTS = {
  state: { ask: 'In which state are you established?', values: 'state' },
  service_states: { ask: 'In which states do you serve people?', values: 'states' },
  sectors: { ask: 'In which sectors?', values: 'sectors' },
  size: { ask: 'How large is the organisation?', values: [...ENTITY_SIZES] },
  trust_service: { ask: 'Do you provide trust services (eIDAS)?', values: 'boolean' },
  critical_entity: {
    ask: 'Has a state named you a critical entity or operator of critical infrastructure?',
    values: 'boolean',
  },
  financial_entity: {
    ask: 'Are you a bank, insurer, exchange, payment firm or other financial entity?',
    values: 'boolean',
  },
  bank_service_provider: { ask: 'Do you provide services to banks?', values: 'boolean' },
  listed_in_us: { ask: 'Do you file reports with the US SEC?', values: 'boolean' },
  manufacturer: { ask: 'Do you make a product with digital elements that is on the market?', values: 'boolean' },
  product_affected: {
    ask: 'Is the security of that product affected, or one of its vulnerabilities exploited?',
    values: 'boolean',
  },
  vulnerability_exploited: {
    ask: 'Is a vulnerability of that product actively exploited?',
    values: 'boolean',
  },
  product_incident: {
    ask: 'Is there a severe incident that affects the security of that product?',
    values: 'boolean',
  },
  personal_data: { ask: 'Are personal data affected?', values: 'boolean' },
  high_risk_to_people: { ask: 'Is there a high risk to the people whose data they are?', values: 'boolean' },
  processor: { ask: 'Do you process those data for somebody else?', values: 'boolean' },
  significant: { ask: 'Severe disruption, loss or damage to others, actual or possible?', values: 'boolean' },
  ransom_paid: { ask: 'Has a ransom been paid?', values: 'boolean' },
  state_body: { ask: 'Are you a public body?', values: 'boolean' },
  cross_border: { ask: 'May other states be affected?', values: 'boolean' },
  disrupted_four_hours: {
    ask: 'Is a service to banks disrupted, or likely to be, for four hours or more?',
    values: 'boolean',
  },
} as const;
export type FinderFact = keyof typeof FINDER_FACTS;
