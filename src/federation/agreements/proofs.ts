import { checkpointCovering } from '#ledger/checkpoints.ts';
import { Prover } from '#ledger/prover.ts';
import { readTile } from '#ledger/tiles.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { edgeTiles, type TileCoordinate } from '#log/tile.ts';
import type { Connection } from '#store/connection.ts';
import type { HeldStatement } from './held-statements.ts';

const provers = new WeakMap<Connection, Map<string, Prover>>();

/**
 * Proofs for many statements at once. A foreign one has the proof that it came with; ours are proven under the newest
 * witnessed checkpoint that covers them, or the newest of all, which is looked up once and not for each.
 */
export async function proofsOf(
  connection: Connection,
  held: readonly HeldStatement[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { digest, proof } of held) if (proof !== null) found.set(digest, proof);
  const own = held.filter((holding) => holding.proof === null);
  for (const [log, ofLog] of Map.groupBy(own, (holding) => holding.log)) {
    for (const [digest, proof] of await proofsIn(connection, log, ofLog)) found.set(digest, proof);
  }
  return found;
}

async function proofsIn(
  connection: Connection,
  log: string,
  own: readonly HeldStatement[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const prover = proverOf(connection, log);
  const indexes = own.map((holding) => holding.logIndex);
  const witnessed = await coveringEdge(connection, log, Math.min(...indexes));
  const last = Math.max(...indexes);
  const newest = covers(witnessed, last) ? witnessed : await coveringEdge(connection, log, last);
  for (const { digest, logIndex } of own) {
    const under = covers(witnessed, logIndex) ? witnessed : newest;
    if (under === undefined) throw new Error(`prove entry ${logIndex}: no checkpoint covers it`);
    found.set(digest, await prover.prove(connection, logIndex, under.signed, under.atHand));
  }
  return found;
}

/** One for each log of a store, since it keeps full tiles in memory. */
function proverOf(connection: Connection, log: string): Prover {
  const ofStore = provers.get(connection) ?? new Map<string, Prover>();
  provers.set(connection, ofStore);
  const prover = ofStore.get(log) ?? new Prover(log);
  ofStore.set(log, prover);
  return prover;
}

type Covering = {
  readonly signed: SignedCheckpoint;
  readonly atHand: (tile: TileCoordinate) => Uint8Array | undefined;
};

function covers(covering: Covering | undefined, index: number): boolean {
  return covering !== undefined && covering.signed.checkpoint.size > index;
}

/** A checkpoint and the tiles at its right edge, which nearly every proof under it needs. */
async function coveringEdge(connection: Connection, log: string, index: number): Promise<Covering | undefined> {
  const signed = await checkpointCovering(connection, log, index);
  if (signed === undefined) return undefined;
  const edge = new Map<string, Uint8Array>();
  for (const tile of edgeTiles(signed.checkpoint.size)) {
    if (tile.level === 'entries') continue;
    const bytes = await readTile(connection, log, tile.level, tile.index);
    if (bytes !== undefined) edge.set(`${tile.level}/${tile.index}`, bytes);
  }
  return { signed, atHand: ({ level, index: at }) => edge.get(`${level}/${at}`) };
}
