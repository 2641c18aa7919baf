import type { RsitId } from '#vocabulary/rsit.ts';
import type { VerisActionKind, VerisIncident } from './incident.ts';

/**
 * VERIS actions as types of the Reference Security Incident Taxonomy. VERIS lists everything that was done, RSIT wants
 * the one kind of the whole; so effects on people's data and services come before the ways of getting in.
 */
const VARIETIES: Readonly<Record<string, Partial<Record<RsitId, readonly string[]>>>> = {
  hacking: {
    'availability/dos': ['DoS', 'XML attribute blowup', 'XML entity expansion'],
    'information-gathering/scanner': ['Footprinting', 'Fuzz testing', 'Profile host', 'Scan network'],
    'information-gathering/sniffing': [
      'AitM',
      'AiTM',
      'MitM',
      'Routing detour',
      'Cryptanalysis',
      'Cache poisoning',
    ],
    'intrusions/unprivileged-account-compromise': [
      ...['Brute force', 'Offline cracking', 'Use of stolen creds'],
      ...['Session fixation', 'Session prediction', 'Session replay'],
    ],
    'intrusions/privileged-account-compromise': ['Pass-the-hash', 'User breakout', 'Virtual machine escape'],
    'intrusions/system-compromise': [
      ...['Backdoor', 'Disable controls', 'Evade Defenses', 'Exploit misconfig', 'Exploit vuln', 'OS commanding'],
      'Use of backdoor or C2',
    ],
    'intrusions/application-compromise': [
      ...[
        'Abuse of functionality',
        'Buffer overflow',
        'CSRF',
        'Forced browsing',
        'Format string attack',
        'Hijack',
      ],
      ...[
        'HTTP request smuggling',
        'HTTP request splitting',
        'HTTP response smuggling',
        'HTTP response splitting',
      ],
      ...['Insecure deserialization', 'Integer overflows', 'LDAP injection', 'Mail command injection'],
      ...['Null byte injection', 'Path traversal', 'Prompt injection', 'RFI', 'Reverse engineering', 'SQLi'],
      ...['SSI injection', 'Soap array abuse', 'Special element injection', 'URL redirector abuse', 'XSS'],
      ...['XML external entities', 'XML injection', 'XPath injection', 'XQuery injection'],
    ],
  },
  malware: {
    'availability/dos': ['DoS'],
    'availability/sabotage': ['Destroy data'],
    'information-content-security/unauthorised-information-modification': ['Ransomware', 'Modify data'],
    'information-gathering/sniffing': ['AitM', 'AiTM', 'Packet sniffer'],
    'abusive-content/spam': ['Spam'],
    'malicious-code/infected-system': [
      ...['Adminware', 'Adware', 'Backdoor', 'Backdoor or C2', 'Brute force', 'C2', 'Capture app data'],
      ...['Capture stored data', 'Click fraud', 'Click fraud and cryptocurrency mining', 'Client-side attack'],
      ...['Cryptocurrency mining', 'Disable controls', 'Downloader', 'Evade Defenses', 'Exploit misconfig'],
      ...['Exploit vuln', 'Export data', 'In-memory', 'Pass-the-hash', 'Password dumper', 'Profile host'],
      ...['RAM scraper', 'RAT', 'Rootkit', 'Scan network', 'Spyware/Keylogger', 'Trojan', 'Worm'],
    ],
  },
  social: {
    'fraud/phishing': ['Phishing'],
    'fraud/masquerade': ['Forgery', 'Scam'],
    'abusive-content/spam': ['Spam'],
    'abusive-content/harmful-speech': ['Propaganda'],
    'information-gathering/social-engineering': [
      ...['Baiting', 'Bribery', 'Elicitation', 'Evade Defenses', 'Extortion', 'Influence', 'Pretexting'],
      ...['Prompt bombing', 'Prompt Bombing'],
    ],
  },
  misuse: {
    'information-content-security/data-leak': ['Data mishandling', 'Email misuse', 'Snap picture'],
    'information-content-security/unauthorised-information-access': [
      ...[
        'Evade Defenses',
        'Knowledge abuse',
        'Password or Session Sharing',
        'Possession abuse',
        'Privilege abuse',
      ],
    ],
    'fraud/copyright': ['Illicit content'],
    'fraud/unauthorised-use-of-resources': [
      ...['Net misuse', 'Unapproved hardware', 'Unapproved software', 'Unapproved workaround'],
    ],
  },
  physical: {
    'availability/sabotage': ['Destruction'],
    'fraud/unauthorised-use-of-resources': ['Skimmer'],
    'information-content-security/unauthorised-information-access': ['Snooping', 'Surveillance'],
    'information-content-security/unauthorised-information-modification': ['Tampering'],
    'information-content-security/data-loss': ['Theft'],
    'information-gathering/sniffing': ['Wiretapping'],
    'intrusions/burglary': ['Assault', 'Bypassed controls', 'Connection', 'Disabled controls', 'Evade Defenses'],
  },
  error: {
    'availability/outage': [
      ...['Capacity shortage', 'Maintenance error', 'Malfunction', 'Physical accidents', 'Programming error'],
    ],
    'availability/misconfiguration': ['Misconfiguration'],
    'information-content-security/data-loss': ['Loss'],
    'information-content-security/data-leak': [
      ...['Classification error', 'Disposal error', 'Gaffe', 'Misdelivery', 'Publishing error'],
    ],
    'information-content-security/unauthorised-information-modification': ['Data entry error', 'Misinformation'],
  },
};

const BY_ACTION = new Map(
  Object.entries(VARIETIES).map(([kind, table]) => [
    kind,
    new Map(Object.entries(table).flatMap(([id, names]) => names.map((name) => [name, id as RsitId] as const))),
  ]),
);

/** Undefined where no table has the word. Forces of nature are outages, whichever they were. */
export function rsitOfVariety(kind: string, variety: string): RsitId | undefined {
  return kind === 'environmental' ? 'availability/outage' : BY_ACTION.get(kind)?.get(variety);
}

/** Where the variety is unknown or not in the table. */
const BY_KIND: readonly (readonly [VerisActionKind, RsitId])[] = [
  ['hacking', 'intrusions/system-compromise'],
  ['malware', 'malicious-code/infected-system'],
  ['misuse', 'information-content-security/unauthorised-information-access'],
  ['physical', 'intrusions/burglary'],
  ['social', 'information-gathering/social-engineering'],
  ['error', 'information-content-security/data-leak'],
  ['environmental', 'availability/outage'],
];

/** The kinds that name a whole incident before all others, gravest first. */
const DECISIVE: readonly RsitId[] = [
  'availability/sabotage',
  'information-content-security/unauthorised-information-modification',
  'availability/dos',
];

/** The one RSIT type, undefined where VERIS says that nothing is known. */
export function rsitOf({ action = {}, attribute }: VerisIncident): RsitId | undefined {
  const candidates = BY_KIND.flatMap(([kind]) =>
    (action[kind]?.variety ?? []).flatMap((variety) => rsitOfVariety(kind, variety) ?? []),
  );
  const decisive = DECISIVE.find((id) => candidates.includes(id));
  if (decisive !== undefined) return decisive;
  if (attribute?.integrity?.variety?.includes('Defacement')) {
    return 'information-content-security/unauthorised-information-modification';
  }
  // A mistake that exposed data is a leak; RSIT's availability is about services that stop.
  if (
    action.error !== undefined &&
    candidates[0]?.startsWith('availability/') &&
    attribute?.confidentiality !== undefined
  ) {
    return 'information-content-security/data-leak';
  }
  if (candidates[0] !== undefined) return candidates[0];
  const kind = BY_KIND.find(([name]) => action[name] !== undefined);
  if (kind?.[0] === 'hacking' && action.hacking?.vector?.includes('Web application')) {
    return 'intrusions/application-compromise';
  }
  return kind?.[1];
}

const NOT_TELLING: readonly string[] = ['Unknown', 'Other', 'NA'];

/** Varieties that no table knows, as `action.hacking.variety.Cryptanalysis`; the kind's own type stands in for them. */
export function unmappedVarieties({ action = {} }: VerisIncident): readonly string[] {
  return Object.entries(action).flatMap(([kind, { variety = [] }]) =>
    variety
      .filter((name) => !NOT_TELLING.includes(name) && rsitOfVariety(kind, name) === undefined)
      .map((name) => `action.${kind}.variety.${name}`),
  );
}
