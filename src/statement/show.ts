import type { Claim } from './draft.ts';
import { stricterTlp, type Tlp } from './marking.ts';

/** Who looks. A public viewer has no party; a person (`<party did>#<uuid>`) acts for the party named beside. */
export type Viewer = {
  readonly party: string | null;
  readonly person: string | null;
  /** Parties whose services this party relies on: amber given to them may reach it. */
  readonly servedBy: readonly string[];
  readonly communities: readonly string[];
};

export const PUBLIC_VIEWER: Viewer = { party: null, person: null, servedBy: [], communities: [] };

/** A release of this statement: to which party, and which of its claims. */
export type ReleaseGrant = {
  readonly to: string;
  readonly claims: 'all' | readonly string[];
  /** What passes between two parties about a release is nothing for those whom the addressee serves. */
  readonly notServed?: true;
};

/** The claim that names parties from whom the whole statement is hidden; open to all once it is marked clear itself. */
export const HIDDEN_FROM = 'hidden_from';

/** A statement as a node holds it, with all that the decision rests on. */
export type Held<Item extends { readonly claim: Claim }> = {
  readonly issuer: string;
  /** Communities the issuer belongs to; green without an audience is for them. */
  readonly issuerCommunities: readonly string[];
  readonly disclosures: readonly Item[];
  readonly releases: readonly ReleaseGrant[];
};

export type Shown<Item extends { readonly claim: Claim }> = {
  readonly disclosures: readonly Item[];
  /** How many held disclosures this viewer does not get. The viewer learns at most whether there are any. */
  readonly withheld: number;
};

/**
 * The one place where it is decided what a viewer sees: for page, API, export, feed and federation alike. A role in a
 * case opens nothing. Each label admits whom the next stricter one admits, so that loosening never hides.
 */
export function show<Item extends { readonly claim: Claim }>(held: Held<Item>, viewer: Viewer): Shown<Item> {
  if (isHidden(held, viewer)) return { disclosures: [], withheld: held.disclosures.length };
  const disclosures = held.disclosures.filter((item) => isOpenTo(item.claim, held, viewer));
  return { disclosures, withheld: held.disclosures.length - disclosures.length };
}

/** From those it names, and from everybody of whom nobody knows that they are not among them. */
function isHidden<Item extends { readonly claim: Claim }>(held: Held<Item>, { party }: Viewer): boolean {
  const hiding = held.disclosures.find(({ claim }) => claim.name === HIDDEN_FROM)?.claim;
  if (hiding === undefined || hiding.marking.tlp === 'clear' || party === held.issuer) return false;
  return party === null || !Array.isArray(hiding.value) || hiding.value.includes(party);
}

type Standing = Omit<Held<never>, 'disclosures'>;

function isOpenTo(claim: Claim, held: Standing, viewer: Viewer): boolean {
  if (claim.marking.tlp === 'clear') return true;
  if (viewer.party === null) return false;
  switch (claim.marking.tlp) {
    case 'green':
      return isInCommunity(claim, held, viewer) || isServed(claim, held, viewer) || isParty(claim, held, viewer);
    case 'amber':
      return isServed(claim, held, viewer) || isParty(claim, held, viewer);
    case 'amber+strict':
      return isParty(claim, held, viewer);
    case 'red':
      return isNamedPerson(claim, viewer) && isParty(claim, held, viewer);
  }
}

function isInCommunity(claim: Claim, held: Standing, viewer: Viewer): boolean {
  const { audience } = claim.marking;
  const open = audience.length > 0 ? audience : held.issuerCommunities;
  return viewer.communities.some((community) => open.includes(community));
}

/** The issuer itself, or a party that the claim was released to. */
function isParty(claim: Claim, held: Standing, viewer: Viewer): boolean {
  return (
    viewer.party === held.issuer ||
    held.releases.some((grant) => grant.to === viewer.party && covers(grant, claim))
  );
}

function isServed(claim: Claim, held: Standing, viewer: Viewer): boolean {
  return held.releases.some(
    (grant) => grant.notServed !== true && viewer.servedBy.includes(grant.to) && covers(grant, claim),
  );
}

function isNamedPerson(claim: Claim, viewer: Viewer): boolean {
  const { party, person } = viewer;
  if (person === null || !person.startsWith(`${party}#`)) return false;
  return claim.marking.audience.includes(person);
}

function covers(grant: ReleaseGrant, claim: Claim): boolean {
  return grant.claims === 'all' || grant.claims.includes(claim.name);
}

/** Text derived from several claims carries the strictest of their labels. */
export function labelOfDerived(claims: Iterable<Claim>): Tlp {
  let label: Tlp = 'clear';
  for (const claim of claims) label = stricterTlp(label, claim.marking.tlp);
  return label;
}
