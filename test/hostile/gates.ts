import type { Claim, ClaimName, Grant, PartyName, PersonName, Signed, Single } from './acts.ts';
import { CASE, LINKED } from './acts.ts';
import { isNamed, mayGive, opens, signingSeats } from './sight.ts';
import { isHonest, isLooser, isMandated, markingOf, pair, type Said, type World } from './world.ts';

/**
 * Who may do this, as things stand? An act that may not be done changes nothing in the model, and its needles must
 * never be found anywhere.
 *
 * design, "Life of a statement": "Rules gate authoring, never receiving". So the rules bind parties on honest
 * nodes; those on hostile ones are bound only by what they have and by whose key they hold.
 */
export function mayBe(world: World, act: Single): boolean {
  const answersOnly = act.type === 'acknowledge' || act.type === 'impersonate';
  if ('statement' in act && !answersOnly && !speaks(world, act.party, act.by)) return false;
  switch (act.type) {
    case 'join':
    case 'serve':
      return act.agreed;
    case 'remove':
      return world.stewards.get(act.community) === act.party;
    case 'link':
      return mayLink(world, act);
    case 'hold':
      return world.statements.has(act.of);
    case 'lift':
      return world.holds.some((hold) => hold.hold === act.hold && hold.party === act.party);
    case 'sign':
      return maySign(world, act.draft, act.approvedBy);
    case 'declassify':
    case 'recall':
      return world.statements.get(act.of)?.issuer === act.party;
    case 'release':
      return claimsGiven(world, act, act, act.approvedBy).length > 0;
    case 'receipt':
    case 'acknowledge':
      return answers(world, act.release, act);
    case 'recall-report':
      return counts(world, act.party, act.of);
    case 'token':
    case 'webhook':
      return act.by !== undefined && isMandated(world, act.by, act.party);
    case 'revoke-token':
      return world.tokens.get(act.token)?.party === act.party;
    case 'node':
    case 'party':
    case 'confirm':
    case 'community':
    case 'leave':
    case 'mandate':
    case 'end-mandate':
    case 'say':
    case 'draft':
    case 'consent':
    case 'erase':
    case 'cosign':
    case 'rotate-key':
    case 'backup':
    case 'restore':
    case 'wait':
      return true;
    // A role opens nothing; the others are words of one about another, or signatures that prove nothing new.
    case 'role':
    case 'on-behalf-of':
    case 'replay':
    case 'squat':
    case 'restate':
    case 'vouch':
    case 'impersonate':
    case 'flood':
      return false;
  }
}

/** design, "Words": "persons sign in, parties sign"; a party "may keep its key and submit signed statements". */
export function speaks(world: World, party: PartyName, by: PersonName | undefined): boolean {
  if (!world.parties.has(party)) return false;
  if (by === undefined || !isHonest(world, party)) return true;
  const role = world.mandates.get(pair(by, party));
  return role === 'author' || role === 'approver';
}

/** design, "Life of a statement": "a receipt proves arrival at a node, an acknowledgement by a person proves knowledge". */
function answers(world: World, release: string, act: Signed & { readonly type: string }): boolean {
  if (world.releases.get(release)?.to !== act.party) return false;
  if (act.type === 'receipt') return true;
  if (!world.receipts.has(release) || act.by === undefined) return false;
  // Whom a hostile node calls a person of its party, nobody else can check.
  return !isHonest(world, act.party) || isMandated(world, act.by, act.party);
}

/** design, "Recall": "each holder answers with confirmed and unconfirmed counts", of what is called back and was given to it. */
function counts(world: World, party: PartyName, of: string): boolean {
  return (
    world.recalls.has(of) && [...world.releases.values()].some((given) => given.of === of && given.to === party)
  );
}

/** Two persons, neither twice: the author, who proposes, and each other one with a mandate to approve. */
function twoApprove(
  world: World,
  { party, by }: Pick<Signed, 'party' | 'by'>,
  approvedBy: readonly PersonName[],
): boolean {
  const approvers = approvedBy.filter((person) => world.mandates.get(pair(person, party)) === 'approver');
  const author = by !== undefined && speaks(world, party, by) ? [by] : [];
  return new Set([...approvers, ...author]).size >= 2;
}

function maySign(world: World, label: string, approvedBy: readonly PersonName[]): boolean {
  const draft = world.drafts.get(label);
  return draft !== undefined && speaks(world, draft.party, draft.by) && twoApprove(world, draft, approvedBy);
}

/** design, "The statement": "A reference to another statement is a claim, marked no looser than its target". */
function mayLink(world: World, act: Extract<Single, { type: 'link' }>): boolean {
  const { party, by, target, claims } = act;
  const said = world.statements.get(target);
  const named = said?.claims.find((claim) => claim.name === CASE);
  const linked = claims.find((claim) => claim.name === LINKED);
  if (said === undefined || named === undefined || linked?.needle !== named.needle) return false;
  if (!signingSeats(world, party, by).some((seat) => opens(world, said, named, seat))) return false;
  return !isHonest(world, party) || !isLooser(linked.marking, markingOf(world, said, named));
}

/**
 * The claims that a release opens to its receiver: never more than its author may see then, never a victim's
 * identity across a border without its consent, and red claims only where somebody is named in them.
 *
 * design, "Life of a statement" 7: "Across a border only a mandated authority releases, two persons approving,
 * without the victim's identity unless it consents or a cited law allows".
 */
export function claimsGiven(
  world: World,
  signed: Omit<Signed, 'statement'>,
  grant: Grant,
  approvedBy: readonly PersonName[],
): readonly ClaimName[] {
  const [from, to, said] = [
    world.parties.get(signed.party),
    world.parties.get(grant.to),
    world.statements.get(grant.of),
  ];
  if (from === undefined || to === undefined || to.kind === 'stranger' || said === undefined) return [];
  const crossing = from.state !== to.state && isHonest(world, signed.party);
  if (crossing && (from.kind !== 'authority' || !twoApprove(world, signed, approvedBy))) return [];
  const open = said.claims.filter(
    (claim) =>
      (grant.claims === 'all' || grant.claims.includes(claim.name)) &&
      mayGive(world, said, claim, signed) &&
      (markingOf(world, said, claim) !== 'red' ||
        !isHonest(world, signed.party) ||
        isNamed(world, claim, { node: to.node, party: grant.to, machine: true })) &&
      !(crossing && isWithheldVictim(world, said, claim, grant.citation)),
  );
  return open.map((claim) => claim.name);
}

function isWithheldVictim(world: World, said: Said, claim: Claim, citation: string | undefined): boolean {
  if (claim.victim === undefined || citation !== undefined) return false;
  return !world.consents.has(pair(claim.victim, said.statement));
}

/** issue 10, "Who may say this about whom": a hold binds only from an authority of the issuer's state, as we confirmed both. */
export function holdBinds(world: World, party: PartyName, of: string): boolean {
  const authority = world.parties.get(party);
  const issuer = world.parties.get(world.statements.get(of)?.issuer ?? '');
  return authority?.kind === 'authority' && issuer !== undefined && authority.state === issuer.state;
}
