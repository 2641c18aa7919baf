/**
 * A refusal is an expected answer, not an exception: a stable code for programs, a sentence a person can act on,
 * and the place in the input it speaks of (a claim name, a JSON pointer, a line).
 */
export type Refusal<Code extends string = string> = {
  readonly code: Code;
  readonly sentence: string;
  readonly place?: string;
  /** Set where the sentence is in the language of whoever is answered; all others are English. */
  readonly spoken?: true;
};

/** Either a value or a refusal. Failures (a disk, a network) and broken invariants are thrown instead. */
export type Outcome<Value, Code extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal<Code> };

export function accept<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function refuse<Code extends string>(
  code: Code,
  sentence: string,
  place?: string,
): { readonly ok: false; readonly refusal: Refusal<Code> } {
  return { ok: false, refusal: place === undefined ? { code, sentence } : { code, sentence, place } };
}

/** The same with a sentence from a catalogue, in the language of whoever is answered. */
export function refuseSpoken<Code extends string>(
  code: Code,
  sentence: string,
  place?: string,
): { readonly ok: false; readonly refusal: Refusal<Code> } {
  return { ok: false, refusal: { ...refuse(code, sentence, place).refusal, spoken: true } };
}

/** The first refusal of checks that are asked the same one after the other; yes where none refuses. */
export function firstRefusal<Asked extends readonly unknown[], Code extends string>(
  checks: readonly ((...asked: Asked) => Outcome<null, Code>)[],
  ...asked: Asked
): Outcome<null, Code> {
  for (const check of checks) {
    const outcome = check(...asked);
    if (!outcome.ok) return outcome;
  }
  return accept(null);
}

const REPEATED_CHARACTERS = 60;

/** So much of a refused value as a sentence repeats. */
export function beginningOf(text: string): string {
  return text.length <= REPEATED_CHARACTERS ? text : `${text.slice(0, REPEATED_CHARACTERS)}…`;
}
