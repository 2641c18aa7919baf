/** Release to receipt between two nodes on one machine, each durable, at a steady pace. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { confirmPeering, invitePeer } from '#federation/peers/peers.ts';
import { must, type NodePlan, startNode, type TestNode } from '#testing/federation.ts';
import type { ChildOrder, ChildWord } from '#testing/federation-child.ts';
import { alertDraft, releaseDraft, say } from '#testing/releases.ts';
import type { BenchOptions, Row } from './row.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const RELEASES_PER_SECOND = 200;
const MEDIAN_LIMIT_MS = 150;
const P99_LIMIT_MS = 500;
/** At the same pace before anything is measured: a node that has just started is still compiling its own code. */
const WARM_UP_SECONDS = 8;

export async function run({ quick, say: tell }: BenchOptions): Promise<readonly Row[]> {
  const seconds = quick ? 1 : 15;
  const cases = quick ? 20 : 400;
  await using node = await startNode({
    name: 'veldmark',
    parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }],
  });
  using peer = await startPeer();
  await meet(node, peer);
  tell(`stating ${cases} alerts`);
  const targets = await Promise.all(
    Array.from({ length: cases }, async () => {
      const caseId = randomUUID();
      return { case: caseId, target: (await say(node, alertDraft(VELDMARK, caseId))).digest };
    }),
  );
  tell(`${RELEASES_PER_SECOND} releases a second for ${quick ? 0 : WARM_UP_SECONDS} s, not measured`);
  if (!quick) await pace(node, targets, RELEASES_PER_SECOND * WARM_UP_SECONDS);
  tell(`${RELEASES_PER_SECOND} releases a second for ${seconds} s`);
  const times = await pace(node, targets, RELEASES_PER_SECOND * seconds);
  const sorted = times.toSorted((one, other) => one - other);
  return [
    row('release to receipt, median', sorted, 0.5, MEDIAN_LIMIT_MS),
    row('release to receipt, 99th percentile', sorted, 0.99, P99_LIMIT_MS),
  ];
}

type Peer = Disposable & { readonly child: ChildProcess };

/** The other node, in a process of its own as it would be. */
async function startPeer(): Promise<Peer> {
  const plan: NodePlan = {
    name: 'arvenia',
    parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }],
  };
  const script = fileURLToPath(import.meta.resolve('#testing/federation-child.ts'));
  const child = fork(script, [JSON.stringify(plan)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  await once(child, 'message');
  return { child, [Symbol.dispose]: () => child.disconnect() };
}

async function meet(node: TestNode, { child }: Peer): Promise<void> {
  const host = node.person(VELDMARK, 'administrator');
  const { invitation } = must(await invitePeer(node.federation.office, host));
  const answered = once(child, 'message');
  child.send({ accept: invitation } satisfies ChildOrder);
  const [word] = (await answered) as [ChildWord];
  if (!('accepted' in word)) throw new Error('the peer did not accept');
  must(await confirmPeering(node.federation.office, host, word.party, word.accepted, 'read out'));
}

/** Milliseconds from the moment a release is handed in to the moment its receipt stands in the sender's ledger. */
async function pace(
  node: TestNode,
  targets: readonly { case: string; target: string }[],
  count: number,
): Promise<readonly number[]> {
  const handedIn = new Map<string, number>();
  const received = new Map<string, number>();
  const all = Promise.withResolvers<void>();
  const end = node.ledger.onRecorded((records) => {
    for (const { type, claims } of records) {
      const release = claims.get('release')?.value;
      if (type === 'receipt' && typeof release === 'string') received.set(release, performance.now());
    }
    if (received.size >= count) all.resolve();
  });
  const start = performance.now();
  const submitted: Promise<void>[] = [];
  for (let at = 0; at < count; at++) {
    const due = start + (at * 1000) / RELEASES_PER_SECOND;
    while (performance.now() < due)
      await new Promise((later) => setTimeout(later, Math.max(0, due - performance.now())));
    submitted.push(handIn(node, targets[at % targets.length] as (typeof targets)[0], handedIn));
  }
  await Promise.all(submitted);
  await all.promise;
  end();
  return [...handedIn].map(([release, at]) => (received.get(release) ?? Number.POSITIVE_INFINITY) - at);
}

async function handIn(node: TestNode, given: { case: string; target: string }, handedIn: Map<string, number>) {
  const at = performance.now();
  const draft = releaseDraft(node, { from: VELDMARK, to: ARVENIA, ...given });
  const outcome = await node.ledger.submit({ kind: 'draft', actor: node.person(VELDMARK, 'duty-officer'), draft });
  if (!outcome.ok || outcome.value === null)
    throw new Error(`release: ${outcome.ok ? 'nothing' : outcome.refusal.sentence}`);
  handedIn.set(outcome.value.digest, at);
}

function row(name: string, sorted: readonly number[], quantile: number, target: number): Row {
  const value =
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? Number.POSITIVE_INFINITY;
  return { name, value, unit: 'ms', limit: null, ratio: null, target, pass: value <= target };
}
