/** The check that leaves nothing out, for `doctor` and for every test that appends. */
import { verifyLogSignature } from '#log/checkpoint.ts';
import { TILE_WIDTH, tileWidth } from '#log/tile.ts';
import { TileCache, tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { HASH_BYTES, sameBytes, treeRoot } from '#log/tree.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import { encodeBase64url } from '#statement/base64url.ts';
import { parse } from '#statement/parse.ts';
import { present } from '#statement/present.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { sameTable, tableDigest } from '#store/copy.ts';
import { plainTables } from '#store/dialect.ts';
import { encodedOf, heldOf } from './held.ts';
import { checkLeaves, checkUpperTree, damaged, loadTile, rootOfFullTile } from './integrity.ts';
import { RECORDS_PER_STEP } from './limits.ts';
import { readNote } from './prover.ts';
import { ledgerTables } from './tables.ts';
import { readTile } from './tiles.ts';
import type { Progress, Views } from './views.ts';

export type LogReport = {
  readonly size: number;
  readonly statements: number;
  /** Entries without a statement: padding, or lost with a disk. */
  readonly entriesAlone: number;
  readonly checkpoints: number;
};

/**
 * Every tile against the one above it, every entry against its leaf, every own statement against its entry and its
 * disclosures against its digests, every checkpoint ever signed against the tree. Throws `DamagedLog` at the first fault.
 */
export async function checkWholeLog(
  reads: Connection,
  logKey: VerifierKey,
  now: Temporal.Instant,
  progress: Progress = () => undefined,
): Promise<LogReport> {
  const log = logKey.name;
  await checkUpperTree(reads, logKey, now);
  const checkpoints = await checkCheckpoints(reads, logKey, now, progress);
  const size = checkpoints.size;
  let statements = 0;
  for (let position = 0; tileWidth(0, position, size) > 0; position++) {
    const leaves = await loadTile(reads, log, size, 0, position, new Map());
    await checkTileOfLeaves(reads, log, size, position, leaves);
    const entries = await checkLeaves(reads, log, size, position, leaves);
    statements += await checkStatements(reads, log, position, entries);
    progress(Math.min(size, (position + 1) * TILE_WIDTH), size, 'entries');
  }
  return { size, statements, entriesAlone: size - statements, checkpoints: checkpoints.many };
}

async function checkTileOfLeaves(
  reads: Connection,
  log: string,
  size: number,
  position: number,
  leaves: Uint8Array,
): Promise<void> {
  if (leaves.length < TILE_WIDTH * HASH_BYTES) return;
  // The tile above it was checked with the upper tree, so that it may stand for itself here.
  const above = await loadTile(reads, log, size, 1, Math.floor(position / TILE_WIDTH), new Map());
  const at = (position % TILE_WIDTH) * HASH_BYTES;
  if (!sameBytes(rootOfFullTile(leaves), above.subarray(at, at + HASH_BYTES)))
    damaged(log, `tile 0/${position} does not fit the one above it`);
}

async function checkStatements(
  reads: Connection,
  log: string,
  position: number,
  entries: readonly Uint8Array[],
): Promise<number> {
  const first = position * TILE_WIDTH;
  const rows = await ledgerTables(reads)
    .selectFrom('statement')
    .select(['digest', 'jwt', 'log_index'])
    .where('log', '=', log)
    .where('log_index', '>=', first)
    .where('log_index', '<', first + entries.length)
    .execute();
  const held = await heldOf(
    reads,
    rows.map((row) => row.digest),
  );
  for (const { digest, jwt, log_index } of rows) {
    const entry = entries[log_index - first];
    if (entry === undefined || encodeBase64url(entry) !== digest)
      damaged(log, `entry ${log_index} is not ${digest}`);
    if (primitives.sha256Base64url(jwt) !== digest) damaged(log, `the statement ${digest} was altered`);
    const parsed = parse(present(jwt, encodedOf(held.get(digest) ?? [])));
    if (!parsed.ok) damaged(log, `the disclosures of ${digest} were altered: ${parsed.refusal.sentence}`);
  }
  return rows.length;
}

/** Each checkpoint that was ever signed must still be a prefix of the tree. */
async function checkCheckpoints(
  reads: Connection,
  logKey: VerifierKey,
  now: Temporal.Instant,
  progress: Progress,
): Promise<{ readonly size: number; readonly many: number }> {
  const log = logKey.name;
  const cache = new TileCache();
  let size = 0;
  let many = 0;
  for (;;) {
    const rows = await ledgerTables(reads)
      .selectFrom('checkpoint')
      .select(['size', 'root', 'note'])
      .where('log', '=', log)
      .where('size', '>', size)
      .orderBy('size')
      .limit(RECORDS_PER_STEP)
      .execute();
    if (rows.length === 0) return { size, many };
    for (const row of rows) {
      size = row.size;
      many++;
      const signed = readNote(row.note);
      if (!verifyLogSignature(signed, [logKey], now).ok || !sameBytes(signed.checkpoint.root, row.root)) {
        damaged(log, `checkpoint ${size} was altered`);
      }
      if (!sameBytes(await rootAt(reads, log, size, cache), row.root)) {
        damaged(log, `checkpoint ${size} is no prefix of the tree`);
      }
    }
    progress(many, many, 'checkpoints');
  }
}

export async function rootAt(
  reads: Connection,
  log: string,
  size: number,
  cache = new TileCache(),
): Promise<Uint8Array> {
  const tiles = new Map<string, Uint8Array>();
  for (const { level, index } of tilesForRanges([{ start: 0, end: size }], size, cache)) {
    const bytes = await readTile(reads, log, level, index);
    if (bytes === undefined) return damaged(log, `tile ${level}/${index} is missing`);
    tiles.set(`${level}/${index}`, bytes);
  }
  return treeRoot(
    size,
    tileReader(size, (level, position) => tiles.get(`${level}/${position}`), cache),
  );
}

/** The views that would come out otherwise, were they folded anew: none, unless something is broken. Changes nothing. */
export async function viewsOutOfStep(
  alone: (work: (transaction: InTransaction) => Promise<void>) => Promise<void>,
  views: Views,
): Promise<readonly string[]> {
  const different: string[] = [];
  const undo = new Error('undo the rebuild');
  try {
    await alone(async (transaction) => {
      while (await views.follow(transaction));
      const own = new Set(views.all.flatMap((view) => view.tables));
      const tables = (await plainTables(transaction)).filter((table) => own.has(table));
      const live = new Map<string, Awaited<ReturnType<typeof tableDigest>>>();
      for (const table of tables) live.set(table, await tableDigest(transaction, table));
      await views.rebuild(transaction, views.all);
      for (const [table, digest] of live) {
        if (!sameTable(digest, await tableDigest(transaction, table))) different.push(table);
      }
      throw undo;
    });
  } catch (failure) {
    if (failure !== undo) throw failure;
  }
  return different;
}
