/** Acts handed in together: all of them wait at once, so that the ledger takes them as one batch. */
import { randomUUID } from 'node:crypto';
import type { Submission } from '#ledger/contract.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Single } from './acts.ts';
import { CASE } from './acts.ts';
import { ownCase } from './communities.ts';
import { type Outcome, type Play, refusedFor } from './play.ts';
import { didOf, type HonestNode, homeOf, seatName } from './stage.ts';
import { REPORT, worded } from './wording.ts';

type Speech = Extract<Single, { type: 'say' | 'end-mandate' }>;
type Prepared = { readonly act: Speech; readonly submission: Submission };

/** The node at which they can be handed in together, if each of them is signed there. */
export function togetherAt({ stage }: Play, acts: readonly Single[]): HonestNode | undefined {
  const nodes = new Set(acts.map((act) => (isSpeech(act) ? homeOf(act.party) : '')));
  const [only] = nodes;
  return acts.length > 1 && nodes.size === 1 ? stage.honest.get(only ?? '') : undefined;
}

function isSpeech(act: Single): act is Speech {
  return (act.type === 'say' || act.type === 'end-mandate') && act.by !== undefined;
}

/** What came of each, in their order. */
export async function handInTogether(
  play: Play,
  at: HonestNode,
  acts: readonly Single[],
): Promise<readonly Outcome[]> {
  const prepared: Prepared[] = [];
  for (const act of acts.filter(isSpeech)) prepared.push({ act, submission: await prepare(play, at, act) });
  const { ledger } = at.node;
  const [first] = prepared;
  if (first === undefined) return [];
  // What comes first is appended by itself; the others wait for it, and are one batch.
  const before = ledger.submit(idle(first));
  const answers = await Promise.all([before, ...prepared.map(({ submission }) => ledger.submit(submission))]);
  return prepared.map(({ act }, place): Outcome => {
    const answer = answers[place + 1];
    if (answer === undefined || !answer.ok) return refusedFor(answer?.refusal.code ?? '');
    if (answer.value === null) return refusedFor('no-statement');
    play.names.is(act.statement, answer.value.digest);
    if (act.type === 'say') play.names.types.set(act.statement, REPORT);
    else play.doors.forget(act.person, act.party);
    return { done: [act] };
  });
}

async function prepare(play: Play, at: HonestNode, act: Speech): Promise<Submission> {
  const actor = actorOf(play, act);
  if (act.type === 'say') {
    const { claims, markings } = worded(play.stage, play.names.communities, REPORT, act.claims);
    const inCase = act.claims.find(({ name }) => name === CASE)?.needle ?? randomUUID();
    const draft: Draft = { type: REPORT, issuer: actor.party, case: inCase, claims, markings };
    return { kind: 'draft', actor, draft };
  }
  const now = play.stage.now();
  const person = play.stage.persons.get(seatName(act.person, act.party)) ?? '';
  const [mandate] = await mandatesOf(at.node.store.connection, actor.party, now, person);
  const claims = { party: actor.party, mandate: mandate?.digest ?? 'M'.repeat(43), ended_at: now.toString() };
  const draft = {
    type: 'mandate-end',
    issuer: actor.party,
    case: (await ownCase(play, act.party)) ?? randomUUID(),
    claims,
  };
  return { kind: 'draft', actor, draft };
}

function actorOf({ stage }: Play, { by, party }: Speech) {
  const person = stage.persons.get(seatName(by ?? '', party)) ?? '';
  return { kind: 'person', person, party: didOf(party) } as const;
}

/** It is refused, and takes a turn. */
function idle({ submission }: Prepared): Submission {
  if (submission.kind !== 'draft') return submission;
  const { actor, draft } = submission;
  const claims = { party: draft.issuer, mandate: 'M'.repeat(43), ended_at: '2026-01-01T00:00:00Z' };
  return { kind: 'draft', actor, draft: { type: 'mandate-end', issuer: draft.issuer, case: draft.case, claims } };
}
