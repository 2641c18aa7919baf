import { isSectorId } from '#vocabulary/sectors.ts';
import { isStateCode } from '#vocabulary/states.ts';
import { FINDER_FACTS, type FinderFact } from './finder-facts.ts';
import type { StateGroups } from './groups.ts';
import type { RegimeCode } from './regime-codes.ts';

/** What is wrong in a file, and the JSON pointer where. */
export type Fault = { readonly code: RegimeCode; readonly pointer: string; readonly sentence: string };

const MAX_CONDITION_DEPTH = 6;

/** A condition comes as untyped JSON: shape, facts and values are all looked at here. */
export function conditionFault(
  value: unknown,
  pointer: string,
  groups: StateGroups,
  depth = 0,
): Fault | undefined {
  const form =
    'Write a condition: {"all": […]}, {"any": […]}, {"not": …}, {"fact": …, "in": […]} or {"fact": …, "is": true}.';
  const malformed = (at = pointer): Fault => ({ code: 'regime-malformed', pointer: at, sentence: form });
  if (depth > MAX_CONDITION_DEPTH || typeof value !== 'object' || value === null || Array.isArray(value)) {
    return malformed();
  }
  const names = Object.keys(value).toSorted().join(' ');
  const parts = value as Readonly<Record<string, unknown>>;
  if (names === 'not') return conditionFault(parts.not, `${pointer}/not`, groups, depth + 1);
  if (names === 'all' || names === 'any') {
    const list = parts[names];
    if (!Array.isArray(list) || list.length === 0) return malformed(`${pointer}/${names}`);
    return firstOf(list, (each, at) => conditionFault(each, `${pointer}/${names}/${at}`, groups, depth + 1));
  }
  if (names !== 'fact in' && names !== 'fact is') return malformed();
  return factFault(parts, pointer, groups);
}

function factFault(
  parts: Readonly<Record<string, unknown>>,
  pointer: string,
  groups: StateGroups,
): Fault | undefined {
  const { fact } = parts;
  if (typeof fact !== 'string' || !Object.hasOwn(FINDER_FACTS, fact)) {
    const known = Object.keys(FINDER_FACTS).join(', ');
    const sentence = `There is no fact ${JSON.stringify(fact)} to ask for. Known: ${known}.`;
    return { code: 'regime-fact-unknown', pointer: `${pointer}/fact`, sentence };
  }
  const { values } = FINDER_FACTS[fact as FinderFact];
  if (values === 'date') return unknownValue(pointer, `The fact ${fact} is a day; write it under "begins".`);
  if (values === 'boolean') {
    if (typeof parts.is === 'boolean') return undefined;
    return unknownValue(pointer, `The fact ${fact} is yes or no: ask with "is".`);
  }
  if (!Array.isArray(parts.in) || parts.in.length === 0) {
    return unknownValue(pointer, `The fact ${fact} has values: ask with "in" and a list of them.`);
  }
  return firstOf(parts.in, (each, at) =>
    isKnownValue(values, each, groups)
      ? undefined
      : unknownValue(`${pointer}/in/${at}`, `${JSON.stringify(each)} is no value that ${fact} can have.`),
  );
}

function unknownValue(pointer: string, sentence: string): Fault {
  return { code: 'regime-value-unknown', pointer, sentence };
}

function isKnownValue(values: string | readonly string[], value: unknown, groups: StateGroups): boolean {
  if (typeof value !== 'string') return false;
  switch (values) {
    case 'state':
    case 'states':
      return isStateCode(value) || groups.has(value);
    case 'sectors':
      return isSectorId(value);
    default:
      return values.includes(value);
  }
}

/** The first fault of a list. */
export function firstOf<Item>(
  items: readonly Item[],
  faultOf: (item: Item, index: number) => Fault | undefined,
): Fault | undefined {
  for (const [index, item] of items.entries()) {
    const fault = faultOf(item, index);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
