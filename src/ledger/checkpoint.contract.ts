import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { cosign, verifyCosignature } from '#log/cosignature.ts';
import { formatSignatureLine } from '#log/note.ts';
import { parseLogProof } from '#log/proof.ts';
import { signerKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import { encodeBase64url } from '#statement/base64url.ts';
import { openStore } from '#store/open.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended } from '#testing/submit.ts';
import { draftOf, newCase, ORIGIN, submissionOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import { DamagedLog } from './integrity.ts';
import { MAX_COSIGNATURES } from './limits.ts';
import { ledgerTables } from './tables.ts';
import { entriesAt } from './tiles.ts';

function note(node: TinyNode) {
  return appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'a' })));
}

function nextPublished(node: TinyNode): Promise<SignedCheckpoint> {
  return new Promise((resolve) => {
    const end = node.ledger.onPublished((signed) => {
      end();
      resolve(signed);
    });
  });
}

const witness = signerKey('witness.example/w1', 'cosignature-ed25519', primitives.generateKey('Ed25519'));

function cosigned(signed: SignedCheckpoint, signer = witness): string {
  const line = cosign(signed.checkpoint, signer, Temporal.Now.instant());
  assert.ok(line.ok);
  return formatSignatureLine(line.value);
}

export function checkpointContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: checkpoints`, () => {
    test('checkpoints are published at the cadence, not at each append', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target, { cadenceMs: 300 });
      const published = nextPublished(node);
      for (let at = 0; at < 5; at++) await note(node);
      const signed = await published;
      assert.equal((await node.ledger.published())?.checkpoint.size, signed.checkpoint.size);
      const next = nextPublished(node);
      await note(node);
      assert.ok((await next).checkpoint.size > signed.checkpoint.size);
    });

    test('nothing is published before there is an entry, nor again while nothing is new', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target, { cadenceMs: 20 });
      assert.equal(await node.ledger.published(), undefined);
      const published = nextPublished(node);
      await note(node);
      await published;
      let more = 0;
      node.ledger.onPublished(() => more++);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(more, 0);
    });

    test('a proof prefers the newest published checkpoint that is cosigned and covers the entry', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target, { cadenceMs: 50 });
      const first = nextPublished(node);
      const early = await note(node);
      const signed = await first;
      assert.ok((await node.ledger.addCosignatures(ORIGIN, signed.checkpoint.size, cosigned(signed))).ok);
      const second = nextPublished(node);
      const later = await note(node);
      await second;
      const ofEarly = parseLogProof((await node.ledger.proof(early.digest)) ?? '');
      const ofLater = parseLogProof((await node.ledger.proof(later.digest)) ?? '');
      assert.ok(ofEarly.ok && ofLater.ok);
      assert.equal(ofEarly.value.signed.checkpoint.size, 1);
      const [, line] = ofEarly.value.signed.note.signatures;
      assert.ok(line !== undefined);
      assert.ok(
        verifyCosignature(ofEarly.value.signed.checkpoint, line, witness.verifier, Temporal.Now.instant()).ok,
      );
      assert.equal(ofLater.value.signed.checkpoint.size, 2);
      assert.equal(ofLater.value.signed.note.signatures.length, 1);
    });

    test('cosignatures are kept once each, up to a bound; malformed ones and unknown sizes are refused', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target, { cadenceMs: 50 });
      const first = nextPublished(node);
      await note(node);
      const signed = await first;
      const add = async (size: number, lines: string) => {
        const kept = await node.ledger.addCosignatures(ORIGIN, size, lines);
        return kept.ok ? 'kept' : kept.refusal.code;
      };
      assert.equal(await add(1, cosigned(signed)), 'kept');
      assert.equal(await add(1, cosigned(signed)), 'kept');
      assert.equal((await node.ledger.published())?.note.signatures.length, 2);
      assert.equal(await add(1, 'no signature line'), 'cosignature-line-malformed');
      assert.equal(await add(7, cosigned(signed)), 'checkpoint-unknown');
      const own = signed.note.signatures[0];
      assert.ok(own !== undefined);
      assert.equal(await add(1, formatSignatureLine(own)), 'kept');
      assert.equal((await node.ledger.published())?.note.signatures.length, 2);
      for (let at = 1; at < MAX_COSIGNATURES; at++) {
        const other = signerKey(`w${at}.example`, 'cosignature-ed25519', primitives.generateKey('Ed25519'));
        assert.equal(await add(1, cosigned(signed, other)), 'kept');
      }
      const one = signerKey('one-too-many.example', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
      assert.equal(await add(1, cosigned(signed, one)), 'cosignature-too-many');
    });

    test('each published checkpoint is filled up with entries that nobody can tell from digests', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target, { cadenceMs: 50, paddingMultiple: 8 });
      const first = nextPublished(node);
      await note(node);
      assert.equal((await first).checkpoint.size % 8, 0);
      const second = nextPublished(node);
      const answer = await note(node);
      assert.equal((await second).checkpoint.size % 8, 0);
      assert.ok(answer.logIndex >= 8);
      const report = await checkLedger(node.ledger);
      assert.equal(report.statements, 2);
      assert.ok(report.entriesAlone >= 14);
      // By its digest padding is found and proved as any statement is.
      const padding = (await entriesAt(node.store.connection, node.ledger.origin, [1])).get(1)!;
      const proof = parseLogProof((await node.ledger.proof(encodeBase64url(padding))) ?? '');
      assert.ok(proof.ok);
      assert.equal(proof.value.index, 1);
      assert.equal(await node.ledger.proof(encodeBase64url(new Uint8Array(32))), undefined);
    });

    test('a node whose stored log was altered does not open, so that nothing is signed over the damage', async () => {
      await using place = await makePlace();
      {
        await using node = await tinyNode(place.target);
        await note(node);
        await note(node);
      }
      await using store = await openStore(place.target);
      const tiles = ledgerTables(store.connection);
      const { bytes } = await tiles
        .selectFrom('tile')
        .select('bytes')
        .where('level', '=', 0)
        .executeTakeFirstOrThrow();
      const put = (changed: Uint8Array) =>
        tiles.updateTable('tile').set({ bytes: changed }).where('level', '=', 0).execute();
      await put(bytes.with(3, (bytes[3] ?? 0) ^ 1));
      await assert.rejects(tinyNode(place.target), DamagedLog);
      await put(bytes);
      await tiles.deleteFrom('checkpoint').where('size', '=', 2).execute();
      await assert.rejects(tinyNode(place.target), DamagedLog);
    });

    test('every answer stands under a checkpoint that is already stored', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const { proof } = await note(node);
      const parsed = parseLogProof(proof);
      assert.ok(parsed.ok && parseCheckpoint(proof.slice(proof.indexOf('\n\n') + 2)).ok);
      assert.ok(parsed.value.signed.checkpoint.size >= 1);
      await checkLedger(node.ledger);
    });
  });
}
