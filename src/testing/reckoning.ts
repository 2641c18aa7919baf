/** The real laws, for exercises: the fictional states of the tests count as members of the EU, all but one. */

import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook, type Rulebook } from '#obligations/regimes/load-regimes.ts';

const TEST_STATE_GROUPS = { EU: ['XV', 'XA'] } as const;

export function testRulebook(): Rulebook {
  const rulebook = loadRulebook({ fictional: TEST_STATE_GROUPS });
  if (!rulebook.ok) throw new Error(`load the regimes for a test: ${rulebook.refusal.sentence}`);
  return rulebook.value;
}

export function testReckoning() {
  return reckoningOf(testRulebook());
}
