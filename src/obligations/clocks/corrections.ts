/** Who corrected what: words that belong together, the first of them and every later one in its place. */

import { compareTexts, later } from '#obligations/timeline.ts';
import type { EventHead } from './case-event.ts';
import type { Conflict } from './obligation.ts';

export type Correctable = EventHead & { readonly corrects: string | null };

/** A word and its corrections, the one that holds last. `since` never lies before that of the word corrected. */
export type Amended<Event> = {
  readonly first: string;
  readonly words: readonly { readonly event: Event; readonly since: Temporal.Instant }[];
};

/**
 * Groups the words of a case by what they correct. Only its speaker corrects a word (`together` may ask for more);
 * anybody else's correction has no effect and is a conflict to show. A correction of something not held here stands
 * as a word of its own until that arrives. Neither a loop nor a correction of a correction throws.
 */
export function amendedWords<Event extends Correctable>(
  events: readonly Event[],
  conflicts: Conflict[],
  together: (correction: Event, corrected: Event) => boolean = () => true,
): readonly Amended<Event>[] {
  const byDigest = new Map(events.map((event) => [event.digest, event]));
  const parents = new Map<string, Event>();
  const standing: Event[] = [];
  for (const event of events) {
    const corrected = event.corrects === null ? undefined : byDigest.get(event.corrects);
    if (event.corrects !== null && corrected === undefined) {
      conflicts.push({
        code: 'corrected-unknown',
        digest: event.digest,
        by: event.by,
        about: event.corrects,
      });
    }
    if (corrected === undefined) {
      standing.push(event);
    } else if (corrected.by !== event.by || !together(event, corrected)) {
      const { digest, by } = event;
      conflicts.push({ code: 'correction-by-another', digest, by, about: corrected.digest });
    } else {
      parents.set(event.digest, corrected);
      standing.push(event);
    }
  }
  const groups = Map.groupBy(standing, (event) => rootOf(event, parents));
  return [...groups].map(([first, words]) => ({ first, words: inOrder(words, parents) }));
}

function rootOf<Event extends Correctable>(event: Event, parents: ReadonlyMap<string, Event>): string {
  const passed = new Set<string>();
  let root = event.digest;
  for (let parent = parents.get(root); parent !== undefined && !passed.has(root); parent = parents.get(root)) {
    passed.add(root);
    root = parent.digest;
  }
  // A loop has no first word; its least digest stands for it, wherever one enters.
  return passed.has(root) ? [...loopThrough(root, parents)].sort(compareTexts)[0]! : root;
}

function loopThrough<Event extends Correctable>(
  start: string,
  parents: ReadonlyMap<string, Event>,
): ReadonlySet<string> {
  const loop = new Set([start]);
  for (let next = parents.get(start); next !== undefined && !loop.has(next.digest); ) {
    loop.add(next.digest);
    next = parents.get(next.digest);
  }
  return loop;
}

function inOrder<Event extends Correctable>(words: readonly Event[], parents: ReadonlyMap<string, Event>) {
  const placed = words.map((event) => {
    let since = event.recordedAt;
    let depth = 0;
    const passed = new Set([event.digest]);
    let parent = parents.get(event.digest);
    while (parent !== undefined && !passed.has(parent.digest)) {
      passed.add(parent.digest);
      since = later(since, parent.recordedAt);
      depth += 1;
      parent = parents.get(parent.digest);
    }
    return { event, since, depth };
  });
  placed.sort(
    (one, other) =>
      Temporal.Instant.compare(one.since, other.since) ||
      one.depth - other.depth ||
      compareTexts(one.event.digest, other.event.digest),
  );
  return placed.map(({ event, since }) => ({ event, since }));
}
