import type { VerifierKey } from '#log/verifier-key.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import type { PeerConfirmationRow } from './tables.ts';
import { federationTables } from './tables.ts';
import { readVkey } from './vkeys.ts';

/** A party of another node, as one of ours confirmed it. */
export type Peer = {
  readonly party: string;
  /** RFC 7638 thumbprint of its root key. */
  readonly root: string;
  readonly node: string;
  /** Origin of its log. */
  readonly log: string;
  readonly logKey: VerifierKey;
  /** Keys of logs it had before, as this or earlier confirmations name them; a restored node goes on with a new log. */
  readonly formerLogKeys: readonly VerifierKey[];
  readonly witnessKeys: readonly VerifierKey[];
  /** Signs the requests of its node. */
  readonly requestKey: VerifierKey;
  /** Our party that confirmed it, and its statement. */
  readonly confirmedBy: string;
  /** All of ours whose confirmation of it stands; each takes its own back. */
  readonly confirmers: ReadonlySet<string>;
  readonly confirmation: string;
  readonly confirmedAt: Temporal.Instant;
  readonly via: string | null;
  /** True once the peer has confirmed one of our parties too. */
  readonly mutual: boolean;
};

/**
 * The peers that stand now: each party's newest confirmation by one of ours that no removal followed. A confirmation
 * by the peer of one of our parties makes it mutual. A few hundred rows at most, so they are read whole.
 */
export async function standingPeers(connection: Connection): Promise<readonly Peer[]> {
  const tables = federationTables(connection);
  const confirmations = await tables
    .selectFrom('federation_peer_confirmation')
    .selectAll()
    .orderBy('arrival')
    .execute();
  const removals = await tables.selectFrom('federation_peer_removal').selectAll().orderBy('arrival').execute();
  const removed = new Map(removals.map((row) => [`${row.issuer} ${row.peer}`, row.arrival]));
  const standing = confirmations.filter((row) => row.arrival > (removed.get(`${row.issuer} ${row.peer}`) ?? -1));
  const newest = new Map<string, PeerConfirmationRow>();
  const confirmers = new Map<string, Set<string>>();
  const former = new Map<string, Set<VerifierKey>>();
  for (const row of standing) {
    if (row.origin !== 'foreign') {
      newest.set(row.peer, row);
      confirmers.set(row.peer, (confirmers.get(row.peer) ?? new Set()).add(row.issuer));
      const keys = former.get(row.peer) ?? new Set();
      for (const vkey of [row.log_vkey, ...(JSON.parse(row.former_vkeys) as string[])]) {
        const key = readVkey(vkey);
        if (key !== undefined) keys.add(key);
      }
      former.set(row.peer, keys);
    }
  }
  const ours = new Set([...confirmers.values()].flatMap((parties) => [...parties]));
  const theirs = new Set(standing.filter((row) => row.origin === 'foreign' && ours.has(row.peer)).map(issuerOf));
  return [...newest.values()].flatMap((row) => {
    const known = { mutual: theirs.has(row.peer), confirmers: confirmers.get(row.peer) ?? new Set<string>() };
    return peerOf(row, known, former.get(row.peer));
  });
}

const issuerOf = ({ issuer }: PeerConfirmationRow): string => issuer;

/** Our own confirmations passed a rule that reads their keys, so none is dropped here. */
function peerOf(
  row: PeerConfirmationRow,
  known: Pick<Peer, 'mutual' | 'confirmers'>,
  logKeys: ReadonlySet<VerifierKey> = new Set(),
): readonly Peer[] {
  const logKey = readVkey(row.log_vkey);
  const requestKey = readVkey(row.request_vkey);
  if (logKey === undefined || requestKey === undefined) return [];
  const witnessKeys = (JSON.parse(row.witness_vkeys) as string[]).flatMap((vkey) => readVkey(vkey) ?? []);
  const confirmedAt = fromMicroseconds(row.recorded_at);
  const { peer: party, root, node, log, via, issuer: confirmedBy, digest: confirmation } = row;
  const formerLogKeys = [...logKeys].filter((key) => key.name !== row.log);
  const keys = { logKey, formerLogKeys, witnessKeys, requestKey };
  return [{ party, root, node, log, ...keys, confirmedBy, confirmation, confirmedAt, via, ...known }];
}
