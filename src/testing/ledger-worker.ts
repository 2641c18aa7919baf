/**
 * A process that submits to a ledger until it is killed: `node ledger-worker.ts TARGET IDENTITY`. Prints `appends` or
 * `hands over` first, then for each acknowledged statement its digest, its log index, and the checkpoint it got.
 */
import { argv } from 'node:process';
import { parseLogProof } from '#log/proof.ts';
import type { StoreTarget } from '#store/open.ts';
import { READY_LINE } from './kill.ts';
import { draftOf, newCase, submissionOf, tinyNode } from './tiny-ledger.ts';

const SUBMITTERS = 8;

const [, , target = '', identity = ''] = argv;
const node = await tinyNode(JSON.parse(target) as StoreTarget, { cadenceMs: 50 }, { identity });

async function work(submitter: number): Promise<never> {
  for (let round = 0; ; round++) {
    // Some share a case, so that batches have several waves; each has a key, as a careful client would.
    const caseId = newCase();
    for (const text of [`note ${submitter}/${round}`, 'and another']) {
      const answer = await node.ledger.submit(
        submissionOf(draftOf('note', caseId, { text }), crypto.randomUUID()),
      );
      if (!answer.ok || answer.value === null) throw new Error(JSON.stringify(answer));
      const proof = parseLogProof(answer.value.proof);
      if (!proof.ok) throw new Error(proof.refusal.sentence);
      const { size, root } = proof.value.signed.checkpoint;
      process.stdout.write(`${answer.value.digest} ${answer.value.logIndex} ${size} ${root.toBase64()}\n`);
    }
  }
}

process.stdout.write(`${READY_LINE}\n${node.ledger.appends ? 'appends' : 'hands over'}\n`);
await Promise.all(Array.from({ length: SUBMITTERS }, (_, submitter) => work(submitter)));
