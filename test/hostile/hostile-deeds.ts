/**
 * What only an enemy does, done with real keys: a peer's operator signs past its ledger and delivers, a person of an
 * honest node asks for what is not its party's, a stranger posts.
 */

import { passingKey } from '#federation/delivery/recalls.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { type SigningKey, signingKey } from '#statement/jwk.ts';
import { fixedKey } from '#testing/forge.ts';
import { signAs } from '#testing/forked-log.ts';
import { type HostileSaying, sayBeside } from '#testing/hostile-peer.ts';
import type { PartyName, Single, Viewer } from './acts.ts';
import { delivered, receiverOf } from './by-hand.ts';
import { codeOf, isDone } from './doors.ts';
import { heardBy } from './giving.ts';
import { type Heard, type Outcome, type Play, UNPLAYED } from './play.ts';
import { presentationOf } from './presented.ts';
import { say } from './speech.ts';
import { didOf, homeOf, kindOf, territoryOf } from './stage.ts';
import { REPORT, worded } from './wording.ts';
import type { World } from './world.ts';

/** Of a flood in a history: enough to push what is bounded; the whole of it is for the soak. */
const FLOOD_MOST = 24;
/** To whom a recall may be passed on across the border. */
const RECEIVERS: readonly PartyName[] = ['Neighbour', 'Grid'];

export async function replay(
  play: Play,
  world: World,
  act: Extract<Single, { type: 'replay' }>,
): Promise<Outcome> {
  const presentation = await presentationOf(play, world, act.of, act.claims, act.forged);
  if (presentation === undefined) return UNPLAYED;
  const home = play.stage.honest.get(act.node);
  if (home === undefined) return UNPLAYED;
  const own = await play.doors.viewer(act.viewer);
  const caller = own?.at === home ? own : { at: home, headers: {} };
  const viewer: Viewer = own?.at === home ? act.viewer : { type: 'anonymous', node: act.node };
  const answer = await play.doors.ask(caller, {
    method: 'POST',
    path: '/api/v1/statements/signed',
    body: { presentation },
  });
  return {
    // Under a broken signature nothing is said, whatever is known of it.
    done: act.forged && isDone(answer) ? [act] : [],
    refused: isDone(answer) ? 'known' : codeOf(answer),
    heard: [{ viewer, text: `${answer.text}\n${answer.headers}` }],
  };
}

/**
 * Requests of the enemy's own under the keys that its victim will use next: for calling a statement back, and those by
 * which its node will pass that on to each party, which anybody can work out who knows the recall.
 */
export async function squat(play: Play, act: Extract<Single, { type: 'squat' }>): Promise<Outcome> {
  const caller = await play.doors.viewer(act.viewer);
  if (caller === undefined) return UNPLAYED;
  const recall = [...play.names.recalls].find(([, of]) => of === act.of)?.[0];
  const digest = play.names.digests.get(recall ?? '');
  const passed = digest === undefined ? [] : RECEIVERS.map((party) => passingKey(digest, didOf(party)));
  const heard: Heard[] = [];
  for (const key of [`recall-${act.of}`, ...passed]) {
    const body = { type: 'near-miss', claims: { summary: 'Nothing.' } };
    const answer = await play.doors.ask(caller, { method: 'POST', path: '/api/v1/statements', body, key });
    heard.push({ viewer: act.viewer, text: answer.text });
  }
  return { done: [], refused: 'squatted', heard };
}

/** Something said by a party in a way its node would not let it: past the ledger, through the API, or by a stranger. */
async function sayHow(
  play: Play,
  party: PartyName,
  about: PartyName,
  saying: HostileSaying,
  caseId?: string,
): Promise<Heard[]> {
  if (homeOf(party) === 'far') return deliverSaying(play, party, about, saying);
  if (homeOf(party) === 'outside') return postStranger(play, party, saying);
  const by =
    party === 'Partner'
      ? 'paul'
      : [...play.stage.persons.keys()].find((seat) => seat.endsWith(` ${party}`))?.split(' ')[0];
  const said = await say(play, { party, by, type: saying.type, claims: saying.claims, case: caseId });
  return said.text === '' ? [] : [heardBy(by ?? '', party, said.text)];
}

async function deliverSaying(
  play: Play,
  party: PartyName,
  about: PartyName,
  saying: HostileSaying,
): Promise<Heard[]> {
  const { far } = play.stage;
  const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
  const [proven] = await sayBeside(far, didOf(party), [{ ...saying, claims: { iat, ...saying.claims } }]);
  if (proven === undefined) return [];
  return delivered(play, party, receiverOf(about), { support: [proven] });
}

async function postStranger(play: Play, party: PartyName, saying: HostileSaying): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const { name, node, app: _ } of play.stage.honest.values()) {
    const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
    const claims = { iat, case: crypto.randomUUID(), number: 1, case_number: 1, ...saying.claims };
    const signed = signAs(node, didOf(party), fixedKey('stranger'), saying.type, claims);
    const answer = await play.doors.ask(
      { at: play.doors.at(name), headers: {} },
      { method: 'POST', path: '/api/v1/statements/signed', body: { presentation: signed.presentation } },
    );
    heard.push({ viewer: { type: 'anonymous', node: name }, text: answer.text });
  }
  return heard;
}

export async function restate(play: Play, act: Extract<Single, { type: 'restate' }>): Promise<Outcome> {
  const kind = kindOf(act.kind);
  const claims = { subject: didOf(act.about), name: act.about, kind, territory: territoryOf(act.state) };
  return {
    done: [],
    refused: 'restated',
    heard: await sayHow(play, act.party, act.about, { type: 'party-profile', claims }),
  };
}

/** A key of the enemy's own, said to be another party's. */
export async function vouch(play: Play, world: World, act: Extract<Single, { type: 'vouch' }>): Promise<Outcome> {
  const { description } = fixedKey(`${act.party} ${act.what}`);
  const { kid: _, ...key } = description as unknown as Record<string, JsonValue>;
  const valid_from = play.stage.now().toString({ smallestUnit: 'second' });
  const subject = didOf(act.about);
  const use = act.what === 'root' ? 'root' : 'sign';
  const heard = await sayHow(play, act.party, act.about, {
    type: 'party-key',
    claims: { subject, key, use, valid_from },
  });
  if (act.what !== 'root') return { done: [], refused: 'vouched', heard };
  // A root is vouched for where a party is described; told where others read of it, since it is another's.
  const { kind, state } = world.parties.get(act.about) ?? { kind: 'operator', state: 'Z' };
  const profile = { subject, name: act.about, kind: kindOf(kind), territory: territoryOf(state) };
  for (const reader of ['Authority', 'Neighbour']) {
    const claims = { ...profile, root: description.kid };
    heard.push(...(await sayHow(play, act.party, reader, { type: 'party-profile', claims })));
  }
  return { done: [], refused: 'vouched', heard };
}

/** In another's name, under a key of the enemy's own or one it vouched for; posted at both nodes. */
export async function impersonate(play: Play, act: Extract<Single, { type: 'impersonate' }>): Promise<Outcome> {
  const stolen = act.key === 'stolen-root' ? await rootKey(play, act.as) : undefined;
  const key = stolen ?? fixedKey(act.key === 'own' ? `${act.party} own` : `${act.party} root`);
  const inCase = act.claims.find((claim) => claim.name === 'case')?.needle ?? crypto.randomUUID();
  const { claims } = worded(play.stage, play.names.communities, REPORT, act.claims);
  const heard: Heard[] = [];
  for (const { name, node } of play.stage.honest.values()) {
    const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
    // Who guesses the numbers right is refused for the key alone.
    const { number, caseNumber } = await node.ledger.nextNumbers(didOf(act.as), inCase);
    const all = { iat, case: inCase, number, case_number: caseNumber, ...claims };
    const signed = signAs(node, didOf(act.as), key, REPORT, all);
    const answer = await play.doors.ask(
      { at: play.doors.at(name), headers: {} },
      { method: 'POST', path: '/api/v1/statements/signed', body: { presentation: signed.presentation } },
    );
    heard.push({ viewer: { type: 'anonymous', node: name }, text: answer.text });
  }
  return { done: [], refused: 'impersonated', heard };
}

/** The key that a party's others rest on: it introduces keys, and says nothing else. */
async function rootKey({ stage }: Play, party: PartyName): Promise<SigningKey | undefined> {
  const node = stage.honest.get(homeOf(party))?.node;
  const kid = node === undefined ? undefined : await pinnedRoot(node.store.connection, didOf(party));
  const key = await node?.keyring.get(kid ?? '');
  return key === undefined ? undefined : signingKey(key);
}

export async function flood(play: Play, act: Extract<Single, { type: 'flood' }>): Promise<Outcome> {
  const count = Math.min(act.count, FLOOD_MOST);
  if (homeOf(act.party) !== 'far') return UNPLAYED;
  const said = Array.from({ length: count }, (_, at) => ({
    type: 'party-profile',
    claims: { iat: 1, subject: `did:web:flood${at}.example`, name: `Flood ${at}`, kind: 'csirt', territory: 'XV' },
  }));
  const support = await sayBeside(play.stage.far, didOf(act.party), said);
  return {
    done: [],
    refused: 'flooded',
    heard: await delivered(play, act.party, receiverOf(act.about), { support }),
  };
}
