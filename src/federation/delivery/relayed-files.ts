/**
 * Sealed files for somebody else's party: this node cannot read them, and hands them on to the confirmed node of
 * their addressee, still sealed. One that is away gets them when it is back, for two weeks.
 */

import type { FetchCode } from '#federation/codes.ts';
import type { PeerAnswer, PeerFetch } from '#federation/fetch.ts';
import type { Office } from '#federation/office.ts';
import { type Peer, standingPeers } from '#federation/peering.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import type { Timer } from '#federation/timer.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { heldBy, mayTakePlaces, senderTag } from '#parties/places.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';

/** Where every node takes a sealed report, from persons and from nodes alike. */
export const SEALED_REPORT_PATH = '/api/v1/sealed-reports';
/** For one addressee, shared out by sender as those of all are: whoever fills this keeps files from nobody else. */
export const RELAYED_WAITING_FOR_ONE_MOST = 100;
/** For all together; each has at most 200,000 characters. */
export const RELAYED_WAITING_MOST = 1_000;
export const RELAYED_DAYS = 14;
/** What was answered for files handed on; without it the same file again is handed on again, and has the same answer. */
export const RELAYED_ANSWERS_MOST = 5_000;
const HOURS_A_DAY = 24;
const HAND_ON_LIMIT_MS = 5_000;
const TRIED_AT_ONCE = 20;
const LOOK_AGAIN_MS = 60_000;
const MAX_ANSWER_BYTES = 20_000;

const TABLES = declareTables({
  carried_file: {
    columns: {
      hash: 'text',
      recipient: 'text',
      /** Emptied once it was handed on; the row stays, so that the same file again is answered the same way. */
      file: 'text',
      answer: 'text?',
      received_at: 'bigint',
      /** Who handed it in, as far as that is kept (`senderTag`). */
      sender: 'text?',
    },
    indexes: [['recipient'], ['received_at']],
  },
});

export const RELAYED_FILE_TABLES = TABLES.asSet('carried-files');

export type FileRelayCode = 'too-many-carried' | 'sealed-refused-there';

export type RelayedFile =
  | { readonly state: 'handed-on'; readonly node: string; readonly answer: string }
  | { readonly state: 'waits'; readonly node: string; readonly until: Temporal.Instant }
  /** Nobody here knows the addressee: whoever brought the file has to take it there. */
  | { readonly state: 'unknown' };

export type FileRelayServices = {
  readonly connection: Connection;
  readonly fetchPeer: PeerFetch;
  now(): Temporal.Instant;
};

/** Hands a sealed file on to the node of its addressee, or keeps it until that node answers. */
export async function relayFile(
  services: FileRelayServices,
  file: { readonly hash: string; readonly to: string; readonly text: string; readonly client: string },
): Promise<Outcome<RelayedFile, FileRelayCode>> {
  const peer = await peerOf(services.connection, file.to);
  if (peer === undefined) return accept({ state: 'unknown' });
  const files = TABLES.in(services.connection);
  const known = await files
    .selectFrom('carried_file')
    .selectAll()
    .where('hash', '=', file.hash)
    .executeTakeFirst();
  if (known?.answer) return accept({ state: 'handed-on', node: peer.node, answer: known.answer });
  const received = known?.received_at ?? toMicroseconds(services.now());
  if (known === undefined) {
    const sender = senderTag(file.client);
    const room = await roomFor(services.connection, peer, sender);
    if (!room.ok) return room;
    const { hash, to: recipient, text } = file;
    await files
      .insertInto('carried_file')
      .values({ hash, recipient, file: text, answer: null, received_at: received, sender })
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
  }
  const handed = await handOn(services, peer, { hash: file.hash, file: file.text });
  if (handed.ok && handed.value !== null) {
    return accept({ state: 'handed-on', node: peer.node, answer: handed.value });
  }
  if (!handed.ok) return handed;
  return accept({ state: 'waits', node: peer.node, until: untilOf(received) });
}

function untilOf(receivedAt: number): Temporal.Instant {
  return fromMicroseconds(receivedAt).add({ hours: RELAYED_DAYS * HOURS_A_DAY });
}

async function peerOf(connection: Connection, party: string): Promise<Peer | undefined> {
  return (await standingPeers(connection)).find((peer) => peer.party === party);
}

async function roomFor(
  connection: Connection,
  { party, node }: Peer,
  sender: string,
): Promise<Outcome<null, FileRelayCode>> {
  const rows = await TABLES.in(connection)
    .selectFrom('carried_file')
    .select(['recipient', 'sender', ({ fn }) => fn.countAll<number>().as('count')])
    .where('answer', 'is', null)
    .groupBy(['recipient', 'sender'])
    .execute();
  const forOne = heldBy(rows.filter(({ recipient }) => recipient === party));
  if (!mayTakePlaces(forOne, sender, RELAYED_WAITING_FOR_ONE_MOST)) return tooMany(party);
  return mayTakePlaces(heldBy(rows), sender, RELAYED_WAITING_MOST) ? accept(null) : tooMany('others');

  function tooMany(whom: string) {
    const sentence = `This node carries as many files for ${whom} already as it can, from you or in all: take this one to ${node} yourself.`;
    return refuse('too-many-carried', sentence);
  }
}

async function addressees(connection: Connection): Promise<ReadonlySet<string>> {
  const rows = await TABLES.in(connection)
    .selectFrom('carried_file')
    .select('recipient')
    .distinct()
    .where('answer', 'is', null)
    .execute();
  return new Set(rows.map(({ recipient }) => recipient));
}

/** The addressee's answer; null while it cannot be had; refused for good where the addressee refused the file itself. */
async function handOn(
  { connection, fetchPeer }: FileRelayServices,
  peer: Peer,
  { hash, file }: { readonly hash: string; readonly file: string },
): Promise<Outcome<string | null, FileRelayCode>> {
  const answered = await fetchPeer({
    node: peer.node,
    path: SEALED_REPORT_PATH,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify({ file })),
    accept: ['application/json', 'application/problem+json'],
    maxBytes: MAX_ANSWER_BYTES,
    totalMs: HAND_ON_LIMIT_MS,
  });
  const files = TABLES.in(connection);
  if (isRefusal(answered)) {
    await files.deleteFrom('carried_file').where('hash', '=', hash).execute();
    return refuse(
      'sealed-refused-there',
      `The node of ${peer.party} does not take this file: it was altered, or sealed to a key that is gone. Report anew, or call.`,
    );
  }
  if (!answered.ok || answered.value.verdict !== 'ok') return accept(null);
  const answer = new TextDecoder().decode(answered.value.body);
  await files.updateTable('carried_file').set({ answer, file: '' }).where('hash', '=', hash).execute();
  return accept(answer);
}

function isRefusal(answered: Outcome<PeerAnswer, FetchCode>): boolean {
  return answered.ok && answered.value.verdict === 'refused';
}

type FileRelaySettings = {
  readonly office: Office;
  readonly fetchPeer: PeerFetch;
  readonly random: () => number;
  readonly timer: Timer;
  readonly trouble: (error: unknown, doing: string) => void;
};

/** Tries again what waits for a node that was away, and forgets what waited too long. */
export class FileRelay implements AsyncDisposable {
  readonly #services: FileRelayServices;
  readonly #timer: Timer;
  readonly #loop: RetryLoop;
  /** Logs of nodes that have shown themselves since the last attempt. */
  #back = new Set<string>();
  #roundAt = Number.NEGATIVE_INFINITY;

  constructor({ office, fetchPeer, random, timer, trouble }: FileRelaySettings) {
    this.#services = { connection: office.store.connection, fetchPeer, now: () => office.ledger.now() };
    this.#timer = timer;
    this.#loop = new RetryLoop({
      attempt: () => this.#attempt(),
      random,
      timer,
      trouble: (error) => trouble(error, 'hand on sealed files'),
    });
  }

  /** Under load that is heard many times a second: what waits for others is not tried for it. */
  peerIsBack(log: string): void {
    this.#back.add(log);
    this.#loop.peerIsBack();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]();
  }

  async #attempt(): Promise<Step> {
    const back = this.#back;
    this.#back = new Set();
    const now = this.#timer.now().epochMilliseconds;
    const untilRound = this.#roundAt - now;
    if (untilRound > 0 && untilRound <= LOOK_AGAIN_MS) {
      await handOnTo(this.#services, (peer) => back.has(peer.log));
      return { idleMs: untilRound };
    }
    this.#roundAt = now + LOOK_AGAIN_MS;
    await handOnWaiting(this.#services);
    return { idleMs: LOOK_AGAIN_MS };
  }
}

/** One round over what waits, for each addressee oldest first: one that is away, or slow, holds up none of the others. */
export async function handOnWaiting(services: FileRelayServices): Promise<void> {
  const files = TABLES.in(services.connection);
  const tooOld = toMicroseconds(services.now().subtract({ hours: RELAYED_DAYS * HOURS_A_DAY }));
  await files.deleteFrom('carried_file').where('received_at', '<', tooOld).execute();
  await forgetAnswers(services.connection);
  await handOnTo(services, () => true);
}

async function handOnTo(services: FileRelayServices, isMeant: (peer: Peer) => boolean): Promise<void> {
  const waitedFor = await addressees(services.connection);
  if (waitedFor.size === 0) return;
  const peers = (await standingPeers(services.connection)).filter(({ party }) => waitedFor.has(party));
  await Promise.all(peers.filter(isMeant).map((peer) => handOnToOne(services, peer)));
}

/** Anybody can have the same report sealed and handed on again and again: the oldest answers go. */
async function forgetAnswers(connection: Connection): Promise<void> {
  const files = TABLES.in(connection);
  const oldest = await files
    .selectFrom('carried_file')
    .select('received_at')
    .where('answer', 'is not', null)
    .orderBy('received_at', 'desc')
    .offset(RELAYED_ANSWERS_MOST)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  await files
    .deleteFrom('carried_file')
    .where('answer', 'is not', null)
    .where('received_at', '<=', oldest.received_at)
    .execute();
}

async function handOnToOne(services: FileRelayServices, peer: Peer): Promise<void> {
  const rows = await TABLES.in(services.connection)
    .selectFrom('carried_file')
    .selectAll()
    .where('answer', 'is', null)
    .where('recipient', '=', peer.party)
    .orderBy('received_at')
    .limit(TRIED_AT_ONCE)
    .execute();
  for (const row of rows) {
    const handed = await handOn(services, peer, row);
    if (handed.ok && handed.value === null) return;
  }
}
