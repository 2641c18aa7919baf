import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { formatSignedCheckpoint, parseCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency } from '#log/consistency.ts';
import { tileReader } from '#log/tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from '#log/tile-writer.ts';
import { type SignerKey, signerKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import { openStore, type Store } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { must } from '#testing/federation.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { copyState, growCopy, takeTree } from './mirror-copy.ts';
import { PENDING_TABLES, type PendingTree } from './mirror-pending.ts';
import { keepWitnessed, MIRROR_TABLES, mirrored, mirroredEdge, witnessedProof } from './mirror-tables.ts';

const FORKED = signerKey('forked.example/log', 'ed25519', primitives.generateKey('Ed25519'));
const HONEST = signerKey('honest.example/log', 'ed25519', primitives.generateKey('Ed25519'));
const ORIGIN = HONEST.verifier.name;
const SIZE = 700;
const WRITERS = 6;

export function mirrorCopyContract(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(name, () => {
    let place: StorePlace;
    /** Two processes of one node, where the engine serves several from one thread. */
    let stores: readonly [Store, Store];
    const mirror = signerKey('south.example/log/mirror', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
    const entries = Array.from({ length: SIZE }, () => primitives.randomBytes(32));
    const now = Temporal.Now.instant();

    before(async () => {
      place = await makePlace();
      const store = await openStore(place.target);
      stores = [store, store.engine === 'postgres' ? await openStore(place.target) : store];
      await createTables(stores[0], [MIRROR_TABLES, PENDING_TABLES]);
    });
    after(async () => {
      for (const store of new Set(stores)) await store[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    });

    function announcement(log: SignerKey, oldSize: number, of: readonly Uint8Array[]) {
      const { edge, root, tiles } = must(appendEntries(EMPTY_EDGE, of));
      const read = tileReader(
        edge.size,
        (level, index) => tiles.find((tile) => tile.level === level && tile.index === index)?.bytes,
      );
      const text = signCheckpoint({ origin: log.verifier.name, size: edge.size, root, extensions: [] }, log);
      const proof = must(buildConsistency(oldSize, edge.size, read));
      return { oldSize, proof, signed: must(parseCheckpoint(text)) };
    }

    async function announced(log: SignerKey, oldSize: number, size: number): Promise<PendingTree> {
      const request = announcement(log, oldSize, entries.slice(0, size));
      assert.equal((await takeTree(stores[0], log.verifier, request, now)).type, 'cosign');
      return { ...request.signed.checkpoint, signed: request.signed };
    }

    test('a checkpoint that is known before the copy has grown to it proves nothing yet, and breaks nothing', async () => {
      const log = signerKey('ahead.example/log', 'ed25519', primitives.generateKey('Ed25519'));
      const origin = log.verifier.name;
      const { connection } = stores[0];
      const first = await announced(log, 0, 20);
      await growCopy(stores[0], mirror, first, { from: 0, entries: entries.slice(0, 20) }, now);
      const ahead = await announced(log, 20, 32);
      await keepWitnessed(connection, { log: origin, size: 32, note: formatSignedCheckpoint(ahead.signed) });
      assert.equal(await witnessedProof(connection, origin, 3), undefined);
      await growCopy(stores[0], mirror, ahead, { from: 20, entries: entries.slice(20, 32) }, now);
      assert.equal((await witnessedProof(connection, origin, 3))?.proof.index, 3);
    });

    test('of different trees announced at once, one is taken, and the others have to grow out of it', async () => {
      const base = await announced(FORKED, 0, 20);
      const others = Array.from({ length: WRITERS }, (_, at) => [
        ...entries.slice(0, 20),
        ...Array.from({ length: at + 1 }, () => new Uint8Array(32).fill(at)),
      ]);
      const decided = await Promise.all(
        others.map((of, at) =>
          takeTree(stores[at % 2 === 0 ? 0 : 1], FORKED.verifier, announcement(FORKED, base.size, of), now),
        ),
      );
      assert.equal(decided.filter(({ type }) => type === 'cosign').length, 1);
      assert.equal((await copyState(stores[0].connection, FORKED.verifier.name)).pending.length, 2);
    });

    test('pieces that several processes bring at once, in any order and twice, make one whole copy', async () => {
      const tree = await announced(HONEST, 0, SIZE);
      for (let from = 0; from < SIZE; from += 100) {
        const upTo = Math.min(SIZE, from + 100);
        const pieces = Array.from({ length: WRITERS }, (_, at) => {
          const start = Math.max(0, from - 13 * at);
          const proven = { from: start, entries: entries.slice(start, upTo - 7 * (at % 3)) };
          return growCopy(stores[at % 2 === 0 ? 0 : 1], mirror, tree, proven, now);
        });
        for (const row of await Promise.all(pieces)) assert.ok(row.size <= upTo);
      }
      const row = await mirrored(stores[1].connection, ORIGIN);
      assert.deepEqual([row?.size, row?.note_size], [SIZE, SIZE]);
      assert.equal(row?.root, tree.root.toBase64());
      assert.equal((await mirroredEdge(stores[1].connection, ORIGIN)).size, SIZE);
    });

    test('entries that would leave a gap, or make another tree than the one to cosign, change nothing', async () => {
      const before_ = await mirrored(stores[0].connection, ORIGIN);
      const tree = { ...(await announced(HONEST, SIZE, SIZE)), size: SIZE + 2 };
      const gap = { from: SIZE + 1, entries: [new Uint8Array(32)] };
      await assert.rejects(growCopy(stores[0], mirror, tree, gap, now), /not held/);
      const other = { from: SIZE, entries: [new Uint8Array(32), new Uint8Array(32)] };
      await assert.rejects(growCopy(stores[0], mirror, tree, other, now), /another tree/);
      assert.deepEqual(await mirrored(stores[0].connection, ORIGIN), before_);
      assert.equal((await mirroredEdge(stores[0].connection, ORIGIN)).size, SIZE);
    });
  });
}
