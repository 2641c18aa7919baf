import type { Act, Claim, Marking, Viewer } from './acts.ts';
import { founding } from './founding.ts';
import { knows } from './knowledge.ts';

export const visitor: Viewer = { type: 'anonymous', node: 'north' };
export const ada = person('ada', 'Authority');
export const anna = person('anna', 'Partner');
export const hana = person('hana', 'Hospital');
export const paul = person('paul', 'Partner');
export const nora = person('nora', 'Neighbour');

/** One statement of the authority with a claim of each marking; the red one names hana. */
export const spoken = say('s1', 'Authority', 'ada', [
  claim('clear', 'clear'),
  claim('green', 'green', ['sector']),
  claim('amber', 'amber'),
  claim('strict', 'amber+strict'),
  claim('red', 'red', ['hana']),
]);

export function seen(acts: readonly Act[], viewer: Viewer): string[] {
  return [...knows([...founding, ...acts]).may(viewer, 'api')].sort();
}

export function owed(acts: readonly Act[], viewer: Viewer): string[] {
  return [...knows([...founding, ...acts]).must(viewer, 'api')].sort();
}

export function sent(acts: readonly Act[], viewer: Viewer): string[] {
  return [...knows([...founding, ...acts]).may(viewer, 'delivery')].sort();
}

export function person(name: string, party: string): Viewer {
  return { type: 'person', person: name, party };
}

/** The needle is the claim's name, unless a test says otherwise. */
export function claim(name: string, marking: Marking, audience: readonly string[] = []): Claim {
  return { name, needle: name, marking, audience };
}

export function by(statement: string, party: string, person?: string) {
  return { statement, party, ...(person === undefined ? {} : { by: person }) };
}

export function say(statement: string, party: string, person: string, claims: readonly Claim[]) {
  return { type: 'say', ...by(statement, party, person), claims } as const;
}

export function release(
  label: string,
  party: string,
  person: string,
  to: string,
  claims: readonly string[] | 'all',
) {
  const grant = { release: label, of: 's1', to, claims };
  return { type: 'release', ...by(label, party, person), ...grant, approvedBy: ['ada', 'alan'] } as const;
}

export function receipt(label: string, party: string) {
  return { type: 'receipt', ...by(`${label} receipt`, party), release: label, claims: 'all' } as const;
}
