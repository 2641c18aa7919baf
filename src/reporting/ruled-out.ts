/** Why a law does not ask for a stage: its own condition, by the facts that the party declared with the law. */

import { reasonWords, type StateNames } from '#obligations/finder/finder-words.ts';
import { decide, type FactCondition, type Facts } from '#obligations/finder/verdict.ts';
import { holdsBy } from '#obligations/regimes/condition.ts';
import type { StateGroups } from '#obligations/regimes/groups.ts';
import type { Stage } from '#obligations/regimes/regime.ts';

/** A condition that the declared facts do not meet. */
export type RuledOutBy = { readonly condition: FactCondition; readonly wanted: boolean };

/**
 * Null where the stage is asked for, by the same reading as its clock. A fact that was not declared counts as not so,
 * and is named as what would have to be declared.
 */
export function ruledOutBy(
  { only_if: condition }: Stage,
  facts: Readonly<Record<string, unknown>>,
  groups: StateGroups,
): readonly RuledOutBy[] | null {
  if (condition === undefined || holdsBy(condition, facts, groups)) return null;
  return decide(condition, withoutGaps(condition, facts), groups).because;
}

/** With "no", or with nothing that is in any list, for what the condition asks and nobody declared. */
function withoutGaps(condition: NonNullable<Stage['only_if']>, facts: Readonly<Record<string, unknown>>): Facts {
  const given: Record<string, unknown> = { ...facts };
  for (const asked of factsIn(condition)) {
    const value = Object.hasOwn(given, asked.fact) ? given[asked.fact] : undefined;
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (isEmpty) given[asked.fact] = 'is' in asked ? false : [NOWHERE];
  }
  return given as Facts;
}

/** Neither a state nor a sector. */
const NOWHERE = '-';

function factsIn(condition: NonNullable<Stage['only_if']>): readonly FactCondition[] {
  if ('all' in condition) return condition.all.flatMap(factsIn);
  if ('any' in condition) return condition.any.flatMap(factsIn);
  return 'not' in condition ? factsIn(condition.not) : [condition];
}

/** The question of the law and what was declared to it, for each condition that failed. */
export function ruledOutWords(
  because: readonly RuledOutBy[],
  facts: Readonly<Record<string, unknown>>,
  stateName: StateNames,
): readonly string[] {
  return [...new Set(because.map((reason) => reasonWords(reason, facts as Facts, stateName)))];
}
