/** Leaves out of a list whatever is not needed for it to fail: halves first, then ever smaller parts. */

/** `fails` is asked at most so often; what is left then may still hold more than it needs. */
export async function smallest<Item>(
  items: readonly Item[],
  fails: (some: readonly Item[]) => Promise<boolean>,
  mostTries: number,
): Promise<readonly Item[]> {
  let left = items;
  let part = Math.ceil(left.length / 2);
  let tries = 0;
  while (part >= 1 && tries < mostTries) {
    let isSmaller = false;
    for (let from = 0; from < left.length && tries < mostTries; ) {
      const without = [...left.slice(0, from), ...left.slice(from + part)];
      tries += 1;
      if (without.length < left.length && (await fails(without))) {
        left = without;
        isSmaller = true;
      } else from += part;
    }
    if (part === 1 && !isSmaller) break;
    part = isSmaller ? Math.min(part, Math.ceil(left.length / 2)) : Math.floor(part / 2);
  }
  return left;
}
