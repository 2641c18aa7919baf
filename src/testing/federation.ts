/**
 * A federation in one process: real nodes with their own stores, keys, logs and HTTP servers on loopback ports,
 * founded and peered as operators would do it. Nothing of the product is replaced but the pages for people.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExerciseClock } from '#exercises/clock.ts';
import { followClock, giveClock } from '#exercises/exercises.ts';
import type { ClockRoom } from '#exercises/say-clock.ts';
import { announceSuccession } from '#federation/delivery/succession.ts';
import { type Federation, type FederationOptions, openFederation } from '#federation/federation.ts';
import { createPeerFetch, type PeerFetch } from '#federation/fetch.ts';
import { machineRoutes } from '#federation/machine-routes.ts';
import { acceptInvitation } from '#federation/peers/accept-invitation.ts';
import { confirmPeering, invitePeer } from '#federation/peers/peers.ts';
import type { App } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { sealedRoutes } from '#incidents/form/sealed-routes.ts';
import type { Model } from '#ledger/contract.ts';
import { fileErasureList } from '#ledger/erasure-list.ts';
import { type OpenLedger, openLedger } from '#ledger/ledger.ts';
import { logInUse } from '#ledger/successor.ts';
import { nodeModels } from '#node-models.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { accept, type Outcome } from '#outcome.ts';
import { createAuthority, governed } from '#parties/authority.ts';
import { type Founded, type Founding, foundParty } from '#parties/keys/founding.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import { partyReads } from '#parties/party-reads.ts';
import type { Role } from '#parties/roles.ts';
import { type Keyring, openKeyring } from '#store/keyring.ts';
import { openStore, type Store } from '#store/open.ts';
import { type Identity, newIdentity } from '#store/seal.ts';
import { createTables } from '#store/table-set.ts';
import { checkAnswers } from './checked-answers.ts';
import { freePort } from './free-port.ts';
import { testReckoning } from './reckoning.ts';

export const TEST_REALM = 'exercise:federation';

export type PartyPlan = Omit<Founding, 'node' | 'persons'> & { readonly persons?: Founding['persons'] };
export type NodePlan = {
  readonly name: string;
  readonly parties: readonly PartyPlan[];
  /** A dishonest operator: its own ledger lets anybody say anything. What others accept of it is theirs to check. */
  readonly lawless?: boolean;
};

const STAFF: Founding['persons'] = [
  { name: 'duty', roles: ['duty-officer', 'administrator', 'reporter'] },
  { name: 'approver', roles: ['approver'] },
];

export type TestNode = {
  readonly name: string;
  readonly url: string;
  /** Of its first log; a successor has a number behind it. */
  readonly origin: string;
  /** Where its database and erasure list lie. */
  readonly folder: string;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly ledger: OpenLedger;
  readonly federation: Federation;
  /** Absent where the settings want none. */
  readonly exercise: ClockRoom | undefined;
  readonly parties: Map<string, Founded>;
  person(party: string, role: Role): { kind: 'person'; person: string; party: string };
  /** Ends the process's part of the node as a stop would, keeping its folder and its port. */
  stop(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
};

/** What speaking needs of a node, whoever started it. */
export type Speaking = Pick<TestNode, 'ledger' | 'person'>;

/** What peering needs of a node, whoever started it. */
export type Peering = Pick<TestNode, 'name' | 'federation' | 'store' | 'person'> & {
  readonly parties: ReadonlyMap<string, unknown>;
};

export type TestFederation = AsyncDisposable & {
  readonly nodes: readonly TestNode[];
  node(name: string): TestNode;
};

/** Nodes of one process on a busy machine are not given up for being slow. */
const PATIENCE_MS = 60_000;

export type TestSettings = Partial<Pick<FederationOptions, 'random' | 'trouble' | 'mirrorCadenceMs' | 'timer'>> & {
  readonly cadenceMs?: number;
  /** What a node reaches its peers by, to watch what it asks of them. */
  readonly fetchOf?: (node: string) => PeerFetch;
  /** The world's time of every node, and the realm's too unless its clock is started. */
  readonly clock?: () => Temporal.Instant;
  /** Every node has a clock of the exercise, which this party keeps; null: whoever starts it first. */
  readonly exerciseClock?: string | null;
};

/** Starts the planned nodes, founds their parties, and makes each node's first party a peer of every other's. */
export async function startFederation(
  plans: readonly NodePlan[],
  settings: TestSettings = {},
): Promise<TestFederation> {
  const nodes: RunningNode[] = [];
  try {
    for (const plan of plans) nodes.push(await RunningNode.found(plan, settings));
    for (const [at, one] of nodes.entries()) for (const other of nodes.slice(at + 1)) await peer(one, other);
  } catch (error) {
    await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
    throw error;
  }
  return {
    nodes,
    node(name) {
      const found = nodes.find((node) => node.name === name);
      if (found === undefined) throw new Error(`there is no node ${name}`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
    },
  };
}

/** One node alone, with its parties founded and no peers. */
export async function startNode(plan: NodePlan, settings: TestSettings = {}): Promise<TestNode & AsyncDisposable> {
  return RunningNode.found(plan, settings);
}

/** The parties named, or the first of each node: invited, accepted, compared and confirmed. */
export async function peer(one: Peering, other: Peering, onePlan?: string, otherPlan?: string): Promise<void> {
  const host = one.person(onePlan ?? firstOf(one), 'administrator');
  const guest = other.person(otherPlan ?? firstOf(other), 'administrator');
  const { invitation } = must(await invitePeer(one.federation.office, host));
  const { office, fetchPeer } = other.federation;
  must(await acceptInvitation(office, fetchPeer, guest, invitation, 'handed over in person'));
  const root = (await pinnedRoot(other.store.connection, guest.party)) ?? '';
  must(await confirmPeering(one.federation.office, host, guest.party, root, 'read out by its listed duty desk'));
}

function firstOf(node: Peering): string {
  const [party] = node.parties.keys();
  if (party === undefined) throw new Error(`${node.name} has no party`);
  return party;
}

export function must<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  const { code, sentence, place } = outcome.refusal;
  throw new Error(`refused: ${code} (${sentence})${place === undefined ? '' : ` at ${place}`}`);
}

type Parts = {
  store: Store;
  keyring: Keyring;
  ledger: OpenLedger;
  federation: Federation;
  app: App;
  exercise: ClockRoom | undefined;
  clocks: AsyncDisposableStack;
};

class RunningNode implements TestNode {
  readonly name: string;
  readonly parties = new Map<string, Founded>();
  readonly folder: string;
  readonly #secret: Identity;
  readonly #settings: TestSettings;
  readonly #port: number;
  readonly #lawless: boolean;
  #parts: Parts | undefined;

  constructor(plan: NodePlan, folder: string, secret: Identity, settings: TestSettings, port: number) {
    this.name = plan.name;
    this.#lawless = plan.lawless ?? false;
    this.folder = folder;
    this.#secret = secret;
    this.#settings = settings;
    this.#port = port;
  }

  static async found(plan: NodePlan, settings: TestSettings): Promise<RunningNode> {
    const folder = await mkdtemp(join(tmpdir(), `comity-${plan.name}-`));
    const node = new RunningNode(plan, folder, await newIdentity(), settings, await freePort());
    try {
      await node.start();
      for (const party of plan.parties) {
        const { ledger, keyring, store } = node;
        const founding = { persons: STAFF, ...party, node: node.url };
        node.parties.set(
          party.party,
          must(await foundParty({ ledger, keyring, connection: store.connection }, founding)),
        );
      }
    } catch (error) {
      await node[Symbol.asyncDispose]();
      throw error;
    }
    return node;
  }

  get origin(): string {
    return `${this.name}.example/log`;
  }
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  get store(): Store {
    return this.#running.store;
  }
  get keyring(): Keyring {
    return this.#running.keyring;
  }
  get ledger(): OpenLedger {
    return this.#running.ledger;
  }
  get federation(): Federation {
    return this.#running.federation;
  }

  get exercise(): ClockRoom | undefined {
    return this.#running.exercise;
  }

  get #running(): Parts {
    if (this.#parts === undefined) throw new Error(`${this.name} is stopped`);
    return this.#parts;
  }

  person(party: string, role: Role): { kind: 'person'; person: string; party: string } {
    const found = this.parties.get(party)?.persons.find((person) => person.roles.includes(role));
    if (found === undefined) throw new Error(`${party} has no ${role}`);
    return { kind: 'person', person: found.person, party };
  }

  async start(): Promise<void> {
    const store = await openStore({ folder: this.folder });
    const origin = await logInUse(store, this.origin);
    const keyring = must(await openKeyring(store, { identity: this.#secret }));
    await createTables(store, NODE_TABLE_SETS);
    const { cadenceMs, fetchOf, clock, exerciseClock, ...rest } = this.#settings;
    const world = clock ?? rest.timer?.now ?? (() => Temporal.Now.instant());
    const ticking = exerciseClock === undefined ? undefined : new ExerciseClock(world);
    const now = () => ticking?.now() ?? world();
    const keeper = exerciseClock ?? undefined;
    const models = nodeModels(origin, now, testReckoning(), { realm: TEST_REALM, keeper, world });
    const authority = createAuthority(models.map((model) => model.acts ?? []));
    const ledger = await openLedger({
      store,
      keyring,
      models: models.map((model) => (this.#lawless ? withoutRules(model) : governed(model, authority))),
      origin,
      realm: TEST_REALM,
      parties: partyReads(keyring, now),
      clock: now,
      erasures: fileErasureList(join(this.folder, 'erasures.jsonl')),
      ...(cadenceMs === undefined ? {} : { cadenceMs }),
    });
    const clocks = new AsyncDisposableStack();
    const followed = ticking && clocks.use(await followClock(ticking, ledger, keeper));
    const federation = await openFederation({
      store,
      ledger,
      keyring,
      node: this.url,
      privatePeers: true,
      ...(ticking === undefined ? {} : { world, inRealm: (at) => ticking.at(at) }),
      fetchPeer: fetchOf?.(this.name) ?? createPeerFetch({ privatePeers: true, silenceMs: PATIENCE_MS }),
      ...rest,
    });
    if (ticking !== undefined) clocks.use(giveClock({ office: federation.office, ledger }));
    const exercise = ticking && followed && { clock: ticking, keeper, world, settled: () => followed.settled() };
    must(await announceSuccession(ledger, store, this.origin));
    const app = await buildServer({
      node: {
        name: this.name,
        operator: `${this.name} operator`,
        publicUrl: this.url,
        realm: TEST_REALM,
        exercise: true,
        demo: false,
      },
      identities: { fromSession: async () => null, fromToken: async () => null },
      people: { refusal: () => '', keptForm: () => '' },
    });
    checkAnswers(app);
    machineRoutes(app, federation);
    const { connection } = store;
    const taking = { connection, keyring, fetchPeer: federation.fetchPeer, realm: TEST_REALM };
    sealedRoutes(app, { ...taking, now: () => ledger.now() });
    await app.listen({ host: '127.0.0.1', port: this.#port });
    this.#parts = { store, keyring, ledger, federation, app, exercise, clocks };
  }

  async stop(): Promise<void> {
    const parts = this.#parts;
    if (parts === undefined) return;
    this.#parts = undefined;
    await parts.app.close();
    await parts.clocks.disposeAsync();
    await parts.federation[Symbol.asyncDispose]();
    await parts.ledger[Symbol.asyncDispose]();
    await parts.store[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function withoutRules(model: Model): Model {
  const rules = model.types.map((type) => ({
    type: type.name,
    load: async (_reads: unknown, drafts: readonly unknown[]) => drafts.map(() => null),
    decide: () => accept(null),
  }));
  return { ...model, rules };
}
