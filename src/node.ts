import { join } from 'node:path';
/** Builds one node from its settings, once, and takes it down again. Nothing else knows all the rooms. */
import { createReferences, type References } from '#cases/references.ts';
import { type Contacts, openContacts } from '#contacts/contacts.ts';
import { ExerciseClock } from '#exercises/clock.ts';
import { followClock, giveClock } from '#exercises/exercises.ts';
import type { ExerciseSettings } from '#exercises/rules.ts';
import type { ClockRoom } from '#exercises/say-clock.ts';
import { type Federation, openFederation } from '#federation/federation.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { type Gateway, type GatewaySettings, openGateway } from '#gateway/gateway.ts';
import type { Authority, Reader } from '#ledger/contract.ts';
import { fileErasureList } from '#ledger/erasure-list.ts';
import { proveFoundedWith } from '#ledger/founded-with.ts';
import { type OpenLedger, openLedger } from '#ledger/ledger.ts';
import { createReader } from '#ledger/reader.ts';
import { logInUse } from '#ledger/successor.ts';
import { nodeModels } from '#node-models.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { accept, type Outcome } from '#outcome.ts';
import { createAuthority, governed } from '#parties/authority.ts';
import { communitiesOf } from '#parties/community-view.ts';
import type { Mailer } from '#parties/mail.ts';
import { partyReads } from '#parties/party-reads.ts';
import { openReminders, type Reminders } from '#reminders/reminders.ts';
import type { Settings, StorePlace } from '#settings.ts';
import { blobFolder } from '#store/blobs.ts';
import { type Keyring, openKeyring } from '#store/keyring.ts';
import { moveForward, type StepTaken } from '#store/move-forward.ts';
import { openStore, type Store, type StoreTarget } from '#store/open.ts';
import { readUnlock } from '#store/unlock.ts';
import { grants } from './federation/agreements/grants.ts';
import { announceSuccession } from './federation/delivery/succession.ts';
import { type Reckoning, reckoningOf } from './obligations/clocks/reckoning.ts';
import { loadRulebook, type Rulebook } from './obligations/regimes/load-regimes.ts';

/** Failures of the node's own, which no request is answered with. */
export type Trouble = (failure: unknown, doing: string) => void;

export type NodeOptions = {
  /** The world's time; an exercise whose clock was started has its own. */
  readonly clock?: () => Temporal.Instant;
  readonly trouble?: Trouble;
  /** Told of what opening it has done to tables of an earlier version. */
  readonly movedForward?: (steps: readonly StepTaken[]) => void;
  /** What it reaches its peers by, for whoever watches what it tells them; its own when left out. */
  readonly fetchPeer?: PeerFetch;
};

export type Node = AsyncDisposable & {
  readonly settings: Settings;
  /** The world's time, by which sessions age and networks are waited for. */
  readonly world: () => Temporal.Instant;
  /** The realm's own clock; absent in the live realm. */
  readonly exercise: ClockRoom | undefined;
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
  readonly contacts: Contacts;
  readonly reminders: Reminders;
  readonly gateway: Gateway;
  /** Absent where no mail server is set. */
  readonly mailer: Mailer | undefined;
};

export function storeTarget(place: StorePlace): StoreTarget {
  return place.engine === 'sqlite' ? { folder: place.folder } : { databaseUrl: place.url, schema: place.schema };
}

/** Every capability's part of the ledger, under the one table of who may do what. */
export function governedModels(
  origin: string,
  now: () => Temporal.Instant,
  reckoning: Reckoning,
  exercise?: ExerciseSettings,
) {
  const models = nodeModels(origin, now, reckoning, exercise);
  const authority = createAuthority(models.map((model) => model.acts ?? []));
  return { authority, models: models.map((model) => governed(model, authority)) };
}

/** Opens store, keys, ledger and federation; releases leave from now on. Refused when the keys do not open. */
export async function openNode(settings: Settings, options: NodeOptions = {}): Promise<Outcome<Node>> {
  const world = options.clock ?? (() => Temporal.Now.instant());
  const { clock, exercising, now, inRealm } = timeOf(settings, world);
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
  const { authority, models } = governedModels(origin, now, reckoning, exercising);
  const ledger = stack.use(
    await openLedger({
      ...{ store, models, origin, keyring: keyring.value },
      realm: settings.realm,
      parties: partyReads(keyring.value, now),
      clock: now,
      cadenceMs: settings.checkpointCadenceMs,
      paddingMultiple: settings.paddingMultiple,
      erasures: fileErasureList(join(settings.data, 'erasures.jsonl')),
      report: (failure) => trouble(failure, 'keep the ledger'),
    }),
  );
  const followed = clock && stack.use(await followClock(clock, ledger, exercising.keeper, trouble));
  const federation = stack.use(
    await openFederation({
      ...{ store, ledger, world, inRealm, trouble, keyring: keyring.value },
      node: settings.publicUrl,
      privatePeers: settings.privatePeers,
      ...(options.fetchPeer === undefined ? {} : { fetchPeer: options.fetchPeer }),
    }),
  );
  if (followed !== undefined) stack.use(giveClock({ office: federation.office, ledger, trouble }));
  const announced = await announceSuccession(ledger, store, settings.origin);
  if (!announced.ok) trouble(announced.refusal.sentence, 'say which log this one succeeds');
  const reader = createReader({ store, grants, communitiesOf, now });
  const contacts = stack.use(await openContacts({ office: federation.office, ledger, reader, trouble }));
  const mailer = await mailerOf(settings);
  if (mailer !== undefined) stack.use(mailer);
  const reminders = stack.use(
    await openReminders({
      ...{ store, ledger, reader, trouble, keyring: keyring.value, regimes: reckoning.regimes },
      ...{ fetch: federation.fetchPeer, publicUrl: settings.publicUrl, language: settings.language },
      ...(mailer === undefined ? {} : { mailer }),
    }),
  );
  const parts = { ...{ store, ledger, reader, reminders, trouble, mailer }, keyring: keyring.value };
  const gateway = stack.use(await openNodeGateway(settings, { ...parts, fetch: federation.fetchPeer }));
  const opened = stack.move();
  return accept({
    settings,
    world,
    exercise: clock && followed && { clock, ...exercising, settled: () => followed.settled() },
    keyring: keyring.value,
    rulebook: rulebook.value,
    references: createReferences(store.connection, settings.referenceLetters),
    ...{ store, authority, reckoning, ledger, reader, federation, contacts, reminders, gateway, mailer },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  });
}

/** The realm's time: the world's, or in an exercise what its own clock shows. */
function timeOf({ realm, exerciseClock: keeper }: Settings, world: () => Temporal.Instant) {
  const clock = realm === 'live' ? undefined : new ExerciseClock(world);
  return {
    clock,
    exercising: { realm, keeper, world } satisfies ExerciseSettings,
    now: () => clock?.now() ?? world(),
    inRealm: (at: Temporal.Instant) => clock?.at(at) ?? at,
  };
}

type FromSettings = 'blobs' | 'publicUrl' | 'language' | 'ownAddresses' | 'emergencyPhone';

async function openNodeGateway(settings: Settings, parts: Omit<GatewaySettings, FromSettings>): Promise<Gateway> {
  return openGateway({
    ...parts,
    blobs: await blobFolder(join(settings.data, 'blobs')),
    publicUrl: settings.publicUrl,
    language: settings.language,
    ownAddresses: [senderOf(settings), ...(settings.mailDoor?.desks.keys() ?? [])],
    emergencyPhone: settings.emergencyPhone,
  });
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
