/** What a peer's operator puts into a delivery by hand, past its node. */
import { randomUUID } from 'node:crypto';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { deliverFrom, givenBeside, sayBeside } from '#testing/hostile-peer.ts';
import type { PartyName, Single } from './acts.ts';
import { type Heard, type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { didOf, homeOf, seatName } from './stage.ts';
import type { World } from './world.ts';

/** Whom of the honest parties a lie is told to: the one it is about, or the first. */
export function receiverOf(about: PartyName): PartyName {
  return ['north', 'south'].includes(homeOf(about)) ? about : 'Authority';
}

/** What a peer's operator delivers by hand, and what it is answered. */
export async function delivered(
  play: Play,
  party: PartyName,
  to: PartyName,
  parts: Parameters<typeof deliverFrom>[2],
): Promise<Heard[]> {
  const home = play.stage.honest.get(homeOf(to));
  if (home === undefined) return [];
  const receiver = { node: home.node, party: didOf(to) };
  try {
    const answer = await deliverFrom({ node: play.stage.far, party: didOf(party) }, receiver, parts);
    return [{ viewer: { type: 'peer', node: 'far' }, text: JSON.stringify(answer) }];
  } catch (refusal) {
    return [{ viewer: { type: 'peer', node: 'far' }, text: String(refusal) }];
  }
}

/**
 * A release of what a liar does not have cannot be delivered as one: but its statement can, as something to read. It
 * says "all".
 */
export async function slip(play: Play, act: Extract<Single, { type: 'release' }>): Promise<Outcome> {
  const digest = play.names.digests.get(act.of);
  if (digest === undefined || !play.stage.honest.has(homeOf(act.to))) return refusedFor('target-not-held');
  const [from, to, inCase] = [didOf(act.party), didOf(act.to), randomUUID()];
  const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
  const claims = { iat, case: inCase, target: digest, to, claims: 'all', channel: 'csirt', hides_victim: true };
  const said = await sayBeside(play.stage.far, from, [{ type: 'release', claims }]);
  const items = await givenBeside(play.stage.far, from, to, inCase, said);
  const heard = await delivered(play, act.party, act.to, { items });
  const [release] = said;
  if (release !== undefined)
    play.names.slipped.set(act.release, { of: act.of, to: act.to, digest: release.digest });
  return refusedFor('target-not-held', heard);
}

/** Long before any history begins. */
const LONG_AGO = '2020-01-01T00:00:00Z';

/** A release of a party to itself, and its receipt of it with a time of its choice, given to others to read. */
export async function dateOneself(
  play: Play,
  party: PartyName,
  target: string,
  inCase: string,
): Promise<readonly Heard[]> {
  const [from, reader] = [didOf(party), receiverOf(party)];
  const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
  const common = { iat, case: inCase, target, claims: ['case'] };
  const releases = await sayBeside(play.stage.far, from, [
    { type: 'release', claims: { ...common, to: from, channel: 'csirt', hides_victim: true } },
  ]);
  const receipts = await sayBeside(
    play.stage.far,
    from,
    releases.map(({ digest }) => ({
      type: 'receipt',
      claims: { ...common, release: digest, received_at: LONG_AGO },
    })),
  );
  const items = await givenBeside(play.stage.far, from, didOf(reader), inCase, [...releases, ...receipts]);
  return delivered(play, party, reader, { items });
}

/** In the liar's own name, true or not: as an answer to whoever gave it, and as something to read. */
export async function acknowledgeFalsely(
  play: Play,
  world: World,
  act: Extract<Single, { type: 'acknowledge' }>,
  release: string,
): Promise<Outcome> {
  const given = world.releases.get(act.release);
  const connection = play.stage.honest.get(homeOf(given?.from ?? ''))?.node.store.connection;
  if (given === undefined || connection === undefined) return UNPLAYED;
  const [found] = await deliveries(connection, { releases: [release] });
  if (found === undefined || found.receipt === null) return UNPLAYED;
  const [from, inCase] = [didOf(act.party), randomUUID()];
  const at = play.stage.now().toString({ smallestUnit: 'second' });
  const person = play.stage.persons.get(seatName(act.by ?? '', act.party)) ?? '';
  const read = { iat: Math.floor(play.stage.now().epochMilliseconds / 1000), case: inCase };
  const claims = { ...read, receipt: found.receipt.digest, target: found.target, person, at };
  const said = await sayBeside(play.stage.far, from, [{ type: 'acknowledgement', claims }]);
  const heard: Heard[] = [];
  for (const statement of said)
    heard.push(...(await delivered(play, act.party, given.from, { items: [{ kind: 'answer', statement }] })));
  const items = await givenBeside(play.stage.far, from, didOf(given.from), inCase, said);
  heard.push(...(await delivered(play, act.party, given.from, { items })));
  if (given.to !== act.party || world.acknowledged.has(act.release))
    return refusedFor('acknowledged-falsely', heard);
  // Whoever was given it may say so, by whatever means: where it arrived, it counts.
  const [answered] = await deliveries(connection, { releases: [release] });
  return answered?.state === 'acknowledged' ? { done: [act], heard } : refusedFor('acknowledgement-lost', heard);
}
