/** What one capability is made of, and what it is given to work with. Each says so in its `capability.ts`. */
import type { Command } from 'commander';
import type { References } from '#cases/references.ts';
import type { CommandContext } from '#cli/context.ts';
import type { Federation } from '#federation/federation.ts';
import type { Peer } from '#federation/peering.ts';
import type { App } from '#http/contract.ts';
import type { Authority, Model, Reader } from '#ledger/contract.ts';
import type { Exporter } from '#ledger/export.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import type { Mailer } from '#parties/mail.ts';
import type { Printer } from '#print/printer.ts';
import type { Settings } from '#settings.ts';
import type { SiteParts } from '#site/parts.ts';
import type { PageServices } from '#site/services.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import type { TableSet } from '#store/table-set.ts';
import type { Reckoning } from './obligations/clocks/reckoning.ts';
import type { Rulebook } from './obligations/regimes/load-regimes.ts';
import type { Seats } from './parties/persons/seats.ts';

/**
 * One ability of the product; `src/capabilities.ts` names them all. Whoever builds a part of a node walks that list and
 * imports no capability. Each part is imported when it is asked for, so that a command loads no pages.
 */
export type Capability = {
  /** The folder under src that holds it. */
  readonly name: string;
  /** Its types, rules, views and acts. */
  readonly model?: () => Promise<(node: ModelSettings) => Model>;
  readonly tables?: () => Promise<CapabilityTables>;
  /** Every refusal that belongs to it. Others may refuse with one of them too, where they mean the same. */
  readonly codes?: () => Promise<readonly string[]>;
  /** Its files of messages in `texts/<language>`, without their endings. */
  readonly texts?: readonly string[];
  readonly clock?: (settings: ClockSettings) => Promise<FollowedClock | undefined>;
  /** What it keeps doing while the node is open. */
  readonly job?: Job<object>;
  /** Addresses for programs. */
  readonly routes?: (app: App, services: SiteServices) => Promise<void>;
  /** Addresses for people. */
  readonly pages?: (app: App, services: SiteServices) => Promise<void>;
  /** What it adds to pages of others: links and sections, entries of the desk and the menu, changes to take back, help. */
  readonly parts?: () => Promise<SiteParts>;
  /** Commands that ask a running node, and load none. */
  readonly commands?: () => Promise<readonly AddCommands[]>;
};

export type AddCommands = (program: Command, context: () => CommandContext) => void;

/** What types, rules and views of one node follow from. */
export type ModelSettings = ClockSettings & {
  /** Of the log that this node writes. */
  readonly origin: string;
  /** The realm's time. */
  readonly now: () => Temporal.Instant;
  readonly reckoning: Reckoning;
};

/** Tables that are no view. */
export type CapabilityTables = {
  readonly sets: readonly TableSet[];
  /** Those among them that a backup leaves out, since they hold for the moment alone. */
  readonly ofTheMoment?: readonly TableSet[];
};

export type ClockSettings = {
  readonly realm: string;
  /** The party that sets the clock of an exercise; whoever speaks first where none is named. */
  readonly keeper: string | undefined;
  /** The time of the world, by this machine. */
  readonly world: () => Temporal.Instant;
};

/** What a realm that has a time of its own goes by. */
export type RealmClock = {
  now(): Temporal.Instant;
  /** What it shows, or showed, at an instant of the world. */
  at(world: Temporal.Instant): Temporal.Instant;
  /** What a page says of it; undefined as long as it goes with the world's. */
  face(): { readonly at: Temporal.Instant; readonly speed: number } | undefined;
};

/** A realm's own clock before the node is open. At most one capability brings one. */
export type FollowedClock = {
  readonly clock: RealmClock;
  /** Sets it by what the node holds, and from then on by what is recorded. To be done before anything is recorded. */
  follow(ledger: OpenLedger, trouble: Trouble): Promise<AsyncDisposable & Settling>;
};

type Settling = {
  /** Once everything recorded up to now counts in the clock of this process. */
  settled(): Promise<void>;
};

/** The clock of an open node in an exercise. */
export type ExerciseTime = Settling & {
  readonly clock: RealmClock;
  readonly keeper: string | undefined;
  readonly world: () => Temporal.Instant;
};

/** Failures of the node's own, which no request is answered with. */
export type Trouble = (failure: unknown, doing: string) => void;

/** Opened with the node, in the order of the list, and ended with it. */
export type Job<Opened extends object> = {
  readonly name: string;
  open(services: NodeServices): Promise<Opened & (AsyncDisposable | Disposable)>;
};

/** What an open node has. */
export type NodeServices = {
  readonly settings: Settings;
  /** The world's time, by which sessions age and networks are waited for. */
  readonly world: () => Temporal.Instant;
  /** The realm's own clock; absent in the live realm. */
  readonly exercise: ExerciseTime | undefined;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly authority: Authority;
  /** The laws, agreements and norms of this node, and how their clocks are computed. */
  readonly rulebook: Rulebook;
  readonly reckoning: Reckoning;
  readonly ledger: OpenLedger;
  readonly reader: Reader;
  /** What its cases are called on the telephone. */
  readonly references: References;
  readonly federation: Federation;
  /** Absent where no mail server is set. */
  readonly mailer: Mailer | undefined;
  /** Whom its mails come from. */
  readonly sender: string;
  readonly trouble: Trouble;
  /** What a capability opened; those that stand later in the list may ask for it. */
  opened<Opened extends object>(job: Job<Opened>): Opened;
};

/** What routes and pages of a node stand on. */
export type SiteServices = NodeServices &
  PageServices & {
    readonly now: () => Temporal.Instant;
    readonly publicUrl: string;
    /** The peers that stand. */
    peers(): Promise<readonly Peer[]>;
    /** A state's name, in the language of whoever is answered. */
    readonly stateName: (code: string) => string;
    /** One-click seats of a demo. */
    readonly seats: Seats | null;
    readonly printer: Printer;
    readonly exporter: Exporter;
    /** The receipt that a release has, if any. */
    receiptOf(release: string): Promise<string | null>;
    /** Whom this node trusts, for whoever checks what it gave away. */
    trustText(): Promise<string>;
  };
