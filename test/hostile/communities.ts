/** Communities and service relations: what their stewards and members state, and give each other across nodes. */
import { randomUUID } from 'node:crypto';
import { partyOf } from '#parties/view.ts';
import type { PartyName, PersonName, Single } from './acts.ts';
import { type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { say } from './speech.ts';
import { didOf, homeOf } from './stage.ts';
import type { World } from './world.ts';

/** A party acts by two of its persons: the first that may approve, and another that speaks. */
function pairOf(world: World, party: PartyName): readonly PersonName[] {
  const able = [...world.mandates].flatMap(([key, role]) => {
    const [person = '', of] = key.split(' ');
    return of === party && role !== 'reader' ? [{ person, approves: role === 'approver' }] : [];
  });
  const sorted = able.toSorted((one, other) => Number(other.approves) - Number(one.approves));
  return sorted.slice(0, 2).map(({ person }) => person);
}

function isHonest(play: Play, party: PartyName): boolean {
  return play.stage.honest.has(homeOf(party));
}

/** The community's text with these members; given to each other node where one of them, or one who was, is. */
async function restate(
  play: Play,
  world: World,
  community: string,
  members: readonly PartyName[],
  by?: PersonName,
) {
  const steward = world.stewards.get(community) ?? '';
  const persons = pairOf(world, steward);
  const author = by ?? persons[0];
  if (persons.length < 2 || author === undefined) return 'nobody-signs';
  const id = play.names.communities.get(community) ?? randomUUID();
  play.names.communities.set(community, id);
  const before = play.names.agreements.get(community)?.members ?? [];
  const said = await say(play, {
    ...{ party: steward, by: author, type: 'agreement', case: id },
    claims: { community: id, name: community, members: members.map(didOf), permits: ['mitigation'] },
    approvedBy: persons,
  });
  if (said.digest === undefined) return said.code;
  play.names.agreements.set(community, { digest: said.digest, members });
  for (const party of new Set([...before, ...members])) {
    if (homeOf(party) === homeOf(steward) || !isHonest(play, party)) continue;
    const told = await give(play, world, steward, party, said.digest, id);
    if (told !== '') return told;
  }
  return '';
}

async function give(play: Play, world: World, from: PartyName, to: PartyName, target: string, id: string) {
  const persons = pairOf(world, from);
  const said = await say(play, {
    ...{ party: from, by: persons[0], type: 'release', case: id },
    claims: { target, to: didOf(to), claims: 'all', channel: 'csirt', hides_victim: true },
    approvedBy: persons,
  });
  return said.code;
}

/** The founding's communities: the steward's text with itself alone. */
export async function found(play: Play, world: World, community: string): Promise<void> {
  const steward = world.stewards.get(community) ?? '';
  const code = await restate(play, world, community, [steward]);
  if (code !== '') throw new Error(`found the community ${community}: ${code}`);
}

/** Where the steward does not agree, the party accedes all the same to a text that does not name it. */
export async function join(play: Play, world: World, act: Extract<Single, { type: 'join' }>): Promise<Outcome> {
  const steward = world.stewards.get(act.community) ?? '';
  const agreement = play.names.agreements.get(act.community);
  if (!isHonest(play, act.party) || agreement === undefined || act.party === steward) return UNPLAYED;
  const persons = pairOf(world, act.party);
  if (persons.length < 2) return refusedFor('nobody-signs');
  if (act.agreed && !agreement.members.includes(act.party)) {
    const code = await restate(play, world, act.community, [...agreement.members, act.party]);
    if (code !== '') return refusedFor(code);
    await play.settle();
  }
  const code = await accede(play, world, act.party, act.community, {});
  return code === '' ? { done: [act] } : refusedFor(code);
}

async function accede(
  play: Play,
  world: World,
  party: PartyName,
  community: string,
  more: { valid_until?: string },
) {
  const steward = world.stewards.get(community) ?? '';
  const id = play.names.communities.get(community) ?? '';
  const persons = pairOf(world, party);
  const agreement = play.names.agreements.get(community)?.digest ?? '';
  const said = await say(play, {
    ...{ party, by: persons[0], type: 'accession', case: id },
    claims: { community: id, member: didOf(party), agreement, ...more },
    approvedBy: persons,
  });
  if (said.digest === undefined) return said.code;
  // Where it cannot cross, the steward's node does not count the member: less than may be.
  if (homeOf(party) !== homeOf(steward)) await give(play, world, party, steward, said.digest, id);
  return '';
}

export async function leave(play: Play, world: World, act: Extract<Single, { type: 'leave' }>): Promise<Outcome> {
  if (!isHonest(play, act.party) || act.party === world.stewards.get(act.community)) return UNPLAYED;
  const agreement = play.names.agreements.get(act.community);
  if (agreement === undefined || !agreement.members.includes(act.party)) return refusedFor('no-member');
  const valid_until = play.stage.now().toString({ smallestUnit: 'second' });
  const code = await accede(play, world, act.party, act.community, { valid_until });
  return code === '' ? { done: [act] } : refusedFor(code);
}

export async function remove(
  play: Play,
  world: World,
  act: Extract<Single, { type: 'remove' }>,
): Promise<Outcome> {
  const steward = world.stewards.get(act.community) ?? '';
  const agreement = play.names.agreements.get(act.community);
  if (agreement === undefined || act.member === steward) return UNPLAYED;
  const left = agreement.members.filter((member) => member !== act.member);
  if (act.party === steward) {
    const code = await restate(play, world, act.community, left, act.by);
    return code === '' ? { done: [act] } : refusedFor(code);
  }
  // Whoever is not the steward states a text of the same community all the same.
  const id = play.names.communities.get(act.community) ?? '';
  const said = await say(play, {
    ...{ party: act.party, by: act.by, type: 'agreement', case: id },
    claims: { community: id, name: act.community, members: [didOf(act.party)], permits: [] },
    approvedBy: pairOf(world, act.party),
  });
  return said.digest === undefined ? refusedFor(said.code) : { done: [act] };
}

export async function serve(play: Play, world: World, act: Extract<Single, { type: 'serve' }>): Promise<Outcome> {
  if (!isHonest(play, act.party) || act.party === act.served) return UNPLAYED;
  const [by] = pairOf(world, act.party);
  const said = await say(play, {
    ...{ party: act.party, by, type: 'service-relation', case: await ownCase(play, act.party) },
    claims: { party: didOf(act.party), serves: didOf(act.served) },
  });
  return said.digest === undefined ? refusedFor(said.code) : { done: [act] };
}

/** What a party says of itself stands in a case of its own. */
export async function ownCase({ stage }: Play, party: PartyName): Promise<string | undefined> {
  const node = stage.honest.get(homeOf(party))?.node;
  const found = node === undefined ? undefined : await partyOf(node.store.connection, didOf(party));
  return found?.case ?? undefined;
}
