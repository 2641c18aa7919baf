import type { Outcome, Refusal } from '#outcome.ts';
import type { Language } from '#texts/languages.ts';

/** A running node's JSON API, with the caller's token already in place. */
export interface ApiClient {
  readonly url: string;
  /** The body of a 2xx answer, or the refusal the node gave (problem+json), or `unreachable`. */
  get(path: string): Promise<Outcome<unknown>>;
  post(path: string, body: unknown, idempotencyKey?: string): Promise<Outcome<unknown>>;
  /** For files: proofs, bundles, tiles. */
  bytes(path: string): Promise<Outcome<Uint8Array>>;
}

/** A bar on standard error; silent where there is no terminal or the answer is JSON. */
export interface Progress {
  step(done: number, total: number): void;
  end(): void;
}

/** What every command is given. Answers go to standard output, everything else to standard error. */
export interface CommandContext {
  readonly json: boolean;
  /** Of whoever types, also where the answer is JSON and therefore in English: for files that are made for them. */
  readonly language: Language;
  api(): Outcome<ApiClient>;
  /** The answer: `value` under --json, else the lines. */
  answer(value: unknown, lines: readonly string[]): void;
  /** The first part of an answer to a person, which has left this process when it resolves; nothing under --json. */
  tell(lines: readonly string[]): Promise<void>;
  note(line: string): void;
  progress(label: string): Progress;
  /** Prints the refusal with its code and sets the exit code: 3 where this machine is to be mended first, else 1. */
  refused(refusal: Refusal): void;
}
