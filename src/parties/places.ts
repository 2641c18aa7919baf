import { primitives } from '#primitives';

const TAG_CHARACTERS = 2;
/** Of this process alone: whoever reads the store learns from a tag no more than the few it may be. */
const OWN_SECRET = primitives.randomBytes(32).toHex();

/** How many places each sender holds. */
export type Held = ReadonlyMap<string, number>;

/**
 * Shares out places of which there are only so many: a sender may have more while it holds fewer than are left free. One
 * alone fills half of them, two a third each, and whoever holds none finds room until nearly as many hold one as there
 * are places. So a flood by one turns nobody else away, and nothing that was taken ever has to give way.
 */
export function mayTakePlaces(held: Held, sender: string, most: number, wanted = 1): boolean {
  const taken = [...held.values()].reduce((sum, count) => sum + count, 0);
  const before = wanted - 1;
  return (held.get(sender) ?? 0) + before < most - taken - before;
}

/** Counts as a store answers them; what came before senders were told apart is of one. */
export function heldBy(
  rows: readonly { readonly sender: string | null; readonly count: number | string }[],
): Held {
  const held = new Map<string, number>();
  for (const { sender, count } of rows) held.set(sender ?? '', (held.get(sender ?? '') ?? 0) + Number(count));
  return held;
}

/**
 * What is kept of who sent something without saying who they are: one of 4,096 tags, which a million addresses share. It
 * tells one sender from nearly all others, and nobody who it was.
 */
export function senderTag(client: string, secret = OWN_SECRET): string {
  return primitives.sha256Base64url(`comity sender ${secret} ${client}`).slice(0, TAG_CHARACTERS);
}
