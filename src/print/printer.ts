import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { PrintCode } from './codes.ts';
import type { PrintDocument } from './document.ts';
import { FONT_PACKAGES, PACKAGED_FONTS } from './fonts.ts';
import type { PrintAnswer, PrintJob, PrintThread } from './print-worker.ts';

/** The document as JSON; about 300 pages. */
export const MAX_PRINT_CHARACTERS = 600_000;
const MAX_PRINT_MS = 30_000;
export const MAX_PRINTS_WAITING = 16;
/** The compiler and its fonts take some 100 MB; a node that prints nothing does not keep them. */
const IDLE_MS = 60_000;

export type Printed = {
  readonly pdf: Uint8Array;
  /** Letters that no font here has; they stand in the document by their codes. */
  readonly coded: readonly string[];
};

/** Prints one document after the other in a thread of its own, which starts with the first one. */
export interface Printer extends AsyncDisposable {
  print(document: PrintDocument): Promise<Outcome<Printed, PrintCode>>;
}

type Waiting = {
  readonly job: PrintJob;
  readonly answer: (outcome: Outcome<Printed, PrintCode>) => void;
};

export type PrinterSettings = {
  /** Folders with fonts beside the packaged and the system's own; those that do not exist are left out. */
  readonly fontFolders?: readonly string[];
  readonly timeLimitMs?: number;
  /** On the node of an exercise: what each document says first, in its own language, so that none passes for real. */
  readonly exercise?: (language: string) => string | undefined;
};

export function createPrinter(settings: PrinterSettings = {}): Printer {
  return new QueuedPrinter(settings);
}

class QueuedPrinter implements Printer {
  readonly #settings: PrinterSettings;
  readonly #limitMs: number;
  readonly #queue: Waiting[] = [];
  #current: Waiting | undefined;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(settings: PrinterSettings) {
    this.#settings = settings;
    this.#limitMs = settings.timeLimitMs ?? MAX_PRINT_MS;
  }

  async print(wanted: PrintDocument): Promise<Outcome<Printed, PrintCode>> {
    const document = marked(wanted, this.#settings.exercise?.(wanted.language));
    if (JSON.stringify(document).length > MAX_PRINT_CHARACTERS) {
      const sentence = phrase`A printed document has at most ${MAX_PRINT_CHARACTERS} characters. Take the JSON instead.`;
      return refuse('print-too-large', sentence);
    }
    if (this.#queue.length >= MAX_PRINTS_WAITING) {
      return refuse('printer-busy', 'Many documents wait to be printed: try again in a minute.');
    }
    const { promise, resolve } = Promise.withResolvers<Outcome<Printed, PrintCode>>();
    this.#queue.push({ job: { id: this.#nextId++, document }, answer: resolve });
    this.#next();
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const refused = refuse('print-failed', 'The node is closing: print again when it is back.');
    for (const waiting of this.#queue.splice(0)) waiting.answer(refused);
    this.#current?.answer(refused);
    this.#current = undefined;
    await this.#stop();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    clearTimeout(this.#timer);
    this.#current = this.#queue.shift();
    if (this.#current === undefined) {
      this.#timer = setTimeout(() => void this.#stop(), IDLE_MS);
      this.#timer.unref();
      return;
    }
    this.#worker ??= this.#open();
    this.#timer = setTimeout(() => this.#tooSlow(), this.#limitMs);
    this.#worker.postMessage(this.#current.job);
  }

  #tooSlow(): void {
    void this.#stop();
    const sentence = `Printing took longer than ${this.#limitMs / 1_000} s and was ended. Take the JSON.`;
    this.#finish(refuse('print-too-slow', sentence));
  }

  #finish(outcome: Outcome<Printed, PrintCode>): void {
    clearTimeout(this.#timer);
    const done = this.#current;
    this.#current = undefined;
    done?.answer(outcome);
    this.#next();
  }

  #open(): Worker {
    const own = (this.#settings.fontFolders ?? []).filter((folder) => existsSync(folder));
    const fontFolders = [...PACKAGED_FONTS, ...own];
    const opened = new Worker(new URL('./print-worker.ts', import.meta.url), {
      name: 'comity-print',
      workerData: { fontFolders } satisfies PrintThread,
    });
    opened.unref();
    opened.on('message', (answer: PrintAnswer) => this.#finish(outcomeOf(answer, this.#current?.job.document)));
    opened.on('error', (failure: Error) => {
      void this.#stop();
      this.#finish(refuse('print-failed', phrase`The printer ended: ${failure.message}. Take the JSON instead.`));
    });
    return opened;
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#timer);
    const stopped = this.#worker;
    this.#worker = undefined;
    stopped?.removeAllListeners();
    // A thread inside the compiler ends when the compiler comes back; nobody waits for its last words.
    stopped?.on('error', () => undefined);
    await stopped?.terminate();
  }
}

/** A notice before all else, where the document has none of its own, and a line above each further page. */
export function marked(document: PrintDocument, exercise: string | undefined): PrintDocument {
  if (exercise === undefined) return document;
  const said = document.blocks.some(
    (block) =>
      block.kind === 'notice' && (typeof block.text === 'string' ? block.text : block.text.said) === exercise,
  );
  const blocks = said ? document.blocks : [{ kind: 'notice', text: exercise } as const, ...document.blocks];
  return { ...document, banner: exercise, blocks };
}

function outcomeOf(answer: PrintAnswer, document: PrintDocument | undefined): Outcome<Printed, PrintCode> {
  if ('pdf' in answer) return accept({ pdf: answer.pdf, coded: answer.coded });
  if ('missing' in answer) return fontMissing(document?.language ?? '', answer.missing);
  return refuse(
    'print-failed',
    phrase`This document could not be printed (${answer.failure}). Take the JSON instead.`,
  );
}

/** Never boxes in place of letters: a page that nobody can read would still look like a report. */
function fontMissing(language: string, missing: readonly string[]): Outcome<never, PrintCode> {
  const named = new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;
  const wanted = FONT_PACKAGES[language];
  const install = wanted === undefined ? 'one' : `${wanted} (its name in Debian)`;
  return refuse(
    'print-font-missing',
    phrase`This node has no font for ${named} (as for "${missing.slice(0, 3).join('')}"). Its operator can install ${install}; until then print in another language, or take the JSON, which needs no font.`,
    'language',
  );
}
