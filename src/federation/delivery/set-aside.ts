import type { Office } from '#federation/office.ts';

/**
 * Reads all of these at once. Where that throws, one by one, so that whatever is at fault is missing alone and holds up
 * nothing beside it.
 */
export async function allOrEach<Item, Found>(
  { trouble }: Pick<Office, 'trouble'>,
  items: readonly Item[],
  read: (items: readonly Item[]) => Promise<readonly (Found | undefined)[]>,
): Promise<readonly (Found | undefined)[]> {
  try {
    return await read(items);
  } catch (cause) {
    trouble(new Error(`read ${items.length} at once: each is read alone`, { cause }));
  }
  const found: (Found | undefined)[] = [];
  for (const item of items) {
    const alone = await read([item]).catch((cause: unknown) => {
      trouble(new Error(`read ${JSON.stringify(item)}: set aside`, { cause }));
      return [];
    });
    found.push(alone[0]);
  }
  return found;
}
