/** One at a time, in order of asking: the writer of a database, the appender of a log. */
export class Turns {
  readonly #waitLimitMs: number;
  readonly #what: string;
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  constructor(what: string, waitLimitMs: number) {
    this.#what = what;
    this.#waitLimitMs = waitLimitMs;
  }

  /** Resolves with the function that ends the turn; rejects when the wait passes the limit. */
  take(): Promise<() => void> {
    if (!this.#taken) {
      this.#taken = true;
      return Promise.resolve(this.#once());
    }
    return new Promise((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve(this.#once());
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(new Error(`wait for ${this.#what}: still taken after ${this.#waitLimitMs} ms`));
      }, this.#waitLimitMs);
      this.#waiting.push(turn);
    });
  }

  /** Runs `work` in a turn of its own. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = await this.take();
    try {
      return await work();
    } finally {
      done();
    }
  }

  #once(): () => void {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken = false;
      else next();
    };
  }
}
