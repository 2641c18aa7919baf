import type { PeerFetch } from '#federation/fetch.ts';
import { type Office, standingNow } from '#federation/office.ts';
import type { Peer } from '#federation/peering.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import type { Timer } from '#federation/timer.ts';
import type { Recorded } from '#ledger/contract.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { formatVerifierKey } from '#log/verifier-key.ts';
import { askCosigner, type Cosigner } from './cosigners.ts';
import { mirrorStep } from './mirror.ts';
import { type MirrorPeer, mirrorPeer, pushToMirror } from './mirror-push.ts';
import type { NodeKeys } from './node-keys.ts';

/** How often a peer's log is looked at when nothing else says that it has grown. */
export const MIRROR_CADENCE_MS = 5_000;
/** How often at most a peer's requests make us look at its log: at once after a rest, under load no oftener than else. */
const NEWS_PAUSE_MS = MIRROR_CADENCE_MS;

export type PeerServicesSettings = {
  readonly office: Office;
  readonly ledger: OpenLedger;
  readonly fetchPeer: PeerFetch;
  readonly keys: NodeKeys;
  readonly mirrorCadenceMs: number;
  readonly random: () => number;
  readonly timer: Timer;
  readonly trouble: (error: unknown, doing: string) => void;
};

type Service = {
  /** Where the peer is and with which keys it cosigns, as it was confirmed. */
  readonly confirmed: string;
  readonly cosign: RetryLoop;
  readonly mirror: RetryLoop;
  readonly push: RetryLoop;
  /** When a request of the peer last made us look, by the process's own clock. */
  newsAt: number;
};

/**
 * What goes on between logs: ours is shown to each peer's witness whenever a checkpoint is published, and each peer's
 * is mirrored here, and ours there. A retry loop each for each peer's log; a peer that fails delays only its own.
 */
export class PeerServices implements AsyncDisposable {
  readonly #settings: PeerServicesSettings;
  readonly #services = new Map<string, Service>();
  readonly #unsubscribe: readonly (() => void)[];
  #work: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(settings: PeerServicesSettings) {
    this.#settings = settings;
    this.#unsubscribe = [
      settings.ledger.onPublished(() => {
        for (const { cosign } of this.#services.values()) cosign.wake();
      }),
      settings.ledger.onRecorded((records) => this.#recorded(records)),
    ];
    this.#follow();
  }

  /** A peer's log has grown, or its node has shown itself. */
  peerIsBack(log: string): void {
    const service = this.#services.get(log);
    if (service === undefined) return;
    const loops = [service.cosign, service.mirror, service.push];
    const isNews = performance.now() >= service.newsAt + NEWS_PAUSE_MS;
    for (const loop of loops) if (isNews || loop.isPaused) loop.peerIsBack();
    if (isNews) service.newsAt = performance.now();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#work;
    await Promise.all([...this.#services.values()].map(stop));
  }

  #recorded(records: readonly Recorded[]): void {
    if (records.some(({ type }) => type === 'peer-confirmation' || type === 'peer-removal')) this.#follow();
  }

  /** Begins with new peers and ends with removed ones, one change after the other. */
  #follow(): void {
    this.#work = this.#work.then(async () => {
      if (this.#ended) return;
      try {
        await this.#reconcile();
      } catch (error) {
        this.#settings.trouble(error, 'follow the logs of peers');
      }
    });
  }

  async #reconcile(): Promise<void> {
    const { peers } = await standingNow(this.#settings.office);
    const nodes = new Map(peers.map((peer) => [peer.log, peer]));
    for (const [log, service] of this.#services) {
      const peer = nodes.get(log);
      if (peer !== undefined && confirmedAs(peer) === service.confirmed) continue;
      this.#services.delete(log);
      await stop(service);
    }
    for (const [log, peer] of nodes) {
      if (this.#services.has(log)) continue;
      const { node, witnessKeys } = peer;
      const cosigner: Cosigner = { node, keys: witnessKeys, heldSize: 0, cosignedSize: 0, corrected: false };
      const target = { log, node, confirmedBy: peer.confirmedBy };
      const mirrored = mirrorPeer(node);
      this.#services.set(log, {
        confirmed: confirmedAs(peer),
        cosign: this.#retryLoop(`ask ${log} to cosign`, () =>
          askCosigner(this.#settings.ledger, this.#settings.fetchPeer, cosigner, this.#settings.office.world),
        ),
        mirror: this.#retryLoop(`mirror ${log}`, () => this.#mirror(target)),
        push: this.#retryLoop(`push to the mirror of ${log}`, () => this.#push(mirrored)),
        newsAt: Number.NEGATIVE_INFINITY,
      });
    }
  }

  async #mirror(target: Parameters<typeof mirrorStep>[3]): Promise<Step> {
    const { office, fetchPeer, keys, mirrorCadenceMs } = this.#settings;
    const step = await mirrorStep(office, fetchPeer, keys.mirror, target);
    if (!step.ok) return 'failed';
    return step.value.complete ? { idleMs: mirrorCadenceMs } : 'again';
  }

  async #push(peer: MirrorPeer): Promise<Step> {
    const { ledger, fetchPeer, mirrorCadenceMs } = this.#settings;
    const turn = await pushToMirror(ledger, fetchPeer, peer);
    return turn === 'done' ? { idleMs: mirrorCadenceMs } : turn;
  }

  #retryLoop(doing: string, attempt: () => Promise<Step>): RetryLoop {
    const { random, timer, trouble } = this.#settings;
    return new RetryLoop({ attempt, random, timer, trouble: (error) => trouble(error, doing) });
  }
}

function confirmedAs({ node, witnessKeys }: Peer): string {
  return [node, ...witnessKeys.map(formatVerifierKey)].join(' ');
}

async function stop({ cosign, mirror, push }: Service): Promise<void> {
  await Promise.all([cosign, mirror, push].map((loop) => loop[Symbol.asyncDispose]()));
}
