import type { Outcome } from '#outcome.ts';
import type { Claim, Draft } from '#statement/draft.ts';
import type { Viewer } from '#statement/show.ts';
import type { StatementType } from '#statement/statement-type.ts';
import type { Traits } from '#statement/traits.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import type { TableShapes } from '#store/table-shape.ts';
import type { ConflictKey } from './conflict-key.ts';

/**
 * Who asks the ledger to act. `person` is a human under a mandate, `node` the deployment itself (receipts on
 * arrival), `guest` a party without a node on its link, `key` a party that signed the statement with its own key.
 */
export type Actor =
  | {
      readonly kind: 'person';
      readonly person: string;
      readonly party: string;
      /** Of somebody known by an API token: which one, and what it is limited to. */
      readonly token?: string;
      readonly scopes?: readonly string[];
    }
  | { readonly kind: 'guest'; readonly party: string; readonly link: string }
  | { readonly kind: 'key'; readonly party: string }
  | { readonly kind: 'node' };

/** A statement as this node holds it: what the log fixes, and the claims it has in the clear. */
export type Recorded = {
  /** This node's reading order over its own and foreign statements; replay folds in this order. */
  readonly arrival: number;
  readonly origin: 'own' | 'foreign';
  readonly digest: string;
  readonly issuer: string;
  readonly type: string;
  readonly vct: string;
  readonly realm: string;
  /** Origin line of the log that holds it, and its index there. */
  readonly log: string;
  readonly logIndex: number;
  readonly case: string | null;
  readonly claims: ReadonlyMap<string, Claim>;
  /** `kid` of the key that signed it: views of keys follow the chain from the pinned root through it. */
  readonly signer: string;
  readonly recordedAt: Temporal.Instant;
  /** When a foreign statement was proven to exist before it came here (its witness quorum); else `recordedAt` counts. */
  readonly provenAt?: Temporal.Instant;
};

export type RuleContext = {
  readonly actor: Actor;
  readonly at: Temporal.Instant;
  /** Roles the actor holds for the draft's issuer (mandates in force at `at`). */
  readonly roles: ReadonlySet<string>;
  /** The draft's approvers with the roles each holds for the issuer. */
  readonly approvers: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the types of this node say of themselves. */
  readonly traits?: Traits;
};

/** The case of a statement of this digest, where it is held here and shows its case, or comes in the same batch. */
export type CaseOf = (digest: string) => string | undefined;

/**
 * May this party author this statement now? `load` reads what the answer rests on, for many drafts at once;
 * `decide` is pure. Submissions that share a conflict key see each other's effects in order; the case is one,
 * unless the rule says otherwise. Statements that a draft names by their digests, and their cases, it always reads.
 */
export interface Rule<State = unknown> {
  readonly type: string;
  conflictKeys?(draft: Draft, caseOf: CaseOf): readonly ConflictKey[];
  /**
   * What the answer rests on and the statement does not change. A type that lists it leaves its case as it is for
   * others that do so too: those see each other's effects only where one reads or shares a conflict key of the other.
   */
  readKeys?(draft: Draft, caseOf: CaseOf): readonly ConflictKey[];
  load(reads: Connection, drafts: readonly Draft[]): Promise<readonly State[]>;
  /**
   * The draft with all said in full that it leaves to the state: so it is decided about, signed and logged. Whoever signs
   * elsewhere has to say it in full itself. Changes nothing of who says it, in which case, nor of what conflicts.
   */
  complete?(state: State, draft: Draft): Draft;
  decide(state: State, draft: Draft, context: RuleContext): Outcome<null>;
}

/** A table family derived from statements. It can be dropped and folded again at any time. */
export interface View {
  readonly name: string;
  /** A changed view gets a new number, and is rebuilt at the next start. */
  readonly version: number;
  readonly tables: readonly string[];
  /** Of its tables, all but indexes of full text. */
  readonly shapes: TableShapes;
  /** Inside the append's transaction (rules read it) or behind it, by a cursor. */
  readonly follows: 'transaction' | 'cursor';
  create(connection: Connection): Promise<void>;
  /** Records in order of arrival. Must write the same rows however the records are cut into calls. */
  fold(transaction: InTransaction, records: readonly Recorded[], traits?: Traits): Promise<void>;
  /** Forget everything that statements of this case wrote; the ledger folds the case again afterwards. */
  drop(transaction: InTransaction, caseId: string): Promise<void>;
}

/**
 * Something done for a party, and who may do it: authoring a type (`author:incident-alert`), or an act that leaves no
 * statement (`draft`, `administer`). Each capability lists its own; the parties room merges the lists and decides.
 */
export type Act = {
  readonly name: string;
  /** A person needs one of these roles; with none listed no person may. */
  readonly roles: readonly string[];
  /** Persons other than the author who must have approved, each holding one of the roles. */
  readonly approvals?: { readonly count: number; readonly roles: readonly string[] };
  /** Actors besides persons who may. A party signing with its own key may author whatever needs no approval. */
  readonly also?: readonly ('node' | 'guest')[];
  /** The API-token scope that covers it, when that is not its name. */
  readonly scope?: string;
};

/** The one table of who may do what, merged from every capability's list when the node starts. */
export interface Authority {
  /** Undefined when no capability lists it: then nobody may. */
  act(name: string): Act | undefined;
  /** May somebody with these roles do this act? Pure; `not-mandated` names the role that is needed. */
  may(roles: ReadonlySet<string>, act: string): Outcome<null>;
  /** The same for a known actor: an API token's scopes are looked at as well. */
  mayAct(actor: Actor, roles: ReadonlySet<string>, act: string): Outcome<null>;
  /** May this actor be the second person for a statement of this type? */
  mayApprove(actor: Actor, roles: ReadonlySet<string>, type: string): Outcome<null>;
  /** May this draft be authored and signed for its issuer, with the approvals it carries? */
  mayAuthor(draft: Draft, context: RuleContext): Outcome<null>;
}

/** What a capability adds to the ledger; its mouths (routes, pages, commands) are built separately. */
export type Model = {
  readonly name: string;
  readonly types: readonly StatementType[];
  // biome-ignore lint/suspicious/noExplicitAny: the state type is each rule's own.
  readonly rules: readonly Rule<any>[];
  readonly views: readonly View[];
  readonly acts?: readonly Act[];
  /** Forgets these claims of that statement where copies of them lie outside the views. May be called again. */
  readonly erase?: (transaction: InTransaction, erased: ErasedClaims) => Promise<void>;
  /** Which parties of this node were given what of these statements. Their issuers hold all of them besides. */
  readonly holders?: Holders;
};

/** Some claims of a statement, in the copy of one party, or in all where it is not known whose. */
export type ErasedClaims = {
  readonly digest: string;
  readonly names: readonly string[];
  readonly holder?: string | undefined;
};

/** By statement and party, the names of the claims that the party was given; it alone decides about its copy. */
export type Holders = (
  reads: Connection,
  digests: readonly string[],
) => Promise<ReadonlyMap<string, ReadonlyMap<string, 'all' | ReadonlySet<string>>>>;

/** A statement of another log, as it arrived: verified by the federation before it comes here. */
export type Foreign = {
  readonly presentation: string;
  /** A C2SP tlog-proof for its digest in its own log. */
  readonly proof: string;
  /** The instant its witness quorum was reached, where the proof's cosignatures show one that this node trusts. */
  readonly provenAt?: Temporal.Instant;
};

export type Submission =
  | (Asked & { readonly kind: 'draft'; readonly draft: Draft })
  /**
   * Signed elsewhere by a party that keeps its own key; all disclosures are included. Anybody may bring it: its signature
   * alone says who acts, and its digest whether it was brought before, so that it has neither actor nor key. Claims that
   * were withheld when it came first are added by a person of its issuer's alone, who signed in as `bringer`: whoever
   * was given one of them holds it too, and it is not theirs to tell.
   */
  | { readonly kind: 'signed'; readonly presentation: string; readonly bringer?: Actor }
  /** Foreign statements, stored in one transaction with the receipt that answers them (none for a receipt). */
  | (Asked & { readonly kind: 'arrival'; readonly foreign: readonly Foreign[]; readonly receipt: Draft | null });

/** Whoever asks has proved to be this actor before the ledger is asked. */
type Asked = {
  readonly actor: Actor;
  /** As whoever asks gave it, and the actor's own: no other can use it up. The same key with another body is refused. */
  readonly idempotencyKey?: string;
  /** Of what the node does once for the party that speaks, named by what it is about. Nobody who asks can reach it. */
  readonly jobKey?: string;
};

/**
 * What the submitter gets once the statement is durable and under a stored checkpoint. There is no claim in it: those
 * leave by the {@link Reader} alone, the same for a statement that is new, asked for again, or known already.
 */
export type Appended = {
  readonly digest: string;
  readonly arrival: number;
  readonly logIndex: number;
  /** C2SP tlog-proof text: index, hashes, checkpoint with the cosignatures known by now. */
  readonly proof: string;
};

/** The ledger as capabilities see it. */
export interface Ledger {
  readonly origin: string;
  readonly realm: string;
  readonly types: ReadonlyMap<string, StatementType>;
  submit(submission: Submission): Promise<Outcome<Appended | null>>;
  /** Called after each commit with what was recorded; returns the function that ends it. */
  onRecorded(listener: (records: readonly Recorded[]) => void): () => void;
  /**
   * A tlog-proof for a held statement: our log's, with cosignatures where they have come, or the foreign one. Of what is
   * `published` anybody may have it: entries of our own log, be they statements or padding.
   */
  proof(digest: string, of?: 'published' | 'any'): Promise<string | undefined>;
  now(): Temporal.Instant;
}

/** A statement as one viewer gets it: everything here has passed the disclosure function. */
export type Shown = {
  readonly digest: string;
  readonly issuer: string;
  readonly type: string;
  readonly vct: string;
  readonly realm: string;
  readonly origin: 'own' | 'foreign';
  readonly log: string;
  readonly logIndex: number;
  readonly arrival: number;
  readonly recordedAt: Temporal.Instant;
  /** As in {@link Recorded}: clocks count from it. */
  readonly provenAt?: Temporal.Instant;
  readonly claims: ReadonlyMap<string, Claim>;
  /**
   * Whether this node holds disclosures that the viewer does not get: how many would tell which claims were left unsaid,
   * which padding hides. And how many claims were erased.
   */
  readonly withheld: boolean;
  readonly erased: number;
  /** The issuer-signed JWT with the disclosures shown. */
  readonly presentation: string;
};

/** The only way by which claims leave the ledger: page, API, export, feed and federation read here. */
export interface Reader {
  /** Null when it is unknown, or nothing of it is shown to this viewer. */
  statement(digest: string, viewer: Viewer): Promise<Shown | null>;
  /**
   * In order of arrival; only statements that tell this viewer that they stand in it. Of a very long case those of our own
   * log, then the newest.
   */
  case(caseId: string, viewer: Viewer): Promise<readonly Shown[]>;
  /** How many more statements of a very long case this viewer would be shown than {@link case} gives. */
  leftOut(caseId: string, viewer: Viewer): Promise<LeftOut>;
  /** A case of any length in parts: statements that arrived behind `after`, in order of arrival, `limit` at most. */
  partOfCase(
    caseId: string,
    viewer: Viewer,
    part: { readonly after: number; readonly limit: number },
  ): Promise<CasePart>;
  /** The same of several cases at once; a case with nothing for this viewer is not in the answer. */
  cases(caseIds: readonly string[], viewer: Viewer): Promise<ReadonlyMap<string, readonly Shown[]>>;
  /** Cases with something for this viewer, the one that changed last first. */
  casesOf(viewer: Viewer, page: { readonly after?: string; readonly limit: number }): Promise<CasePage>;
}

/** `isAll` is false where not all that is left out was looked at, so that there may be more. */
export type LeftOut = { readonly count: number; readonly isAll: boolean };

export type CasePart = {
  readonly statements: readonly Shown[];
  /** Hand this back as `after` for the next part; absent in the last. */
  readonly next?: number;
};

export type CasePage = {
  readonly cases: readonly { readonly case: string; readonly latestArrival: number }[];
  /** Hand this back as `after` for the next page; absent on the last. */
  readonly next?: string;
};
