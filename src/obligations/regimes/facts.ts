/**
 * What reports under the regimes ask for: the union of their content lists (reference/regimes.md, section 3). Names
 * are claim names: where an incident statement has the claim, the name is the same, so that nothing is asked twice.
 */
export const STAGE_FACTS = {
  // Who reports
  victim_name: 'Name of the reporting entity',
  entity_identifier: 'Identifier of the entity (LEI, national registry number)',
  contact: 'Whom to call about this',
  service: 'Which service people miss',
  sectors: 'Which services, by sector',
  // When
  noticed_at: 'When it was noticed',
  aware_at: 'When the entity became aware',
  classified_at: 'When it was classified, and by whom',
  occurred_at: 'When it began',
  occurred_until: 'When it ended',
  // What
  incident_type: 'What happened',
  description: 'In words',
  malicious: 'Suspected unlawful or malicious cause',
  cross_border: 'Possible cross-border impact',
  affected_states: 'Which states are affected',
  classification_criteria: 'Criteria the classification rests on',
  nciss: 'Severity inputs',
  // How bad
  effects: 'Effects on people',
  users_affected: 'Users affected, number',
  users_share: 'Users affected, share of all',
  duration_hours: 'Duration of the disruption, hours',
  area: 'Area affected',
  lost_properties: 'Confidentiality, integrity, availability: what was lost',
  functioning: 'How far the service still works',
  costs: 'Costs, losses and recoveries',
  personal_data: 'Personal data: categories, records, people',
  consequences: 'Likely consequences for the people concerned',
  // Who and how
  actor_kinds: 'Kind of actor suspected',
  techniques: 'ATT&CK techniques',
  cves: 'Vulnerabilities used',
  indicators: 'Indicators',
  extortion: 'Extortion or threat',
  criminal_complaint: 'Criminal complaint made',
  ransom_payment: 'Ransom payment',
  root_cause: 'Root cause',
  // What is done
  stage: 'How it stands now',
  continuity_plan: 'Business continuity plan activated',
  mitigation: 'What has been done about it',
  advice: 'What users and others can do',
  lessons: 'What was learnt',
  late_reasons: 'Reasons for lateness',
  authorities_informed: 'Other authorities informed',
  // Products (CRA)
  product: 'Product with digital elements',
  product_states: 'States where it was made available',
  vulnerability: 'The vulnerability and its exploitation',
  corrective_measure: 'Security update or other corrective measure',
  sensitivity: 'How sensitive the reporter rates the information',
  summary: 'What is new, or the whole account',
} as const;
export type StageFact = keyof typeof STAGE_FACTS;
