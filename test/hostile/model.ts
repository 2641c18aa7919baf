import type {
  Act,
  Claim,
  ClaimName,
  Founding,
  Grant,
  History,
  Label,
  PartyName,
  PersonName,
  Running,
  Signed,
  Single,
} from './acts.ts';
import { claimsGiven, holdBinds, mayBe } from './gates.ts';
import { add, drop, set, unset } from './replaced.ts';
import { emptyWorld, fact, isHonest, nodeOf, pair, type World } from './world.ts';

/** What a history has come to: acts folded one by one, those that may not be done left out. */
export function worldAfter(history: History): World {
  return history.reduce(after, emptyWorld);
}

/** design, "Life of a statement" 5: those who share a transaction run "each against the state its predecessor left". */
export function after(world: World, act: Act): World {
  if (act.type === 'batch') return act.acts.reduce(after, world);
  if (!mayBe(world, act)) return world;
  return controls.has(act.type) && 'statement' in act ? noted(done(world, act), act.statement) : done(world, act);
}

const controls: ReadonlySet<Single['type']> = new Set([
  'end-mandate',
  'rotate-key',
  'remove',
  'hold',
  'recall',
  'revoke-token',
]);

function noted(world: World, label: Label): World {
  return { ...world, controls: [...world.controls, label] };
}

function done(world: World, act: Single): World {
  switch (act.type) {
    case 'node':
      return { ...world, nodes: set(world.nodes, act.node, { honest: act.honest }) };
    case 'party': {
      const { node, state, kind } = act;
      return { ...world, parties: set(world.parties, act.party, { node, state, kind }) };
    }
    case 'confirm': {
      const { state, kind } = act;
      return { ...world, parties: set(world.parties, act.party, { node: nodeOf(world, act.party), state, kind }) };
    }
    case 'community':
      return joined(
        { ...world, stewards: set(world.stewards, act.community, act.steward) },
        act.steward,
        act.community,
      );
    case 'join':
      return joined(world, act.party, act.community);
    case 'leave':
      return parted(world, act.party, act.community);
    case 'remove':
      return parted(world, act.member, act.community);
    case 'serve':
      return { ...world, served: add(world.served, pair(act.party, act.served)) };
    case 'mandate': {
      const mandates = set(world.mandates, pair(act.person, act.party), act.role);
      const { person, party } = act;
      const people = set(world.people, pair(person, party), { person, party });
      return { ...world, mandates, people, sure: add(world.sure, mandateFact(world, act)) };
    }
    case 'end-mandate': {
      const mandates = unset(world.mandates, pair(act.person, act.party));
      return { ...world, mandates, sure: drop(world.sure, mandateFact(world, act)) };
    }
    case 'token': {
      const made = { party: act.party, by: act.by ?? '', scopes: act.scopes };
      const sure = add(world.sure, fact(nodeOf(world, act.party), 'token', act.token));
      return { ...world, tokens: set(world.tokens, act.token, made), sure };
    }
    case 'revoke-token':
      return { ...world, revoked: add(world.revoked, act.token) };
    case 'webhook': {
      const made = { party: act.party, by: act.by ?? '', scopes: [] };
      return { ...world, webhooks: set(world.webhooks, act.webhook, made) };
    }
    case 'cosign':
      return cosigned(world, act);
    case 'backup':
      return { ...world, backups: set(world.backups, act.backup, { node: act.node, sure: world.sure }) };
    case 'restore':
      return restored(world, act);
    case 'wait':
      return { ...world, hours: world.hours + act.hours };
    default:
      return spoken(world, act);
  }
}

/** What parties say to each other; what others say about them, or sign again, changes nothing. */
function spoken(
  world: World,
  act: Exclude<Single, Founding | Running> | Extract<Single, { type: 'rotate-key' }>,
): World {
  switch (act.type) {
    case 'say':
    case 'link':
      return said(world, act, act.claims);
    case 'hold': {
      const { statement: hold, party, of, hiddenFrom: from } = act;
      const held = said({ ...world, hiding: set(world.hiding, hold, from) }, act, act.claims);
      if (!holdBinds(world, act.party, act.of)) return held;
      return {
        ...held,
        holds: [...world.holds, { hold, party, of, from, untilHours: world.hours + act.hours }],
      };
    }
    case 'lift':
      return { ...world, holds: world.holds.filter((hold) => hold.hold !== act.hold) };
    case 'draft': {
      const { type: _, statement, ...draft } = act;
      return { ...world, drafts: set(world.drafts, statement, draft) };
    }
    case 'sign':
      return signed(world, act);
    case 'declassify':
      return declassified(world, act);
    case 'consent':
      return { ...world, consents: add(world.consents, pair(act.party, act.of)) };
    case 'release':
      return released(world, act, act, act.approvedBy);
    case 'receipt':
      return received(world, act);
    case 'acknowledge':
      return { ...world, acknowledged: add(world.acknowledged, act.release) };
    case 'recall': {
      const how = world.recalls.get(act.of)?.how === 'delete' ? 'delete' : act.how;
      return { ...world, recalls: set(world.recalls, act.of, { how }) };
    }
    case 'erase':
      return act.claims.reduce((before, claim) => erased(before, act.party, act.of, claim), world);
    case 'rotate-key':
    case 'role':
    case 'on-behalf-of':
    case 'recall-report':
    case 'replay':
    case 'squat':
    case 'restate':
    case 'vouch':
    case 'impersonate':
    case 'flood':
      return world;
  }
}

/** Whoever says something holds it, at once and for sure. */
function said(world: World, act: Signed, claims: readonly Claim[]): World {
  const statements = set(world.statements, act.statement, { statement: act.statement, issuer: act.party, claims });
  const names = claims.map((claim) => claim.name);
  return arrived(held({ ...world, statements }, act.party, act.statement, names), act.party, act.statement, names);
}

/** issue 10: "An approval covers the whole set of statements it sends, releases included": what it does not cover stays. */
function signed(world: World, act: Extract<Single, { type: 'sign' }>): World {
  const draft = world.drafts.get(act.draft);
  if (draft === undefined) return world;
  const drafts = unset(world.drafts, act.draft);
  const next = said({ ...world, drafts }, { ...draft, statement: act.draft }, draft.claims);
  return draft.sends
    .filter((grant) => act.covers.includes(grant.release))
    .reduce((before, grant) => released(before, draft, grant, act.approvedBy), next);
}

/** design, "The idea": "Giving a statement to somebody is itself a statement (**release**)". */
function released(
  world: World,
  author: Omit<Signed, 'statement'>,
  grant: Grant,
  approvedBy: readonly PersonName[],
): World {
  const claims = claimsGiven(world, author, grant, approvedBy);
  if (claims.length === 0) return world;
  const { citation: _, ...uncited } = grant;
  // What the giver sees elsewhere, and has no copy of any more, it need not give.
  const has = (claim: ClaimName) => world.held.has(pair(author.party, grant.of, claim));
  const known = asKnownAt(world, nodeOf(world, author.party));
  const owed = isHonest(world, author.party) ? claimsGiven(known, author, uncited, approvedBy).filter(has) : [];
  const given = { from: author.party, to: grant.to, of: grant.of, claims, owed };
  const sent = add(world.sent, ...claims.map((claim) => pair(grant.to, grant.of, claim)));
  return held({ ...world, sent, releases: set(world.releases, grant.release, given) }, grant.to, grant.of, claims);
}

/** design, "Erasure": "late disclosure and recall are statements too": a node where it was not said need not know of one. */
function asKnownAt(world: World, node: string): World {
  const isKnown = (open: string) => world.sure.has(fact(node, 'declassified', open));
  return { ...world, declassified: new Set([...world.declassified].filter(isKnown)) };
}

/**
 * issue 10: "receipts ... can only narrow" a release. Only what an honest giver gave is owed to the receiver.
 * design, "Keys and time": "A statement's proven time is the earlier of its addressee's receipt and the instant its
 * witness quorum was reached"; a party's receipt for its own statement proves nothing.
 */
function received(world: World, act: Extract<Single, { type: 'receipt' }>): World {
  const release = world.releases.get(act.release);
  if (release === undefined) return world;
  const receipts = world.receipts.has(act.release)
    ? world.receipts
    : set(world.receipts, act.release, world.hours);
  const next = release.to === world.statements.get(release.of)?.issuer ? world : proven(world, release.of);
  const named = release.owed.filter((claim) => act.claims === 'all' || act.claims.includes(claim));
  const delivered = add(world.delivered, ...named.map((claim) => pair(release.to, release.of, claim)));
  // What a holder erased need not come back to it.
  const kept = named.filter((claim) => {
    const copy = pair(release.to, release.of, claim);
    return world.held.has(copy) && !world.erasedBy.has(copy);
  });
  return arrived({ ...next, receipts, delivered }, release.to, release.of, kept);
}

function proven(world: World, statement: Label): World {
  if (world.provenHours.has(statement)) return world;
  return { ...world, provenHours: set(world.provenHours, statement, world.hours) };
}

/** design, "Keys and time": two independent witnesses; "a log operator's own witnesses do not count", nor a copied key. */
function cosigned(world: World, act: Extract<Single, { type: 'cosign' }>): World {
  if (act.by === act.log || act.key !== act.by || !world.nodes.has(act.by)) return world;
  let next = world;
  for (const [label, { issuer }] of world.statements) {
    if (nodeOf(world, issuer) !== act.log) continue;
    const by = add(next.cosignatures.get(label) ?? new Set<string>(), act.by);
    next = { ...next, cosignatures: set(next.cosignatures, label, by) };
    if (by.size >= 2) next = proven(next, label);
  }
  return next;
}

/** design, "The idea": "Declassifying means showing claims that were committed to on day one". */
function declassified(world: World, act: Extract<Single, { type: 'declassify' }>): World {
  const node = nodeOf(world, act.party);
  const facts = act.claims.map((claim) => fact(node, 'declassified', act.of, claim));
  const open = act.claims.map((claim) => pair(act.of, claim));
  return { ...world, declassified: add(world.declassified, ...open), sure: add(world.sure, ...facts) };
}

/** issue 10: "Erasing acts on one holder's own copy, and never on claims that control". */
function erased(world: World, party: PartyName, of: Label, claim: ClaimName): World {
  const copy = pair(party, of, claim);
  if (!world.held.has(copy)) return world;
  const node = nodeOf(world, party);
  return {
    ...world,
    held: drop(world.held, copy),
    sure: drop(world.sure, fact(node, 'holds', party, of, claim)),
    erasedAt: add(world.erasedAt, pair(node, of, claim)),
    erasedBy: add(world.erasedBy, copy),
  };
}

/**
 * A restored node may show no more than it did: ends, revocations, erasures and removals stand. It is sure only of
 * what it had then and still has.
 *
 * design, "Life of a statement": "The erasure list lives outside backups and is applied before a restored node serves".
 */
function restored(world: World, act: Extract<Single, { type: 'restore' }>): World {
  const then = world.backups.get(act.backup)?.sure ?? new Set<string>();
  const kept = [...world.sure].filter((known) => !known.startsWith(fact(act.node, '')) || then.has(known));
  return { ...world, sure: new Set(kept) };
}

function held(world: World, party: PartyName, of: Label, claims: readonly ClaimName[]): World {
  const copies = claims.map((claim) => pair(party, of, claim));
  return { ...world, given: add(world.given, ...copies), held: add(world.held, ...copies) };
}

function arrived(world: World, party: PartyName, of: Label, claims: readonly ClaimName[]): World {
  const facts = claims.map((claim) => fact(nodeOf(world, party), 'holds', party, of, claim));
  return { ...world, sure: add(world.sure, ...facts) };
}

function joined(world: World, party: PartyName, community: string): World {
  const sure = add(world.sure, fact(nodeOf(world, party), 'member', party, community));
  return { ...world, members: add(world.members, pair(party, community)), sure };
}

function parted(world: World, party: PartyName, community: string): World {
  const sure = drop(world.sure, fact(nodeOf(world, party), 'member', party, community));
  return { ...world, members: drop(world.members, pair(party, community)), sure };
}

function mandateFact(world: World, act: { readonly person: string; readonly party: PartyName }): string {
  return fact(nodeOf(world, act.party), 'mandate', act.person, act.party);
}
