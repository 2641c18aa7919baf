import type { Condition } from './regime.ts';

/** Names of groups of states, as `EU`, and who belongs to them. */
export type Groups = ReadonlyMap<string, readonly string[]>;

/**
 * Does it hold by the facts of a declaration? What the declaration does not state, it does not rest on: a fact that
 * is absent counts as not so. (The duty finder asks the same condition with a third answer, "not known yet".)
 */
export function holdsBy(condition: Condition, facts: Readonly<Record<string, unknown>>, groups: Groups): boolean {
  if ('all' in condition) return condition.all.every((part) => holdsBy(part, facts, groups));
  if ('any' in condition) return condition.any.some((part) => holdsBy(part, facts, groups));
  if ('not' in condition) return !holdsBy(condition.not, facts, groups);
  const value = Object.hasOwn(facts, condition.fact) ? facts[condition.fact] : undefined;
  if ('is' in condition) return (value === true) === condition.is;
  const allowed = condition.in.flatMap((name) => [name, ...(groups.get(name) ?? [])]);
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isPart = (one: string) =>
    condition.fact === 'sectors' && allowed.some((name) => one.startsWith(`${name}/`));
  return given.some((one) => typeof one === 'string' && (allowed.includes(one) || isPart(one)));
}
