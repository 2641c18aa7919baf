import type { Refusal } from '#outcome.ts';
import type { AdmissionCode } from './admission.ts';
import type { IdempotencyKey } from './idempotency.ts';
import { reused } from './repeated.ts';

/** The same submission twice at once: the second waits for what the first is answered. */
export class InFlight<Answer> {
  readonly #running = new Map<string, { readonly body: string; readonly answer: Promise<Answer> }>();

  async once(
    idempotency: IdempotencyKey | null,
    submit: () => Promise<Answer>,
  ): Promise<Answer | { readonly ok: false; readonly refusal: Refusal<AdmissionCode> }> {
    if (idempotency === null) return submit();
    const key = `${idempotency.scope} ${idempotency.key}`;
    const running = this.#running.get(key);
    if (running !== undefined) {
      return running.body === idempotency.body ? running.answer : { ok: false, refusal: reused };
    }
    const answer = submit().finally(() => this.#running.delete(key));
    this.#running.set(key, { body: idempotency.body, answer });
    return answer;
  }
}
