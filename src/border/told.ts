import type { Delivery } from '#federation/delivery/deliveries.ts';
import type { Party } from '#parties/view.ts';

/** How far one state is told: by our releases only, since silence is for the sender to see. */
export type Told = {
  readonly releasedAt: Temporal.Instant;
  readonly receivedAt: Temporal.Instant | null;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly silentSince: Temporal.Instant | null;
};

/** By state, what this party gave to the parties of other states. */
export function toldIn(
  all: readonly Delivery[],
  { party, home }: { readonly party: string; readonly home: string },
  parties: ReadonlyMap<string, Party>,
): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  for (const delivery of all) {
    const state = parties.get(delivery.to)?.territory;
    if (delivery.from !== party || state === undefined || state === home) continue;
    const known = told.get(state);
    const receivedAt = delivery.receipt?.recordedAt ?? null;
    const acknowledgedAt = delivery.acknowledgements[0]?.recordedAt ?? null;
    const one = { releasedAt: delivery.releasedAt, receivedAt, acknowledgedAt, silentSince: delivery.silentSince };
    told.set(state, known === undefined ? one : together(known, one));
  }
  return told;
}

/** Several releases to one state: told since the first, silent since the first that nobody answered. */
function together(one: Told, other: Told): Told {
  return {
    releasedAt: earlier(one.releasedAt, other.releasedAt)!,
    receivedAt: earlier(one.receivedAt, other.receivedAt),
    acknowledgedAt: earlier(one.acknowledgedAt, other.acknowledgedAt),
    silentSince: earlier(one.silentSince, other.silentSince),
  };
}

function earlier(one: Temporal.Instant | null, other: Temporal.Instant | null): Temporal.Instant | null {
  if (one === null || other === null) return one ?? other;
  return Temporal.Instant.compare(one, other) <= 0 ? one : other;
}
