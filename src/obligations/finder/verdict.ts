/** Conditions over facts, in three values: a fact that nobody knows yet leaves the answer open. */
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import { isAmong, type StateGroups } from '#obligations/regimes/groups.ts';
import type { Condition } from '#obligations/regimes/regime.ts';

/** One value of a fact: yes or no, a word of a closed list, or several. Absent and null: not known yet. */
export type FactValue = boolean | string | readonly string[] | null;
export type Facts = Readonly<Partial<Record<FinderFact, FactValue>>>;

/** A condition about one fact; what a verdict names as its reason. */
export type FactCondition = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;

/**
 * `holds` is true, false, or null where facts are missing. `because` are the conditions on which that rests, each with
 * what was wanted of it: those that failed where it is false, those that decided where it is true.
 */
export type Verdict = {
  readonly holds: boolean | null;
  readonly because: readonly { readonly condition: FactCondition; readonly wanted: boolean }[];
  /** Facts that would decide; empty unless `holds` is null. */
  readonly missing: readonly FinderFact[];
};

/** Decides a condition, `wanted` false for the reading under a `not`. */
export function decide(condition: Condition, facts: Facts, groups: StateGroups, wanted = true): Verdict {
  if ('not' in condition) {
    const inner = decide(condition.not, facts, groups, !wanted);
    return { ...inner, holds: inner.holds === null ? null : !inner.holds };
  }
  if ('all' in condition)
    return joined(
      condition.all.map((each) => decide(each, facts, groups, wanted)),
      false,
    );
  if ('any' in condition)
    return joined(
      condition.any.map((each) => decide(each, facts, groups, wanted)),
      true,
    );
  const holds = factHolds(condition, facts, groups);
  return {
    holds,
    because: holds === null ? [] : [{ condition, wanted }],
    missing: holds === null ? [condition.fact as FinderFact] : [],
  };
}

/** `all` is settled by its first false part, `any` by its first true one. */
function joined(parts: readonly Verdict[], settledBy: boolean): Verdict {
  const settling = parts.filter(({ holds }) => holds === settledBy);
  if (settling.length > 0)
    return { holds: settledBy, because: settling.flatMap(({ because }) => because), missing: [] };
  const open = parts.filter(({ holds }) => holds === null);
  if (open.length > 0) {
    return { holds: null, because: [], missing: [...new Set(open.flatMap(({ missing }) => missing))] };
  }
  return { holds: !settledBy, because: parts.flatMap(({ because }) => because), missing: [] };
}

function factHolds(condition: FactCondition, facts: Facts, groups: StateGroups): boolean | null {
  const value = facts[condition.fact as FinderFact];
  if (value === undefined || value === null) return null;
  if ('is' in condition) return value === condition.is;
  const given = typeof value === 'string' ? [value] : typeof value === 'boolean' ? [] : value;
  // An empty list says nothing: whoever knows that no sector fits says so with `other`.
  if (given.length === 0) return null;
  if (given.some((one) => matches(condition, one, groups))) return true;
  return isTooWide(condition, given) ? null : false;
}

/** Who answers `energy` has not said which: it may be the electricity that the law is about. */
function isTooWide(
  { fact, in: names }: Extract<FactCondition, { in: unknown }>,
  given: readonly string[],
): boolean {
  return fact === 'sectors' && names.some((name) => given.some((one) => name.startsWith(`${one}/`)));
}

function matches(
  { fact, in: names }: Extract<FactCondition, { in: unknown }>,
  given: string,
  groups: StateGroups,
) {
  if (fact === 'state' || fact === 'service_states') return isAmong(given, names, groups);
  // A sector stands for its subsectors too: `energy` is met by `energy/gas`.
  return names.some((name) => given === name || given.startsWith(`${name}/`));
}
