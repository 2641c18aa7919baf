/** The demo's federation: sovereign nodes in one process, each with its own folder, keys, log and HTTP server. */
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trouble } from '#capability.ts';
import { standingNow } from '#federation/office.ts';
import { acceptInvitation } from '#federation/peers/accept-invitation.ts';
import { confirmPeering, invitePeer } from '#federation/peers/peers.ts';
import type { App } from '#http/contract.ts';
import { type Node, openNode } from '#node.ts';
import { accept, type Outcome } from '#outcome.ts';
import { type Founded, foundParty } from '#parties/keys/founding.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import { openSeats, type Seat } from '#parties/persons/seats.ts';
import type { Role } from '#parties/roles.ts';
import { mandatesOf } from '#parties/view.ts';
import { buildNodeServer } from '#server.ts';
import { readSettings, type Settings } from '#settings.ts';
import { createKeyFile } from '#store/unlock.ts';
import { ALSO_MEET, CAST, type CastNode, type CastParty, HOSPITAL, STATE_GROUPS, VELDMARK } from './cast.ts';
import { setDemoClock } from './demo-clock.ts';
import { sayPublicCase } from './public-case.ts';
import { administratorOf, describeGuest, type Host, sayReach } from './quiet-times.ts';
import { SCENE_TEXTS } from './scene-texts.ts';
import { seatRoutes } from './seat-routes.ts';

export const DEMO_REALM = 'exercise:demo';
const HOST = '127.0.0.1';

export type DemoNode = Host & { readonly url: string; readonly app: App };

export type DemoFederation = AsyncDisposable & {
  readonly nodes: readonly DemoNode[];
  /** The time of the exercise, which all nodes share. */
  now(): Temporal.Instant;
  /** How many times as fast as the world's it runs. */
  speed(): number;
};

export type DemoPlace = {
  readonly folder: string;
  readonly port: number;
  readonly trouble: Trouble;
  /** How many times as fast as the world's its clock is to run; left as it is where nothing is said. */
  readonly speed?: number;
  /** The world's clock, which a test may let jump. */
  readonly real?: () => Temporal.Instant;
};

/** Starts every node; what a folder holds already is taken up where it stopped. */
export async function startDemo(place: DemoPlace): Promise<Outcome<DemoFederation>> {
  await using stack = new AsyncDisposableStack();
  // Side by side: each waits for its own disk, and none for the others.
  const prepared = await Promise.all(CAST.map((cast, at) => prepareNode(stack, cast, place, place.port + 1 + at)));
  const nodes: DemoNode[] = [];
  for (const one of prepared) {
    if (!one.ok) return one;
    nodes.push(one.value);
  }
  for (const [at, one] of nodes.entries()) {
    for (const other of nodes.slice(at + 1)) {
      const met = await meet(one, other);
      if (!met.ok) return met;
    }
  }
  for (const [one, other] of ALSO_MEET) {
    const met = await meet(hostOf(nodes, one), hostOf(nodes, other), one, other);
    if (!met.ok) return met;
  }
  const host = nodes[0];
  if (host !== undefined) {
    const speakers = { hospital: administratorOf(host, HOSPITAL), csirt: administratorOf(host, VELDMARK) };
    const [described, reach, open] = await Promise.all([
      describeGuest(host),
      sayReach(host),
      sayPublicCase(host.node, speakers),
    ]);
    if (!described.ok) return described;
    if (!reach.ok) return reach;
    if (!open.ok) return open;
  }
  const runs = hostOf(nodes, VELDMARK);
  if (place.speed !== undefined) {
    const set = await setDemoClock(
      nodes.map(({ node }) => node),
      { node: runs.node, person: administratorOf(runs, VELDMARK) },
      place.speed,
    );
    if (!set.ok) return set;
  }
  const running = stack.move();
  return accept({
    nodes,
    now: () => runs.node.ledger.now(),
    speed: () => runs.node.exercise?.clock.face()?.speed ?? 1,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  });
}

/** Opened, its parties founded, its pages served. Whatever was opened ends with the stack, also when a later step fails. */
async function prepareNode(
  stack: AsyncDisposableStack,
  cast: CastNode,
  place: DemoPlace,
  port: number,
): Promise<Outcome<DemoNode>> {
  const opened = await openDemoNode(cast, place, port);
  if (!opened.ok) return opened;
  const node = stack.use(opened.value);
  for (const party of cast.parties) {
    const founded = await foundOnce(node, party);
    if (!founded.ok) return founded;
  }
  const seats = await seatsOf(node, cast);
  const offered = openSeats({ demo: true, realm: node.settings.realm }, seats, node.world);
  if (!offered.ok) return offered;
  const app = await buildNodeServer(node, {
    seats: offered.value,
    stateNames: SCENE_TEXTS.states,
    trouble: place.trouble,
  });
  seatRoutes(app, offered.value, node);
  await app.listen({ host: HOST, port: node.settings.port });
  stack.defer(() => app.close());
  return accept({ cast, url: node.settings.publicUrl, node, app, seats });
}

async function openDemoNode(cast: CastNode, place: DemoPlace, port: number): Promise<Outcome<Node>> {
  const folder = join(place.folder, cast.name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const settings = demoSettings(cast, folder, port);
  if (!settings.ok) return settings;
  const key = join(folder, 'node.key');
  if (!(await exists(key))) await createKeyFile(key);
  return openNode(settings.value, {
    trouble: place.trouble,
    ...(place.real === undefined ? {} : { clock: place.real }),
  });
}

/** Through the same door as a real deployment's environment, so that no setting exists for the demo alone. */
function demoSettings(cast: CastNode, folder: string, port: number): Outcome<Settings> {
  return readSettings({
    COMITY_DATA: folder,
    COMITY_LISTEN: `${HOST}:${port}`,
    COMITY_ORIGIN: `${cast.domain}/log`,
    COMITY_REALM: DEMO_REALM,
    COMITY_OPERATED_BY: cast.operatedBy,
    COMITY_REFERENCE_LETTERS: cast.letters,
    COMITY_EMERGENCY_PHONE: cast.emergencyPhone,
    COMITY_PRIVATE_PEERS: 'yes',
    COMITY_STATE_GROUPS: STATE_GROUPS,
    COMITY_LOG_LEVEL: 'warn',
  });
}

async function foundOnce(node: Node, cast: CastParty): Promise<Outcome<unknown>> {
  const known = await mandatesOf(node.store.connection, cast.id, node.ledger.now());
  if (known.length >= cast.persons.length) return accept(null);
  const founded = await foundParty(
    { ledger: node.ledger, keyring: node.keyring, connection: node.store.connection },
    {
      party: cast.id,
      name: cast.name,
      kind: cast.kind,
      territory: cast.territory,
      node: node.settings.publicUrl,
      ...(cast.authority === undefined ? {} : { parent: cast.authority }),
      persons: cast.persons.map(({ name, roles }) => ({ name, roles: roles as readonly Role[] })),
    },
  );
  return founded.ok && cast.kind !== 'operator' ? listDesk(node, cast, founded.value) : founded;
}

/** Where an authority is reached at any hour, in the directory; its administrator says so. */
async function listDesk({ ledger }: Node, cast: CastParty, founded: Founded): Promise<Outcome<unknown>> {
  const administrator = cast.persons.find(({ roles }) => roles.includes('administrator'));
  const person = founded.persons.find(({ name }) => name === administrator?.name)?.person ?? '';
  const channel = cast.kind === 'state-authority' ? 'diplomatic' : 'csirt';
  return ledger.submit({
    kind: 'draft',
    actor: { kind: 'person', party: cast.id, person },
    jobKey: `demo-desk/${cast.id}`,
    draft: {
      type: 'contact-point',
      issuer: cast.id,
      case: founded.case,
      claims: {
        party: cast.id,
        contact: crypto.randomUUID(),
        channel,
        kind: channel === 'csirt' ? 'csirt' : 'single-point-of-contact',
        name: `${cast.name}, duty desk`,
        languages: ['en'],
        hours: '24/7',
        phone: cast.phone,
        verified_on: ledger.now().toString().slice(0, 10),
      },
    },
  });
}

async function seatsOf(node: Node, cast: CastNode): Promise<Seat[]> {
  const seats: Seat[] = [];
  for (const party of cast.parties) {
    const mandates = await mandatesOf(node.store.connection, party.id, node.ledger.now());
    for (const { name, seat } of party.persons) {
      const mandate = mandates.find((one) => one.name === name);
      if (mandate === undefined) continue;
      seats.push({ name: seat, person: mandate.person, party: party.id, label: `${name}, ${party.name}` });
    }
  }
  return seats;
}

/** Invited, accepted, compared, confirmed: as two administrators would, over the same HTTP. */
async function meet(
  one: DemoNode,
  other: DemoNode,
  hostParty?: string,
  guestParty?: string,
): Promise<Outcome<unknown>> {
  const host = administratorOf(one, hostParty);
  const guest = administratorOf(other, guestParty);
  const { peers } = await standingNow(one.node.federation.office);
  if (peers.some((peer) => peer.party === guest.party && peer.mutual)) return accept(null);
  const invited = await invitePeer(one.node.federation.office, host);
  if (!invited.ok) return invited;
  const { office, fetchPeer } = other.node.federation;
  const accepted = await acceptInvitation(
    office,
    fetchPeer,
    guest,
    invited.value.invitation,
    'handed over at the founding meeting',
  );
  if (!accepted.ok) return accepted;
  const root = (await pinnedRoot(other.node.store.connection, guest.party)) ?? '';
  return confirmPeering(one.node.federation.office, host, guest.party, root, 'read out by its listed duty desk');
}

function hostOf(nodes: readonly DemoNode[], party: string): DemoNode {
  const host = nodes.find(({ cast }) => cast.parties.some(({ id }) => id === party));
  if (host === undefined) throw new Error(`no node of the cast hosts ${party}`);
  return host;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
