/**
 * What others gave to a node after the backup it was restored from. It asks each of them for all that they ever gave
 * to its parties, page by page, and takes it in like a delivery: what it holds costs a look, what its log has a
 * receipt for gets no second one. It goes on in the background, over restarts, as peers come back.
 */

import { provenTo } from '#federation/agreements/presenting.ts';
import type { WireCode } from '#federation/codes.ts';
import { formatDelivery, MAX_ITEMS, parseDelivery } from '#federation/envelope.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { checkpointsFor } from '#federation/logs/gossip.ts';
import { type Office, standingNow } from '#federation/office.ts';
import { type Peer, standingPeers } from '#federation/peering.ts';
import { verifyRequest } from '#federation/request-signature.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import { sealText } from '#federation/seal.ts';
import type { Timer } from '#federation/timer.ts';
import type { Recorded } from '#ledger/contract.ts';
import { isSameKey } from '#log/verifier-key.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { partiesHosted } from '#parties/view.ts';
import type { Store } from '#store/open.ts';
import { askSealed, malformedAnswer, membersSealed } from './ask-sealed.ts';
import { askedBackfills, type BackfillRow, doneAsking, noteAsked } from './backfill-tables.ts';
import { givenAfter } from './backfill-view.ts';
import { compose } from './dispatch.ts';
import { checkAddress, takeAskedFor } from './inbox.ts';
import { supportOf } from './support.ts';

const FORMAT = 1;
const IDLE_MS = 3_600_000;

/** The two parties stand in the path, and are signed with it. */
export function backfillPath(from: string, to: string, after: number): string {
  return `/federation/v1/parties/${encodeURIComponent(from)}/given/${encodeURIComponent(to)}/${after}`;
}

/** Every peer is to be asked for everything; to be called when something may have been lost. */
export async function askAllForBackfill({ connection }: Pick<Store, 'connection'>): Promise<void> {
  const peers = await standingPeers(connection);
  const hosted = await partiesHosted(connection);
  const rows = peers.flatMap((peer) => hosted.map(({ party }) => ({ peer: peer.party, party, after: 0 })));
  await noteAsked(connection, rows);
}

export type BackfillRequest = {
  readonly from: string;
  readonly to: string;
  readonly after: number;
  readonly header: string | undefined;
};

/** One page of what our party gave to that one, sealed to it, for the node that hosts it and for no other. */
export async function giveBackfill(
  office: Office,
  asked: BackfillRequest,
): Promise<Outcome<Uint8Array, WireCode>> {
  const { store, ledger, own } = office;
  const { from, to, after, header } = asked;
  const { peers } = await standingNow(office);
  const line = { method: 'GET', path: backfillPath(from, to, after), to: own.log, body: new Uint8Array(0) };
  const keys = peers.map((peer) => peer.requestKey);
  const sender = verifyRequest(header, line, keys, Temporal.Now.instant());
  if (!sender.ok) return sender;
  const asking = peers.find(({ party, requestKey }) => party === to && isSameKey(requestKey, sender.value));
  const recipient = await sealRecipient(store.connection, to, ledger.now());
  if (asking === undefined || recipient === undefined) {
    return refuse('delivery-from-another', phrase`${to} is not a party of the node that asks.`);
  }
  const page = await givenAfter(store.connection, { from, to }, after, MAX_ITEMS);
  const { items, speakers } = await compose(office, page.due, { from, to });
  const support = await supportOf(store.connection, speakers);
  const proven = await provenTo(
    office,
    support.map((digest) => ({ digest })),
    to,
  );
  const delivery = formatDelivery({
    realm: ledger.realm,
    from,
    to,
    items: items.map(({ item }) => item),
    support: proven.filter((one) => one !== undefined),
    heads: await checkpointsFor(office, asking.log),
  });
  // A page whose statements were all erased carries none; there may be more behind it.
  const answer = { 'comity-given-again': FORMAT, delivery: items.length === 0 ? null : delivery, next: page.next };
  return accept(await sealText(JSON.stringify(answer), recipient));
}

type Page = { readonly delivery: string | null; readonly next: number | null };

async function askPage(
  office: Office,
  fetchPeer: PeerFetch,
  peer: Peer,
  row: BackfillRow,
): Promise<Outcome<Page>> {
  const answer = await askSealed(office, fetchPeer, peer, backfillPath(peer.party, row.party, row.after));
  if (!answer.ok) return answer;
  if (answer.value.verdict !== 'ok') {
    return refuse('returns-refused', phrase`The node at ${peer.node} gives nothing again to ${row.party}.`);
  }
  const members = await membersSealed(office, row.party, peer, answer.value.body);
  if (!members.ok) return members;
  const { 'comity-given-again': format, delivery, next } = members.value;
  const isNext = next === null || (Number.isSafeInteger(next) && Number(next) > row.after);
  if (format !== FORMAT || !isNext || (delivery !== null && typeof delivery !== 'string')) {
    return malformedAnswer(peer);
  }
  return accept({ delivery, next: next as number | null });
}

export type BackfillSettings = {
  readonly office: Office;
  readonly fetchPeer: PeerFetch;
  readonly random: () => number;
  readonly timer: Timer;
  readonly trouble: (error: unknown, doing: string) => void;
};

/** Asks until every peer has answered to the end; rests where nothing is to be asked. */
export class Backfill implements AsyncDisposable {
  readonly #settings: BackfillSettings;
  readonly #loop: RetryLoop;
  readonly #unsubscribe: () => void;

  constructor(settings: BackfillSettings) {
    this.#settings = settings;
    const { random, timer, trouble, office } = settings;
    this.#loop = new RetryLoop({
      attempt: () => this.#attempt(),
      random,
      timer,
      trouble: (error) => trouble(error, 'ask again for what peers gave'),
    });
    this.#unsubscribe = office.ledger.onRecorded((records) => this.#recorded(records));
  }

  /** Where nothing is to be asked, it is as before. */
  peerIsBack(): void {
    if (this.#loop.isPaused) this.#loop.peerIsBack();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    await this.#loop[Symbol.asyncDispose]();
  }

  /** A peer that confirms a successor log gives to it from then on. */
  #recorded(records: readonly Recorded[]): void {
    const changes = records.some(({ type }) => type === 'log-succession' || type === 'peer-confirmation');
    if (changes) this.#loop.peerIsBack();
  }

  async #attempt(): Promise<Step> {
    const { office } = this.#settings;
    const rows = await askedBackfills(office.store.connection);
    if (rows.length === 0) return { idleMs: IDLE_MS };
    const { peers } = await standingNow(office);
    let progressed = false;
    for (const row of rows) {
      const peer = peers.find(({ party }) => party === row.peer);
      // Whoever was removed as a peer is not asked any more.
      if (peer === undefined) await doneAsking(office.store.connection, row);
      else progressed = (await this.#tryPage(peer, row)) || progressed;
    }
    return progressed ? 'again' : 'failed';
  }

  /** One peer's page that cannot be taken holds up no other's. */
  async #tryPage(peer: Peer, row: BackfillRow): Promise<boolean> {
    try {
      return await this.#takePage(peer, row);
    } catch (error) {
      this.#settings.trouble(error, `take again what ${row.peer} gave to ${row.party}`);
      return false;
    }
  }

  /** False where the peer did not answer, or answered nonsense: it is asked for the same page another time. */
  async #takePage(peer: Peer, row: BackfillRow): Promise<boolean> {
    const { office, fetchPeer } = this.#settings;
    const { connection } = office.store;
    const page = await askPage(office, fetchPeer, peer, row);
    if (!page.ok) return false;
    const { delivery, next } = page.value;
    if (delivery !== null) {
      const parsed = parseDelivery(delivery);
      if (!parsed.ok || parsed.value.from !== peer.party) return false;
      if (!checkAddress(parsed.value, row.party, office.ledger.realm).ok) return false;
      await takeAskedFor(office, peer, row.party, parsed.value);
    }
    if (next === null) await doneAsking(connection, row);
    else await noteAsked(connection, [{ ...row, after: next }]);
    return true;
  }
}
