/** The front door: everything that `node.ts` needs to make a node one of a federation. */
import type { OpenLedger } from '#ledger/ledger.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import { createTables, type TableSet } from '#store/table-set.ts';
import { ATTEMPT_TABLES } from './delivery/attempts.ts';
import { Backfill } from './delivery/backfill.ts';
import { BACKFILL_TABLES } from './delivery/backfill-tables.ts';
import { Outbox } from './delivery/outbox.ts';
import { Recalls } from './delivery/recalls.ts';
import { FileRelay, RELAYED_FILE_TABLES } from './delivery/relayed-files.ts';
import { SupportMemory } from './delivery/support.ts';
import { createPeerFetch, type PeerFetch } from './fetch.ts';
import { Job } from './job.ts';
import { PENDING_TABLES } from './logs/mirror-pending.ts';
import { MIRROR_TABLES } from './logs/mirror-tables.ts';
import { formerLogKeys, type NodeKeys, nodeKeys } from './logs/node-keys.ts';
import { MIRROR_CADENCE_MS, PeerServices } from './logs/peer-services.ts';
import { SEEN_TABLES, writeSeenCheckpoints } from './logs/seen-checkpoints.ts';
import { WITNESS_TABLES } from './logs/witness.ts';
import type { Office } from './office.ts';
import { PEERING_TABLES } from './peers/peering-tables.ts';
import { MACHINE_TIMER, type Timer } from './timer.ts';

/** Tables of this room that are no views; they are carried along by backups and moves. */
export const FEDERATION_TABLE_SETS: readonly TableSet[] = [
  ATTEMPT_TABLES,
  SEEN_TABLES,
  PEERING_TABLES,
  WITNESS_TABLES,
  MIRROR_TABLES,
  PENDING_TABLES,
  BACKFILL_TABLES,
  RELAYED_FILE_TABLES,
];

export type FederationOptions = {
  readonly store: Store;
  readonly ledger: OpenLedger;
  readonly keyring: Keyring;
  /** The address peers reach this node under, without a trailing slash. */
  readonly node: string;
  /** Allow peers on loopback and private addresses: exercises only. */
  readonly privatePeers: boolean;
  /** Failures of this node's own, for the operator's log. */
  readonly trouble?: (error: unknown, doing: string) => void;
  readonly random?: () => number;
  /** By what it waits for peers; the machine's time unless a test moves it. */
  readonly timer?: Timer;
  /** The world's time, where the realm's is another; and what the realm's clock showed at an instant of the world. */
  readonly world?: () => Temporal.Instant;
  readonly inRealm?: (world: Temporal.Instant) => Temporal.Instant;
  readonly fetchPeer?: PeerFetch;
  readonly mirrorCadenceMs?: number;
};

/** A peer that was heard of within so long was not away: what it refuses is not tried sooner because its log grows. */
const AWAY_AFTER_MS = 60_000;

type Work = AsyncDisposable & {
  readonly outbox: Outbox;
  readonly backfill: Backfill;
  readonly services: PeerServices;
  readonly fileRelay: FileRelay;
};

export type Federation = AsyncDisposable & {
  readonly office: Office;
  readonly ledger: OpenLedger;
  readonly keys: NodeKeys;
  readonly fetchPeer: PeerFetch;
  readonly memory: SupportMemory;
  /** What the appending process does for the whole node. */
  readonly job: Job<Work>;
  /** The node behind this log has shown itself: what waits for it is tried at once. */
  peerIsBack(log: string): void;
  /** This log was shown here, as its node does at each start: if it was long silent, its node is back. */
  heardOf(log: string): void;
};

/** Opens the node's side of the federation; from then on releases leave, and waiting ones are tried again. */
export async function openFederation(options: FederationOptions): Promise<Federation> {
  const { store, ledger, keyring, node, world = () => ledger.now(), inRealm = (at) => at } = options;
  await createTables(store, FEDERATION_TABLE_SETS);
  const keys = await nodeKeys(keyring, ledger.origin);
  const own = {
    log: ledger.origin,
    logKey: ledger.logKey,
    formerLogKeys: await formerLogKeys(keyring, ledger.origin),
    witnessKeys: keys.witness.map((key) => key.verifier),
    requestKey: keys.request,
    node,
  };
  const trouble = options.trouble ?? (() => undefined);
  const office: Office = { store, ledger, keyring, own, world, inRealm, trouble: aside(trouble) };
  const fetchPeer = options.fetchPeer ?? createPeerFetch({ privatePeers: options.privatePeers });
  const memory = new SupportMemory();
  const { random = Math.random, timer = MACHINE_TIMER, mirrorCadenceMs = MIRROR_CADENCE_MS } = options;
  const job = new Job<Work>({
    onDuty: () => ledger.appends,
    trouble: (error) => trouble(error, 'hand the federation over to another process'),
    begin() {
      const outbox = new Outbox({ office, fetchPeer, memory, random, timer, trouble });
      const recalls = new Recalls({ office, random, timer, trouble });
      const backfill = new Backfill({ office, fetchPeer, random, timer, trouble });
      const fileRelay = new FileRelay({ office, fetchPeer, random, timer, trouble });
      const following = { office, ledger, fetchPeer, keys, mirrorCadenceMs };
      const services = new PeerServices({ ...following, random, timer, trouble });
      return {
        outbox,
        backfill,
        services,
        fileRelay,
        async [Symbol.asyncDispose]() {
          await Promise.all(
            [outbox, backfill, recalls, services, fileRelay].map((work) => work[Symbol.asyncDispose]()),
          );
        },
      };
    },
  });
  const heard = new Map<string, number>();
  function peerIsBack(log: string): void {
    job.work?.outbox.peerIsBack(log);
    job.work?.services.peerIsBack(log);
    job.work?.backfill.peerIsBack();
    job.work?.fileRelay.peerIsBack(log);
  }
  return {
    office,
    ledger,
    keys,
    fetchPeer,
    memory,
    job,
    peerIsBack,
    heardOf(log) {
      const now = timer.now().epochMilliseconds;
      const before = heard.get(log) ?? Number.NEGATIVE_INFINITY;
      heard.set(log, now);
      if (now - before > AWAY_AFTER_MS) peerIsBack(log);
    },
    async [Symbol.asyncDispose]() {
      await job[Symbol.asyncDispose]();
      fetchPeer[Symbol.dispose]();
      await writeSeenCheckpoints(store.connection);
    },
  };
}

function aside(trouble: (error: unknown, doing: string) => void): Office['trouble'] {
  return (error) => trouble(error, 'take in what peers say');
}
