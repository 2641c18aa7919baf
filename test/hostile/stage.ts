/**
 * The federation of `founding.ts` as real nodes in one process: two honest ones with all their mouths, asked without a
 * port; one whose ledger lets its parties say anything; and a stranger with a key and no node. They share one clock,
 * which moves only when the driver moves it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '#http/contract.ts';
import { type Node, openNode } from '#node.ts';
import { type Founded, foundParty } from '#parties/keys/founding.ts';
import { mandatePerson } from '#parties/persons/mandating.ts';
import type { Role as RealRole } from '#parties/roles.ts';
import type { PartyKind } from '#parties/statements.ts';
import { buildNodeServer } from '#server.ts';
import { readSettings } from '#settings.ts';
import type { StoreTarget } from '#store/open.ts';
import { createKeyFile } from '#store/unlock.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { must, type Peering, peer, startNode, TEST_REALM, type TestNode } from '#testing/federation.ts';
import type { StorePlace } from '#testing/store-place.ts';
import type { Kind, NodeName, PartyName, PersonName, Role } from './acts.ts';
import { founding } from './founding.ts';
import { createWire, type Wire } from './wire.ts';

const START = Temporal.Instant.from('2026-03-01T08:00:00Z');
/** So long that no checkpoint is published by itself while a history is played. */
const CADENCE_MS = 3_600_000;
const MANDATE_DAYS = 365;

export type HonestNode = {
  readonly name: NodeName;
  readonly url: string;
  readonly node: Node;
  readonly app: App;
};

/** What of a node the deeds need, whoever runs it. */
export type AnyNode = Pick<TestNode, 'store' | 'ledger' | 'federation' | 'keyring'>;

export type Stage = AsyncDisposable & {
  readonly honest: ReadonlyMap<NodeName, HonestNode>;
  readonly far: TestNode;
  readonly wire: Wire;
  /** Persons as the nodes name them: `<party did>#<uuid>`. */
  readonly persons: Map<string, string>;
  readonly troubles: string[];
  now(): Temporal.Instant;
  /** Moves every node's clock on. */
  pass(duration: Temporal.DurationLike): void;
};

const TERRITORIES: Readonly<Record<string, string>> = { X: 'XV', Y: 'XA', Z: 'XS', W: 'XN' };
const KINDS: Readonly<Record<Kind, PartyKind>> = {
  authority: 'csirt',
  operator: 'operator',
  guest: 'vendor',
  stranger: 'ngo',
};
const AUTHOR: readonly RealRole[] = ['reporter', 'duty-officer', 'administrator'];
const ROLES: Readonly<Record<Role, readonly RealRole[]>> = {
  reader: ['reader'],
  author: AUTHOR,
  approver: [...AUTHOR, 'approver'],
};

/** Who introduces whom: each pair of parties on two nodes that are to be able to give each other something. */
const PEERS: readonly (readonly [PartyName, PartyName])[] = [
  ['Authority', 'Neighbour'],
  ['Authority', 'Grid'],
  ['Neighbour', 'Hospital'],
  ['Neighbour', 'Partner'],
  ['Neighbour', 'Guest'],
  ['Authority', 'Liar'],
  ['Authority', 'Accomplice'],
  ['Hospital', 'Liar'],
  ['Partner', 'Liar'],
  ['Guest', 'Liar'],
  ['Neighbour', 'Liar'],
  ['Neighbour', 'Accomplice'],
  ['Grid', 'Liar'],
];

type PartyPlan = {
  readonly party: PartyName;
  readonly node: NodeName;
  readonly state: string;
  readonly kind: Kind;
};
const PARTIES: readonly PartyPlan[] = founding.flatMap((act) => (act.type === 'party' ? [act] : []));

/** Every party has one name on all nodes. */
export function didOf(party: PartyName): string {
  return `did:web:${party.toLowerCase()}.example`;
}

export function territoryOf(state: string): string {
  return TERRITORIES[state] ?? 'XN';
}

export function kindOf(kind: Kind): PartyKind {
  return KINDS[kind];
}

export function rolesOf(role: Role): readonly RealRole[] {
  return ROLES[role];
}

export function seatName(person: PersonName, party: PartyName): string {
  return `${person} ${party}`;
}

export function homeOf(party: PartyName): NodeName {
  return PARTIES.find((one) => one.party === party)?.node ?? 'outside';
}

/** Opens, founds and peers. `places` are the stores of the two honest nodes. */
export async function openStage(places: readonly StorePlace[]): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  let now = START;
  const clock = () => now;
  const troubles: string[] = [];
  const wire = createWire();
  const honest = new Map<NodeName, HonestNode>();
  for (const [at, name] of ['north', 'south'].entries()) {
    const place = places[at];
    if (place === undefined) throw new Error(`there is no place for ${name}`);
    honest.set(name, await openHonest(stack, { name, place, clock, wire, troubles }));
  }
  const far = stack.use(
    await startNode(
      { name: 'far', lawless: true, parties: PARTIES.filter((one) => one.node === 'far').map(planOf) },
      { clock, cadenceMs: CADENCE_MS, random: () => 0.5, fetchOf: () => wire.fetchFrom('far') },
    ),
  );
  const persons = new Map<string, string>();
  for (const [name, { node }] of honest) {
    wire.join(node.settings.publicUrl, { app: honest.get(name)!.app, node });
    for (const plan of PARTIES.filter((one) => one.node === name)) await found(node, plan, persons);
  }
  wire.join(far.url, { node: far });
  for (const [did, founded] of far.parties) remember(persons, partyNamed(did), founded);
  const meeting = (party: PartyName) => peeringOf(honest, far, persons, party);
  for (const [one, other] of PEERS) await peer(meeting(one), meeting(other), didOf(one), didOf(other));
  const opened = stack.move();
  return {
    ...{ honest, far, wire, persons, troubles },
    now: clock,
    pass(duration) {
      now = now.add(duration);
    },
    async [Symbol.asyncDispose]() {
      // A server that ends waits for connections that somebody keeps.
      wire[Symbol.dispose]();
      await opened.disposeAsync();
    },
  };
}

type Opening = {
  readonly name: NodeName;
  readonly place: StorePlace;
  readonly clock: () => Temporal.Instant;
  readonly wire: Wire;
  readonly troubles: string[];
};

async function openHonest(stack: AsyncDisposableStack, opening: Opening): Promise<HonestNode> {
  const { name, place, clock, wire, troubles } = opening;
  const folder = join(place.folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await createKeyFile(join(folder, 'node.key'));
  const url = `https://${name}.example`;
  const settings = must(
    readSettings({
      COMITY_DATA: folder,
      COMITY_PUBLIC_URL: url,
      COMITY_ORIGIN: `${name}.example/log`,
      COMITY_REALM: TEST_REALM,
      COMITY_OPERATED_BY: name,
      COMITY_PRIVATE_PEERS: 'yes',
      COMITY_CADENCE_MS: String(CADENCE_MS),
      COMITY_LOG_LEVEL: 'silent',
      ...storeSettings(place.target),
    }),
  );
  const trouble = (failure: unknown, doing: string) => troubles.push(`${name}: ${doing}: ${String(failure)}`);
  const node = stack.use(must(await openNode(settings, { clock, trouble, fetchPeer: wire.fetchFrom(name) })));
  const app = await buildNodeServer(node, { trouble });
  checkAnswers(app);
  stack.defer(() => app.close());
  await app.ready();
  return { name, url, node, app };
}

function storeSettings(target: StoreTarget): Readonly<Record<string, string>> {
  return 'folder' in target ? {} : { DATABASE_URL: target.databaseUrl, COMITY_SCHEMA: target.schema };
}

/** The node mandates the first administrator, and that person all others. */
async function found(node: Node, plan: PartyPlan, persons: Map<string, string>): Promise<void> {
  const { ledger, keyring, store } = node;
  const { connection } = store;
  const founded = must(
    await foundParty({ ledger, keyring, connection }, foundingOf(plan, node.settings.publicUrl)),
  );
  remember(persons, plan.party, founded);
  const first = founded.persons[0]?.person ?? '';
  const actor = { kind: 'person', person: first, party: founded.party } as const;
  const validUntil = ledger
    .now()
    .add({ hours: 24 * MANDATE_DAYS })
    .toString({ smallestUnit: 'second' });
  for (const { name, roles } of staffOf(plan.party).slice(1)) {
    const made = must(await mandatePerson({ connection, ledger }, actor, { name, roles, validUntil }));
    persons.set(seatName(name, plan.party), made.person);
  }
}

function staffOf(party: PartyName) {
  return founding.flatMap((act) =>
    act.type === 'mandate' && act.party === party ? [{ name: act.person, roles: rolesOf(act.role) }] : [],
  );
}

function planOf({ party, state, kind }: PartyPlan) {
  const facts = { party: didOf(party), name: party, kind: kindOf(kind), territory: territoryOf(state) };
  const [first, ...others] = staffOf(party);
  if (first === undefined) throw new Error(`${party} has nobody`);
  return {
    ...facts,
    persons: [first, ...others.map(({ name }) => ({ name, roles: ['duty-officer', 'approver'] as const }))],
  };
}

function foundingOf(plan: PartyPlan, node: string) {
  const parent = plan.kind === 'operator' ? PARTIES.find((one) => one.state === plan.state) : undefined;
  return {
    ...planOf(plan),
    persons: staffOf(plan.party).slice(0, 1),
    node,
    mandateDays: MANDATE_DAYS,
    ...(parent === undefined ? {} : { parent: didOf(parent.party) }),
  };
}

function partyNamed(did: string): PartyName {
  return PARTIES.find(({ party }) => didOf(party) === did)?.party ?? did;
}

function remember(persons: Map<string, string>, party: PartyName, founded: Founded): void {
  for (const { name, person } of founded.persons) persons.set(seatName(name, party), person);
}

/** A node as the helpers that make peers want it. */
function peeringOf(
  honest: ReadonlyMap<NodeName, HonestNode>,
  far: TestNode,
  persons: ReadonlyMap<string, string>,
  party: PartyName,
): Peering {
  const home = honest.get(homeOf(party));
  if (home === undefined) return { ...administered(far, persons), name: 'far', parties: far.parties };
  const { federation, store } = home.node;
  return { ...administered({ federation, store }, persons), name: home.name, parties: new Map() };
}

function administered(node: Pick<Peering, 'federation' | 'store'>, persons: ReadonlyMap<string, string>) {
  const { federation, store } = node;
  return {
    federation,
    store,
    person(did: string) {
      const party = partyNamed(did);
      const administrator = founding.find(
        (act) => act.type === 'mandate' && act.party === party && act.role !== 'reader',
      );
      const name = administrator?.type === 'mandate' ? administrator.person : '';
      return { kind: 'person' as const, person: persons.get(seatName(name, party)) ?? '', party: did };
    },
  };
}
