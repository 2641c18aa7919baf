/** An issuing thread: salts and signs what it is sent. Keys come from the appender and stay in this thread's memory. */
import { parentPort } from 'node:worker_threads';
import { primitives } from '#primitives';
import { type SigningKey, signingKey } from '#statement/jwk.ts';
import { issueNow } from './issuing.ts';
import { type IssuedMessage, type IssueMessage, readJobs, writeIssued } from './issuing-message.ts';
import { takeFrom } from './shared-chunks.ts';

const keys = new Map<string, SigningKey>();

function keep({ kid, algorithm, secret }: IssueMessage['keys'][number]): void {
  const imported = primitives.importPrivateKey(algorithm, secret);
  if (imported !== undefined) keys.set(kid, signingKey(imported));
}

function issue({ id, keys: brought, chunks, lane, taken }: IssueMessage): void {
  for (const key of brought) keep(key);
  for (;;) {
    const taking = chunks[takeFrom(taken, lane)];
    if (taking === undefined) return;
    const { chunk, kid, jobs } = taking;
    const key = keys.get(kid);
    if (key === undefined) throw new Error(`issue with the key ${kid}: it did not come along`);
    say({ id, chunk, issued: writeIssued(readJobs(jobs).map((job) => issueNow(job, key))) });
  }
}

function say(message: IssuedMessage): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (message: IssueMessage) => {
  try {
    issue(message);
  } catch (failure) {
    say({ id: message.id, failure: failure instanceof Error ? failure.message : String(failure) });
  }
});
say({ ready: true });
