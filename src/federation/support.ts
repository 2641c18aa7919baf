import type { PartyTables } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { MAX_SUPPORT } from './envelope.ts';

/** Types that explain who signs: they come along with what was signed. */
export const SUPPORT_TYPES: readonly string[] = ['party-profile', 'party-key', 'party-key-revocation'];
const PEERS_REMEMBERED = 2_000;

/** What each peer was given already, since this process began: not everything needs to travel each time. */
export class SupportMemory {
  readonly #given = new Map<string, Set<string>>();

  missing(peer: string, digests: readonly string[]): readonly string[] {
    const given = this.#given.get(peer);
    return given === undefined ? digests : digests.filter((digest) => !given.has(digest));
  }

  gave(peer: string, digests: readonly string[]): void {
    if (this.#given.size >= PEERS_REMEMBERED) this.#given.clear();
    const given = this.#given.get(peer) ?? new Set();
    for (const digest of digests) given.add(digest);
    this.#given.set(peer, given);
  }

  /** The peer says that it lacks a key: it may have been restored, or our word was lost on the way. */
  forget(peer: string): void {
    this.#given.delete(peer);
  }
}

/** Digests of the statements that introduce, revoke and describe these parties, oldest first. */
export async function supportOf(connection: Connection, parties: readonly string[]): Promise<readonly string[]> {
  const tables = connection.$extendTables<PartyTables>();
  const found: { digest: string; arrival: number }[] = [];
  for (const table of ['party_key', 'party_key_revocation', 'party_profile'] as const) {
    const rows = await tables
      .selectFrom(table)
      .select(['digest', 'arrival'])
      .where('party', 'in', [...parties, ''])
      .execute();
    found.push(...rows);
  }
  const ordered = found.sort((one, other) => one.arrival - other.arrival).map((row) => row.digest);
  return ordered.slice(-MAX_SUPPORT);
}
