/**
 * The two object templates of the Luxembourg regulator (ILR) in MISP's public collection, as far as an object must
 * repeat them: identity, version, and the type of each attribute. A test compares them with the published files.
 */
export const ILR_INCIDENT = {
  name: 'ilr-notification-incident',
  uuid: 'b8ade604-39b2-11e9-b753-1fd28d3b612c',
  version: '1',
  category: 'misc',
  attributes: {
    'nom-entreprise': 'text',
    'nom-contact-incident': 'text',
    'telephone-contact-incident': 'text',
    'email-contact-incident': 'text',
    'date-incident': 'datetime',
    'description-incident': 'text',
    'cause-initiale-incident': 'text',
    'zone-impactee': 'text',
    'details-service': 'text',
    'impact-servicesw-urgence': 'text',
    'traitement-incident': 'text',
    'autres-informations': 'text',
    remarques: 'text',
  },
} as const;

export const ILR_IMPACT = {
  name: 'ilr-impact',
  uuid: 'b995af48-39b2-11e9-b2ab-b77adfee75d1',
  version: '1',
  category: 'misc',
  attributes: {
    service: 'text',
    duree: 'text',
    'nombre-utilisateurs-touches': 'text',
    'pourcentage-utilisateurs-touches': 'text',
  },
} as const;

export type IlrTemplate = typeof ILR_INCIDENT | typeof ILR_IMPACT;

/** The only causes of the list that a report's facts say for sure. */
export const MALICIOUS_CAUSE = 'Attaque malveillante';
export const NATURAL_CAUSE = 'Catastrophe naturelle';
export const EMERGENCY_SERVICES_HIT = 'Oui';
