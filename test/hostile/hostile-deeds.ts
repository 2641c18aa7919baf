/**
 * What only an enemy does, done with real keys: a peer's operator signs past its ledger and delivers, a person of an
 * honest node asks for what is not its party's, a stranger posts.
 */

import type { JsonValue } from '#statement/draft.ts';
import { fixedKey } from '#testing/forge.ts';
import { signAs } from '#testing/forked-log.ts';
import { deliverFrom, type HostileSaying, sayBeside } from '#testing/hostile-peer.ts';
import type { PartyName, Single, Viewer } from './acts.ts';
import { isDone } from './doors.ts';
import { heardBy } from './giving.ts';
import { type Heard, type Outcome, type Play, UNPLAYED } from './play.ts';
import { presentationOf } from './presented.ts';
import { say } from './speech.ts';
import { didOf, homeOf, kindOf, territoryOf } from './stage.ts';
import { REPORT, worded } from './wording.ts';
import type { World } from './world.ts';

/** Of a flood in a history: enough to push what is bounded; the whole of it is for the soak. */
const FLOOD_MOST = 24;

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
    done: [],
    refused: isDone(answer) ? 'known' : 'refused',
    heard: [{ viewer, text: `${answer.text}\n${answer.headers}` }],
  };
}

/** A request of the enemy's own under the key that its victim will use next. */
export async function squat(play: Play, act: Extract<Single, { type: 'squat' }>): Promise<Outcome> {
  const caller = await play.doors.viewer(act.viewer);
  if (caller === undefined) return UNPLAYED;
  const key = `recall-${act.of}`;
  const body = { type: 'near-miss', claims: { summary: 'Nothing.' } };
  const answer = await play.doors.ask(caller, { method: 'POST', path: '/api/v1/statements', body, key });
  return { done: [], refused: 'squatted', heard: [{ viewer: act.viewer, text: answer.text }] };
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
export async function vouch(play: Play, act: Extract<Single, { type: 'vouch' }>): Promise<Outcome> {
  const { description } = fixedKey(`${act.party} ${act.what}`);
  const { kid: _, ...key } = description as unknown as Record<string, JsonValue>;
  const valid_from = play.stage.now().toString({ smallestUnit: 'second' });
  const use = act.what === 'root' ? 'root' : 'sign';
  const claims = { subject: didOf(act.about), key, use, valid_from };
  return {
    done: [],
    refused: 'vouched',
    heard: await sayHow(play, act.party, act.about, { type: 'party-key', claims }),
  };
}

/** In another's name, under a key of the enemy's own or one it vouched for; posted at both nodes. */
export async function impersonate(play: Play, act: Extract<Single, { type: 'impersonate' }>): Promise<Outcome> {
  const key = fixedKey(act.key === 'own' ? `${act.party} own` : `${act.party} root`);
  const inCase = act.claims.find((claim) => claim.name === 'case')?.needle ?? crypto.randomUUID();
  const { claims } = worded(play.stage, play.names.communities, REPORT, act.claims);
  const heard: Heard[] = [];
  for (const { name, node } of play.stage.honest.values()) {
    const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
    const all = { iat, case: inCase, number: 1, case_number: 1, ...claims };
    const signed = signAs(node, didOf(act.as), key, REPORT, all);
    const answer = await play.doors.ask(
      { at: play.doors.at(name), headers: {} },
      { method: 'POST', path: '/api/v1/statements/signed', body: { presentation: signed.presentation } },
    );
    heard.push({ viewer: { type: 'anonymous', node: name }, text: answer.text });
  }
  return { done: [], refused: 'impersonated', heard };
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
