/** Receipts and counts that are not their speaker's to give, or name more than was given. */
import { randomUUID } from 'node:crypto';
import { ledgerTables } from '#ledger/tables.ts';
import { signingKid } from '#parties/keys/key-view.ts';
import { signingKey } from '#statement/jwk.ts';
import { signAs } from '#testing/forked-log.ts';
import { type HostileSaying, sayBeside } from '#testing/hostile-peer.ts';
import { CASE, type PartyName, type Single } from './acts.ts';
import { dateOneself, delivered, receiverOf } from './by-hand.ts';
import { caseOf } from './giving.ts';
import { type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { saidIn } from './speech.ts';
import { didOf, homeOf } from './stage.ts';
import { REPORT, wordsFor } from './wording.ts';
import { isHonest, nodeOf, pair, partiesAt, type World } from './world.ts';

/** Where nobody passes a recall on, it is not waited for longer. */
const RECALL_TAKES_MS = 5_000;
const LOOK_AGAIN_MS = 10;

type False = Extract<Single, { type: 'receipt' | 'on-behalf-of' | 'recall-report' }>;

/** A receipt, or a count, that is not its speaker's to give, or names more than was given. */
export async function answerFalsely(play: Play, world: World, act: False): Promise<Outcome> {
  const saying = falseAnswer(play, world, act);
  if (saying === undefined || act.by === undefined) return UNPLAYED;
  if (act.type === 'recall-report' && homeOf(act.party) === 'far') await isToldOf(play, world, act);
  const caseId = caseOfAnswer(world, act);
  if (homeOf(act.party) === 'far') {
    const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
    const claims = { iat, ...(caseId === undefined ? {} : { case: caseId }), ...saying.claims };
    const [proven] = await sayBeside(play.stage.far, didOf(act.party), [{ ...saying, claims }]);
    if (proven === undefined) return UNPLAYED;
    const given = 'release' in act ? world.releases.get(act.release) : undefined;
    if (given !== undefined && given.to === given.from) {
      const target = play.names.digests.get(given.of) ?? '';
      const heard = await dateOneself(play, act.party, target, caseOf(world, given.of) ?? '');
      return { done: [], refused: 'dated', heard };
    }
    const heard = await delivered(play, act.party, receiverOf(answeredBy(world, act)), {
      items: [{ kind: 'answer', statement: proven }],
    });
    return { done: [], refused: 'answered', heard };
  }
  return byOwnKey(play, act, saying, caseId ?? randomUUID());
}

/** No person answers for a party: but one that keeps its key signs what it likes, and hands it in. */
async function byOwnKey(
  play: Play,
  act: False,
  { type, claims }: HostileSaying,
  inCase: string,
): Promise<Outcome> {
  const home = play.stage.honest.get(homeOf(act.party));
  if (home === undefined || act.by === undefined) return UNPLAYED;
  const { ledger, store, keyring } = home.node;
  const party = didOf(act.party);
  const key = await keyring.get((await signingKid(store.connection, party, ledger.now())) ?? '');
  if (key === undefined) return UNPLAYED;
  const { number, caseNumber } = await ledger.nextNumbers(party, inCase);
  const iat = Math.floor(play.stage.now().epochMilliseconds / 1000);
  const common = { iat, case: inCase, number, case_number: caseNumber };
  const { presentation } = signAs(home.node, party, signingKey(key), type, { ...common, ...claims });
  const said = saidIn(
    await play.doors.ask(
      { at: home, headers: {} },
      { method: 'POST', path: '/api/v1/statements/signed', body: { presentation } },
    ),
  );
  const heard = [{ viewer: { type: 'anonymous', node: home.name } as const, text: said.text }];
  return said.digest === undefined ? refusedFor(said.code, heard) : { done: [act], heard };
}

/** Nobody counts for a recall before it has come to him, which takes a moment. */
async function isToldOf({ stage, names }: Play, world: World, act: Extract<False, { type: 'recall-report' }>) {
  const label = [...names.recalls].find(([, of]) => of === act.of)?.[0] ?? '';
  const digest = names.digests.get(label) ?? '';
  const isGiven = [...world.releases.values()].some(({ of, to }) => of === act.of && to === act.party);
  const end = performance.now() + (isGiven ? RECALL_TAKES_MS : 0);
  const table = ledgerTables(stage.far.store.connection);
  while (performance.now() < end) {
    const found = await table.selectFrom('statement').select('digest').where('digest', '=', digest).execute();
    if (found.length > 0) return;
    await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
  }
}

/** Who is told: whoever gave what is answered, or said what is counted. */
function answeredBy(world: World, act: False): PartyName {
  if ('release' in act) return world.releases.get(act.release)?.from ?? '';
  const giver = [...world.releases.values()].find(({ of, to }) => of === act.of && to === act.party)?.from;
  return giver ?? world.statements.get(act.of)?.issuer ?? '';
}

/** Even a liar names no case that it was not told, nor one that it tells to somebody who does not know it. */
function caseOfAnswer(world: World, act: False): string | undefined {
  const of = 'release' in act ? (world.releases.get(act.release)?.of ?? '') : act.of;
  const knows = (party: PartyName) => world.given.has(pair(party, of, CASE));
  const own = isHonest(world, act.party) ? [act.party] : partiesAt(world, nodeOf(world, act.party));
  return own.some(knows) && knows(receiverOf(answeredBy(world, act))) ? caseOf(world, of) : undefined;
}

function falseAnswer(play: Play, world: World, act: False): HostileSaying | undefined {
  if (act.type === 'recall-report') {
    const target = play.names.digests.get(act.of);
    const label = [...play.names.recalls].find(([, of]) => of === act.of)?.[0];
    const recall = play.names.digests.get(label ?? '');
    if (target === undefined || recall === undefined) return undefined;
    const to = didOf(answeredBy(world, act));
    return { type: 'recall-report', claims: { to, recall, target, confirmed: act.count, unconfirmed: 0 } };
  }
  const slipped = play.names.slipped.get(act.release);
  const release = slipped?.digest ?? play.names.digests.get(act.release);
  const given = slipped ?? world.releases.get(act.release);
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
