/** What `comity doctor` looks at. Nothing of the node is written, so that all of it runs beside one that serves. */
import { statfs } from 'node:fs/promises';
import { readCourse, WORDS_MOST } from '#exercises/course.ts';
import { clockWords } from '#exercises/view.ts';
import { createPeerFetch } from '#federation/fetch.ts';
import { type Peer, standingPeers } from '#federation/peering.ts';
import { proveFoundedWith } from '#ledger/founded-with.ts';
import { lastRecordedAt } from '#ledger/held.ts';
import { DamagedLog } from '#ledger/integrity.ts';
import { logSigner } from '#ledger/log-key.ts';
import { compareInScratch } from '#ledger/scratch.ts';
import { logInUse } from '#ledger/successor.ts';
import { MOVED_SENTENCE, standingOfLog } from '#ledger/tables.ts';
import { Views } from '#ledger/views.ts';
import { checkWholeLog } from '#ledger/whole-check.ts';
import { parseCheckpoint, verifyLogSignature } from '#log/checkpoint.ts';
import { governedModels } from '#node.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Settings } from '#settings.ts';
import { fromMicroseconds } from '#store/instant.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import type { Progress } from './context.ts';
import { failureOf } from './failure.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

const MIN_FREE_BYTES = 1_073_741_824;
const CHECKPOINT_LIMIT_BYTES = 160_000;
const BYTES_PER_GIB = 1_073_741_824;
/** What the log recorded last may lie this far ahead of the clock: then the clock was set back. */
const CLOCK_TOLERANCE_SECONDS = 5;

export type Patient = { readonly settings: Settings; readonly store: Store; readonly keyring: Keyring };

const T = NODE_TEXTS.doctor;

/** What is looked at, as the JSON answer names it. */
export type CheckName = keyof typeof T.checks;
/** What was found, or what to do. */
export type Finding = Outcome<string>;
export type Check = {
  readonly name: CheckName;
  readonly look: (patient: Patient, bar: Progress) => Promise<Finding>;
};

export const CHECKS: readonly Check[] = [
  { name: 'disk space', look: ({ settings }) => diskSpace(settings.data) },
  { name: 'writing', look: ({ store }) => takesWrites(store) },
  { name: 'log state', look: logState },
  { name: 'clock', look: clock },
  { name: 'log and checkpoints', look: wholeLog },
  { name: 'views', look: viewsInStep },
  { name: 'peers', look: peersReachable },
];

async function diskSpace(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const gib = (free / BYTES_PER_GIB).toFixed(1);
  return free >= MIN_FREE_BYTES
    ? accept(spoken(T.free, { gib, folder }))
    : refuse('disk-full', phrase`Only ${gib} GiB free in ${folder}: make room before the log stops.`);
}

/** By a row that is taken away again: room that is left may be refused all the same, by a quota or a disk that fails. */
async function takesWrites(store: Store): Promise<Finding> {
  const refusing = await store.writing.refusing();
  if (refusing === undefined) return accept(T.takesWrites);
  const { code, sentence } = failureOf(refusing.cause);
  if (code !== 'command-failed') return refuse(code, sentence);
  const why = refusing.cause instanceof Error ? refusing.cause.message : String(refusing.cause);
  return refuse(
    'store-refuses-writes',
    phrase`The store takes no writes (${why}): mend its disk or database, and look again.`,
  );
}

async function logState({ store, settings }: Patient): Promise<Finding> {
  const proven = await proveFoundedWith(store.connection, settings);
  if (!proven.ok) return proven;
  const row = await standingOfLog(store.connection);
  switch (row?.state) {
    case 'open':
      return accept(spoken(T.logOpen, { log: row.log }));
    case 'recovering':
      return refuse('log-recovering', 'Restored and not finished: run "comity restore --resume".');
    case 'moved':
      return refuse('ledger-moved', MOVED_SENTENCE);
    case undefined:
      return refuse('party-missing', 'Nothing was ever appended: found a party with "comity init".');
  }
}

/** An exercise's clock runs ahead of the machine's, and may stand behind what was recorded, while others come up to it. */
async function clock({ store, settings }: Patient): Promise<Finding> {
  const last = fromMicroseconds(await lastRecordedAt(store.connection));
  const now = Temporal.Now.instant();
  const ahead = last.since(now).total('seconds');
  if (ahead <= CLOCK_TOLERANCE_SECONDS)
    return accept(spoken(T.clockSound, { time: now.toString({ smallestUnit: 'second' }) }));
  if (settings.realm !== 'live') {
    const { course } = readCourse(await clockWords(store.connection, WORDS_MOST), settings.exerciseClock);
    if (course.length > 0)
      return accept(spoken(T.clockSound, { time: last.toString({ smallestUnit: 'second' }) }));
  }
  const sentence = phrase`The log was written at ${last}, which this clock has not reached: set it right, by NTP.`;
  return refuse('clock-behind', sentence);
}

async function wholeLog({ store, keyring, settings }: Patient, bar: Progress): Promise<Finding> {
  const { verifier } = await logSigner(keyring, await logInUse(store, settings.origin));
  try {
    const report = await store.snapshot((reads) =>
      checkWholeLog(reads, verifier, Temporal.Now.instant(), (done, of) => bar.step(done, of)),
    );
    const { size, statements, checkpoints } = report;
    return accept(spoken(T.recomputed, { size, statements, checkpoints }));
  } catch (failure) {
    if (failure instanceof DamagedLog) return refuse('log-damaged', failure.message);
    throw failure;
  }
}

async function viewsInStep({ store, settings }: Patient, bar: Progress): Promise<Finding> {
  const rulebook = loadRulebook({ fictional: settings.stateGroups });
  if (!rulebook.ok) return rulebook;
  const log = await logInUse(store, settings.origin);
  const { models } = governedModels(log, () => Temporal.Now.instant(), reckoningOf(rulebook.value));
  const views = new Views(models);
  const report = await compareInScratch(store, NODE_TABLE_SETS, views, settings.data, (done, of) =>
    bar.step(done, of),
  );
  const { different, behind, compared } = report;
  if (different.length > 0) {
    const sentence = phrase`Not what the statements say: ${different.join(', ')}. Run "comity views rebuild".`;
    return refuse('views-differ', sentence);
  }
  if (behind.length === 0) return accept(spoken(T.equal, { tables: compared }));
  return accept(spoken(T.equalBehind, { tables: compared, views: behind.join(', ') }));
}

async function peersReachable({ store, settings }: Patient): Promise<Finding> {
  const peers = new Map((await standingPeers(store.connection)).map((peer) => [peer.log, peer]));
  if (peers.size === 0) return accept(T.noPeers);
  using fetchPeer = createPeerFetch({ privatePeers: settings.privatePeers });
  const asked = await Promise.all(
    [...peers.values()].map(async (peer) => ({ peer, why: await whyUnreachable(fetchPeer, peer) })),
  );
  const silent = asked.flatMap(({ peer, why }) => (why === undefined ? [] : [`${peer.node} (${why})`]));
  if (silent.length === 0) return accept(spoken(T.reachable, { peers: peers.size }));
  const sentence = phrase`Not reached: ${silent.join('; ')}. What is released to them waits here until they are back.`;
  return refuse('peers-silent', sentence);
}

async function whyUnreachable(
  fetchPeer: ReturnType<typeof createPeerFetch>,
  peer: Peer,
): Promise<string | undefined> {
  const answer = await fetchPeer({
    node: peer.node,
    path: '/log/checkpoint',
    method: 'GET',
    accept: ['text/plain'],
    maxBytes: CHECKPOINT_LIMIT_BYTES,
  });
  if (!answer.ok) return answer.refusal.code;
  const signed = parseCheckpoint(new TextDecoder().decode(answer.value.body));
  if (answer.value.verdict !== 'ok' || !signed.ok) return 'shows no checkpoint';
  const signature = verifyLogSignature(signed.value, [peer.logKey], Temporal.Now.instant());
  return signature.ok ? undefined : 'shows a log with another key';
}
