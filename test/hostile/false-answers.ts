/** Receipts and counts that are not their speaker's to give, or name more than was given. */
import { type HostileSaying, sayBeside } from '#testing/hostile-peer.ts';
import type { Single } from './acts.ts';
import { caseOf, heardBy } from './giving.ts';
import { delivered, receiverOf } from './hostile-deeds.ts';
import { type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { say } from './speech.ts';
import { didOf, homeOf } from './stage.ts';
import { REPORT, wordsFor } from './wording.ts';
import type { World } from './world.ts';

type False = Extract<Single, { type: 'receipt' | 'on-behalf-of' | 'recall-report' }>;

/** A receipt, or a count, that is not its speaker's to give, or names more than was given. */
export async function answerFalsely(play: Play, world: World, act: False): Promise<Outcome> {
  const saying = falseAnswer(play, world, act);
  if (saying === undefined || act.by === undefined) return UNPLAYED;
  const caseId =
    'release' in act ? caseOf(world, world.releases.get(act.release)?.of ?? '') : caseOf(world, act.of);
  if (homeOf(act.party) === 'far') {
    const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
    const claims = { iat, ...(caseId === undefined ? {} : { case: caseId }), ...saying.claims };
    const [proven] = await sayBeside(play.stage.far, didOf(act.party), [{ ...saying, claims }]);
    const giver =
      'release' in act
        ? (world.releases.get(act.release)?.from ?? '')
        : (world.statements.get(act.of)?.issuer ?? '');
    if (proven === undefined) return UNPLAYED;
    const heard = await delivered(play, act.party, receiverOf(giver), {
      items: [{ kind: 'answer', statement: proven }],
    });
    return { done: [], refused: 'answered', heard };
  }
  const said = await say(play, {
    party: act.party,
    by: act.by,
    type: saying.type,
    claims: saying.claims,
    case: caseId,
  });
  const heard = said.text === '' ? [] : [heardBy(act.by, act.party, said.text)];
  return said.digest === undefined ? refusedFor(said.code, heard) : { done: [act], heard };
}

function falseAnswer(play: Play, world: World, act: False): HostileSaying | undefined {
  if (act.type === 'recall-report') {
    const target = play.names.digests.get(act.of);
    const recall = [...play.names.digests].find(
      ([label]) => label.startsWith('s') && world.controls.includes(label),
    )?.[1];
    if (target === undefined || recall === undefined) return undefined;
    const to = didOf(world.statements.get(act.of)?.issuer ?? '');
    return { type: 'recall-report', claims: { to, recall, target, confirmed: act.count, unconfirmed: 0 } };
  }
  const release = play.names.digests.get(act.release);
  const given = world.releases.get(act.release);
  const target = play.names.digests.get(given?.of ?? '');
  if (release === undefined || given === undefined || target === undefined) return undefined;
  const type = play.names.types.get(given.of) ?? REPORT;
  const named =
    act.type === 'receipt' && act.claims !== 'all'
      ? act.claims
      : (world.statements.get(given.of)?.claims ?? []).map(({ name }) => name);
  const received_at = play.stage.now().toString({ smallestUnit: 'second' });
  const common = { release, target, received_at, claims: [...wordsFor(type, named)] };
  return {
    type: 'receipt',
    claims: act.type === 'receipt' ? common : { ...common, on_behalf_of: didOf(act.served) },
  };
}
