/**
 * What can be done in a federation, honest or hostile, as data. Names are abstract (`H`, `s4`, `case2`): a driver
 * keeps which real party, digest or case stands behind each. Every value is a needle: a text that occurs nowhere
 * else, so that finding it in an outlet's answer is knowing it.
 */

export type NodeName = string;
export type PartyName = string;
export type PersonName = string;
export type CommunityName = string;
/** The label of a statement, a release, a draft, a mandate's end: of whatever one act signs. */
export type Label = string;
export type ClaimName = string;
export type Needle = string;
export type BackupName = string;
export type TokenName = string;
export type WebhookName = string;

export type Kind = 'authority' | 'operator' | 'guest' | 'stranger';
export type Role = 'reader' | 'author' | 'approver';
export type Scope = 'statements' | 'recalls' | 'submit';

/** From the widest to the narrowest. */
export const markings = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
export type Marking = (typeof markings)[number];

export type Claim = {
  readonly name: ClaimName;
  readonly needle: Needle;
  readonly marking: Marking;
  /** green: communities; red: persons, and parties to whom it may be delivered for them. */
  readonly audience: readonly string[];
  /** The party whose identity the value gives away. */
  readonly victim?: PartyName;
};

/** Two claims that bear the name of a case: their needle is the case's own. */
export const CASE = 'case';
export const LINKED = 'linked';

export type Signed = {
  readonly statement: Label;
  readonly party: PartyName;
  /** Who acts for the party; absent when it submits a statement signed with a key of its own. */
  readonly by?: PersonName;
};
export type Content = { readonly claims: readonly Claim[] };
export type Grant = {
  readonly release: Label;
  readonly of: Label;
  readonly to: PartyName;
  readonly claims: readonly ClaimName[] | 'all';
  /** The law cited for naming a victim without its consent. */
  readonly citation?: string;
};

/** Who looks. A person looks as one of the parties it may act for. */
export type Viewer =
  | { readonly type: 'anonymous'; readonly node: NodeName }
  | { readonly type: 'person'; readonly person: PersonName; readonly party: PartyName }
  | { readonly type: 'token'; readonly token: TokenName }
  | { readonly type: 'webhook'; readonly webhook: WebhookName }
  | { readonly type: 'party'; readonly party: PartyName }
  | { readonly type: 'peer'; readonly node: NodeName };

export type Founding =
  | { readonly type: 'node'; readonly node: NodeName; readonly honest: boolean }
  | {
      readonly type: 'party';
      readonly party: PartyName;
      readonly node: NodeName;
      readonly state: string;
      readonly kind: Kind;
    }
  /** Each honest node's own confirmation of what a party is: the only act that changes it. */
  | { readonly type: 'confirm'; readonly party: PartyName; readonly state: string; readonly kind: Kind }
  | { readonly type: 'community'; readonly community: CommunityName; readonly steward: PartyName }
  /** `agreed`: the steward signed it too. */
  | {
      readonly type: 'join';
      readonly party: PartyName;
      readonly community: CommunityName;
      readonly agreed: boolean;
    }
  | { readonly type: 'leave'; readonly party: PartyName; readonly community: CommunityName }
  | (Signed & { readonly type: 'remove'; readonly member: PartyName; readonly community: CommunityName })
  /** `agreed`: the served party signed it too. */
  | {
      readonly type: 'serve';
      readonly party: PartyName;
      readonly served: PartyName;
      readonly agreed: boolean;
    }
  | (Signed & { readonly type: 'mandate'; readonly person: PersonName; readonly role: Role })
  | (Signed & { readonly type: 'end-mandate'; readonly person: PersonName })
  /** The party signs with a new key from here on; what the old one signed before still stands. */
  | (Signed & { readonly type: 'rotate-key' });

export type Speaking =
  | (Signed & Content & { readonly type: 'say' })
  /** A statement in one case whose claim `linked` names the case of another statement. */
  | (Signed & Content & { readonly type: 'link'; readonly target: Label })
  /** A delay of at most so many hours; meanwhile those named are shown neither it nor what it holds. */
  | (Signed &
      Content & {
        readonly type: 'hold';
        readonly of: Label;
        /** Parties, or `public` for all who were given nothing. */
        readonly hiddenFrom: readonly string[];
        readonly hours: number;
      })
  | (Signed & { readonly type: 'lift'; readonly hold: Label })
  /** Stands in the party's workspace until two persons sign it; `sends` goes out with it. */
  | (Signed & Content & { readonly type: 'draft'; readonly sends: readonly Grant[] })
  /** Signs a draft. Only the releases in `covers` were looked at and may go. */
  | {
      readonly type: 'sign';
      readonly draft: Label;
      readonly approvedBy: readonly PersonName[];
      readonly covers: readonly Label[];
    }
  /** Shows to everybody what was committed to on day one. */
  | (Signed & { readonly type: 'declassify'; readonly of: Label; readonly claims: readonly ClaimName[] })
  /** The victim consents that its identity in this statement crosses borders. */
  | (Signed & { readonly type: 'consent'; readonly of: Label })
  /** The opener of a case grants a role in it. */
  | (Signed & { readonly type: 'role'; readonly of: Label; readonly to: PartyName; readonly role: string });

export type Giving =
  | (Signed & Grant & { readonly type: 'release'; readonly approvedBy: readonly PersonName[] })
  /** The outbox of the giver has run, and the receiver's node answers; what it names can be false. */
  | (Signed & {
      readonly type: 'receipt';
      readonly release: Label;
      readonly claims: readonly ClaimName[] | 'all';
    })
  | (Signed & { readonly type: 'acknowledge'; readonly release: Label })
  /** A receipt signed in another's name. */
  | (Signed & { readonly type: 'on-behalf-of'; readonly release: Label; readonly served: PartyName })
  | (Signed & {
      readonly type: 'recall';
      readonly of: Label;
      readonly how: 'withdraw' | 'correct' | 'delete';
      readonly instead?: Label;
      /** By when a copy is to be deleted; it may be absurd. */
      readonly deleteInHours?: number;
    })
  | (Signed & { readonly type: 'recall-report'; readonly of: Label; readonly count: number })
  /** Also tried on acts that control: ends, revocations, recalls, holds. */
  | (Signed & { readonly type: 'erase'; readonly of: Label; readonly claims: readonly ClaimName[] });

export type Running =
  | (Signed & { readonly type: 'token'; readonly token: TokenName; readonly scopes: readonly Scope[] })
  | (Signed & { readonly type: 'revoke-token'; readonly token: TokenName })
  | (Signed & { readonly type: 'webhook'; readonly webhook: WebhookName })
  /** `by` cosigns the log of `log` as it now stands, under a key that may be a copy of another's. */
  | { readonly type: 'cosign'; readonly log: NodeName; readonly by: NodeName; readonly key: string }
  | { readonly type: 'backup'; readonly node: NodeName; readonly backup: BackupName }
  | { readonly type: 'restore'; readonly node: NodeName; readonly backup: BackupName }
  | { readonly type: 'wait'; readonly hours: number };

/** What only an enemy does. None of it may teach anybody anything, or take anything from anybody. */
export type Hostile =
  /** Submits a known statement again with the claims he holds; perhaps under a broken signature. */
  | {
      readonly type: 'replay';
      readonly viewer: Viewer;
      readonly node: NodeName;
      readonly of: Label;
      readonly claims: readonly ClaimName[];
      readonly forged: boolean;
    }
  /** Uses an idempotency key before its owner does; also one that can be foretold from `of`. */
  | {
      readonly type: 'squat';
      readonly viewer: Viewer;
      readonly node: NodeName;
      readonly victim: PartyName;
      readonly of: Label;
    }
  /** Says of itself, or of another, what only our own confirmation may say. */
  | {
      readonly type: 'restate';
      readonly party: PartyName;
      readonly about: PartyName;
      readonly state: string;
      readonly kind: Kind;
    }
  /** Claims another party's root key, log key or witness key for a key of its own. */
  | {
      readonly type: 'vouch';
      readonly party: PartyName;
      readonly about: PartyName;
      readonly what: 'root' | 'log' | 'witness';
    }
  /** A statement in another party's name, under a key that is not its, or is not for this. */
  | (Content & {
      readonly type: 'impersonate';
      readonly statement: Label;
      readonly party: PartyName;
      readonly as: PartyName;
      readonly key: 'own' | 'vouched' | 'stolen-root';
    })
  /** So many profiles, contacts or words about third parties. */
  | { readonly type: 'flood'; readonly party: PartyName; readonly about: PartyName; readonly count: number };

export type Single = Founding | Speaking | Giving | Running | Hostile;

/** Acts handed in together share one transaction, and still run each against what the one before it left. */
export type Act = Single | { readonly type: 'batch'; readonly acts: readonly Single[] };

export type History = readonly Act[];
