import type { Socket } from 'node:net';
import { clientOf } from '#http/client-address.ts';
import { mayTakePlaces } from '#parties/places.ts';
import { CLIENTS_MOST, DRIPPING_AFTER_MS, DRIPPING_BELOW_BYTES_A_SECOND } from './limits.ts';

const SECOND_MS = 1_000;

/** The end of a connection that a client has at its side. */
export type Peer = { readonly remoteAddress: string; readonly remotePort: number };

type Live = OpenSession & { readonly socket: Socket };

/** Who is at the mail door. Sockets are counted from when they are spoken to until they close or are sent away. */
export class DoorSessions {
  readonly #nowMs: () => number;
  readonly #sendAway: (socket: Socket) => void;
  readonly #sockets = new Map<string, Socket>();
  readonly #live = new Map<string, Live>();
  /** Sessions whose mail has come whole. */
  readonly #keeping = new Set<string>();

  constructor(nowMs: () => number, sendAway: (socket: Socket) => void) {
    this.#nowMs = nowMs;
    this.#sendAway = sendAway;
  }

  met(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    // Whoever is gone already has no address any more.
    if (remoteAddress === undefined || remotePort === undefined) return;
    const key = keyOf({ remoteAddress, remotePort });
    this.#sockets.set(key, socket);
    socket.once('close', () => {
      if (this.#sockets.get(key) !== socket) return;
      for (const kept of [this.#sockets, this.#live, this.#keeping]) kept.delete(key);
    });
  }

  /** False where there is no room for this one. */
  enter(peer: Peer): boolean {
    const key = keyOf(peer);
    const socket = this.#sockets.get(key);
    if (socket === undefined) return true;
    const client = clientOf({ ip: peer.remoteAddress });
    const nowMs = this.#nowMs();
    const room = roomFor([...this.#live.values()], client, nowMs);
    if (room.type === 'refused') return false;
    if (room.type === 'leaves') this.#end(room.session.socket);
    this.#live.set(key, {
      ...{ client, socket, openedMs: nowMs },
      bytes: () => socket.bytesRead,
      waitsForUs: () => this.#keeping.has(key),
    });
    return true;
  }

  keeps(peer: Peer, isKeeping: boolean): void {
    if (isKeeping) this.#keeping.add(keyOf(peer));
    else this.#keeping.delete(keyOf(peer));
  }

  #end(socket: Socket): void {
    for (const [key, live] of this.#live) if (live.socket === socket) this.#live.delete(key);
    this.#sendAway(socket);
  }
}

/** One address is written in more than one way. */
function keyOf({ remoteAddress, remotePort }: Peer): string {
  return `${remotePort} ${remoteAddress.toLowerCase().replace(/^::ffff:/u, '')}`;
}

/** A session at the mail door, as far as it matters for whether another finds room. */
export type OpenSession = {
  readonly client: string;
  readonly openedMs: number;
  /** Received so far. */
  bytes(): number;
  /** Its mail has come whole and is being kept: it is we who are slow. */
  waitsForUs(): boolean;
};

export type Room<Session> =
  | { readonly type: 'free' }
  /** This one has to go first. */
  | { readonly type: 'leaves'; readonly session: Session }
  | { readonly type: 'refused' };

/**
 * Room for one more session of this client. Clients share the places; where there is none, the slowest of those who drip
 * gives way, of the client who holds the most, and never of one who holds fewer than whoever comes.
 */
export function roomFor<Session extends OpenSession>(
  sessions: readonly Session[],
  client: string,
  nowMs: number,
): Room<Session> {
  const held = new Map<string, number>();
  for (const session of sessions) held.set(session.client, (held.get(session.client) ?? 0) + 1);
  if (mayTakePlaces(held, client, CLIENTS_MOST)) return { type: 'free' };
  const own = held.get(client) ?? 0;
  const [slowest] = sessions
    .filter((one) => held.get(one.client)! >= own && isDripping(one, nowMs))
    .toSorted(
      (one, other) =>
        held.get(other.client)! - held.get(one.client)! || speedOf(one, nowMs) - speedOf(other, nowMs),
    );
  return slowest === undefined ? { type: 'refused' } : { type: 'leaves', session: slowest };
}

function isDripping(session: OpenSession, nowMs: number): boolean {
  if (session.waitsForUs() || nowMs - session.openedMs < DRIPPING_AFTER_MS) return false;
  return speedOf(session, nowMs) < DRIPPING_BELOW_BYTES_A_SECOND;
}

/** In bytes a second. */
function speedOf(session: OpenSession, nowMs: number): number {
  return (session.bytes() * SECOND_MS) / Math.max(1, nowMs - session.openedMs);
}
