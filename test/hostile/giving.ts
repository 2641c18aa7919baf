/** Releases and what answers them, as the parties of each node do it. */
import { deliveries } from '#federation/delivery/deliveries.ts';
import { heldOf, readDisclosures } from '#ledger/held.ts';
import type { Act, Claim, Grant, Label, PartyName, PersonName, Single } from './acts.ts';
import { CASE } from './acts.ts';
import { acknowledgeFalsely, slip } from './by-hand.ts';
import { codeOf, isDone, membersOf } from './doors.ts';
import { claimsGiven } from './gates.ts';
import { type Heard, type Outcome, type Play, refusedFor, UNPLAYED } from './play.ts';
import { mayGive } from './sight.ts';
import { type Said, say, type Wish } from './speech.ts';
import { type AnyNode, didOf, homeOf } from './stage.ts';
import { REPORT, wordsFor } from './wording.ts';
import { isLooser, type World } from './world.ts';

type Release = Extract<Single, { type: 'release' }>;
const LAW = 'Act 1, section 2';

/** The node of a party, whoever runs it; none of a stranger's. */
export function nodeFor({ stage }: Play, party: PartyName): AnyNode | undefined {
  return homeOf(party) === 'far' ? stage.far : stage.honest.get(homeOf(party))?.node;
}

export function caseOf(world: World, label: Label): string | undefined {
  return world.statements.get(label)?.claims.find((claim) => claim.name === CASE)?.needle;
}

/**
 * The case of a statement, named no looser than there. design, "The statement": "A reference to another statement is a
 * claim, marked no looser than its target"; a node leaves that to whoever speaks.
 */
export function namedAsIn(world: World, label: Label): Pick<Wish, 'case' | 'markings'> {
  const named = world.statements.get(label)?.claims.find((claim) => claim.name === CASE);
  if (named === undefined) return {};
  const isStrict = isLooser('amber', named.marking);
  return { case: named.needle, ...(isStrict ? { markings: { [CASE]: { tlp: named.marking } } } : {}) };
}

/** The case in which somebody gives a statement: its own, if it is shown to whoever gives; else a new one. */
function caseSeenBy(world: World, { party, by, of }: Release): ReturnType<typeof namedAsIn> {
  const said = world.statements.get(of);
  const named = said?.claims.find((claim) => claim.name === CASE);
  if (said === undefined || named === undefined) return {};
  return mayGive(world, said, named, { party, ...(by === undefined ? {} : { by }) }) ? namedAsIn(world, of) : {};
}

/** The words of a grant's claims; `all` stays what it is, since what it means then is the node's to say. */
export function claimsOfGrant({ names }: Play, grant: Grant): 'all' | readonly string[] {
  return grant.claims === 'all' ? 'all' : wordsFor(names.types.get(grant.of) ?? REPORT, grant.claims);
}

export function releaseClaims(play: Play, world: World, grant: Grant, hides: boolean) {
  const victim = world.statements.get(grant.of)?.claims.find((claim) => claim.victim !== undefined)?.victim;
  const consent = play.names.consents.get(`${victim} ${grant.of}`);
  return {
    target: play.names.digests.get(grant.of) ?? '',
    to: didOf(grant.to),
    claims: claimsOfGrant(play, grant),
    channel: 'csirt',
    hides_victim: hides,
    ...(grant.citation === undefined ? {} : { basis: grant.citation }),
    ...(consent === undefined ? {} : { consent }),
  };
}

/** Does this release name somebody who was hit, as the node counts it? An operator's own statement does by its signature. */
export function namesVictim(world: World, grant: Grant): boolean {
  const said = world.statements.get(grant.of);
  if (said === undefined) return false;
  if (world.parties.get(said.issuer)?.kind === 'operator') return true;
  const isNamed = ({ name, victim }: Claim) =>
    victim !== undefined && (grant.claims === 'all' || grant.claims.includes(name));
  return said.claims.some(isNamed);
}

/**
 * As asked first; what its node then refuses whole is asked again as far as the model allows it, and under a law, which
 * is what persons do who are told why not. What is folded is what was accepted.
 */
export async function release(play: Play, world: World, act: Release): Promise<Outcome> {
  if (homeOf(act.party) === 'outside' || homeOf(act.to) === 'outside') return UNPLAYED;
  const heard: Heard[] = [];
  let refused = '';
  const wanted = homeOf(act.party) === 'far' ? await held(play, world, act) : act;
  if (wanted.claims.length === 0) return slip(play, act);
  for (const asked of attempts(world, wanted)) {
    for (const hides of [!namesVictim(world, asked), namesVictim(world, asked)]) {
      const said = await released(play, world, asked, hides);
      heard.push({ viewer: { type: 'person', person: act.by ?? '', party: act.party }, text: said.text });
      if (said.digest !== undefined) {
        play.names.is(act.release, said.digest);
        return { done: [asked], heard };
      }
      refused = said.code;
      if (refused !== 'victim-flag-wrong') break;
    }
  }
  return refusedFor(refused, heard);
}

/** A liar's node can give nothing that it does not have, whatever its party could see elsewhere. */
async function held(play: Play, world: World, act: Release): Promise<Release> {
  if (act.claims === 'all' && homeOf(world.statements.get(act.of)?.issuer ?? '') === 'far') return act;
  const digest = play.names.digests.get(act.of) ?? '';
  const { connection } = play.stage.far.store;
  const parts = (await heldOf(connection, [digest])).get(digest) ?? [];
  const words = new Set(parts.flatMap((part) => readDisclosures(part.disclosures).map(({ claim }) => claim.name)));
  const type = play.names.types.get(act.of) ?? REPORT;
  const named =
    act.claims === 'all' ? (world.statements.get(act.of)?.claims ?? []).map(({ name }) => name) : act.claims;
  return { ...act, claims: named.filter((name) => wordsFor(type, [name]).every((word) => words.has(word))) };
}

function attempts(world: World, act: Release): readonly Release[] {
  const given = claimsGiven(world, act, act, act.approvedBy);
  if (given.length === 0) return [act];
  const narrowed = { ...act, claims: given };
  return [act, narrowed, { ...narrowed, citation: act.citation ?? LAW }];
}

async function released(play: Play, world: World, act: Release, hides: boolean): Promise<Said> {
  const { party, by } = act;
  const claims = releaseClaims(play, world, act, hides);
  const crossing = world.parties.get(party)?.state !== world.parties.get(act.to)?.state;
  const wish = { party, by, type: 'release', ...caseSeenBy(world, act), claims };
  // Whoever has nobody to approve it says it all the same.
  const isProposed = crossing && act.approvedBy.length > 0;
  return say(play, isProposed ? { ...wish, approvedBy: act.approvedBy } : wish);
}

/** The receipts that have come since, of releases that the history knows. */
export async function receiptsSince(play: Play, world: World): Promise<readonly Act[]> {
  const found: Act[] = [];
  for (const [label, given] of world.releases) {
    const digest = play.names.digests.get(label);
    const node = nodeFor(play, given.to);
    if (world.receipts.has(label) || digest === undefined || node === undefined) continue;
    const [delivery] = await deliveries(node.store.connection, { releases: [digest] });
    if (delivery?.receipt === null || delivery === undefined) continue;
    const statement = `${label} receipt`;
    play.names.is(statement, delivery.receipt.digest);
    found.push({ type: 'receipt', statement, party: given.to, release: label, claims: 'all' });
  }
  return found;
}

export async function acknowledge(
  play: Play,
  world: World,
  act: Extract<Single, { type: 'acknowledge' }>,
): Promise<Outcome> {
  const digest = play.names.digests.get(act.release);
  if (digest === undefined || act.by === undefined) return UNPLAYED;
  if (homeOf(act.party) === 'far') return acknowledgeFalsely(play, world, act, digest);
  if (!play.stage.honest.has(homeOf(act.party))) return UNPLAYED;
  const caller = await play.doors.person(act.by, act.party);
  const path = `/api/v1/releases/${digest}/acknowledgement`;
  const answer = await play.doors.ask(caller, { method: 'POST', path, body: {} });
  const heard = [heardBy(act.by, act.party, answer.text)];
  if (!isDone(answer)) return refusedFor(codeOf(answer), heard);
  play.names.is(act.statement, String(membersOf(answer.text).digest));
  // Two persons of one party may each read it; the history counts it once.
  return { done: world.acknowledged.has(act.release) ? [] : [act], heard };
}

export function heardBy(person: PersonName, party: PartyName, text: string): Heard {
  return { viewer: { type: 'person', person, party }, text };
}
