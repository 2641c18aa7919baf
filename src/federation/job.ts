/** How often a process looks whether it has become the one that appends. */
const DUTY_CHECK_MS = 1_000;

export type JobSettings<Work extends AsyncDisposable> = {
  /** Whether this process is the node's appender just now. */
  readonly onDuty: () => boolean;
  readonly begin: () => Work;
  readonly trouble: (error: unknown) => void;
};

/**
 * Work that one process of a node does for all of it: delivering, witnessing, mirroring. Whoever appends does it, since
 * that process learns first what was recorded; when another takes over, it begins there with what the statements say.
 */
export class Job<Work extends AsyncDisposable> implements AsyncDisposable {
  readonly #settings: JobSettings<Work>;
  readonly #timer: NodeJS.Timeout;
  #work: Work | undefined;
  #changing: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(settings: JobSettings<Work>) {
    this.#settings = settings;
    this.#timer = setInterval(() => this.#look(), DUTY_CHECK_MS);
    this.#timer.unref();
    this.#look();
  }

  /** What is being done; undefined in a process that is not on duty. */
  get work(): Work | undefined {
    return this.#work;
  }

  /** Ends the work for good: nothing leaves this process any more, while it goes on answering others. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    clearInterval(this.#timer);
    await this.#changing;
    await this.#end();
  }

  #look(): void {
    const due = this.#settings.onDuty() && !this.#ended;
    if (due && this.#work === undefined) this.#work = this.#settings.begin();
    else if (!due && this.#work !== undefined) {
      this.#changing = this.#changing
        .then(() => this.#end())
        .catch((error: unknown) => this.#settings.trouble(error));
    }
  }

  async #end(): Promise<void> {
    const work = this.#work;
    this.#work = undefined;
    await work?.[Symbol.asyncDispose]();
  }
}
