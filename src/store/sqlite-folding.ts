/**
 * Folds SQLite's write-ahead log into the database on a thread of its own: the writer would else do it within a commit,
 * and all that waits for the commit would wait for it too. A crash at any moment loses nothing, since SQLite reads what
 * is not folded yet from the log.
 */
import { Worker } from 'node:worker_threads';

/** Pages in the log from which on they are folded. Fewer, and the same pages would be written again and again. */
const FOLDED_FROM_PAGES = 2000;

/** What the folding thread is started with. */
export type FoldingStart = { readonly path: string };

export class Folding implements AsyncDisposable {
  readonly #path: string;
  #worker: Worker | undefined;
  #isFolding = false;
  #hasEnded = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** So many pages wait. The thread is started when there is something to do for the first time. */
  offer(pages: number): void {
    if (pages < FOLDED_FROM_PAGES || this.#isFolding || this.#hasEnded) return;
    this.#worker ??= this.#open();
    this.#isFolding = true;
    this.#worker.postMessage(null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hasEnded = true;
    await this.#worker?.terminate();
  }

  /** Without the thread the writer folds by itself, once the log has its full length: slower, and as safe. */
  #open(): Worker {
    const workerData: FoldingStart = { path: this.#path };
    const url = new URL('./sqlite-folding-worker.ts', import.meta.url);
    const worker = new Worker(url, { name: 'comity-folding', workerData });
    worker.unref();
    worker.on('message', () => {
      this.#isFolding = false;
    });
    const end = () => {
      this.#hasEnded = true;
    };
    worker.on('error', end);
    worker.on('exit', end);
    return worker;
  }
}
