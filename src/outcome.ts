/** An English sentence apart from what stands in its places, so that it can be said in another language. */
export type Phrase = {
  /** The sentence with `{}` in its places: what it is known by. */
  readonly pattern: string;
  readonly values: readonly (string | number)[];
};

/** A phrase, and how it reads. */
export type Phrased = Phrase & { readonly sentence: string };

/** For the sentence of a refusal that says what it was given: {@link refuse} keeps it apart. Numbers stay numbers. */
export function phrase(parts: TemplateStringsArray, ...placed: readonly unknown[]): Phrased {
  const values = placed.map((value) => (typeof value === 'number' ? value : String(value)));
  return {
    pattern: parts.join('{}'),
    values,
    sentence: parts.map((part, at) => `${part}${values[at] ?? ''}`).join(''),
  };
}

/**
 * A refusal is an expected answer, not an exception: a stable code for programs, a sentence a person can act on,
 * and the place in the input it speaks of (a claim name, a JSON pointer, a line).
 */
export type Refusal<Code extends string = string> = {
  readonly code: Code;
  readonly sentence: string;
  /** The sentence as it was put together, where something stands in it. */
  readonly phrase?: Phrase;
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
  said: string | Phrased,
  place?: string,
): { readonly ok: false; readonly refusal: Refusal<Code> } {
  if (typeof said === 'string') return { ok: false, refusal: placed({ code, sentence: said }, place) };
  return { ok: false, refusal: phrased(placed({ code, sentence: said.sentence }, place), said) };
}

/** The same refusal, speaking of another place. */
export function atPlace<Code extends string>(refusal: Refusal<Code>, place: string): Refusal<Code> {
  const { pattern, values } = refusal.phrase ?? {};
  const moved = { ...refusal, place };
  return pattern === undefined || values === undefined ? moved : phrased(moved, { pattern, values });
}

function placed<Code extends string>(refusal: Refusal<Code>, place: string | undefined): Refusal<Code> {
  return place === undefined ? refusal : { ...refusal, place };
}

/** Not enumerable: a refusal is told, kept and compared by its sentence. */
function phrased<Code extends string>(refusal: Refusal<Code>, { pattern, values }: Phrase): Refusal<Code> {
  return Object.defineProperty(refusal, 'phrase', { value: { pattern, values } satisfies Phrase });
}

/** What a refusal says, for another one that says the same. */
export function wordsOf({ sentence, phrase: kept }: Refusal): string | Phrased {
  return kept === undefined ? sentence : { ...kept, sentence };
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
