/** Verifying a few thousand statements takes seconds of the processor; a node does it beside, not between, its answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { parseTrust } from '#bundle/trust.ts';
import { loadRulebook } from './load-regimes.ts';
import { reckoningOf } from './reckoning.ts';
import { scoreOfBundle } from './score-report.ts';
import type { ScoreJob } from './score-thread.ts';

const { text, trust, wish, fictional } = workerData as ScoreJob;
const [rulebook, trusted] = [loadRulebook({ fictional }), parseTrust(trust)];
if (!rulebook.ok) parentPort?.postMessage(rulebook);
else if (!trusted.ok) parentPort?.postMessage(trusted);
else {
  const { party } = wish;
  const [from, until, at] = [wish.from, wish.until, wish.at].map((instant) => Temporal.Instant.from(instant));
  const question = { party, from: from!, until: until!, at: at! };
  parentPort?.postMessage(scoreOfBundle(text, trusted.value, question, reckoningOf(rulebook.value)));
}
