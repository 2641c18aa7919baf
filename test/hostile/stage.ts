/** The federation of `founding.ts` as real nodes of this process: real keys, real HTTP between them, every check on. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { deliveryPath } from '#federation/dispatch.ts';
import type { Federation } from '#federation/federation.ts';
import { createPeerFetch, type PeerFetch } from '#federation/fetch.ts';
import { type Office, sealIdentities } from '#federation/office.ts';
import { unsealText } from '#federation/seal.ts';
import type { App } from '#http/contract.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { openNode } from '#node.ts';
import { type Founded, type Founding, foundParty } from '#parties/founding.ts';
import type { Role as NodeRole } from '#parties/roles.ts';
import { buildNodeServer } from '#server.ts';
import { readSettings } from '#settings.ts';
import type { Connection } from '#store/connection.ts';
import type { Keyring } from '#store/keyring.ts';
import { createKeyFile } from '#store/unlock.ts';
import { must, type NodePlan, peer, startNode, TEST_REALM } from '#testing/federation.ts';
import { freePort } from '#testing/free-port.ts';
import type { StorePlace } from '#testing/store-place.ts';
import type { Kind, NodeName, PartyName, PersonName, Role } from './acts.ts';
import { founding } from './founding.ts';

const START = '2026-03-01T08:00:00Z';
const TERRITORIES: Readonly<Record<string, string>> = { X: 'XV', Y: 'XA', Z: 'XL' };
const KINDS: Readonly<Record<Exclude<Kind, 'stranger'>, Founding['kind']>> = {
  authority: 'csirt',
  operator: 'operator',
  guest: 'ngo',
};
/** Whoever signs for a party of the model does so at a desk. */
export const ROLES: Readonly<Record<Role, readonly NodeRole[]>> = {
  reader: ['reader'],
  author: ['duty-officer'],
  approver: ['duty-officer', 'approver'],
};
/** A person outside the model, who does for a party's approvers what takes an administrator. */
const KEEPER = 'keeper';
/** Who reaches whom; the others are unknown to each other, and releases to them are refused. */
const PEERS: readonly (readonly [PartyName, PartyName])[] = [
  ['Authority', 'Neighbour'],
  ['Authority', 'Liar'],
  ['Neighbour', 'Liar'],
  ['Authority', 'Accomplice'],
  ['Authority', 'Grid'],
];

export type StageNode = {
  readonly name: NodeName;
  readonly url: string;
  readonly ledger: OpenLedger;
  readonly keyring: Keyring;
  readonly connection: Connection;
  readonly office: Office;
  readonly federation: Federation;
  /** Absent where the node is an enemy's: nobody looks at its pages. */
  readonly app: App | undefined;
};

export type Stage = AsyncDisposable & {
  readonly node: (name: NodeName) => StageNode | undefined;
  readonly home: (party: PartyName) => StageNode | undefined;
  readonly did: (party: PartyName) => string;
  readonly nameOf: (did: string) => PartyName | undefined;
  readonly personOf: (person: PersonName, party: PartyName) => string;
  /** Whom each party began with. */
  readonly mandated: readonly { readonly person: PersonName; readonly party: PartyName }[];
  readonly keeperOf: (party: PartyName) => { kind: 'person'; person: string; party: string };
  /** The case in which a party says what it is. */
  readonly ownCase: (party: PartyName) => string;
  readonly now: () => Temporal.Instant;
  readonly wait: (seconds: number) => void;
  /** Failures of the nodes' own, in the background. */
  readonly troubles: readonly string[];
};

/** Told of every text that leaves a node for a party of another one, opened. */
export type Watcher = (to: PartyName, text: string) => void;

type Homes = ReadonlyMap<PartyName, { readonly node: NodeName; readonly state: string; readonly kind: Kind }>;

export async function openStage(makePlace: () => Promise<StorePlace>, watch: Watcher): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const homes: Homes = new Map(founding.flatMap((act) => (act.type === 'party' ? [[act.party, act]] : [])));
  const nodes = new Map<NodeName, StageNode>();
  const founded = new Map<PartyName, Founded>();
  const troubles: string[] = [];
  let now = Temporal.Instant.from(START);
  const did = (party: PartyName) =>
    `did:web:${party.toLowerCase()}.${homes.get(party)?.state.toLowerCase()}.example`;
  const nameOf = (id: string) => [...homes.keys()].find((party) => did(party) === id);
  const plans = (node: NodeName) =>
    [...homes].flatMap(([party, home]) =>
      home.node !== node || home.kind === 'stranger' ? [] : [planOf(party, home, did)],
    );
  const parts = {
    clock: () => now,
    trouble: (error: unknown, doing: string) => void troubles.push(`${doing}: ${String(error)}`),
    fetchOf: () => watchedFetch(nodes, nameOf, watch),
  };
  for (const name of ['north', 'south']) {
    const node = await openHonest(stack, name, await makePlace(), parts);
    nodes.set(name, node);
    for (const [party, plan] of plans(name)) {
      const { ledger, keyring, connection } = node;
      founded.set(party, must(await foundParty({ ledger, keyring, connection }, { ...plan, node: node.url })));
    }
  }
  const far = await openLawless(
    stack,
    plans('far').map(([, plan]) => plan),
    parts,
  );
  nodes.set('far', far.node);
  for (const [party] of plans('far')) founded.set(party, far.founded.get(did(party)) as Founded);
  const personOf = (person: PersonName, party: PartyName) =>
    founded.get(party)?.persons.find(({ name }) => name === person)?.person ?? `${did(party)}#${randomUUID()}`;
  const keeperOf = (party: PartyName) =>
    ({ kind: 'person', person: personOf(KEEPER, party), party: did(party) }) as const;
  const home = (party: PartyName) => nodes.get(homes.get(party)?.node ?? '');
  const peering = (party: PartyName) => {
    const { name, federation, connection } = home(party) as StageNode;
    const one = {
      name,
      federation,
      store: federation.office.store,
      connection,
      parties: new Map([[did(party), 1]]),
    };
    return { ...one, person: () => keeperOf(party) };
  };
  for (const [one, other] of PEERS) await peer(peering(one), peering(other));
  const running = stack.move();
  return {
    node: (name) => nodes.get(name),
    home,
    did,
    nameOf,
    personOf,
    mandated: founding.flatMap((act) => (act.type === 'mandate' ? [act] : [])),
    keeperOf,
    ownCase: (party) => founded.get(party)?.case ?? '',
    now: () => now,
    wait(seconds) {
      now = now.add({ seconds });
    },
    troubles,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

type Plan = Omit<Founding, 'node'>;

function planOf(
  party: PartyName,
  { kind, state }: { readonly kind: Kind; readonly state: string },
  did: (party: PartyName) => string,
): readonly [PartyName, Plan] {
  const persons = founding.flatMap((act) =>
    act.type === 'mandate' && act.party === party ? [{ name: act.person, roles: ROLES[act.role] }] : [],
  );
  const parent = founding.find((act) => act.type === 'party' && act.state === state && act.kind === 'authority');
  const plan: Plan = {
    party: did(party),
    name: party,
    kind: KINDS[kind as keyof typeof KINDS],
    territory: TERRITORIES[state] ?? 'XZ',
    persons: [...persons, { name: KEEPER, roles: ['administrator', 'legal'] }],
    ...(kind === 'operator' && parent?.type === 'party' ? { parent: did(parent.party) } : {}),
  };
  return [party, plan];
}

type Parts = {
  readonly clock: () => Temporal.Instant;
  readonly trouble: (error: unknown, doing: string) => void;
  readonly fetchOf: () => PeerFetch;
};

async function openHonest(
  stack: AsyncDisposableStack,
  name: string,
  place: StorePlace,
  { clock, trouble, fetchOf }: Parts,
): Promise<StageNode> {
  stack.use(place);
  const port = await freePort();
  const keyFile = join(place.folder, 'node.key');
  await createKeyFile(keyFile);
  const { target } = place;
  const settings = must(
    readSettings({
      COMITY_DATA: place.folder,
      COMITY_LISTEN: `127.0.0.1:${port}`,
      COMITY_ORIGIN: `${name}.example/log`,
      COMITY_REALM: TEST_REALM,
      COMITY_OPERATED_BY: name,
      COMITY_PRIVATE_PEERS: 'yes',
      COMITY_LOG_LEVEL: 'silent',
      ...('databaseUrl' in target ? { DATABASE_URL: target.databaseUrl, COMITY_SCHEMA: target.schema ?? '' } : {}),
    }),
  );
  const node = stack.use(must(await openNode(settings, { clock, trouble, fetchPeer: fetchOf() })));
  const app = await buildNodeServer(node, { trouble });
  await app.listen({ host: '127.0.0.1', port });
  stack.defer(() => app.close());
  const { ledger, keyring, federation, store } = node;
  const { office } = federation;
  return { name, url: settings.publicUrl, ledger, keyring, connection: store.connection, office, federation, app };
}

/** An enemy's node keeps no rule of its own; what it sends, honest nodes hear like anybody's. */
async function openLawless(
  stack: AsyncDisposableStack,
  plans: readonly Plan[],
  { clock, trouble, fetchOf }: Parts,
) {
  const plan: NodePlan = { name: 'far', lawless: true, parties: plans };
  const node = stack.use(await startNode(plan, { clock, trouble, fetchOf }));
  const { name, url, ledger, keyring, federation, store } = node;
  const { office } = federation;
  const found: StageNode = {
    name,
    url,
    ledger,
    keyring,
    connection: store.connection,
    office,
    federation,
    app: undefined,
  };
  return { node: found, founded: node.parties };
}

/** What a node sends and is answered, as the parties it is sealed to read it. */
function watchedFetch(
  nodes: ReadonlyMap<NodeName, StageNode>,
  nameOf: (did: string) => PartyName | undefined,
  watch: Watcher,
): PeerFetch {
  const fetchPeer = createPeerFetch({ privatePeers: true });
  async function watched(request: Parameters<PeerFetch>[0]): ReturnType<PeerFetch> {
    const [, did] = /^\/federation\/v1\/parties\/([^/]+)\/deliveries$/.exec(request.path) ?? [];
    const party = did === undefined ? undefined : decodeURIComponent(did);
    if (party !== undefined && request.body !== undefined && request.path === deliveryPath(party)) {
      const receiver = [...nodes.values()].find(({ url }) => url === request.node);
      const name = nameOf(party);
      if (receiver !== undefined && name !== undefined) {
        const text = await unsealText(request.body, await sealIdentities(receiver.office, party));
        watch(name, text.ok ? text.value : '');
      }
    }
    return fetchPeer(request);
  }
  return Object.assign(watched, { [Symbol.dispose]: () => fetchPeer[Symbol.dispose]() });
}
