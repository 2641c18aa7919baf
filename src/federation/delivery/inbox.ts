import { provenTo } from '#federation/agreements/presenting.ts';
import type { Checked } from '#federation/arrival-check.ts';
import type { WireCode } from '#federation/codes.ts';
import { type Delivery, formatDeliveryAnswer, type ItemResult, parseDelivery } from '#federation/envelope.ts';
import { checkpointsFor, verifiedCheckpoints } from '#federation/logs/gossip.ts';
import { detectMisbehaviour, stateMisbehaviour } from '#federation/logs/misbehaviour-detection.ts';
import { checkpointLine } from '#federation/logs/seen-checkpoints.ts';
import { keyFinder, type Office, type Standing, sealIdentities, standingNow } from '#federation/office.ts';
import type { Peer } from '#federation/peering.ts';
import { verifyRequest } from '#federation/request-signature.ts';
import { sealText, unsealText } from '#federation/seal.ts';
import { newestCheckpoint } from '#ledger/checkpoints.ts';
import { isSameKey } from '#log/verifier-key.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { type Arriving, digestIn, receiptsOf, storeSupport } from './arriving.ts';
import { type Taken, takeItem } from './arriving-item.ts';
import { type SupportMemory, supportOf } from './support.ts';

export type SealedRequest = {
  /** `did:web` of the party it is sealed to, from the path. */
  readonly recipient: string;
  readonly path: string;
  readonly header: string | undefined;
  readonly body: Uint8Array;
};

/** The sender's log, so that whoever waits to deliver there learns that it is awake; and the sealed answer. */
export type SealedAnswer = { readonly senderLog: string; readonly body: Uint8Array };

/**
 * Takes a delivery in: who sends it, for whom, is it what it says; stores what is new, each release together with the
 * receipt that answers it, and gives the receipts back sealed. A repeated delivery is answered with the same receipts.
 */
export async function receiveDelivery(
  office: Office,
  memory: SupportMemory,
  request: SealedRequest,
): Promise<Outcome<SealedAnswer, WireCode | 'party-not-here'>> {
  const { ledger, own, store } = office;
  const standing = await standingNow(office);
  const keys = standing.peers.map((peer) => peer.requestKey);
  const line = { method: 'POST', path: request.path, to: own.log, body: request.body };
  // Requests live in the time of the network, statements in that of the realm, which an exercise may set.
  const sender = verifyRequest(request.header, line, keys, Temporal.Now.instant());
  if (!sender.ok) return sender;
  if (!standing.hosted.has(request.recipient)) {
    return refuse('party-not-here', phrase`${request.recipient} is not a party of this node.`);
  }
  const text = await unsealText(request.body, await sealIdentities(office, request.recipient));
  if (!text.ok) return text;
  const parsed = parseDelivery(text.value);
  if (!parsed.ok) return parsed;
  const delivery = parsed.value;
  const addressed = checkAddress(delivery, request.recipient, ledger.realm);
  if (!addressed.ok) return addressed;
  const peer = standing.peers.find((known) => known.party === delivery.from);
  if (peer === undefined || !isSameKey(peer.requestKey, sender.value)) {
    return refuse('delivery-from-another', phrase`${delivery.from} is not a party of the node that sent this.`);
  }
  const seal = await sealRecipient(store.connection, delivery.from, ledger.now());
  await storeSupport({ office, standing }, delivery.support);
  // A sender whose seal key came with this very delivery is known only now.
  const recipient = seal ?? (await sealRecipient(store.connection, delivery.from, ledger.now()));
  if (recipient === undefined) {
    return refuse('peer-unknown', phrase`No key to seal the answer to ${delivery.from} is known here.`);
  }
  const { arriving, taken } = await takeItems(office, standing, peer, request.recipient, delivery);
  const support = await supportFor(
    arriving,
    memory,
    taken.some((one) => one.repeated),
  );
  const results = await resultsOf(arriving, taken);
  const answer = { results, support, heads: await checkpointsFor(office, peer.log) };
  return accept({ senderLog: peer.log, body: await sealText(formatDeliveryAnswer(answer), recipient) });
}

/** Stores what is new among the items of a delivery whose sender is known, releases with their receipts. */
async function takeItems(office: Office, standing: Standing, peer: Peer, recipient: string, delivery: Delivery) {
  const arriving = await arrivingFrom(office, standing, peer, recipient, delivery);
  const taken = await Promise.all(delivery.items.map((item) => takeItem(arriving, item)));
  const arrived = taken.flatMap((one) => one.checked);
  await look(arriving, delivery, arrived);
  return { arriving, taken };
}

/** Takes a delivery that was asked for, by a node that lost what it held: nothing is answered but to our own log. */
export async function takeAskedFor(
  office: Office,
  peer: Peer,
  recipient: string,
  delivery: Delivery,
): Promise<readonly Taken[]> {
  const standing = await standingNow(office);
  await storeSupport({ office, standing }, delivery.support);
  return (await takeItems(office, standing, peer, recipient, delivery)).taken;
}

async function arrivingFrom(
  office: Office,
  standing: Standing,
  peer: Peer,
  recipient: string,
  { items }: Delivery,
): Promise<Arriving> {
  const { connection } = office.store;
  const releases = items.flatMap((item) => (item.kind === 'release' ? [digestIn(item.release)] : []));
  const answered = await receiptsOf(connection, releases, peer.party, recipient);
  const head = await newestCheckpoint(connection, office.own.log);
  const ownHead = head === undefined ? undefined : checkpointLine(head);
  return { office, standing, peer, recipient, keyOf: keyFinder(office), answered, ownHead };
}

export function checkAddress(delivery: Delivery, recipient: string, realm: string): Outcome<null, WireCode> {
  if (delivery.to !== recipient) {
    return refuse(
      'delivery-not-for-us',
      phrase`This is addressed to ${delivery.to}, and was sent to ${recipient}.`,
    );
  }
  if (delivery.realm === realm) return accept(null);
  return refuse(
    'delivery-realm',
    phrase`This node lives in the realm "${realm}"; the delivery is of "${delivery.realm}".`,
  );
}

/** Whatever contradicts what is known is proven in our log; the releases themselves are taken in, and flagged. */
async function look({ office, standing, recipient }: Arriving, delivery: Delivery, arrived: readonly Checked[]) {
  const { store, ledger, world } = office;
  const told = verifiedCheckpoints(delivery.heads, standing, world());
  const heads = [...told, ...arrived.map(({ proof }) => proof.signed)];
  const found = await detectMisbehaviour(store.connection, heads, arrived, world());
  await stateMisbehaviour(store.connection, ledger, recipient, found);
}

async function resultsOf({ office, peer }: Arriving, taken: readonly Taken[]): Promise<readonly ItemResult[]> {
  const asked = taken.flatMap((one) => (one.ok && one.receipt !== null ? [{ digest: one.receipt }] : []));
  const proven = await provenTo(office, asked, peer.party);
  const receipts = new Map(asked.map(({ digest }, at) => [digest, proven[at] ?? null]));
  return taken.map((one): ItemResult => {
    if (!one.ok) return { ok: false, ...one.fault };
    return { ok: true, receipt: one.receipt === null ? null : (receipts.get(one.receipt) ?? null) };
  });
}

/** The answering party's own keys, when the sender may lack them: a lost answer must not leave it without. */
async function supportFor({ office, peer, recipient }: Arriving, memory: SupportMemory, repeated: boolean) {
  if (repeated) memory.forget(peer.party);
  const missing = memory.missing(peer.party, await supportOf(office.store.connection, [recipient]));
  const support = await provenTo(
    office,
    missing.map((digest) => ({ digest })),
    peer.party,
  );
  memory.gave(peer.party, missing);
  return support.filter((proven) => proven !== undefined);
}
