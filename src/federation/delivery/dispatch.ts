import { issuersOf } from '#federation/agreements/held-statements.ts';
import { provenTo } from '#federation/agreements/presenting.ts';
import { type Checked, textIn } from '#federation/arrival-check.ts';
import {
  type DeliveryAnswer,
  formatDelivery,
  type Item,
  type Proven,
  parseDeliveryAnswer,
} from '#federation/envelope.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { checkpointsFor, verifiedCheckpoints } from '#federation/logs/gossip.ts';
import { detectMisbehaviour, stateMisbehaviour } from '#federation/logs/misbehaviour-detection.ts';
import { keyFinder, type Office, type Standing, sealIdentities } from '#federation/office.ts';
import type { Peer } from '#federation/peering.ts';
import { problemIn } from '#federation/problem-document.ts';
import { REQUEST_HEADER, signRequest } from '#federation/request-signature.ts';
import { SEALED_LIMIT_BYTES, SEALED_MEDIA_TYPE, sealText, unsealText } from '#federation/seal.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { type Arriving, arrive, type Checking, checkArrival, foreignOf, storeSupport } from './arriving.ts';
import { checkAnswer } from './arriving-item.ts';
import type { BatchOutcome } from './delivery-route.ts';
import type { Due, Route } from './due.ts';
import { allOrEach } from './set-aside.ts';
import { type SupportMemory, supportOf } from './support.ts';

export type Dispatch = {
  readonly office: Office;
  readonly fetchPeer: PeerFetch;
  readonly memory: SupportMemory;
};

/** Below the node's address; the party the delivery is sealed to stands in the path, and is signed with it. */
export function deliveryPath(party: string): string {
  return `/federation/v1/parties/${encodeURIComponent(party)}/deliveries`;
}

type Reached = Extract<BatchOutcome, { reached: true }>;
type Failed = Reached['failed'][number];

/** Delivers one batch to a peer and takes its receipts in. Whatever the peer does wrong comes back as an outcome. */
export async function dispatch(
  { office, fetchPeer, memory }: Dispatch,
  standing: Standing,
  peer: Peer,
  route: Route,
  batch: readonly Due[],
): Promise<BatchOutcome> {
  const { store, ledger, own } = office;
  const recipient = await sealRecipient(store.connection, peer.party, ledger.now());
  if (recipient === undefined) {
    return {
      reached: false,
      code: 'peer-seal-missing',
      sentence: `No key to seal to ${peer.party} is known here yet.`,
    };
  }
  const composed = await compose(office, batch, route);
  if (composed.items.length === 0) return { reached: true, failed: composed.failed };
  const support = await supportFor(office, memory, composed.speakers, peer);
  const delivery = formatDelivery({
    realm: ledger.realm,
    from: route.from,
    to: route.to,
    items: composed.items.map(({ item }) => item),
    support: support.proven,
    heads: await checkpointsFor(office, peer.log),
  });
  const body = await sealText(delivery, recipient);
  const path = deliveryPath(route.to);
  const line = { method: 'POST', path, to: peer.log, body };
  const answer = await fetchPeer({
    node: peer.node,
    path,
    method: 'POST',
    headers: {
      'content-type': SEALED_MEDIA_TYPE,
      [REQUEST_HEADER]: signRequest(line, own.requestKey, Temporal.Now.instant()),
    },
    body,
    accept: [SEALED_MEDIA_TYPE],
    maxBytes: SEALED_LIMIT_BYTES,
  });
  if (!answer.ok) return { reached: false, ...answer.refusal };
  if (answer.value.verdict !== 'ok') return notTaken(answer.value.verdict, answer.value.body);
  const opened = await unsealText(answer.value.body, await sealIdentities(office, route.from));
  if (!opened.ok) return { reached: false, ...opened.refusal };
  const parsed = parseDeliveryAnswer(opened.value);
  if (!parsed.ok) return { reached: false, ...parsed.refusal };
  if (parsed.value.results.length !== composed.items.length) {
    return {
      reached: false,
      code: 'peer-answer-malformed',
      sentence: 'The peer answered another number of items.',
    };
  }
  memory.gave(peer.party, support.digests);
  const arriving = { office, standing, peer, recipient: route.from };
  const failed = await takeResults(arriving, memory, composed.items, parsed.value);
  return { reached: true, failed: [...composed.failed, ...failed] };
}

function notTaken(verdict: string, body: Uint8Array): BatchOutcome {
  const told = { code: `peer-${verdict}`, sentence: 'The peer did not take the delivery.' };
  return { reached: false, ...(problemIn(body) ?? told) };
}

type Composed = { readonly due: Due; readonly item: Item };

/** The items of a batch as they may leave for the recipient, and whose signatures it will have to check. */
export async function compose(office: Office, batch: readonly Due[], route: Route) {
  const releases = batch.filter((due) => due.kind === 'release');
  const asked = [
    ...releases.map(({ target, claims }) => ({ digest: target, only: claims })),
    ...batch.map(({ digest }) => ({ digest })),
  ];
  const proven = await allOrEach(office, asked, (some) => provenTo(office, some, route.to));
  const said = proven.slice(releases.length);
  const targets = new Map(releases.map(({ digest }, at) => [digest, proven[at]]));
  const items: Composed[] = [];
  const failed: Failed[] = [];
  for (const [at, due] of batch.entries()) {
    const item = itemOf(due, said[at], targets.get(due.digest));
    if (item === undefined)
      failed.push({ due, code: 'target-not-held', sentence: 'The statement is not held here any more.' });
    else items.push({ due, item });
  }
  const speakers = await issuersOf(
    office.store.connection,
    releases.map(({ target }) => target),
  );
  return { items, failed, speakers: [...new Set([route.from, ...speakers])] };
}

function itemOf(due: Due, said: Proven | undefined, target: Proven | undefined): Item | undefined {
  if (said === undefined) return undefined;
  if (due.kind === 'answer') return { kind: 'answer', statement: said };
  return target === undefined ? undefined : { kind: 'release', release: said, target };
}

async function supportFor(office: Office, memory: SupportMemory, speakers: readonly string[], peer: Peer) {
  const digests = memory.missing(peer.party, await supportOf(office.store.connection, speakers));
  const proven = await provenTo(
    office,
    digests.map((digest) => ({ digest })),
    peer.party,
  );
  return { digests, proven: proven.filter((one) => one !== undefined) };
}

type Exchange = Pick<Arriving, 'office' | 'standing' | 'peer' | 'recipient'>;

/** Stores the receipts that came back, in one transaction; what was refused is told to the delivery route. */
async function takeResults(
  before: Exchange,
  memory: SupportMemory,
  items: readonly Composed[],
  answer: DeliveryAnswer,
): Promise<readonly Failed[]> {
  const { office, standing, peer, recipient } = before;
  const { ledger, store, world } = office;
  await storeSupport({ office, standing }, answer.support);
  const arriving = { ...before, keyOf: keyFinder(office) };
  const receipts: Checked[] = [];
  const failed: Failed[] = [];
  for (const [at, { due }] of items.entries()) {
    const result = answer.results[at];
    if (result === undefined) continue;
    const taken = result.ok ? await checkReceipt(arriving, due, result.receipt) : result;
    if (!taken.ok) {
      if (taken.code.startsWith('key-')) memory.forget(peer.party);
      failed.push({ due, code: taken.code, sentence: taken.sentence });
    } else if (taken.receipt !== null) receipts.push(taken.receipt);
  }
  if (receipts.length > 0) {
    const refusal = await arrive(ledger, receipts.map(foreignOf));
    if (refusal !== undefined) failed.push(...(await takeSingly(ledger, items, receipts)));
  }
  const heads = [
    ...verifiedCheckpoints(answer.heads, standing, world()),
    ...receipts.map(({ proof }) => proof.signed),
  ];
  const found = await detectMisbehaviour(store.connection, heads, receipts, world());
  await stateMisbehaviour(store.connection, ledger, recipient, found);
  return failed;
}

/** One receipt that is refused takes back none of the others. */
async function takeSingly(ledger: Office['ledger'], items: readonly Composed[], receipts: readonly Checked[]) {
  const failed: Failed[] = [];
  for (const receipt of receipts) {
    const refusal = await arrive(ledger, [foreignOf(receipt)]);
    const answered = items.find(({ due }) => due.digest === textIn(receipt, 'release'));
    if (refusal !== undefined && answered !== undefined) failed.push({ due: answered.due, ...refusal });
  }
  return failed;
}

type Verdict =
  | { readonly ok: true; readonly receipt: Checked | null }
  | { readonly ok: false; readonly code: string; readonly sentence: string };

/** The receipt of exactly this release, by the party it was made to; an answer needs none. */
async function checkReceipt(arriving: Exchange & Checking, due: Due, proven: Proven | null): Promise<Verdict> {
  if (due.kind === 'answer') return { ok: true, receipt: null };
  if (proven === null)
    return { ok: false, code: 'receipt-missing', sentence: 'The peer took the release without a receipt.' };
  const checked = await checkArrival(arriving, proven);
  if (!checked.ok) return { ok: false, code: checked.refusal.code, sentence: checked.refusal.sentence };
  const fault = checkAnswer(arriving, checked.value);
  if (fault !== undefined) return { ok: false, ...fault };
  const { type, claims } = checked.value;
  if (
    type === 'receipt' &&
    claims.get('release')?.value === due.digest &&
    claims.get('target')?.value === due.target
  ) {
    return { ok: true, receipt: checked.value };
  }
  return {
    ok: false,
    code: 'receipt-of-another',
    sentence: 'The peer answered with the receipt of another release.',
  };
}
