/** Terms of the field outside that our forms use, each in two plain sentences, with its source. */
export const FIELD_TERM_TEXTS = {
  tlp: {
    word: 'TLP (Traffic Light Protocol)',
    text: 'Four labels that say who may know something: clear for anybody, green for a community, amber for the organisations it was given to, red for the persons named. With amber+strict not even their customers may know.',
    source: 'https://www.first.org/tlp/',
  },
  pap: {
    word: 'PAP (Permissible Actions Protocol)',
    text: 'Labels that say what you may do with something technical without the attacker noticing. Red allows only what cannot be seen from outside, clear allows everything.',
    source: 'https://www.misp-project.org/taxonomies.html',
  },
  rsit: {
    word: 'RSIT (kinds of incident)',
    text: 'The list of kinds of incident that European CSIRTs share, such as sabotage or phishing. Choose the nearest one; it can be corrected later.',
    source: 'https://github.com/enisaeu/Reference-Security-Incident-Taxonomy-Task-Force',
  },
  nciss: {
    word: 'NCISS (severity)',
    text: 'A severity from 0 to 100, computed from eight answers by a public formula of the United States. Comity shows it beside the answers it comes from, and only when all of them are known.',
    source: 'https://www.cisa.gov/news-events/news/cisa-national-cyber-incident-scoring-system-nciss',
  },
  'sd-jwt': {
    word: 'SD-JWT',
    text: 'The standard by which a statement is signed so that each claim can be shown or withheld on its own. Whoever sees only a part can still check the signature of the whole.',
    source: 'https://www.rfc-editor.org/rfc/rfc9901',
  },
  disclosure: {
    word: 'Disclosure',
    text: 'The small secret text that reveals one claim of a statement and proves that it was signed. Without it only a digest can be seen, from which nobody can guess the value.',
    source: 'https://www.rfc-editor.org/rfc/rfc9901',
  },
  confidence: {
    word: 'Confidence',
    text: 'How well a judgement is founded: how good its sources are and how sound its reasoning is. It is another thing than how likely something is.',
    source: 'https://www.dni.gov/files/documents/ICD/ICD-203.pdf',
  },
  likelihood: {
    word: 'Likelihood',
    text: 'How probable something is, in words that each stand for a range of percentages. “Likely”, for example, means 55 to 80 per cent.',
    source: 'https://www.dni.gov/files/documents/ICD/ICD-203.pdf',
  },
  'attribution-confidence': {
    word: 'Attribution confidence',
    text: 'How sure a party is about who did it, which needs other evidence than what happened. A kind of actor named in a report is a suspicion and no attribution.',
    source: 'https://www.dni.gov/files/documents/ICD/ICD-203.pdf',
  },
  'independent-source': {
    word: 'Independent source',
    text: 'A party that knows something by itself, and not from another party named here. A relay counts as the source it relays, so that an echo does not look like a second witness.',
  },
  indicator: {
    word: 'Indicator of compromise',
    text: 'An address, name or hash that was seen in an attack and lets others look for the same. Write it plainly; it is shown in a form that nobody opens by accident.',
    source: 'https://www.misp-project.org/datamodels/',
  },
  attack: {
    word: 'ATT&CK technique',
    text: 'A number for a way in which attackers act, from a public catalogue, such as T1110 for guessing passwords. It says how something was done and not who did it.',
    source: 'https://attack.mitre.org/',
  },
  cve: {
    word: 'CVE',
    text: 'The public number of a known weakness in a product, such as CVE-2021-44228. If there is none yet, leave it open.',
    source: 'https://www.cve.org/',
  },
  csirt: {
    word: 'CSIRT',
    text: 'A team that handles security incidents for a state, a sector or an organisation. A national CSIRT is a usual place to report to.',
    source: 'https://www.first.org/standards/frameworks/csirts/',
  },
  'competent-authority': {
    word: 'Competent authority',
    text: 'The body that a law names to receive reports and to supervise. Which one it is depends on country and sector, and the duty finder tells you.',
    source: 'https://eur-lex.europa.eu/eli/dir/2022/2555/oj',
  },
  'early-warning': {
    word: 'Early warning',
    text: 'The first short report that some laws ask for, within hours, before much is known. Under NIS2 it is due 24 hours after the organisation became aware.',
    source: 'https://eur-lex.europa.eu/eli/dir/2022/2555/oj',
  },
  significance: {
    word: 'Significant, material, serious',
    text: 'Words by which laws say which incidents must be reported; each law means something else by them. A person decides whether an incident is, and is named.',
    source: 'https://eur-lex.europa.eu/eli/dir/2022/2555/oj',
  },
  'state-code': {
    word: 'Code of a state (ISO 3166)',
    text: 'Two letters that stand for a state or territory, such as DE or FR. Codes that begin with X stand for fictional states of an exercise.',
    source: 'https://www.iso.org/iso-3166-country-codes.html',
  },
  'point-of-contact': {
    word: 'Point of contact',
    text: 'The desk of a party that answers, with its number, hours and languages. It is listed with the day on which somebody last checked it.',
    source: 'https://www.un.org/disarmament/ict-security/',
  },
  utc: {
    word: 'UTC',
    text: 'The one time that is the same everywhere, from which all zones are counted. Instants here are kept in it, and your own time stands beside.',
    source: 'https://www.rfc-editor.org/rfc/rfc3339',
  },
  passkey: {
    word: 'Passkey',
    text: 'A key on your device or security stick with which you sign in instead of a password. It answers only to this site, so it cannot be given away on a false one.',
    source: 'https://www.w3.org/TR/webauthn-3/',
  },
  token: {
    word: 'Token',
    text: 'A secret with which a program acts in your name, within the scope you choose. It is shown once and ends by itself.',
  },
  webhook: {
    word: 'Webhook',
    text: 'An address at another service to which this node sends a signed message when something is due. It carries no content of a case.',
  },
} as const;
