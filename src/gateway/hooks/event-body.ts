/**
 * The one place where an event becomes text that leaves: what kind it is, identifiers, a link. No claim has a place in
 * it, so nothing above green can pass.
 */
import type { GatewayTables } from '#gateway/tables.ts';
import { primitives } from '#primitives';
import { toMicroseconds } from '#store/instant.ts';

export type FoundEvent = {
  readonly event: string;
  /** The same each time the same event is found. */
  readonly key: string;
  readonly at: Temporal.Instant;
  readonly link: string;
  readonly ids: Readonly<Record<string, string>>;
};

/** A row of the queue. It names the realm, so that nobody is called out for an exercise. Its id is made from the event, so that finding it again writes nothing. */
export function eventRow(
  hook: string,
  { event, key, at, link, ids }: FoundEvent,
  realm: string,
  wall: Temporal.Instant,
): GatewayTables['gateway_hook_delivery'] {
  const id = primitives.sha256Base64url(`webhook ${hook} ${event} ${key}`);
  const data = { id, realm, ...ids, link };
  return {
    id,
    hook,
    event,
    body: JSON.stringify({ type: event, timestamp: at.toString({ smallestUnit: 'second' }), data }),
    state: 'waiting',
    failures: 0,
    next_at: toMicroseconds(wall),
    made_at: toMicroseconds(wall),
    ended_at: null,
    sentence: null,
  };
}
