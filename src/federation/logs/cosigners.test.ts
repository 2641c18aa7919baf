import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PeerFetch } from '#federation/fetch.ts';
import type { Step } from '#federation/retry-loop.ts';
import { formatHeldSize, TREE_SIZE_MEDIA_TYPE } from '#log/witness.ts';
import { accept } from '#outcome.ts';
import { eventually } from '#testing/eventually.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { appended } from '#testing/submit.ts';
import { draftOf, newCase, submissionOf, tinyNode } from '#testing/tiny-ledger.ts';
import { askCosigner, type Cosigner } from './cosigners.ts';

/** A witness that stands at another tree whenever it is asked. */
function wavering(asked: () => number): PeerFetch {
  const fetchPeer = async () => {
    const body = new TextEncoder().encode(formatHeldSize(asked() % 3));
    return accept({ verdict: 'conflict', type: TREE_SIZE_MEDIA_TYPE, body } as const);
  };
  return Object.assign(fetchPeer, { [Symbol.dispose]: () => undefined });
}

test('a witness that never stands where it said is asked a second time, and then left alone for a while', async () => {
  await using place = await sqlitePlace();
  await using node = await tinyNode(place.target, { cadenceMs: 20 });
  for (let said = 0; said < 3; said++) {
    await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'a' })));
  }
  await eventually('a checkpoint', async () => (await node.ledger.published())?.checkpoint.size === 3);
  const cosigner: Cosigner = {
    node: 'https://witness.example',
    keys: [],
    heldSize: 0,
    cosignedSize: 0,
    corrected: false,
  };
  let asked = 0;
  const fetchPeer = wavering(() => ++asked);
  let step: Step = 'again';
  for (let turn = 0; turn < 20 && step === 'again'; turn++) {
    step = await askCosigner(node.ledger, fetchPeer, cosigner);
  }
  assert.deepEqual([step, asked], ['failed', 2]);
});
