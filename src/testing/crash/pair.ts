/**
 * Two peered nodes for crash tests: built by the product's own `openNode` and `buildNodeServer` from settings that are
 * only text, so that any process can open either of them again on what a crash left.
 */
import { dirname, join } from 'node:path';
import type { Trouble } from '#capability.ts';
import { type Node, openNode } from '#node.ts';
import { foundParty } from '#parties/keys/founding.ts';
import type { Role } from '#parties/roles.ts';
import { mandatesOf } from '#parties/view.ts';
import { buildNodeServer } from '#server.ts';
import { readSettings } from '#settings.ts';
import type { StoreTarget } from '#store/open.ts';
import { createKeyFile } from '#store/unlock.ts';
import { must, type Peering, peer, type Speaking } from '#testing/federation.ts';
import { freePort } from '#testing/free-port.ts';

const REALM = 'exercise:crash';
const CADENCE_MS = '100';

export const SIDES = ['veldmark', 'arvenia'] as const;
export type SideName = (typeof SIDES)[number];

const TERRITORIES: Readonly<Record<SideName, string>> = { veldmark: 'XV', arvenia: 'XA' };

/** One node as text: its party, and the environment its settings are read from. */
export type SidePlan = {
  readonly name: SideName;
  readonly party: string;
  readonly environment: Readonly<Record<string, string>>;
};

export type PairPlan = Readonly<Record<SideName, SidePlan>>;

/** Where one node keeps its statements, and the folder it finds its key in. */
export type SidePlace = { readonly target: StoreTarget; readonly keys: string };

export type Side = AsyncDisposable & Speaking & Peering & { readonly plan: SidePlan; readonly node: Node };

export function otherSide(name: SideName): SideName {
  return name === 'veldmark' ? 'arvenia' : 'veldmark';
}

/** Founds both nodes, makes them peers, and closes them. */
export async function foundPair(places: Readonly<Record<SideName, SidePlace>>): Promise<PairPlan> {
  const [veldmark, arvenia] = await Promise.all(SIDES.map((name) => foundSide(name, places[name])));
  if (veldmark === undefined || arvenia === undefined) throw new Error('found a pair: a side is missing');
  await using one = await openSide(veldmark);
  await using other = await openSide(arvenia);
  await peer(one, other);
  return { veldmark, arvenia };
}

async function foundSide(name: SideName, place: SidePlace): Promise<SidePlan> {
  const party = `did:web:csirt.${name}.example`;
  const plan = { name, party, environment: await environmentOf(name, place) };
  await createKeyFile(join(place.keys, 'node.key'));
  await using node = must(await openNode(must(readSettings(plan.environment))));
  const ground = { ledger: node.ledger, keyring: node.keyring, connection: node.store.connection };
  must(
    await foundParty(ground, {
      party,
      name: `${name} CSIRT`,
      kind: 'csirt',
      territory: TERRITORIES[name],
      node: node.settings.publicUrl,
      persons: [
        { name: 'duty', roles: ['duty-officer', 'administrator', 'reporter', 'reader'] },
        { name: 'approver', roles: ['approver'] },
      ],
    }),
  );
  return plan;
}

async function environmentOf(name: SideName, { target, keys }: SidePlace): Promise<SidePlan['environment']> {
  return {
    ...storeSettings(target, keys),
    COMITY_KEY_FILE: join(keys, 'node.key'),
    COMITY_LISTEN: `127.0.0.1:${await freePort()}`,
    COMITY_ORIGIN: `${name}.example/log`,
    COMITY_REALM: REALM,
    COMITY_CADENCE_MS: CADENCE_MS,
    COMITY_PRIVATE_PEERS: 'yes',
    COMITY_LOG_LEVEL: 'silent',
  };
}

function storeSettings(target: StoreTarget, keys: string): SidePlan['environment'] {
  return 'folder' in target
    ? { COMITY_DATA: target.folder }
    : { COMITY_DATA: keys, DATABASE_URL: target.databaseUrl, COMITY_SCHEMA: target.schema };
}

/** The same nodes on copies of their databases. */
export function replaced(plan: PairPlan, targetOf: (name: SideName) => StoreTarget): PairPlan {
  const moved = ({ environment, ...side }: SidePlan): SidePlan => {
    const keys = dirname(environment.COMITY_KEY_FILE ?? '');
    return { ...side, environment: { ...environment, ...storeSettings(targetOf(side.name), keys) } };
  };
  return { veldmark: moved(plan.veldmark), arvenia: moved(plan.arvenia) };
}

/** Opens the node and serves it; disposing ends it as a stop would. */
export async function openSide(plan: SidePlan, trouble: Trouble = throwLater): Promise<Side> {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(must(await openNode(must(readSettings(plan.environment)), { trouble })));
  const app = await buildNodeServer(node, { trouble });
  stack.defer(() => app.close());
  await app.listen({ host: node.settings.host, port: node.settings.port });
  const mandates = await mandatesOf(node.store.connection, plan.party, node.ledger.now());
  const opened = stack.move();
  return {
    plan,
    node,
    name: plan.name,
    ledger: node.ledger,
    store: node.store,
    federation: node.federation,
    parties: new Map([[plan.party, mandates]]),
    person(party: string, role: Role) {
      const found = mandates.find((mandate) => mandate.roles.includes(role));
      if (found === undefined) throw new Error(`${party} has no ${role}`);
      return { kind: 'person', person: found.person, party };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** A failure of the node's own is a failure of the test, wherever it happens. */
function throwLater(failure: unknown, doing: string): void {
  queueMicrotask(() => {
    throw new Error(`could not ${doing}`, { cause: failure });
  });
}
