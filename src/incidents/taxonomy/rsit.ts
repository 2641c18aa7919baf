import { Type } from 'typebox';

/**
 * Reference Security Incident Taxonomy, version 1003 (ENISA and TF-CSIRT, CC0): eleven classes, 39 types. Ids are
 * `<class>/<type>` after its machine-readable form; labels are its own, explanations ours.
 */
export const RSIT_VERSION = 1003;

type RsitType = { readonly label: string; readonly means: string };

export const RSIT = {
  'abusive-content/spam': { label: 'Spam', means: 'Unwanted bulk messages, or the systems that send them' },
  'abusive-content/harmful-speech': {
    label: 'Harmful speech',
    means: 'Bullying, threats or discrimination against people',
  },
  'abusive-content/violence': {
    label: '(Child) sexual exploitation/sexual/violent content',
    means: 'Material of child abuse, or glorifying violence',
  },
  'malicious-code/infected-system': {
    label: 'Infected system',
    means: 'A computer or phone on which malware runs',
  },
  'malicious-code/c2-server': { label: 'C2 server', means: 'A server from which malware is commanded' },
  'malicious-code/malware-distribution': {
    label: 'Malware distribution',
    means: 'An address that hands out malware',
  },
  'malicious-code/malware-configuration': {
    label: 'Malware configuration',
    means: 'An address that holds malware settings',
  },
  'information-gathering/scanner': { label: 'Scanning', means: 'Somebody probes systems for weaknesses' },
  'information-gathering/sniffing': { label: 'Sniffing', means: 'Somebody records network traffic' },
  'information-gathering/social-engineering': {
    label: 'Social engineering',
    means: 'Somebody obtains information from people by lies, bribes or threats',
  },
  'intrusion-attempts/ids-alert': {
    label: 'Exploitation of known vulnerabilities',
    means: 'An attempt through a published weakness, with no sign that it succeeded',
  },
  'intrusion-attempts/brute-force': { label: 'Login attempts', means: 'Many attempts to guess passwords' },
  'intrusion-attempts/exploit': {
    label: 'New attack signature',
    means: 'An attempt by a method nobody has described yet',
  },
  'intrusions/privileged-account-compromise': {
    label: 'Privileged account compromise',
    means: 'Somebody gained the rights of an administrator',
  },
  'intrusions/unprivileged-account-compromise': {
    label: 'Unprivileged account compromise',
    means: 'Somebody uses an ordinary user or service account',
  },
  'intrusions/application-compromise': {
    label: 'Application compromise',
    means: 'Somebody got in through an application',
  },
  'intrusions/system-compromise': {
    label: 'System compromise',
    means: 'Somebody logged in or runs commands on a system',
  },
  'intrusions/burglary': { label: 'Burglary', means: 'Somebody physically entered a building or data centre' },
  'availability/dos': {
    label: 'Denial of service',
    means: 'A service is crashed or slowed on purpose from one place',
  },
  'availability/ddos': { label: 'Distributed denial of service', means: 'A service is flooded from many places' },
  'availability/misconfiguration': {
    label: 'Misconfiguration',
    means: 'A service fails because of a wrong setting',
  },
  'availability/sabotage': {
    label: 'Sabotage',
    means: 'Something was damaged or destroyed so that a service stops',
  },
  'availability/outage': { label: 'Outage', means: 'A service stopped by accident, failure or nature' },
  'information-content-security/unauthorised-information-access': {
    label: 'Unauthorised access to information',
    means: 'Somebody read what they may not read',
  },
  'information-content-security/unauthorised-information-modification': {
    label: 'Unauthorised modification of information',
    means: 'Something was changed, defaced or encrypted, ransomware included',
  },
  'information-content-security/data-loss': {
    label: 'Data loss',
    means: 'Information is gone: broken, lost or stolen media',
  },
  'information-content-security/data-leak': {
    label: 'Leak of confidential information',
    means: 'Secrets became known',
  },
  'fraud/unauthorised-use-of-resources': {
    label: 'Unauthorised use of resources',
    means: 'Systems used for somebody’s profit',
  },
  'fraud/copyright': { label: 'Copyright', means: 'Unlicensed copies are offered or installed' },
  'fraud/masquerade': { label: 'Masquerade', means: 'Somebody pretends to be somebody else to gain from it' },
  'fraud/phishing': { label: 'Phishing', means: 'A false site or message asks for passwords' },
  'vulnerable/weak-crypto': { label: 'Weak cryptography', means: 'A public service offers broken encryption' },
  'vulnerable/ddos-amplifier': {
    label: 'DDoS amplifier',
    means: 'A public service can be abused to flood others',
  },
  'vulnerable/potentially-unwanted-accessible': {
    label: 'Potentially unwanted accessible services',
    means: 'Something answers from the internet that perhaps should not',
  },
  'vulnerable/information-disclosure': {
    label: 'Information disclosure',
    means: 'A public service may give away secrets',
  },
  'vulnerable/vulnerable-system': {
    label: 'Vulnerable system',
    means: 'A system with a weakness, not known to be used yet',
  },
  'other/other': { label: 'Uncategorised', means: 'None of the other kinds fits' },
  'other/undetermined': { label: 'Undetermined', means: 'Somebody looked, and the kind cannot be told' },
  'test/test': { label: 'Test', means: 'Only a test' },
} as const satisfies Readonly<Record<string, RsitType>>;

export type RsitId = keyof typeof RSIT;

export const RSIT_IDS = Object.keys(RSIT) as readonly RsitId[];

export const RsitId = Type.Enum(RSIT_IDS as unknown as [RsitId, ...RsitId[]]);

export function isRsitId(value: unknown): value is RsitId {
  return typeof value === 'string' && Object.hasOwn(RSIT, value);
}

/** The eleven classes in the taxonomy's order, for a list that is chosen from in two steps. */
export function rsitClasses(): ReadonlyMap<string, readonly RsitId[]> {
  const classes = new Map<string, RsitId[]>();
  for (const id of RSIT_IDS) {
    const name = id.slice(0, id.indexOf('/'));
    const members = classes.get(name);
    if (members === undefined) classes.set(name, [id]);
    else members.push(id);
  }
  return classes;
}
