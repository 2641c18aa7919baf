/** Maps and sets that are replaced, never changed in place. */

export function set<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}

export function unset<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): ReadonlyMap<Key, Value> {
  return new Map([...map].filter(([other]) => other !== key));
}

export function add<Item>(all: ReadonlySet<Item>, ...items: readonly Item[]): ReadonlySet<Item> {
  return new Set([...all, ...items]);
}

export function drop<Item>(all: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  return new Set([...all].filter((other) => other !== item));
}
