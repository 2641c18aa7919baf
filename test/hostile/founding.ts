import type { Founding, Kind, PartyName, PersonName, Role } from './acts.ts';

/**
 * The federation in which histories are played: two honest nodes, of which the first hosts parties that are given
 * different things; a confirmed peer that lies; and a node that nobody knows. A driver builds it once.
 */
const nodes = { north: true, south: true, far: false, outside: false } as const;

const parties: readonly (readonly [PartyName, keyof typeof nodes, string, Kind])[] = [
  ['Authority', 'north', 'X', 'authority'],
  ['Hospital', 'north', 'X', 'operator'],
  /** On an honest node, and an enemy: it has a session and is given little. */
  ['Partner', 'north', 'X', 'operator'],
  ['Guest', 'north', 'X', 'guest'],
  ['Neighbour', 'south', 'Y', 'authority'],
  ['Grid', 'south', 'Y', 'operator'],
  ['Liar', 'far', 'Z', 'authority'],
  ['Accomplice', 'far', 'Z', 'operator'],
  ['Stranger', 'outside', 'W', 'stranger'],
];

const mandates: readonly (readonly [PersonName, PartyName, Role])[] = [
  ['ada', 'Authority', 'approver'],
  ['alan', 'Authority', 'approver'],
  ['anna', 'Authority', 'author'],
  ['hana', 'Hospital', 'approver'],
  ['hugo', 'Hospital', 'approver'],
  ['hera', 'Hospital', 'reader'],
  /** Acts for two parties. */
  ['anna', 'Partner', 'author'],
  ['paul', 'Partner', 'approver'],
  ['gina', 'Guest', 'author'],
  ['nora', 'Neighbour', 'approver'],
  ['nils', 'Neighbour', 'approver'],
  ['greg', 'Grid', 'author'],
  ['lena', 'Liar', 'approver'],
  ['luis', 'Liar', 'approver'],
  ['aldo', 'Accomplice', 'author'],
];

export const founding: readonly Founding[] = [
  ...Object.entries(nodes).map(([node, honest]) => ({ type: 'node', node, honest }) as const),
  ...parties.map(([party, node, state, kind]) => ({ type: 'party', party, node, state, kind }) as const),
  ...mandates.map(
    ([person, party, role], number) =>
      ({ type: 'mandate', statement: `mandate${number}`, party, person, role }) as const,
  ),
  { type: 'community', community: 'sector', steward: 'Authority' },
  { type: 'join', party: 'Hospital', community: 'sector', agreed: true },
  { type: 'join', party: 'Neighbour', community: 'sector', agreed: true },
  { type: 'community', community: 'world', steward: 'Neighbour' },
  { type: 'join', party: 'Authority', community: 'world', agreed: true },
  { type: 'join', party: 'Liar', community: 'world', agreed: true },
  { type: 'serve', party: 'Authority', served: 'Hospital', agreed: true },
];
