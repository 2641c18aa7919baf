import type { Claim, Label, NodeName, PartyName, Signed } from './acts.ts';
import {
  fact,
  isHonest,
  isMandated,
  markingOf,
  nodeOf,
  pair,
  partiesAt,
  type Said,
  type Seat,
  seatsAbroad,
  type World,
} from './world.ts';

/**
 * May this claim be shown at this seat?
 *
 * design, "Who sees what": "`clear`: anybody. `green`: the community named by an agreement. `amber`,
 * `amber+strict`: parties named in a release (with or without those they serve). `red`: the persons named. A role
 * in a case opens nothing by itself".
 */
export function opens(world: World, said: Said, claim: Claim, seat: Seat): boolean {
  if (!isAt(world, said, claim, seat.node)) return false;
  const hidden = hiddenFrom(world, said.statement);
  const marking = markingOf(world, said, claim);
  const { party } = seat;
  if (party === undefined) return marking === 'clear' && !hidden.has('public');
  if (hidden.has(party)) return false;
  const has = holds(world, said, claim, party);
  switch (marking) {
    case 'clear':
      return true;
    case 'green':
      if (claim.audience.some((community) => world.members.has(pair(party, community)))) return true;
      return has || isServedByHolder(world, said, claim, party);
    case 'amber':
      return has || isServedByHolder(world, said, claim, party);
    case 'amber+strict':
      return has;
    case 'red':
      return isNamed(world, claim, seat);
  }
}

/**
 * Must whoever sits here be able to see this claim?
 *
 * issue 10: outlets reveal "no less than was given". Demanded is only what the seat's node is sure to have, and
 * nothing where the design leaves a choice: see the questions in README.md.
 */
export function demands(world: World, said: Said, claim: Claim, seat: Seat): boolean {
  if (!opens(world, said, claim, seat)) return false;
  const { node, party, person } = seat;
  const sure = (...names: readonly string[]) => world.sure.has(fact(node, ...names));
  if (party === undefined) return isForAnybody(world, said, claim, seat);
  if (saidToBeHiddenFrom(world, said.statement).has(party)) return false;
  if (person !== undefined && !sure('mandate', person, party)) return false;
  if (world.recalls.get(said.statement)?.how === 'delete' && party !== said.issuer) return false;
  const own = sure('holds', party, said.statement, claim.name);
  switch (markingOf(world, said, claim)) {
    case 'clear':
      return own || isForAnybody(world, said, claim, seat);
    case 'green': {
      const member = claim.audience.some((community) => sure('member', party, community));
      return own ? member || party === said.issuer : member && isSurelyAt(world, said, claim, node);
    }
    case 'amber':
    case 'amber+strict':
      return own;
    case 'red':
      return own && isNamed(world, claim, seat);
  }
}

/** A clear claim, for a visitor: what the node surely has, none of its parties erased and nobody wants deleted. */
function isForAnybody(world: World, said: Said, claim: Claim, seat: Seat): boolean {
  if (markingOf(world, said, claim) !== 'clear' || world.hiding.has(said.statement)) return false;
  if (claim.marking !== 'clear') {
    if (!world.sure.has(fact(seat.node, 'declassified', said.statement, claim.name))) return false;
  }
  return world.recalls.get(said.statement)?.how !== 'delete' && isSurelyAt(world, said, claim, seat.node);
}

function isSurelyAt(world: World, said: Said, claim: Claim, node: NodeName): boolean {
  if (world.erasedAt.has(pair(node, said.statement, claim.name))) return false;
  return partiesAt(world, node).some((party) =>
    world.sure.has(fact(node, 'holds', party, said.statement, claim.name)),
  );
}

/** design, "Erasing means deleting claim values and their salts": a node shows only what one of its parties still holds. */
function isAt(world: World, said: Said, claim: Claim, node: NodeName): boolean {
  return partiesAt(world, node).some((party) => holds(world, said, claim, party));
}

function holds(world: World, said: Said, claim: Claim, party: PartyName): boolean {
  return world.held.has(pair(party, said.statement, claim.name));
}

/** design, "Who sees what": amber is for "parties named in a release (with ... those they serve)"; green opens no less. */
export function isServedByHolder(world: World, said: Said, claim: Claim, party: PartyName): boolean {
  for (const [server] of world.parties) {
    if (!world.served.has(pair(server, party))) continue;
    if (holds(world, said, claim, server)) return true;
  }
  return false;
}

/** design, "Who sees what": "`red`: the persons named". To their party's node it is delivered, and shown to no other. */
export function isNamed(world: World, claim: Claim, seat: Seat): boolean {
  const { party, person } = seat;
  if (person !== undefined) return claim.audience.includes(person);
  if (!seat.machine || party === undefined) return false;
  // Whether a mandate still stands is known at the party's own node alone.
  return claim.audience.includes(party) || claim.audience.some((name) => world.people.has(pair(name, party)));
}

/**
 * From whom a statement is hidden: a hold hides itself, and not what it holds, also when it is over. Whoever ordered it
 * sees it.
 *
 * docs/decisions/0009: "a statement with the claim `hidden_from` shows nothing to the parties it names, nor to the
 * public, whatever its labels and releases say".
 */
export function hiddenFrom(world: World, statement: Label): ReadonlySet<string> {
  const issuer = world.statements.get(statement)?.issuer ?? '';
  // A liar gives its own without the word from whom it is hidden.
  return isHonest(world, issuer) ? saidToBeHiddenFrom(world, statement) : new Set();
}

function saidToBeHiddenFrom(world: World, statement: Label): ReadonlySet<string> {
  const issuer = world.statements.get(statement)?.issuer;
  return new Set((world.hiding.get(statement) ?? []).filter((name) => name !== issuer));
}

/** Was this claim ever in what was released to the party of this seat? What is sent cannot be called back. */
export function wasSent(world: World, said: Said, claim: Claim, seat: Seat): boolean {
  return world.sent.has(pair(seat.party ?? '', said.statement, claim.name));
}

/** Did it arrive, given by an honest node and received in words? */
export function wasDelivered(world: World, said: Said, claim: Claim, seat: Seat): boolean {
  return world.delivered.has(pair(seat.party ?? '', said.statement, claim.name));
}

/**
 * What a party may give on: what its author may see then; an issuer may give all that it said and did not erase. A
 * party on a hostile node gives whatever any party there ever had, since its operator has their keys, or can see anywhere.
 *
 * issue 10, "Grants are explicit": "A release resolves "all" to the list of claims its author may see *then*".
 */
export function mayGive(
  world: World,
  said: Said,
  claim: Claim,
  { party, by }: Omit<Signed, 'statement'>,
): boolean {
  const copy = (holder: PartyName) => pair(holder, said.statement, claim.name);
  if (isHonest(world, party)) {
    if (party === said.issuer && world.held.has(copy(party))) return true;
  } else if (partiesAt(world, nodeOf(world, party)).some((holder) => world.given.has(copy(holder)))) return true;
  return signingSeats(world, party, by).some((seat) => opens(world, said, claim, seat));
}

/** The seats from which something is signed: the person's, or for a key of the party's own, its machine's. */
export function signingSeats(world: World, party: PartyName, person: string | undefined): Seat[] {
  const node = nodeOf(world, party);
  if (!isHonest(world, party)) return seatsAbroad(world, party);
  if (person === undefined) return [{ node, party, machine: true }];
  return [isMandated(world, person, party) ? { node, party, person } : { node }];
}
