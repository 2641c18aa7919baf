/** Threads that salt and sign beside the appender, started when submissions first come in crowds. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type IssuedMessage,
  type IssueMessage,
  type KeyMessage,
  readIssued,
  writeJobs,
} from './issuing-message.ts';
import { type Chunk, SharedChunks } from './shared-chunks.ts';

const MAX_THREADS = 4;

type Thread = { readonly worker: Worker; readonly keys: Set<string>; readonly shared: Map<number, SharedChunks> };

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

  /** The threads begin with these at once, with one message each; whoever shares them takes what they leave. */
  share(chunks: readonly Chunk[]): SharedChunks {
    const threads = [...this.#ready];
    const lanes: number[][] = [...threads.map(() => []), []];
    let next = 0;
    for (const [at, { signer }] of chunks.entries()) {
      const isOurs = threads.length === 0 || signer.key.algorithm === 'ML-DSA-44';
      lanes[isOurs ? threads.length : next++ % threads.length]?.push(at);
    }
    const shared = new SharedChunks(chunks, lanes);
    for (const [lane, thread] of threads.entries()) this.#hand(thread, lane, shared);
    return shared;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ready.clear();
    await Promise.all((this.#started ?? []).map((worker) => worker.terminate()));
  }

  #hand(thread: Thread, lane: number, shared: SharedChunks): void {
    const places = shared.lanes[lane] ?? [];
    if (places.length === 0) return;
    const keys: KeyMessage[] = [];
    const chunks = places.map((chunk) => {
      const { jobs, signer } = shared.chunks[chunk] as Chunk;
      const { kid, key } = signer;
      if (!thread.keys.has(kid) && key.algorithm !== 'ML-DSA-44') {
        thread.keys.add(kid);
        keys.push({ kid, algorithm: key.algorithm, secret: key.secret });
      }
      return { chunk, kid, jobs: writeJobs(jobs) };
    });
    const id = this.#nextId++;
    thread.shared.set(id, shared);
    void Promise.allSettled(shared.issued).then(() => thread.shared.delete(id));
    thread.worker.postMessage({ id, keys, chunks, lane, taken: shared.taken } satisfies IssueMessage);
  }

  #open(): Worker {
    const worker = new Worker(new URL('./issuing-worker.ts', import.meta.url), { name: 'comity-issuing' });
    worker.unref();
    const thread: Thread = { worker, keys: new Set(), shared: new Map() };
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
    const shared = thread.shared.get(message.id);
    if ('failure' in message) shared?.fail(new Error(message.failure));
    else shared?.settle(message.chunk, readIssued(message.issued));
  }

  /** What it was issuing fails with its batch, which is then tried again without it. */
  #fail(thread: Thread, failure: unknown): void {
    this.#ready.delete(thread);
    const shared = [...thread.shared.values()];
    for (const one of shared) one.fail(new Error('issue statements', { cause: failure }));
    if (shared.length > 0) this.#report(failure);
  }
}
