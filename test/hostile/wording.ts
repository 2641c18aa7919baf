/** In which words of the product the acts' claims are said: their names, their values, their markings. */
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import type { Claim, ClaimName } from './acts.ts';
import { CASE, LINKED } from './acts.ts';
import { didOf, homeOf, type Stage, seatName } from './stage.ts';

export const REPORT = 'incident-report';
export const LINK = 'case-link';
export const HOLD = 'hold';
export type SaidType = typeof REPORT | typeof LINK | typeof HOLD;

type Words = Readonly<Record<ClaimName, readonly string[]>>;

/** The claims that each type has for ours; a victim is told by its name and by the party that may consent. */
const WORDS: Readonly<Record<SaidType, Words>> = {
  [REPORT]: {
    title: ['service'],
    narrative: ['description'],
    indicator: ['indicators'],
    contact: ['contact'],
    victim: ['victim_name', 'victim_party'],
    note: ['advice'],
  },
  [LINK]: { [LINKED]: ['other_case'], title: ['reason'] },
  [HOLD]: { title: ['basis'], narrative: ['scope'] },
};

const NOT_YET = { known: 'not-yet' } as const;
/** What each type asks for besides, which is no needle. */
const NEEDED: Readonly<Record<SaidType, Readonly<Record<string, JsonValue>>>> = {
  [REPORT]: {
    danger_to_life: 'no',
    incident_type: NOT_YET,
    malicious: 'suspected',
    noticed_at: NOT_YET,
    sectors: NOT_YET,
    affected_states: ['XV'],
    effects: NOT_YET,
  },
  [LINK]: { relation: 'same-campaign' },
  [HOLD]: { holds: 'release', basis: 'Act 1, section 2', scope: 'All of it' },
};

export function hasWord(type: SaidType, claim: ClaimName): boolean {
  return claim === CASE || WORDS[type][claim] !== undefined;
}

/** The names under which a node knows these claims. */
export function wordsFor(type: SaidType, claims: readonly ClaimName[]): readonly string[] {
  return claims.flatMap((claim) => (claim === CASE ? [CASE] : (WORDS[type][claim] ?? [])));
}

export type Worded = {
  readonly claims: Readonly<Record<string, JsonValue>>;
  readonly markings: Readonly<Record<string, Partial<Marking>>>;
};

export function worded(
  stage: Stage,
  communities: ReadonlyMap<string, string>,
  type: SaidType,
  all: readonly Claim[],
): Worded {
  const claims: Record<string, JsonValue> = { ...NEEDED[type] };
  const markings: Record<string, Partial<Marking>> = {};
  for (const claim of all) {
    const marking = { tlp: claim.marking, audience: audienceOf(stage, communities, claim) };
    if (claim.name === CASE) {
      markings[CASE] = marking;
      continue;
    }
    for (const word of WORDS[type][claim.name] ?? []) {
      claims[word] = valueFor(word, claim);
      markings[word] = marking;
    }
  }
  return { claims, markings };
}

function valueFor(word: string, { needle, victim }: Claim): JsonValue {
  if (word === 'indicators') return [{ kind: 'file-name', value: needle }];
  if (word === 'contact') return { name: needle };
  if (word === 'victim_party') return didOf(victim ?? 'Hospital');
  return needle;
}

/** Names of persons mean them in each party they act for; names of parties mean the parties. */
function audienceOf(
  stage: Stage,
  communities: ReadonlyMap<string, string>,
  { marking, audience }: Claim,
): string[] {
  if (marking === 'green') return audience.map((name) => communities.get(name) ?? name);
  const all = audience.flatMap((name) => {
    if (homeOf(name) !== 'outside' || name === 'Stranger') return [didOf(name)];
    return [...stage.persons].filter(([seat]) => seat.startsWith(seatName(name, ''))).map(([, person]) => person);
  });
  return [...new Set(all)];
}
