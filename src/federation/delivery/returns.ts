/**
 * Statements given back to whoever said them: a node restored from a backup asks its peers for what its parties said
 * since, and for the newest checkpoints of its log they saw. Sealed to the party, and only of its own log.
 */

import { provenTo } from '#federation/agreements/presenting.ts';
import type { WireCode } from '#federation/codes.ts';
import { isProven, MAX_HEADS, MAX_ITEMS, type Proven } from '#federation/envelope.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { verifiedCheckpoints } from '#federation/logs/gossip.ts';
import { newestSeenCheckpoint } from '#federation/logs/seen-checkpoints.ts';
import { type Office, type Standing, standingNow } from '#federation/office.ts';
import type { Peer } from '#federation/peering.ts';
import { verifyRequest } from '#federation/request-signature.ts';
import { sealText } from '#federation/seal.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { formatSignedCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { isSameKey } from '#log/verifier-key.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { parseJson } from '#statement/json.ts';
import { askSealed, malformedAnswer, membersSealed } from './ask-sealed.ts';

const FORMAT = 1;
/** Less than a sealed answer may have, so that one more statement still fits. */
const PAGE_CHARACTERS = 4 * 1_048_576;

/** One page of a party's statements, in log order; `next` is the index to go on from, null on the last. */
export type Returns = {
  readonly statements: readonly Proven[];
  readonly heads: readonly SignedCheckpoint[];
  readonly next: number | null;
};

/** The party whose statements are asked for stands in the path, and is signed with it. */
function returnsPath(party: string, from: number): string {
  return `/federation/v1/parties/${encodeURIComponent(party)}/returns/${from}`;
}

export type ReturnsRequest = {
  readonly party: string;
  readonly from: number;
  readonly header: string | undefined;
};

/** Gives back what is held here of this party in its own log, from an index on: all claims, since they are its own. */
export async function giveBack(
  office: Office,
  { party, from, header }: ReturnsRequest,
): Promise<Outcome<Uint8Array, WireCode>> {
  const { store, ledger, own } = office;
  const { peers } = await standingNow(office);
  const line = { method: 'GET', path: returnsPath(party, from), to: own.log, body: new Uint8Array(0) };
  const sender = verifyRequest(
    header,
    line,
    peers.map((peer) => peer.requestKey),
    Temporal.Now.instant(),
  );
  if (!sender.ok) return sender;
  const asking = peers.find(({ requestKey }) => isSameKey(requestKey, sender.value));
  const recipient = await sealRecipient(store.connection, party, ledger.now());
  if (asking === undefined || recipient === undefined) {
    return refuse('returns-nothing', phrase`Nothing is held here of ${party}, nor a key to seal an answer to it.`);
  }
  const rows = await ledgerTables(store.connection)
    .selectFrom('statement')
    .select(['digest', 'log_index'])
    .where('log', '=', asking.log)
    .where('issuer', '=', party)
    .where('log_index', '>=', from)
    .orderBy('log_index')
    .limit(MAX_ITEMS)
    .execute();
  const asked = rows.map(({ digest }) => ({ digest }));
  const proven = await provenTo(office, asked, party);
  const statements: Proven[] = [];
  let characters = 0;
  let next: number | null = rows.length === MAX_ITEMS ? (rows.at(-1)?.log_index ?? 0) + 1 : null;
  for (const [at, one] of proven.entries()) {
    if (one === undefined) continue;
    characters += one.presentation.length + one.proof.length;
    if (characters > PAGE_CHARACTERS && statements.length > 0) {
      next = rows[at]?.log_index ?? null;
      break;
    }
    statements.push(one);
  }
  const head = await newestSeenCheckpoint(store.connection, asking.log);
  const heads = head === undefined ? [] : [formatSignedCheckpoint(head)];
  const answer = JSON.stringify({ 'comity-returns': FORMAT, statements, heads, next });
  return accept(await sealText(answer, recipient));
}

/** Asks a peer for one page. Heads that our log did not sign are passed over; statements are checked by whoever keeps them. */
export async function askBack(
  office: Office,
  fetchPeer: PeerFetch,
  standing: Standing,
  peer: Peer,
  party: string,
  from: number,
): Promise<Outcome<Returns>> {
  const answer = await askSealed(office, fetchPeer, peer, returnsPath(party, from));
  if (!answer.ok) return answer;
  if (answer.value.verdict !== 'ok') {
    if (codeOf(answer.value.body) === 'returns-nothing') return accept({ statements: [], heads: [], next: null });
    return refuse('returns-refused', phrase`The node at ${peer.node} gives nothing back to ${party}.`);
  }
  const members = await membersSealed(office, party, peer, answer.value.body);
  if (!members.ok) return members;
  const { 'comity-returns': format, statements, heads, next } = members.value;
  const isNext = next === null || (Number.isSafeInteger(next) && Number(next) > from);
  if (format !== FORMAT || !isNext || !isListOf(statements, MAX_ITEMS, isProven)) return malformedAnswer(peer);
  if (!isListOf(heads, MAX_HEADS, (head) => typeof head === 'string')) return malformedAnswer(peer);
  const verified = verifiedCheckpoints(heads, standing, office.world());
  return accept({
    statements,
    heads: verified.filter(({ checkpoint }) => checkpoint.origin === office.own.log),
    next: next as number | null,
  });
}

/** Of a problem document; only the code that is expected matters. */
function codeOf(body: Uint8Array): unknown {
  const json = parseJson(new TextDecoder().decode(body));
  return json.ok && typeof json.value === 'object' && json.value !== null && 'code' in json.value
    ? json.value.code
    : undefined;
}

function isListOf<Entry>(value: unknown, most: number, is: (entry: unknown) => entry is Entry): value is Entry[] {
  return Array.isArray(value) && value.length <= most && value.every(is);
}
