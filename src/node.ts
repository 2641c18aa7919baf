/** Builds one node from its settings, once, and takes it down again. What it can do is named in `capabilities.ts`. */
import { join } from 'node:path';
import { CAPABILITIES } from '#capabilities.ts';
import type { Job, ModelSettings, NodeServices, Trouble } from '#capability.ts';
import { createReferences } from '#cases/references.ts';
import { openFederation } from '#federation/federation.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { fileErasureList } from '#ledger/erasure-list.ts';
import { proveFoundedWith } from '#ledger/founded-with.ts';
import { openLedger } from '#ledger/ledger.ts';
import { createReader } from '#ledger/reader.ts';
import { logInUse } from '#ledger/successor.ts';
import { nodeModels } from '#node-models.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { accept, type Outcome } from '#outcome.ts';
import { createAuthority, governed } from '#parties/authority.ts';
import { communitiesOf } from '#parties/community-view.ts';
import type { Mailer } from '#parties/mail.ts';
import { partyReads } from '#parties/party-reads.ts';
import type { Settings, StorePlace } from '#settings.ts';
import { openKeyring } from '#store/keyring.ts';
import { moveForward, type StepTaken } from '#store/move-forward.ts';
import { openStore, type StoreTarget } from '#store/open.ts';
import { readUnlock } from '#store/unlock.ts';
import { grants } from './federation/agreements/grants.ts';
import { announceSuccession } from './federation/delivery/succession.ts';
import { type Reckoning, reckoningOf } from './obligations/clocks/reckoning.ts';
import { loadRulebook } from './obligations/regimes/load-regimes.ts';

export type NodeOptions = {
  /** The world's time; an exercise whose clock was started has its own. */
  readonly clock?: () => Temporal.Instant;
  readonly trouble?: Trouble;
  /** Told of what opening it has done to tables of an earlier version. */
  readonly movedForward?: (steps: readonly StepTaken[]) => void;
  /** What it reaches its peers by, for whoever watches what it tells them; its own when left out. */
  readonly fetchPeer?: PeerFetch;
};

export type Node = AsyncDisposable & NodeServices;

export function storeTarget(place: StorePlace): StoreTarget {
  return place.engine === 'sqlite' ? { folder: place.folder } : { databaseUrl: place.url, schema: place.schema };
}

/** Every capability's part of the ledger, under the one table of who may do what. */
export function governedModels(
  origin: string,
  now: () => Temporal.Instant,
  reckoning: Reckoning,
  exercise?: Pick<ModelSettings, 'realm' | 'keeper' | 'world'>,
) {
  const models = nodeModels(origin, now, reckoning, exercise);
  const authority = createAuthority(models.map((model) => model.acts ?? []));
  return { authority, models: models.map((model) => governed(model, authority)) };
}

/** Opens store, keys, ledger and federation; releases leave from now on. Refused when the keys do not open. */
export async function openNode(settings: Settings, options: NodeOptions = {}): Promise<Outcome<Node>> {
  const world = options.clock ?? (() => Temporal.Now.instant());
  const trouble = options.trouble ?? (() => undefined);
  const unlock = await readUnlock(settings.unlock);
  if (!unlock.ok) return unlock;
  const rulebook = loadRulebook({ fictional: settings.stateGroups });
  if (!rulebook.ok) return rulebook;
  const reckoning = reckoningOf(rulebook.value);
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await openStore(storeTarget(settings.store)));
  const forward = await moveForward(store, NODE_TABLE_SETS);
  if (!forward.ok) return forward;
  if (forward.value.length > 0) options.movedForward?.(forward.value);
  const keyring = await openKeyring(store, unlock.value);
  if (!keyring.ok) return keyring;
  const origin = await logInUse(store, settings.origin);
  const proven = await proveFoundedWith(store.connection, settings);
  if (!proven.ok) return proven;
  const time = await timeOf(settings, world);
  const { authority, models } = governedModels(origin, time.now, reckoning, time.exercising);
  const ledger = stack.use(
    await openLedger({
      ...{ store, models, origin, keyring: keyring.value },
      realm: settings.realm,
      parties: partyReads(keyring.value, time.now),
      clock: time.now,
      cadenceMs: settings.checkpointCadenceMs,
      paddingMultiple: settings.paddingMultiple,
      erasures: fileErasureList(join(settings.data, 'erasures.jsonl')),
      report: (failure) => trouble(failure, 'keep the ledger'),
    }),
  );
  const followed = time.own && stack.use(await time.own.follow(ledger, trouble));
  const federation = stack.use(
    await openFederation({
      ...{ store, ledger, world, trouble, keyring: keyring.value, inRealm: time.inRealm },
      node: settings.publicUrl,
      privatePeers: settings.privatePeers,
      ...(options.fetchPeer === undefined ? {} : { fetchPeer: options.fetchPeer }),
    }),
  );
  const announced = await announceSuccession(ledger, store, settings.origin);
  if (!announced.ok) trouble(announced.refusal.sentence, 'say which log this one succeeds');
  const mailer = await mailerOf(settings);
  if (mailer !== undefined) stack.use(mailer);
  const exercise = time.own &&
    followed && { ...time.exercising, clock: time.own.clock, settled: () => followed.settled() };
  const jobs = new Map<Job<object>, object>();
  const services: NodeServices = {
    ...{ settings, world, exercise, store, authority, reckoning, ledger, federation, mailer, trouble },
    keyring: keyring.value,
    rulebook: rulebook.value,
    reader: createReader({ store, grants, communitiesOf, now: time.now }),
    references: createReferences(store.connection, settings.referenceLetters),
    sender: senderOf(settings),
    opened: <Opened extends object>(job: Job<Opened>) => openedOf(jobs, job),
  };
  for (const { job } of CAPABILITIES) if (job !== undefined) jobs.set(job, stack.use(await job.open(services)));
  const opened = stack.move();
  return accept({ ...services, [Symbol.asyncDispose]: () => opened.disposeAsync() });
}

function openedOf<Opened extends object>(jobs: ReadonlyMap<Job<object>, object>, job: Job<Opened>): Opened {
  const opened = jobs.get(job);
  if (opened === undefined) throw new Error(`What "${job.name}" does was asked for before it was opened.`);
  return opened as Opened;
}

/** The realm's time: the world's, or in an exercise what its own clock shows. */
async function timeOf({ realm, exerciseClock: keeper }: Settings, world: () => Temporal.Instant) {
  const exercising = { realm, keeper, world };
  const [own] = await Promise.all(CAPABILITIES.flatMap(({ clock }) => clock?.(exercising) ?? []));
  return {
    own,
    exercising,
    now: () => own?.clock.now() ?? world(),
    inRealm: (at: Temporal.Instant) => own?.clock.at(at) ?? at,
  };
}

/** The mail library is loaded only where a mail server is set. */
async function mailerOf(settings: Settings): Promise<Mailer | undefined> {
  if (settings.smtpUrl === undefined) return undefined;
  const { openMailer } = await import('#parties/mail.ts');
  return openMailer({ smtpUrl: settings.smtpUrl, from: senderOf(settings), realm: settings.realm });
}

/** Mail comes from the node's own host; nobody reads it there. */
function senderOf({ publicUrl }: Settings): string {
  return `comity@${new URL(publicUrl).hostname}`;
}
