import { Type } from 'typebox';

/**
 * MITRE ATT&CK® technique id, enterprise or ICS: `T` and four digits, a sub-technique after a dot. Only the form is
 * checked: no list of ids is shipped, so an id is not proof that such a technique exists in any version.
 * © The MITRE Corporation; ATT&CK is its registered trademark.
 */
export const TechniqueId = Type.String({ pattern: '^T[0-9]{4}(\\.[0-9]{3})?$', maxLength: 9 });

/** CVE id: a year from 1999 and at least four digits (CVE numbering rules; more than nineteen are never assigned). */
export const CveId = Type.String({ pattern: '^CVE-(1999|[2-9][0-9]{3})-[0-9]{4,19}$', maxLength: 28 });

const TECHNIQUE = /^T(\d{4})(?:\.(\d{3}))?$/;

export type AttackDomain = 'enterprise' | 'ics';

/** ICS techniques are numbered T0800 to T0999, enterprise ones from T1000; undefined when the form is wrong. */
export function attackDomain(id: string): AttackDomain | undefined {
  const match = TECHNIQUE.exec(id);
  if (match === null) return undefined;
  const number = Number(match[1]);
  if (number >= 1000) return 'enterprise';
  return number >= 800 ? 'ics' : undefined;
}

const CVE_ANYWHERE = /\bCVE-(?:1999|[2-9]\d{3})-\d{4,19}\b/gi;

/** The CVE ids in a text, upper case, each once, in order of appearance. */
export function cvesIn(text: string): readonly string[] {
  return [...new Set((text.match(CVE_ANYWHERE) ?? []).map((id) => id.toUpperCase()))];
}
