/** Longer than a machine that does other things as well takes for anything; who waits for what comes pays none of it. */
const WAIT_LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 10;

/** Waits until `look` answers something; fails with `what` when it takes longer than `limitMs`. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  limitMs = WAIT_LIMIT_MS,
): Promise<Value> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
  }
}
