/** An issuing thread: salts and signs what it is sent. Keys come from the appender and stay in this thread's memory. */
import { parentPort } from 'node:worker_threads';
import { primitives } from '#primitives';
import { type SigningKey, signingKey } from '#statement/jwk.ts';
import { issueNow } from './issuing.ts';
import { type IssuedMessage, type JobsMessage, readJobs, writeIssued } from './issuing-message.ts';

const keys = new Map<string, SigningKey>();

function keyOf({ kid, key }: JobsMessage): SigningKey {
  const known = keys.get(kid);
  if (known !== undefined) return known;
  const imported = key === undefined ? undefined : primitives.importPrivateKey(key.algorithm, key.secret);
  if (imported === undefined) throw new Error(`issue with the key ${kid}: it did not come along`);
  const made = signingKey(imported);
  keys.set(kid, made);
  return made;
}

function answer(message: JobsMessage): IssuedMessage {
  try {
    const key = keyOf(message);
    return { id: message.id, issued: writeIssued(readJobs(message.jobs).map((job) => issueNow(job, key))) };
  } catch (failure) {
    return { id: message.id, failure: failure instanceof Error ? failure.message : String(failure) };
  }
}

parentPort?.on('message', (message: JobsMessage) => parentPort?.postMessage(answer(message)));
parentPort?.postMessage({ ready: true } satisfies IssuedMessage);
