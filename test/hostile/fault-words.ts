/** In which words the short histories are written that meet one fault each. */
import { createHash } from 'node:crypto';
import type { Act, Claim, Marking, PartyName, PersonName, Single, Viewer } from './acts.ts';
import { CASE } from './acts.ts';
import type { OutletName } from './outlets.ts';

/** What is honest has to be done, or the history shows nothing; what is hostile may come to what it likes. */
export type Step = { readonly act: Act; readonly isDone: boolean | undefined };

export type Fault = {
  readonly fault: string;
  readonly steps: readonly Step[];
  /** Asked besides the API and what was delivered. */
  readonly outlets?: readonly OutletName[];
  /** Two statements that are alike, save for how much of them is withheld from everybody. */
  readonly twins?: readonly [string, string];
};

export const does = (act: Act): Step => ({ act, isDone: true });
export const mayNot = (act: Act): Step => ({ act, isDone: false });
export const tries = (act: Act): Step => ({ act, isDone: undefined });

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

function caseNamed(name: string): string {
  const [text, more] = [hash(`case ${name}`), hash(`place ${name}`)];
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(12, 15)}-8${more.slice(0, 3)}-${more.slice(4, 16)}`;
}

type Words = Readonly<Record<string, Marking>>;

/** The claims of a statement: its case, for whoever it is given, unless it is said otherwise, and these. */
export function claims(
  statement: string,
  words: Words,
  more: { readonly inCase?: string; readonly audience?: readonly string[] } = {},
): Claim[] {
  const { inCase = statement, audience = [] } = more;
  const all: Words = { [CASE]: 'amber', ...words };
  return Object.entries(all).map(([name, marking]) => ({
    ...{ name, marking },
    needle: name === CASE ? caseNamed(inCase) : hash(`${statement} ${name}`).slice(0, 16),
    audience: marking === 'red' || marking === 'green' ? audience : [],
  }));
}

type Speaker = readonly [PartyName, PersonName];
export const ada: Speaker = ['Authority', 'ada'];
export const hana: Speaker = ['Hospital', 'hana'];
export const hugo: Speaker = ['Hospital', 'hugo'];
export const paul: Speaker = ['Partner', 'paul'];
export const nora: Speaker = ['Neighbour', 'nora'];
export const lena: Speaker = ['Liar', 'lena'];
export const aldo: Speaker = ['Accomplice', 'aldo'];
const APPROVERS: Readonly<Record<PartyName, readonly PersonName[]>> = {
  ...{
    Authority: ['ada', 'alan'],
    Hospital: ['hana', 'hugo'],
    Neighbour: ['nora', 'nils'],
    Liar: ['lena', 'luis'],
  },
};

export function signed(statement: string, [party, by]: Speaker) {
  return { statement, party, by };
}

export function say(
  statement: string,
  speaker: Speaker,
  words: Words,
  more: { readonly inCase?: string; readonly audience?: readonly string[] } = {},
): Extract<Single, { type: 'say' }> {
  return { type: 'say', ...signed(statement, speaker), claims: claims(statement, words, more) };
}

export function release(
  label: string,
  speaker: Speaker,
  of: string,
  to: PartyName,
  given: readonly string[] | 'all' = 'all',
  citation?: string,
): Extract<Single, { type: 'release' }> {
  const grant = { release: label, of, to, claims: given, ...(citation === undefined ? {} : { citation }) };
  return { type: 'release', ...signed(label, speaker), ...grant, approvedBy: APPROVERS[speaker[0]] ?? [] };
}

export function recall(statement: string, speaker: Speaker, of: string): Single {
  return { type: 'recall', ...signed(statement, speaker), of, how: 'withdraw' };
}

/** Whom one history dismissed acts again in another. */
export function back(statement: string): Single {
  return { type: 'mandate', ...signed(statement, hana), person: 'hugo', role: 'approver' };
}

export const visitor: Viewer = { type: 'anonymous', node: 'north' };
export const person = ([party, name]: Speaker): Viewer => ({ type: 'person', person: name, party });
