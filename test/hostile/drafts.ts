/** Drafts in the workspace: written down, and later signed with what was looked at. */
import { deliveries } from '#federation/delivery/deliveries.ts';
import { submitWithAlong } from '#parties/workspace/approval.ts';
import { createDraft, readDraft } from '#parties/workspace/workspace.ts';
import type { Connection } from '#store/connection.ts';
import type { Grant, Single } from './acts.ts';
import { type Answer, codeOf, isDone, membersOf } from './doors.ts';
import { heardBy, namesVictim, releaseClaims } from './giving.ts';
import { type Heard, type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { didOf, homeOf, seatName } from './stage.ts';
import { REPORT, worded } from './wording.ts';
import type { World } from './world.ts';

type Drafting = Extract<Single, { type: 'draft' }>;

/** The API begins a draft; what is sent along is written beside it by the form, which is what the pages do. */
export async function draft(play: Play, world: World, act: Drafting): Promise<Outcome> {
  const home = play.stage.honest.get(homeOf(act.party));
  if (home === undefined || act.by === undefined) return UNPLAYED;
  const person = play.stage.persons.get(seatName(act.by, act.party)) ?? '';
  const caller = await play.doors.person(act.by, act.party);
  const { claims, markings } = worded(play.stage, play.names.communities, REPORT, act.claims);
  const inCase = act.claims.find((claim) => claim.name === 'case')?.needle;
  const body = { type: REPORT, claims, markings, ...(inCase === undefined ? {} : { case: inCase }) };
  const begun = await play.doors.ask(caller, { method: 'POST', path: '/api/v1/drafts', body });
  const heard = [heardBy(act.by, act.party, begun.text)];
  if (!isDone(begun)) return refusedFor(codeOf(begun), heard);
  let id = String(membersOf(begun.text).id);
  const sends = act.sends.filter((grant) => play.names.digests.has(grant.of) && homeOf(grant.to) !== 'outside');
  if (sends.length > 0) {
    const workspace = { connection: home.node.store.connection, party: didOf(act.party), person };
    const along = sends.map((grant) => ({ type: 'release', claims: alongClaims(play, world, grant) }));
    const made = await createDraft(workspace, { ...body, claims, markings, along }, play.stage.now());
    await play.doors.ask(caller, {
      method: 'POST',
      path: `/api/v1/drafts/${id}/discard`,
      body: { version: membersOf(begun.text).version },
    });
    if (!made.ok) return refusedFor(made.refusal.code, heard);
    id = made.value.id;
  }
  play.names.drafts.set(act.statement, { id, party: act.party });
  return { done: [{ ...act, sends }], heard };
}

function alongClaims(play: Play, world: World, grant: Grant) {
  return releaseClaims(play, world, grant, !namesVictim(world, grant));
}

/** Proposed by its author, approved by the others with what they looked at, signed and sent by the author. */
export async function sign(play: Play, world: World, act: Extract<Single, { type: 'sign' }>): Promise<Outcome> {
  const kept = play.names.drafts.get(act.draft);
  const written = world.drafts.get(act.draft);
  const by = written?.by;
  const home = play.stage.honest.get(homeOf(kept?.party ?? ''));
  if (kept === undefined || written === undefined || by === undefined || home === undefined) return UNPLAYED;
  const { id, party } = kept;
  const heard: Heard[] = [];
  const author = await play.doors.person(by, party);
  const ask = async (who: typeof author, step: string, body: unknown): Promise<Answer> => {
    const answer = await play.doors.ask(who, { method: 'POST', path: `/api/v1/drafts/${id}/${step}`, body });
    heard.push(heardBy(by, party, answer.text));
    return answer;
  };
  const workspace = {
    connection: home.node.store.connection,
    party: didOf(party),
    person: play.stage.persons.get(seatName(by, party)) ?? '',
  };
  const before = await readDraft(workspace, id);
  if (!before.ok) return refusedFor(before.refusal.code);
  const { version, covers } = before.value;
  const proposed = await ask(author, 'propose', { version });
  if (!isDone(proposed)) return refusedFor(codeOf(proposed), heard);
  const isWhole = written.sends.every((grant) => act.covers.includes(grant.release));
  for (const person of new Set(act.approvedBy)) {
    if (person === by) continue;
    await ask(await play.doors.person(person, party), 'approve', isWhole ? { version, covers } : { version });
  }
  const actor = { kind: 'person', ...workspace } as const;
  const sent = (await isSignedIn(play, author))
    ? await submitWithAlong(workspace, home.node.ledger, actor, { id, version })
    : undefined;
  const signed = sent === undefined ? await ask(author, 'submit', { version }) : undefined;
  const digest = sent?.ok ? sent.value.signed.digest : membersOf(signed?.text ?? '').digest;
  if (typeof digest !== 'string') {
    await ask(author, 'reopen', { version });
    return refusedFor(sent?.ok === false ? sent.refusal.code : signed === undefined ? '' : codeOf(signed), heard);
  }
  play.names.is(act.draft, digest);
  play.names.types.set(act.draft, REPORT);
  await rememberSent(play, workspace.connection, written.sends);
  return { done: [act], heard };
}

async function isSignedIn(play: Play, author: Awaited<ReturnType<Play['doors']['person']>>): Promise<boolean> {
  return isDone(await play.doors.ask(author, { path: '/api/v1/me' }));
}

/** Finds the releases that went along, by what they give to whom. */
async function rememberSent(play: Play, connection: Connection, sends: readonly Grant[]): Promise<void> {
  for (const grant of sends) {
    const target = play.names.digests.get(grant.of) ?? '';
    const found = await deliveries(connection, { targets: [target] });
    const own = found.findLast(({ to, release }) => to === didOf(grant.to) && !play.names.labels.has(release));
    if (own !== undefined) play.names.is(grant.release, own.release);
  }
}
