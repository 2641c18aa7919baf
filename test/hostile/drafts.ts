/** What an act says, as drafts of the product's own types: which claim carries which needle, and how it is marked. */
import { randomUUID } from 'node:crypto';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { Marking as SignedMarking } from '#statement/marking.ts';
import type { Claim, ClaimName, Content, Grant, Label, Signed, Single } from './acts.ts';
import { CASE, LINKED } from './acts.ts';
import { claimsGiven } from './gates.ts';
import type { Stage } from './stage.ts';
import { isLooser, type World } from './world.ts';

const NOT_YET = { known: 'not-yet' } as const;
const CLOSE = { tlp: 'amber+strict' } as const;
/** Nothing that every statement carries besides is for more than those whom it was given to. */
const COMMON = { iat: CLOSE, number: CLOSE, case_number: CLOSE };

/** The claims of an incident report that carry what the model calls so; an identity is told in two ways. */
const REPORTED: Readonly<Record<ClaimName, readonly string[]>> = {
  [CASE]: ['case'],
  title: ['service'],
  narrative: ['description'],
  indicator: ['root_cause'],
  contact: ['contact'],
  victim: ['victim_name', 'victim_party'],
  note: ['mitigation'],
};
/** Links and holds have few claims of their own: acts that say more are cut down before they are played. */
const LINKING: Readonly<Record<ClaimName, readonly string[]>> = {
  [CASE]: ['case'],
  [LINKED]: ['other_case'],
  title: ['reason'],
};
const HOLDING: Readonly<Record<ClaimName, readonly string[]>> = {
  [CASE]: ['case'],
  title: ['basis'],
  narrative: ['scope'],
};

export type Book = {
  readonly stage: Stage;
  readonly digests: ReadonlyMap<Label, string>;
  /** Of each statement, by which kind of act it was said: its claims are named accordingly. */
  readonly kinds: ReadonlyMap<Label, Single['type']>;
  readonly communities: ReadonlyMap<string, string>;
};

/** The act as it can be said here: without claims that its type has no place for, and a hold as close as it must be. */
export function sayable<Of extends Single>(act: Of): Of {
  if (act.type === 'link') return { ...act, claims: placed(act.claims, LINKING) };
  if (act.type !== 'hold') return act;
  const close = (claim: Claim): Claim =>
    isLooser(claim.marking, 'amber+strict') ? { ...claim, marking: 'amber+strict', audience: [] } : claim;
  return { ...act, claims: placed(act.claims, HOLDING).map(close) };
}

function placed(
  claims: readonly Claim[],
  places: Readonly<Record<ClaimName, readonly string[]>>,
): readonly Claim[] {
  return claims.filter(({ name }) => name in places);
}

/** The names under which claims of this statement go here. */
export function namesHere(book: Book, of: Label, names: readonly ClaimName[]): readonly string[] {
  const kind = book.kinds.get(of);
  const places = kind === 'link' ? LINKING : kind === 'hold' ? HOLDING : REPORTED;
  return names.flatMap((name) => places[name] ?? [name]);
}

/** The statement that a party says, with the markings it was drawn with. */
export function contentDraft(book: Book, act: Signed & Content & { readonly type: Single['type'] }): Draft {
  const places = act.type === 'link' ? LINKING : act.type === 'hold' ? HOLDING : REPORTED;
  const claims: Record<string, JsonValue> = {};
  const markings: Record<string, Partial<SignedMarking>> = { ...COMMON };
  for (const claim of act.claims) {
    for (const name of places[claim.name] ?? []) {
      if (name !== 'case') claims[name] = claimedValue(book, name, claim);
      markings[name] = { tlp: claim.marking, audience: audienceOf(book, claim) };
    }
  }
  const { [CASE]: _, ...more } = commonOf(act.type);
  for (const name of Object.keys(more)) {
    if (name in claims) continue;
    claims[name] = more[name] as JsonValue;
    markings[name] = CLOSE;
  }
  const first = act.claims.find(({ name }) => name === CASE);
  return {
    type: typeOf(act.type),
    issuer: book.stage.did(act.party),
    case: first?.needle ?? randomUUID(),
    claims,
    markings,
  };
}

function typeOf(type: Single['type']): string {
  return type === 'link' ? 'case-link' : type === 'hold' ? 'hold' : 'incident-report';
}

function commonOf(type: Single['type']): Record<string, JsonValue> {
  if (type === 'link') return { relation: 'same-campaign' };
  if (type === 'hold') return { holds: 'publication', basis: 'Act 1, section 1', scope: 'As far as needed' };
  return {
    danger_to_life: 'no',
    incident_type: NOT_YET,
    malicious: 'suspected',
    noticed_at: NOT_YET,
    sectors: NOT_YET,
    affected_states: ['XV'],
    effects: NOT_YET,
  };
}

function claimedValue({ stage }: Book, name: string, claim: Claim): JsonValue {
  if (name === 'contact') return { name: claim.needle };
  return name === 'victim_party' ? stage.did(claim.victim ?? 'Hospital') : claim.needle;
}

function audienceOf({ stage, communities }: Book, { marking, audience }: Claim): readonly string[] {
  if (marking === 'green') return audience.flatMap((name) => communities.get(name) ?? randomUUID());
  if (marking !== 'red') return [];
  return audience.flatMap((name) => {
    const parties = partiesOf(stage, name);
    return parties.length === 0 ? [stage.did(name)] : parties.map((party) => stage.personOf(name, party));
  });
}

/** A person of the model may act for several parties, and has a name of its own in each. */
function partiesOf(stage: Stage, person: string): readonly string[] {
  return stage.mandated.filter((one) => one.person === person).map(({ party }) => party);
}

/** The draft of a release. It stands in the case of what it gives only where it gives the name of that case, too. */
export function releaseDraft(
  book: Book,
  world: World,
  signed: Omit<Signed, 'statement'>,
  grant: Grant,
  approvedBy: readonly string[],
): Draft | undefined {
  const { stage, digests } = book;
  const target = digests.get(grant.of);
  const said = world.statements.get(grant.of);
  if (target === undefined || said === undefined) return undefined;
  const given = claimsGiven(world, signed, grant, approvedBy);
  const inCase = given.includes(CASE) ? said.claims.find(({ name }) => name === CASE)?.needle : undefined;
  const claims = grant.claims === 'all' ? 'all' : namesHere(book, grant.of, grant.claims);
  return {
    type: 'release',
    issuer: stage.did(signed.party),
    case: inCase ?? randomUUID(),
    claims: {
      target,
      to: stage.did(grant.to),
      claims,
      channel: 'csirt',
      hides_victim: true,
      ...(grant.citation === undefined ? {} : { basis: grant.citation }),
    },
    approvals: approvedBy.filter((name) => name !== signed.by).map((name) => stage.personOf(name, signed.party)),
  };
}
