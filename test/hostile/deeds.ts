/** Each act as a deed: what a person, a program or a peer really sends, and what came of it. */
import { ledgerTables } from '#ledger/tables.ts';
import type { Hostile, Label, PartyName, Single } from './acts.ts';
import { CASE } from './acts.ts';
import { join, leave, remove, serve } from './communities.ts';
import { endMandate, mandate, revoke, rotateKey, token } from './control-deeds.ts';
import { draft, sign } from './drafts.ts';
import { answerFalsely } from './false-answers.ts';
import { acknowledge, caseOf, heardBy, namedAsIn, release } from './giving.ts';
import { webhook } from './hooks.ts';
import { flood, impersonate, replay, restate, squat, vouch } from './hostile-deeds.ts';
import { type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { type Said, say, type Wish } from './speech.ts';
import { didOf, homeOf } from './stage.ts';
import { HOLD, LINK, REPORT, type SaidType, worded, wordsFor } from './wording.ts';
import { pair, type World } from './world.ts';

/** Tries an act that is {@link playable}. */
export async function deed(play: Play, world: World, act: Single): Promise<Outcome> {
  switch (act.type) {
    case 'say':
    case 'link':
      return spoken(play, act, act.type === 'say' ? REPORT : LINK);
    case 'hold':
      return hold(play, world, act);
    case 'lift':
      return lift(play, world, act);
    case 'draft':
      return draft(play, world, act);
    case 'sign':
      return sign(play, world, act);
    case 'declassify':
      return declassify(play, world, act);
    case 'consent':
      return consent(play, world, act);
    case 'release':
      return release(play, world, act);
    case 'acknowledge':
      return acknowledge(play, world, act);
    case 'recall':
      return recall(play, world, act);
    case 'erase':
      return erase(play, world, act);
    case 'receipt':
    case 'on-behalf-of':
    case 'recall-report':
      return answerFalsely(play, world, act);
    case 'mandate':
      return mandate(play, act);
    case 'end-mandate':
      return endMandate(play, act);
    case 'rotate-key':
      return rotateKey(play, act);
    case 'webhook':
      return webhook(play, act);
    case 'token':
      return token(play, act);
    case 'revoke-token':
      return revoke(play, act);
    case 'join':
      return join(play, world, act);
    case 'leave':
      return leave(play, world, act);
    case 'remove':
      return remove(play, world, act);
    case 'serve':
      return serve(play, world, act);
    case 'wait':
      return wait(play, act);
    case 'replay':
    case 'squat':
    case 'restate':
    case 'vouch':
    case 'impersonate':
    case 'flood':
      return hostileDeed(play, world, act);
    // The founding is the stage's; roles have no statement of their own; the others wait for their own deeds.
    case 'node':
    case 'party':
    case 'confirm':
    case 'community':
    case 'role':
    case 'cosign':
    case 'backup':
    case 'restore':
      return UNPLAYED;
  }
}

function wait({ stage }: Play, act: Extract<Single, { type: 'wait' }>): Outcome {
  stage.pass({ hours: act.hours });
  return { done: [act] };
}

async function hostileDeed(play: Play, world: World, act: Hostile): Promise<Outcome> {
  switch (act.type) {
    case 'replay':
      return replay(play, world, act);
    case 'squat':
      return squat(play, act);
    case 'restate':
      return restate(play, act);
    case 'vouch':
      return vouch(play, world, act);
    case 'impersonate':
      return impersonate(play, act);
    case 'flood':
      return flood(play, act);
  }
}

type Saying = Extract<Single, { type: 'say' | 'link' }>;

async function spoken(play: Play, act: Saying, type: SaidType): Promise<Outcome> {
  const { party, by } = act;
  const inCase = act.claims.find((claim) => claim.name === CASE)?.needle;
  const answer = await say(play, {
    party,
    by,
    type,
    case: inCase,
    ...worded(play.stage, play.names.communities, type, act.claims),
  });
  if (answer.digest !== undefined) play.names.types.set(act.statement, type);
  return outcomeOf(play, act, answer);
}

function outcomeOf(play: Play, act: Extract<Single, { statement: string }>, answer: Said): Outcome {
  const by = 'by' in act ? (act.by ?? '') : '';
  const heard = answer.text === '' ? [] : [heardBy(by, act.party, answer.text)];
  if (answer.digest === undefined) return refusedFor(answer.code, heard);
  play.names.is(act.statement, answer.digest);
  return { done: [act], heard };
}

/** Persons of the party who may approve, for what takes a second one and names none. */
export function approversOf(world: World, party: string): readonly string[] {
  return [...world.mandates].flatMap(([key, role]) => {
    const [person = '', of] = key.split(' ');
    return of === party && role === 'approver' ? [person] : [];
  });
}

async function hold(play: Play, world: World, act: Extract<Single, { type: 'hold' }>): Promise<Outcome> {
  const { claims, markings } = worded(play.stage, play.names.communities, HOLD, act.claims);
  const until = play.stage.now().add({ hours: act.hours }).toString({ smallestUnit: 'minute' });
  const hidden = act.hiddenFrom.filter((name) => name !== 'public').map(didOf);
  const answer = await say(play, {
    ...{ party: act.party, by: act.by, type: HOLD, markings },
    case: act.claims.find((claim) => claim.name === CASE)?.needle,
    claims: { ...claims, until, hidden_from: hidden, ...targetOf(play, world, act) },
    approvedBy: approversOf(world, act.party).slice(0, 2),
  });
  if (answer.digest !== undefined) play.names.types.set(act.statement, HOLD);
  return outcomeOf(play, act, answer);
}

/** A hold names a statement of its own case only. */
function targetOf(play: Play, world: World, act: Extract<Single, { type: 'hold' }>) {
  const digest = play.names.digests.get(act.of);
  const inCase = act.claims.find((claim) => claim.name === CASE)?.needle;
  return digest !== undefined && inCase === caseOf(world, act.of) ? { target: digest } : {};
}

async function lift(play: Play, world: World, act: Extract<Single, { type: 'lift' }>): Promise<Outcome> {
  const held = world.holds.find((one) => one.hold === act.hold);
  const digest = play.names.digests.get(act.hold);
  if (held === undefined || digest === undefined) return UNPLAYED;
  const { claims } = worded(play.stage, play.names.communities, HOLD, []);
  const answer = await say(play, {
    ...{ party: act.party, by: act.by, type: HOLD, ...namedAsIn(world, act.hold) },
    claims: {
      ...claims,
      until: play.stage.now().toString({ smallestUnit: 'minute' }),
      hidden_from: held.from.filter((name) => name !== 'public').map(didOf),
      ends: digest,
    },
    approvedBy: approversOf(world, act.party).slice(0, 2),
  });
  return outcomeOf(play, act, answer);
}

type Named = Pick<Wish, 'case' | 'markings'>;

/**
 * The case that a party speaks in about a statement: its own, where the party was told, named as strictly as there; else
 * a case of its own.
 */
function spokenIn(world: World, party: PartyName, of: Label): Named {
  return world.given.has(pair(party, of, CASE)) ? namedAsIn(world, of) : {};
}

async function declassify(
  play: Play,
  world: World,
  act: Extract<Single, { type: 'declassify' }>,
): Promise<Outcome> {
  const target = play.names.digests.get(act.of);
  const type = play.names.types.get(act.of);
  if (target === undefined || type === undefined || act.claims.length === 0) return UNPLAYED;
  const answer = await say(play, {
    ...{ party: act.party, by: act.by, type: 'late-disclosure', ...spokenIn(world, act.party, act.of) },
    claims: { target, claims: [...wordsFor(type, act.claims)], tlp: 'clear' },
    approvedBy: approversOf(world, act.party).slice(0, 2),
  });
  return outcomeOf(play, act, answer);
}

async function consent(play: Play, world: World, act: Extract<Single, { type: 'consent' }>): Promise<Outcome> {
  const target = play.names.digests.get(act.of);
  if (target === undefined) return UNPLAYED;
  const answer = await say(play, {
    ...{ party: act.party, by: act.by, type: 'consent', ...spokenIn(world, act.party, act.of) },
    claims: { target, scope: 'public', claims: ['victim_name', 'victim_party'] },
  });
  if (answer.digest !== undefined) play.names.consents.set(`${act.party} ${act.of}`, answer.digest);
  return outcomeOf(play, act, answer);
}

async function recall(play: Play, world: World, act: Extract<Single, { type: 'recall' }>): Promise<Outcome> {
  const target = play.names.digests.get(act.of);
  if (target === undefined) return UNPLAYED;
  const common = {
    party: act.party,
    by: act.by,
    ...spokenIn(world, act.party, act.of),
    key: `recall-${act.of}`,
  };
  const reason = 'It is called back.';
  const instead = act.instead === undefined ? undefined : play.names.digests.get(act.instead);
  const wish: Wish =
    act.how === 'delete'
      ? {
          ...common,
          type: 'recall',
          claims: { target, reason, ...(instead === undefined ? {} : { replaces: instead }) },
        }
      : act.how === 'withdraw'
        ? { ...common, type: 'incident-withdrawal', claims: { withdraws: [target], reason: 'false-alarm' } }
        : {
            ...common,
            type: 'incident-correction',
            claims: { corrects: target, summary: reason, malicious: 'no' },
          };
  const outcome = outcomeOf(play, act, await say(play, wish));
  if (play.names.digests.has(act.statement)) play.names.recalls.set(act.statement, act.of);
  return outcome;
}

/** What controls stands in a case that none of our acts names; whoever said it knows it. */
async function caseOfControl(
  play: Play,
  world: World,
  { party, of }: Extract<Single, { type: 'erase' }>,
): Promise<string | undefined> {
  const node = play.stage.honest.get(homeOf(party))?.node;
  const digest = play.names.digests.get(of);
  if (!world.controls.includes(of) || node === undefined || digest === undefined) return undefined;
  const row = await ledgerTables(node.store.connection)
    .selectFrom('statement')
    .select('case_id')
    .where('digest', '=', digest)
    .where('issuer', '=', didOf(party))
    .executeTakeFirst();
  return row?.case_id ?? undefined;
}

/** First all that is named; where the party lacks some of it, what it has; of what controls, each claim by itself. */
async function erase(play: Play, world: World, act: Extract<Single, { type: 'erase' }>): Promise<Outcome> {
  const target = play.names.digests.get(act.of);
  const type = play.names.types.get(act.of);
  if (target === undefined || homeOf(act.party) === 'far') return UNPLAYED;
  const held = act.claims.filter((claim) => world.held.has(pair(act.party, act.of, claim)));
  const spoken = spokenIn(world, act.party, act.of);
  const inCase: Named = spoken.case === undefined ? { case: await caseOfControl(play, world, act) } : spoken;
  let last: Outcome = UNPLAYED;
  const each = world.controls.includes(act.of) ? act.claims.map((claim) => [claim]) : [];
  for (const claims of [act.claims, held, ...each]) {
    const names = type === undefined ? claims : wordsFor(type, claims);
    if (names.length === 0) continue;
    const answer = await say(play, {
      ...{ party: act.party, by: act.by, type: 'erasure', ...inCase },
      claims: { target, names: [...names], basis: 'Act 1, section 3' },
    });
    last = outcomeOf(play, { ...act, claims }, answer);
    if (last.done.length > 0) return last;
  }
  return last;
}
