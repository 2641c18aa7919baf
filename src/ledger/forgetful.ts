/** What was read of statements, kept by their digests: a process may not know longer than its store what they said. */

const caches = new Set<WeakRef<Map<string, unknown>>>();

/** A map by digest that loses a statement as soon as this process hears of an erasure in it. */
export function forgetfulMap<Value>(): Map<string, Value> {
  const cache = new Map<string, Value>();
  caches.add(new WeakRef<Map<string, unknown>>(cache));
  return cache;
}

export function forget(digest: string): void {
  for (const reference of caches) {
    const cache = reference.deref();
    if (cache === undefined) caches.delete(reference);
    else cache.delete(digest);
  }
}
