/** Verifying a few thousand statements takes seconds of the processor; a node does it beside, not between, its answers. */
import { parentPort } from 'node:worker_threads';
import { parseTrust } from '#bundle/trust.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { scoreOfBundle } from './score-report.ts';
import type { ScoreJob } from './score-thread.ts';

parentPort?.once('message', ({ text, trust, wish, fictional }: ScoreJob) => {
  const [rulebook, trusted] = [loadRulebook({ fictional }), parseTrust(trust)];
  if (!rulebook.ok) return parentPort?.postMessage(rulebook);
  if (!trusted.ok) return parentPort?.postMessage(trusted);
  const { party } = wish;
  const [from, until, at] = [wish.from, wish.until, wish.at].map((instant) => Temporal.Instant.from(instant));
  const question = { party, from: from!, until: until!, at: at! };
  return parentPort?.postMessage(scoreOfBundle(text, trusted.value, question, reckoningOf(rulebook.value)));
});
