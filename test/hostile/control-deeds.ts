/** Mandates, keys and tokens, through the same doors as an administrator's. */
import { mandatesOf } from '#parties/view.ts';
import type { Scope, Single } from './acts.ts';
import { type Answer, codeOf, isDone, membersOf } from './doors.ts';
import { heardBy } from './giving.ts';
import { type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { didOf, rolesOf, seatName } from './stage.ts';

const MANDATE_HOURS = 24 * 300;
const SCOPES: Readonly<Record<Scope, readonly string[]>> = {
  statements: ['read'],
  recalls: ['read'],
  submit: ['author:*', 'release', 'acknowledge'],
};

type Signing = Extract<Single, { statement: string; party: string }>;

async function asks(play: Play, act: Signing, method: 'POST' | 'DELETE', path: string, body: unknown) {
  if (!('by' in act) || act.by === undefined || !play.stage.persons.has(seatName(act.by, act.party)))
    return undefined;
  return play.doors.ask(await play.doors.person(act.by, act.party), { method, path, body });
}

function outcomeOf(play: Play, act: Signing, answer: Answer | undefined, digest: unknown): Outcome {
  if (answer === undefined) return UNPLAYED;
  const heard = [heardBy('by' in act ? (act.by ?? '') : '', act.party, answer.text)];
  if (!isDone(answer)) return refusedFor(codeOf(answer), heard);
  if (typeof digest === 'string') play.names.is(act.statement, digest);
  return { done: [act], heard };
}

function isFar(play: Play, party: string): boolean {
  return play.stage.far.parties.has(didOf(party));
}

/** Who has a mandate already gets the new one first, and then loses the others: so a role is changed. */
export async function mandate(play: Play, act: Extract<Single, { type: 'mandate' }>): Promise<Outcome> {
  if (isFar(play, act.party)) return UNPLAYED;
  const person = play.stage.persons.get(seatName(act.person, act.party));
  const before = await mandatesBefore(play, act.person, act.party);
  const valid_until = play.stage.now().add({ hours: MANDATE_HOURS }).toString({ smallestUnit: 'second' });
  const uuid = person?.split('#')[1];
  const body = { name: act.person, roles: rolesOf(act.role), valid_until, uuid };
  const answer = await asks(play, act, 'POST', '/api/v1/persons', body);
  const made = outcomeOf(play, act, answer, membersOf(answer?.text ?? '').mandate);
  if (made.done.length === 0) return made;
  for (const digest of before) await asks(play, act, 'POST', `/api/v1/mandates/${digest}/end`, {});
  play.doors.forget(act.person, act.party);
  return made;
}

async function mandatesBefore(play: Play, person: string, party: string): Promise<readonly string[]> {
  const ref = play.stage.persons.get(seatName(person, party)) ?? '';
  const home = [...play.stage.honest.values()];
  for (const { node } of home) {
    const found = await mandatesOf(node.store.connection, didOf(party), play.stage.now(), ref);
    if (found.length > 0) return found.map(({ digest }) => digest);
  }
  return [];
}

export async function endMandate(play: Play, act: Extract<Single, { type: 'end-mandate' }>): Promise<Outcome> {
  if (isFar(play, act.party)) return UNPLAYED;
  let last: Outcome = refusedFor('no-mandate');
  for (const digest of await mandatesBefore(play, act.person, act.party)) {
    const answer = await asks(play, act, 'POST', `/api/v1/mandates/${digest}/end`, {});
    last = outcomeOf(play, act, answer, membersOf(answer?.text ?? '').ended);
  }
  if (last.done.length > 0) play.doors.forget(act.person, act.party);
  return last;
}

export async function rotateKey(play: Play, act: Extract<Single, { type: 'rotate-key' }>): Promise<Outcome> {
  if (isFar(play, act.party)) return UNPLAYED;
  const answer = await asks(play, act, 'POST', '/api/v1/keys/rotate', { use: 'sign' });
  return outcomeOf(play, act, answer, membersOf(answer?.text ?? '').statement);
}

export async function token(play: Play, act: Extract<Single, { type: 'token' }>): Promise<Outcome> {
  if (isFar(play, act.party)) return UNPLAYED;
  const scopes = [...new Set(act.scopes.flatMap((scope) => SCOPES[scope]))];
  const expires_at = play.stage.now().add({ hours: MANDATE_HOURS }).toString({ smallestUnit: 'second' });
  const answer = await asks(play, act, 'POST', '/api/v1/tokens', { label: act.token, scopes, expires_at });
  const { token: secret, id } = membersOf(answer?.text ?? '');
  const made = outcomeOf(play, act, answer, undefined);
  if (made.done.length > 0) {
    play.doors.tokens.set(act.token, { party: act.party, secret: String(secret), id: String(id) });
  }
  return made;
}

export async function revoke(play: Play, act: Extract<Single, { type: 'revoke-token' }>): Promise<Outcome> {
  const made = play.doors.tokens.get(act.token);
  if (made === undefined) return UNPLAYED;
  return outcomeOf(play, act, await asks(play, act, 'DELETE', `/api/v1/tokens/${made.id}`, undefined), undefined);
}
