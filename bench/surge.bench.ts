/**
 * A surge of alerts passed on to five states: six nodes in six processes on one machine, at the rate of 10,000 alerts in
 * ten minutes. By default one minute of it; `COMITY_SURGE_SECONDS=600` runs all ten.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { confirmPeering, invitePeer } from '#federation/peers/peers.ts';
import { must, type NodePlan, startNode, type TestNode } from '#testing/federation.ts';
import type { ChildOrder, ChildWord, OpenedClock } from '#testing/federation-child.ts';
import { alertDraft, releaseDraft, say } from '#testing/releases.ts';
import { figure, percentile } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const SENDER = 'did:web:csirt.veldmark.example';
const STATES = ['XA', 'XS', 'XD', 'XE', 'XF'] as const;
const ALERTS_PER_SECOND = 10_000 / 600;
const SECONDS = 60;
const SECONDS_QUICK = 2;
/** At the same rate before anything is measured: nodes that have just started still compile their own code. */
const WARM_UP_SECONDS = 8;
const LATE_LIMIT_MS = 1_000;
/** How long the last clocks are waited for. */
const PATIENCE_MS = 60_000;
const CLOCK = { type: 'incident-report', stage: 'acknowledge' } as const;

export async function run({ quick, say: tell }: BenchOptions): Promise<readonly Row[]> {
  const seconds = quick ? SECONDS_QUICK : Number(env.COMITY_SURGE_SECONDS ?? SECONDS);
  await using node = await startNode({
    name: 'veldmark',
    parties: [{ party: SENDER, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }],
  });
  using neighbours = await startNeighbours();
  for (const child of neighbours.children) await meet(node, child);
  const surge = new Surge(node, neighbours.children);
  if (!quick) {
    tell(`${WARM_UP_SECONDS} s, not measured`);
    await surge.run(Math.round(WARM_UP_SECONDS * ALERTS_PER_SECOND));
  }
  const alerts = Math.round(seconds * ALERTS_PER_SECOND);
  tell(`${alerts} alerts in ${seconds} s to ${STATES.length} states`);
  const clocks = await surge.run(alerts);
  return rowsOf(clocks, alerts, seconds);
}

function rowsOf(clocks: readonly Lateness[], alerts: number, seconds: number): readonly Row[] {
  const late = clocks.map((one) => one.afterRelease);
  const own = clocks.map((one) => one.afterTrigger);
  const name = `surge, ${alerts} alerts in ${seconds} s to ${STATES.length} states, 6 nodes on one machine`;
  const inTime = { unit: 'ms', better: 'less', target: LATE_LIMIT_MS } as const;
  return [
    figure({
      name: `${name}: clocks opened of those due`,
      value: clocks.length / (alerts * STATES.length),
      unit: '',
      better: 'more',
      target: 1,
    }),
    figure({
      name: `${name}: release recorded to clock in the neighbour's view, median`,
      value: percentile(late, 0.5),
      ...inTime,
    }),
    figure({
      name: `${name}: release recorded to clock in the neighbour's view, latest`,
      value: percentile(late, 1),
      ...inTime,
    }),
    figure({
      name: `${name}: arrival, from which the clock counts, to clock in the view, latest`,
      value: percentile(own, 1),
      ...inTime,
    }),
  ];
}

type Neighbours = Disposable & { readonly children: readonly ChildProcess[] };

async function startNeighbours(): Promise<Neighbours> {
  const script = fileURLToPath(import.meta.resolve('#testing/federation-child.ts'));
  const children: ChildProcess[] = [];
  for (const state of STATES) {
    const name = state.toLowerCase();
    const party = partyOf(state);
    const plan: NodePlan = {
      name,
      parties: [{ party, name: `Centre ${state}`, kind: 'csirt', territory: state }],
    };
    const child = fork(script, [JSON.stringify(plan)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    children.push(child);
    await once(child, 'message');
  }
  return {
    children,
    [Symbol.dispose]: () => {
      for (const child of children) child.disconnect();
    },
  };
}

function partyOf(state: string): string {
  return `did:web:cyber.${state.toLowerCase()}.example`;
}

async function meet(node: TestNode, child: ChildProcess): Promise<void> {
  const host = node.person(SENDER, 'administrator');
  const { invitation } = must(await invitePeer(node.federation.office, host));
  const answered = once(child, 'message');
  child.send({ accept: invitation } satisfies ChildOrder);
  const [word] = (await answered) as [ChildWord];
  if (!('accepted' in word)) throw new Error('the peer did not accept');
  must(await confirmPeering(node.federation.office, host, word.party, word.accepted, 'read out'));
  child.send({ watch: CLOCK } satisfies ChildOrder);
}

/** Milliseconds, by the one wall clock of the machine. */
type Lateness = { readonly afterRelease: number; readonly afterTrigger: number };

class Surge {
  readonly #node: TestNode;
  /** When each release was recorded, by case and party. */
  readonly #released = new Map<string, number>();
  #opened = new Map<string, OpenedClock>();
  #awaited = 0;
  #all = Promise.withResolvers<void>();

  constructor(node: TestNode, children: readonly ChildProcess[]) {
    this.#node = node;
    for (const child of children) child.on('message', (word: ChildWord) => this.#hear(word));
    node.ledger.onRecorded((records) => {
      for (const { type, case: caseId, claims, recordedAt } of records) {
        const to = claims.get('to')?.value;
        if (type !== 'release' || typeof to !== 'string') continue;
        this.#released.set(`${caseId} ${to}`, recordedAt.epochMilliseconds);
      }
    });
  }

  /** So many alerts at the rate, each from its statement to the clocks it opens elsewhere. */
  async run(alerts: number): Promise<readonly Lateness[]> {
    this.#opened = new Map();
    this.#awaited = alerts * STATES.length;
    this.#all = Promise.withResolvers();
    const start = performance.now();
    const spoken: Promise<void>[] = [];
    for (let at = 0; at < alerts; at++) {
      const due = start + (at * 1000) / ALERTS_PER_SECOND;
      while (performance.now() < due)
        await new Promise((later) => setTimeout(later, Math.max(0, due - performance.now())));
      spoken.push(this.#passOn());
    }
    await Promise.all(spoken);
    await Promise.race([this.#all.promise, new Promise((later) => setTimeout(later, PATIENCE_MS).unref())]);
    return [...this.#opened].flatMap(([key, { triggeredAt, seenAt }]): readonly Lateness[] => {
      const released = this.#released.get(key);
      if (released === undefined || triggeredAt === null) return [];
      return [{ afterRelease: seenAt - released, afterTrigger: seenAt - triggeredAt }];
    });
  }

  /** The alert, the authority's report of it, and the report's release to each state. */
  async #passOn(): Promise<void> {
    const node = this.#node;
    const caseId = randomUUID();
    const alert = alertDraft(SENDER, caseId, { affected_states: ['XV', ...STATES] });
    await say(node, alert);
    const { digest: target } = await say(node, { ...alert, type: 'incident-report' });
    await Promise.all(
      STATES.map(async (state) => {
        const to = partyOf(state);
        const draft = releaseDraft(node, { from: SENDER, to, target, case: caseId });
        const actor = node.person(SENDER, 'duty-officer');
        must(await node.ledger.submit({ kind: 'draft', actor, draft }));
      }),
    );
  }

  #hear(word: ChildWord): void {
    if (!('opened' in word)) return;
    for (const clock of word.opened) this.#opened.set(`${clock.case} ${word.party}`, clock);
    if (this.#opened.size >= this.#awaited) this.#all.resolve();
  }
}
