import { MAX_SUPPORT } from '#federation/envelope.ts';
import { keyChainOf } from '#parties/keys/key-view.ts';
import { partyKey, partyKeyRevocation, partyProfile } from '#parties/statements.ts';
import { partyTables } from '#parties/tables.ts';
import type { Connection } from '#store/connection.ts';

/** Types that explain who signs: they come along with what was signed. */
export const SUPPORT_TYPES: readonly string[] = [partyProfile, partyKey, partyKeyRevocation].map(
  ({ name }) => name,
);
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

/**
 * Digests of the statements that introduce, revoke and describe these parties, oldest first. Where there are more than
 * may travel, those go that count in a party's chain of keys, and beside them the newest profiles: strangers may have
 * written the rest.
 */
export async function supportOf(connection: Connection, parties: readonly string[]): Promise<readonly string[]> {
  const keys = await spokenOf(connection, ['party_key', 'party_key_revocation'], parties);
  const profiles = await spokenOf(connection, ['party_profile'], parties);
  if (keys.length + profiles.length <= MAX_SUPPORT) return inOrder([...keys, ...profiles]);
  const chains = await Promise.all(parties.map((party) => keyChainOf(connection, party)));
  const counting = keys.filter(({ digest }) => !chains.some((chain) => chain?.rejected.has(digest) === true));
  return inOrder([...profiles, ...counting].slice(-MAX_SUPPORT));
}

type Spoken = { readonly digest: string; readonly arrival: number };

async function spokenOf(
  connection: Connection,
  about: readonly ('party_key' | 'party_key_revocation' | 'party_profile')[],
  parties: readonly string[],
): Promise<readonly Spoken[]> {
  const tables = partyTables(connection);
  const found: Spoken[] = [];
  for (const table of about) {
    const rows = await tables
      .selectFrom(table)
      .select(['digest', 'arrival'])
      .where('party', 'in', [...parties, ''])
      .execute();
    found.push(...rows);
  }
  return found.toSorted((one, other) => one.arrival - other.arrival);
}

function inOrder(found: readonly Spoken[]): readonly string[] {
  return found.toSorted((one, other) => one.arrival - other.arrival).map(({ digest }) => digest);
}
