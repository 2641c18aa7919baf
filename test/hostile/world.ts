import type {
  BackupName,
  Claim,
  ClaimName,
  CommunityName,
  Grant,
  Kind,
  Label,
  NodeName,
  PartyName,
  PersonName,
  Role,
  Scope,
  TokenName,
  Viewer,
  WebhookName,
} from './acts.ts';
import { markings } from './acts.ts';

/** A statement as its issuer signed it. */
export type Said = { readonly statement: Label; readonly issuer: PartyName; readonly claims: readonly Claim[] };
export type Held = {
  readonly hold: Label;
  readonly party: PartyName;
  readonly of: Label;
  readonly from: readonly string[];
  readonly untilHours: number;
};
export type Given = {
  readonly from: PartyName;
  readonly to: PartyName;
  readonly of: Label;
  readonly claims: readonly ClaimName[];
  /** Those of them that the receiver may insist on: given by an honest node, and by no citation of a law. */
  readonly owed: readonly ClaimName[];
};
export type Draft = {
  readonly party: PartyName;
  readonly by?: PersonName;
  readonly claims: readonly Claim[];
  readonly sends: readonly Grant[];
};
export type Machine = { readonly party: PartyName; readonly by: PersonName; readonly scopes: readonly Scope[] };
export type Recall = { readonly how: 'withdraw' | 'correct' | 'delete' };

/**
 * All that a history has come to. Every member is replaced, never changed in place.
 *
 * `given` only grows: what a party said or was released, of which `sent` is the latter and `delivered` what it got
 * a receipt for. `held` is `given` without what the holder erased. `sure` holds what a node cannot deny to have, as
 * facts written by `fact`; only from it are demands made.
 */
export type World = {
  readonly hours: number;
  readonly nodes: ReadonlyMap<NodeName, { readonly honest: boolean }>;
  readonly parties: ReadonlyMap<
    PartyName,
    { readonly node: NodeName; readonly state: string; readonly kind: Kind }
  >;
  readonly mandates: ReadonlyMap<string, Role>;
  /** Whoever was ever mandated: each may still try his session. */
  readonly people: ReadonlyMap<string, { readonly person: PersonName; readonly party: PartyName }>;
  readonly stewards: ReadonlyMap<CommunityName, PartyName>;
  readonly members: ReadonlySet<string>;
  readonly served: ReadonlySet<string>;
  readonly statements: ReadonlyMap<Label, Said>;
  readonly drafts: ReadonlyMap<Label, Draft>;
  readonly given: ReadonlySet<string>;
  readonly sent: ReadonlySet<string>;
  readonly delivered: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
  readonly sure: ReadonlySet<string>;
  readonly erasedAt: ReadonlySet<string>;
  /** Copies that their holders erased, once and for all. */
  readonly erasedBy: ReadonlySet<string>;
  readonly declassified: ReadonlySet<string>;
  readonly consents: ReadonlySet<string>;
  readonly holds: readonly Held[];
  /** Statements that say from whom they are hidden; that does not end with the hold. */
  readonly hiding: ReadonlyMap<Label, readonly string[]>;
  readonly releases: ReadonlyMap<Label, Given>;
  readonly receipts: ReadonlyMap<Label, number>;
  readonly acknowledged: ReadonlySet<Label>;
  readonly recalls: ReadonlyMap<Label, Recall>;
  readonly provenHours: ReadonlyMap<Label, number>;
  readonly cosignatures: ReadonlyMap<Label, ReadonlySet<string>>;
  readonly tokens: ReadonlyMap<TokenName, Machine>;
  readonly revoked: ReadonlySet<TokenName>;
  readonly webhooks: ReadonlyMap<WebhookName, Machine>;
  readonly backups: ReadonlyMap<BackupName, { readonly node: NodeName; readonly sure: ReadonlySet<string> }>;
  /** Labels of acts that control: what somebody may try to have forgotten. */
  readonly controls: readonly Label[];
};

export const emptyWorld: World = {
  hours: 0,
  nodes: new Map(),
  parties: new Map(),
  mandates: new Map(),
  people: new Map(),
  stewards: new Map(),
  members: new Set(),
  served: new Set(),
  statements: new Map(),
  drafts: new Map(),
  given: new Set(),
  sent: new Set(),
  delivered: new Set(),
  held: new Set(),
  sure: new Set(),
  erasedAt: new Set(),
  erasedBy: new Set(),
  declassified: new Set(),
  consents: new Set(),
  holds: [],
  hiding: new Map(),
  releases: new Map(),
  receipts: new Map(),
  acknowledged: new Set(),
  recalls: new Map(),
  provenHours: new Map(),
  cosignatures: new Map(),
  tokens: new Map(),
  revoked: new Set(),
  webhooks: new Map(),
  backups: new Map(),
  controls: [],
};

/** Names have no spaces, so a fact is one text: `pair('H', 's1', 'victim')`. */
export function pair(...names: readonly string[]): string {
  return names.join(' ');
}

/** Something a node knows for sure, and would lose with its disk: `fact('north', 'holds', 'H', 's1', 'title')`. */
export function fact(node: NodeName, ...names: readonly string[]): string {
  return pair(node, ...names);
}

export function nodeOf(world: World, party: PartyName): NodeName {
  return world.parties.get(party)?.node ?? '';
}

export function isHonest(world: World, party: PartyName): boolean {
  return world.nodes.get(nodeOf(world, party))?.honest ?? false;
}

export function partiesAt(world: World, node: NodeName): PartyName[] {
  return [...world.parties].filter(([, home]) => home.node === node).map(([party]) => party);
}

/** design, "Words": a person is "a human acting for a party under a mandate (role)". */
export function isMandated(world: World, person: PersonName, party: PartyName): boolean {
  return world.mandates.has(pair(person, party));
}

export function isTokenAlive(world: World, token: TokenName): boolean {
  const made = world.tokens.get(token);
  return made !== undefined && !world.revoked.has(token) && isMandated(world, made.by, made.party);
}

/** Everybody who may look at an honest node, those included who no longer should: what a driver draws from. */
export function viewers(world: World): Viewer[] {
  const nodes = [...world.nodes.keys()];
  const ofHonest = ([, made]: readonly [string, Machine]) => isHonest(world, made.party);
  return [
    ...nodes.filter((node) => world.nodes.get(node)?.honest).map((node): Viewer => ({ type: 'anonymous', node })),
    ...[...world.people.values()]
      .filter(({ party }) => isHonest(world, party))
      .map((pairing): Viewer => ({ type: 'person', ...pairing })),
    ...[...world.tokens].filter(ofHonest).map(([token]): Viewer => ({ type: 'token', token })),
    ...[...world.webhooks].filter(ofHonest).map(([webhook]): Viewer => ({ type: 'webhook', webhook })),
    ...[...world.parties.keys()].map((party): Viewer => ({ type: 'party', party })),
    ...nodes.map((node): Viewer => ({ type: 'peer', node })),
  ];
}

/** design, "The statement": "Marking ... stand inside the disclosure"; only a late disclosure by its issuer loosens. */
export function markingOf(world: World, said: Said, claim: Claim): Claim['marking'] {
  return world.declassified.has(pair(said.statement, claim.name)) ? 'clear' : claim.marking;
}

export function isLooser(one: Claim['marking'], other: Claim['marking']): boolean {
  return markings.indexOf(one) < markings.indexOf(other);
}

/** Where somebody sits when looking: at a node, perhaps for a party, perhaps as a person. */
export type Seat = {
  readonly node: NodeName;
  readonly party?: PartyName;
  readonly person?: PersonName;
  /** The seat of a party's own node, to which a red claim may go for those it names. */
  readonly machine?: true;
};

/**
 * The seats a viewer has. Who proved nothing, or whose mandate or token ended, sits as anybody.
 *
 * issue 10, "control is not erasable": an ended mandate ends what was made under it, tokens and webhooks included.
 */
export function seatsOf(world: World, viewer: Viewer, scope?: Scope): Seat[] {
  switch (viewer.type) {
    case 'anonymous':
      return [{ node: viewer.node }];
    case 'person': {
      const node = nodeOf(world, viewer.party);
      const { person, party } = viewer;
      return [isMandated(world, person, party) ? { node, party, person } : { node }];
    }
    case 'token': {
      const token = world.tokens.get(viewer.token);
      if (token === undefined) return [];
      const node = nodeOf(world, token.party);
      const open = isTokenAlive(world, viewer.token) && (scope === undefined || token.scopes.includes(scope));
      return [open ? { node, party: token.party, person: token.by } : { node }];
    }
    case 'webhook': {
      const hook = world.webhooks.get(viewer.webhook);
      if (hook === undefined || !isMandated(world, hook.by, hook.party)) return [];
      return [{ node: nodeOf(world, hook.party), party: hook.party }];
    }
    case 'party':
      return seatsAbroad(world, viewer.party);
    case 'peer':
      return partiesAt(world, viewer.node).flatMap((party) => seatsAbroad(world, party));
  }
}

/** A party's own node may ask every other in its name. */
export function seatsAbroad(world: World, party: PartyName): Seat[] {
  return [...world.nodes.keys()].map((node) => ({ node, party, machine: true }));
}
