/** Threads that salt and sign beside the appender, started when submissions first come in crowds. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SigningKey } from '#statement/jwk.ts';
import type { IssuedText, IssueJob } from './issuing.ts';
import { type IssuedMessage, type JobsMessage, readIssued, writeJobs } from './issuing-message.ts';

const MAX_THREADS = 4;
/** Chunks a thread has at hand, so that it need not wait for the next. */
const CHUNKS_AHEAD = 2;

type Chunk = {
  readonly resolve: (issued: readonly IssuedText[]) => void;
  readonly reject: (failure: Error) => void;
};
type Thread = { readonly worker: Worker; readonly keys: Set<string>; readonly chunks: Map<number, Chunk> };

export class IssuingThreads implements AsyncDisposable {
  readonly #ready = new Set<Thread>();
  readonly #report: (failure: unknown) => void;
  #started: readonly Worker[] | undefined;
  #nextId = 1;

  constructor(report: (failure: unknown) => void) {
    this.#report = report;
  }

  /** Starts the threads; they join in once they are ready, and until then the appender issues alone. */
  start(): void {
    this.#started ??= Array.from({ length: Math.min(MAX_THREADS, availableParallelism() - 1) }, () =>
      this.#open(),
    );
  }

  get areStarted(): boolean {
    return this.#started !== undefined;
  }

  /** Takes a chunk if a thread has room for it; undefined when all have enough to do. */
  offer(jobs: readonly IssueJob[], { kid, key }: SigningKey): Promise<readonly IssuedText[]> | undefined {
    let thread: Thread | undefined;
    for (const candidate of this.#ready) {
      if (candidate.chunks.size < (thread?.chunks.size ?? CHUNKS_AHEAD)) thread = candidate;
    }
    if (thread === undefined || key.algorithm === 'ML-DSA-44') return undefined;
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<readonly IssuedText[]>();
    thread.chunks.set(id, { resolve, reject });
    const secret = thread.keys.has(kid) ? {} : { key: { algorithm: key.algorithm, secret: key.secret } };
    thread.keys.add(kid);
    thread.worker.postMessage({ id, kid, ...secret, jobs: writeJobs(jobs) } satisfies JobsMessage);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ready.clear();
    await Promise.all((this.#started ?? []).map((worker) => worker.terminate()));
  }

  #open(): Worker {
    const worker = new Worker(new URL('./issuing-worker.ts', import.meta.url), { name: 'comity-issuing' });
    worker.unref();
    const thread: Thread = { worker, keys: new Set(), chunks: new Map() };
    worker.on('message', (message: IssuedMessage) => this.#receive(thread, message));
    worker.on('error', (failure) => this.#fail(thread, failure));
    worker.on('exit', () => this.#fail(thread, new Error('issue statements: the issuing thread has ended')));
    return worker;
  }

  #receive(thread: Thread, message: IssuedMessage): void {
    if ('ready' in message) {
      this.#ready.add(thread);
      return;
    }
    const chunk = thread.chunks.get(message.id);
    thread.chunks.delete(message.id);
    if ('failure' in message) chunk?.reject(new Error(message.failure));
    else chunk?.resolve(readIssued(message.issued));
  }

  /** What it was issuing fails with its batch, which is then tried again without it. */
  #fail(thread: Thread, failure: unknown): void {
    this.#ready.delete(thread);
    for (const chunk of thread.chunks.values()) chunk.reject(new Error('issue statements', { cause: failure }));
    if (thread.chunks.size > 0) this.#report(failure);
    thread.chunks.clear();
  }
}
