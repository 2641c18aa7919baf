import type { Claim, History, Label, Needle, PartyName, PersonName, Scope, TokenName, Viewer } from './acts.ts';
import { CASE, LINKED } from './acts.ts';
import { worldAfter } from './model.ts';
import { type OutletName, outlet, paddedTo } from './outlets.ts';
import { demands, hiddenFrom, opens, wasDelivered, wasSent } from './sight.ts';
import {
  fact,
  isLooser,
  isMandated,
  isTokenAlive,
  markingOf,
  nodeOf,
  pair,
  type Said,
  type Seat,
  seatsOf,
  type World,
} from './world.ts';

/** What a history lets everybody know: asked by a driver after each act. */
export type Knowledge = {
  /** Needles that this viewer may find in this outlet: every other needle found there is a leak. */
  readonly may: (viewer: Viewer, by: OutletName) => ReadonlySet<Needle>;
  /** Needles that it must find there: each one missing was given and is kept back. */
  readonly must: (viewer: Viewer, by: OutletName) => ReadonlySet<Needle>;
  /** May, and must, this viewer be told that there is such a statement? Else the answer is as for one never said. */
  readonly exists: (viewer: Viewer, statement: Label) => { readonly may: boolean; readonly must: boolean };
  /** How many statements of a case this viewer may, and must, be told of. */
  readonly count: (viewer: Viewer, ofCase: Needle) => { readonly most: number; readonly least: number };
  /** The one number of a statement's claims, withheld ones included, that anybody may learn: their padded size. */
  readonly size: (statement: Label) => number;
  readonly isMandated: (person: PersonName, party: PartyName) => boolean;
  readonly isTokenAlive: (token: TokenName) => boolean;
  /** Does this party, having been given the statement before or after, know it as withdrawn or corrected? */
  readonly isRecalledAt: (statement: Label, holder: PartyName) => boolean;
  readonly isReceived: (release: Label) => boolean;
  readonly isAcknowledged: (release: Label) => boolean;
  /** The hour at which the statement is proven to have stood, or nothing. */
  readonly provenHour: (statement: Label) => number | undefined;
};

export function knows(history: History): Knowledge {
  return knowledge(worldAfter(history));
}

export function knowledge(world: World): Knowledge {
  return {
    may: (viewer, by) => {
      const { viewers, scope, workspace } = outlet(by);
      if (!viewers.includes(viewer.type)) return new Set();
      const seats = seatsOf(world, viewer, scope);
      const shown = needles(world, seats, by, by === 'delivery' ? maySend : opens);
      return workspace ? new Set([...shown, ...draftNeedles(world, seats)]) : shown;
    },
    must: (viewer, by) => {
      const { viewers, complete, scope } = outlet(by);
      if (!complete || !viewers.includes(viewer.type)) return new Set();
      return needles(world, sureSeats(world, viewer, scope), by, by === 'delivery' ? wasDelivered : demands);
    },
    exists: (viewer, statement) => ({
      may: seatsOf(world, viewer, 'statements').some(
        (seat) => everHad(world, statement, seat) || sees(world, statement, seat, opens),
      ),
      must: sureSeats(world, viewer, 'statements').some((seat) => sees(world, statement, seat, demands)),
    }),
    count: (viewer, ofCase) => ({
      most: countIn(world, ofCase, seatsOf(world, viewer, 'statements'), mayPlace),
      least: countIn(world, ofCase, sureSeats(world, viewer, 'statements'), demands),
    }),
    size: (statement) => paddedTo(world.statements.get(statement)?.claims.length ?? 0),
    isMandated: (person, party) => isMandated(world, person, party),
    isTokenAlive: (token) => isTokenAlive(world, token),
    isRecalledAt: (statement, holder) => world.recalls.has(statement) && hadAny(world, statement, holder),
    isReceived: (release) => world.receipts.has(release),
    isAcknowledged: (release) => world.acknowledged.has(release),
    provenHour: (statement) => world.provenHours.get(statement),
  };
}

type Rule = typeof opens;

function needles(world: World, seats: readonly Seat[], by: OutletName, rule: Rule): Set<Needle> {
  const { tells, upTo } = outlet(by);
  const found = new Set<Needle>();
  for (const said of world.statements.values()) {
    for (const claim of said.claims) {
      if (tells === 'cases' && claim.name !== CASE && claim.name !== LINKED) continue;
      if (isLooser(upTo, markingOf(world, said, claim))) continue;
      if (seats.some((seat) => rule(world, said, claim, seat))) found.add(claim.needle);
    }
  }
  return found;
}

/** Whoever answers a release names the case in which it was given: to him it was named before. */
function maySend(world: World, said: Said, claim: Claim, seat: Seat): boolean {
  if (wasSent(world, said, claim, seat)) return true;
  return claim.name === CASE && world.given.has(pair(seat.party ?? '', said.statement, CASE));
}

/** design, "Life of a statement" 1: "Drafts stay in the party's private workspace, outside the log, privileged". */
function draftNeedles(world: World, seats: readonly Seat[]): Needle[] {
  const drafts = [...world.drafts.values()].filter((draft) =>
    seats.some((seat) => seat.person !== undefined && seat.party === draft.party),
  );
  return drafts.flatMap((draft) => draft.claims.map((claim) => claim.needle));
}

/**
 * The seats at which something is owed. Who looks as more than a visitor and is none may be turned away with nothing;
 * so may a token made after the backup that its node was restored from, which is lost.
 */
function sureSeats(world: World, viewer: Viewer, scope?: Scope): Seat[] {
  // Whether a token sees what is only for the person who made it is not settled: it may, and need not.
  const seats = seatsOf(world, viewer, scope)
    .filter((seat) => viewer.type === 'anonymous' || seat.party !== undefined)
    .map(
      ({ person, ...seat }): Seat =>
        person === undefined || viewer.type === 'token' ? seat : { ...seat, person },
    );
  const made = viewer.type === 'token' ? world.tokens.get(viewer.token) : undefined;
  if (viewer.type !== 'token' || made === undefined) return seats;
  const node = nodeOf(world, made.party);
  const facts = [fact(node, 'token', viewer.token), fact(node, 'mandate', made.by, made.party)];
  return facts.every((known) => world.sure.has(known)) ? seats : [];
}

function sees(world: World, statement: Label, seat: Seat, rule: Rule): boolean {
  const said = world.statements.get(statement);
  return said?.claims.some((claim) => rule(world, said, claim, seat)) ?? false;
}

/** design, "Erasure": "What rested on erased claims stays, marked "no longer checkable"", for those who had them. */
function everHad(world: World, statement: Label, { party }: Seat): boolean {
  if (party === undefined || !hadAny(world, statement, party)) return false;
  return !hiddenFrom(world, statement).has(party) || world.statements.get(statement)?.issuer === party;
}

function hadAny(world: World, statement: Label, party: PartyName): boolean {
  const claims = world.statements.get(statement)?.claims ?? [];
  return claims.some((claim) => world.given.has(pair(party, statement, claim.name)));
}

/** Whoever saw where a statement belongs may go on counting it there. */
function mayPlace(world: World, said: Said, claim: Claim, seat: Seat): boolean {
  if (opens(world, said, claim, seat)) return true;
  return (
    everHad(world, said.statement, seat) && world.given.has(pair(seat.party ?? '', said.statement, claim.name))
  );
}

/** design, "The statement": "`iat` and the case ... included, is a disclosure": who may not see that claim counts without it. */
function countIn(world: World, ofCase: Needle, seats: readonly Seat[], rule: Rule): number {
  const placed = [...world.statements.values()].filter((said) =>
    said.claims.some(
      (claim) =>
        claim.name === CASE && claim.needle === ofCase && seats.some((seat) => rule(world, said, claim, seat)),
    ),
  );
  return placed.length;
}
