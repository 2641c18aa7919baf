import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLogProof, verifyProvenEntry } from '#log/proof.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { ALPHA, BETA, draftOf, newCase, submissionOf, tinyNode, tinyTables } from '#testing/tiny-ledger.ts';

export function ledgerContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('a draft is signed, logged, folded and answered with a proof that verifies', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const answer = await node.ledger.submit(submissionOf(draftOf('note', caseId, { text: 'modems are dark' })));
      assert.ok(answer.ok && answer.value !== null);
      const proof = parseLogProof(answer.value.proof);
      assert.ok(proof.ok);
      assert.ok(verifyProvenEntry(proof.value, decodeBase64url(answer.value.digest)!).ok);
      const rows = await tinyTables(node.store.connection).selectFrom('tiny_note').selectAll().execute();
      assert.deepEqual(
        rows.map((row) => row.text),
        ['modems are dark'],
      );
    });

    test('many submitters at once all get their statement, each with its own number', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_, at) =>
          node.ledger.submit(
            submissionOf(draftOf('note', newCase(), { text: `note ${at}` }, { issuer: at % 2 ? ALPHA : BETA })),
          ),
        ),
      );
      assert.ok(answers.every((answer) => answer.ok));
    });
  });
}
