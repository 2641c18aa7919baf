import type { Claim, ClaimName, Label, Marking, Needle, PartyName, PersonName, Signed, Single } from './acts.ts';
import { CASE } from './acts.ts';
import { pair, type Said, type World } from './world.ts';

/** What a move is made from: the world so far, and draws from a lot. The same lot always makes the same act. */
export type Table = {
  readonly world: World;
  readonly below: (limit: number) => number;
  readonly percent: (chance: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item | undefined;
  readonly some: <Item>(items: readonly Item[]) => readonly Item[];
  /** A new name, told apart from all others by the number of the act. */
  readonly label: (kind: string) => Label;
  readonly needle: () => Needle;
};

const NEEDLES_PER_ACT = 64;
const MIXER = 0x9e3779b1;

export function tableFrom(world: World, lot: readonly number[], number: number, place: 'a' | 'b'): Table {
  let drawn = 0;
  let made = place === 'a' ? 0 : NEEDLES_PER_ACT / 2;
  const below = (limit: number): number => {
    drawn += 1;
    const raw = lot[drawn % Math.max(1, lot.length)] ?? 0;
    const again = Math.floor(drawn / Math.max(1, lot.length));
    return again === 0 ? raw % limit : (Math.imul(raw + again, MIXER) >>> 8) % limit;
  };
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[below(Math.max(1, items.length))];
  return {
    world,
    below,
    pick,
    percent: (chance) => below(100) < chance,
    some: (items) => items.filter(() => below(2) === 0),
    label: (kind) => `${kind}${number}${place}`,
    needle: () => {
      made += 1;
      return needleOf(number * NEEDLES_PER_ACT + made);
    },
  };
}

/** Of one length, so that none is part of another; the first half alone is different for each number. */
function needleOf(number: number): Needle {
  const [first, second] = [Math.imul(number, MIXER) >>> 0, Math.imul(number + 1, 0x85ebca6b) >>> 0];
  return [first, second].map((half) => half.toString(16).padStart(8, '0')).join('');
}

/** The name of a case has the form of a UUIDv4, so that a driver can open the case under it. */
function caseNeedle(needle: Needle): Needle {
  const [a, b, c, d] = [needle.slice(0, 8), needle.slice(8, 12), needle.slice(12, 15), needle.slice(4, 16)];
  return `${a}-${b}-4${c}-8${c}-${d}`;
}

const names = ['title', 'narrative', 'indicator', 'contact', 'victim', 'note'] as const;
const drawnMarkings: readonly Marking[] = [
  'clear',
  'clear',
  'green',
  'amber',
  'amber',
  'amber+strict',
  'amber+strict',
  'red',
];
const operators: readonly PartyName[] = ['Hospital', 'Partner', 'Grid'];

/** The claims of a new statement: its case first, known to its author or new, then some others, never none. */
export function drawClaims(table: Table, party: PartyName): readonly Claim[] {
  const known = cases(table.world, party);
  const ofCase = table.percent(70) ? table.pick(known) : undefined;
  const needle = ofCase ?? caseNeedle(table.needle());
  const first = marked(table, { name: CASE, needle }, drawnMarkings);
  const chosen = names.filter(() => table.below(2) === 0);
  const others = (chosen.length > 0 ? chosen : ['title']).map((name) => {
    if (name !== 'victim') return marked(table, { name, needle: table.needle() }, drawnMarkings);
    const victim = table.pick(operators) ?? 'Hospital';
    return { ...marked(table, { name, needle: table.needle() }, drawnMarkings.slice(3)), victim };
  });
  return [first, ...others];
}

function marked(table: Table, claim: Pick<Claim, 'name' | 'needle'>, from: readonly Marking[]): Claim {
  const marking = table.pick(from) ?? 'amber';
  return { ...claim, marking, audience: audience(table, marking) };
}

function audience(table: Table, marking: Marking): readonly string[] {
  const { world } = table;
  if (marking === 'green') return [table.pick([...world.stewards.keys()]) ?? 'sector'];
  if (marking !== 'red') return [];
  const people = [...world.people.values()];
  const persons = [table.pick(people), table.pick(people)].map((one) => one?.person ?? 'ada');
  const party = table.percent(20) ? table.pick([...world.parties.keys()]) : undefined;
  return [...new Set(party === undefined ? persons : [...persons, party])];
}

/** The cases whose name this party was ever given. */
function cases(world: World, party: PartyName): Needle[] {
  const claims = had(world, party).flatMap((said) => said.claims.map((claim) => ({ said, claim })));
  const named = claims.filter(
    ({ said, claim }) => claim.name === CASE && world.given.has(pair(party, said.statement, CASE)),
  );
  return [...new Set(named.map(({ claim }) => claim.needle))];
}

/** The statements of which this party was ever given something. */
export function had(world: World, party: PartyName): Said[] {
  return [...world.statements.values()].filter((said) =>
    said.claims.some((claim) => world.given.has(pair(party, said.statement, claim.name))),
  );
}

/** Somebody who may sign for a party: mostly by a mandate that lasts, at times by one that ended or never was. */
export function signer(table: Table, only?: readonly PartyName[]): Signed | undefined {
  const { world } = table;
  const statement = table.label('s');
  const fits = (party: PartyName) => only === undefined || only.includes(party);
  const people = [...world.people.values()].filter(({ party }) => fits(party));
  const mandated = people.filter(({ person, party }) => {
    const role = world.mandates.get(pair(person, party));
    return role === 'author' || role === 'approver';
  });
  const one = table.pick(table.percent(92) ? mandated : people);
  if (one !== undefined) return { statement, party: one.party, by: one.person };
  const party = table.pick([...world.parties.keys()].filter(fits));
  return party === undefined ? undefined : { statement, party };
}

/** Two who may approve for a party; at times one too few, or one who may not. */
export function approvers(table: Table, party: PartyName): readonly PersonName[] {
  const people = [...table.world.people.values()].filter((one) => one.party === party).map((one) => one.person);
  const able = people.filter((person) => table.world.mandates.get(pair(person, party)) === 'approver');
  if (table.percent(80)) return able.slice(0, 2);
  return table.percent(50) ? able.slice(0, 1) : people.slice(-2);
}

/** One kind of act: how often it is drawn, and how it is made; nothing when the world has no matter for it yet. */
export type Move = { readonly weight: number; readonly make: (table: Table) => Single | undefined };

/** An act that somebody signs; without anybody to sign there is none. */
export function move(weight: number, make: (table: Table, signed: Signed) => Single | undefined): Move {
  return {
    weight,
    make: (table) => {
      const signed = signer(table);
      return signed === undefined ? undefined : make(table, signed);
    },
  };
}

export function drawNames(table: Table, said: Said): readonly ClaimName[] {
  const names = said.claims.map((claim) => claim.name);
  const some = table.some(names);
  return some.length > 0 ? some : names.slice(0, 1);
}

export function honestNode({ world, pick }: Table): string {
  return pick([...world.nodes].filter(([, { honest }]) => honest).map(([node]) => node)) ?? 'north';
}
