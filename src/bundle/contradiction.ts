/**
 * Proof of misbehaviour inside a bundle: a party with two statements under one number, a log with two roots at one
 * size or two entries at one index. Only what is truly signed can contradict itself; all else is accusation.
 */
import { parseCheckpoint } from '#log/checkpoint.ts';
import type { Checkpoint } from '#log/checkpoint-text.ts';
import type { Examined } from './examine.ts';
import { type Contradiction, failed, passed, type Step, type StepName, unknown } from './report.ts';
import { partyName, type Trust } from './trust.ts';
import type { CheckpointJudge } from './witnessing.ts';

/** One thing said of a key (a number, a size, an index), where, and by whom. */
type Said = { readonly value: string; readonly place: string; readonly by: string };
/** How a contradiction is told; asked only when there is one. */
type Telling = (key: string, by: string) => { readonly by: string; readonly sentence: string };

/** Things said by key; two different values of one key contradict each other. */
class Sayings {
  readonly #first = new Map<string, Said>();
  readonly #repeated = new Map<string, Said[]>();

  add(key: string, said: Said): void {
    const first = this.#first.get(key);
    const repeated = this.#repeated.get(key);
    if (first === undefined) this.#first.set(key, said);
    else if (repeated === undefined) this.#repeated.set(key, [first, said]);
    else repeated.push(said);
  }

  contradictions(type: Contradiction['type'], telling: Telling): Contradiction[] {
    const found: Contradiction[] = [];
    for (const [key, same] of this.#repeated) {
      const [first] = same as [Said, ...Said[]];
      if (same.every((one) => one.value === first.value)) continue;
      const { by, sentence } = telling(key, first.by);
      found.push({ type, by, places: [...new Set(same.map(({ place }) => place))], sentence });
    }
    return found;
  }
}

const DISPROVED: Readonly<Record<Contradiction['type'], StepName>> = {
  'two-statements-under-one-number': 'number',
  'two-roots-at-one-size': 'checkpoint',
  'two-entries-at-one-index': 'inclusion',
};

/** Finds all contradictions, and fails the steps they disprove. */
export function findContradictions(
  all: readonly Examined[],
  checkpoints: readonly string[],
  trust: Trust,
  judge: CheckpointJudge,
): Contradiction[] {
  const numbers = new Sayings();
  const roots = new Sayings();
  const entries = new Sayings();
  for (const one of all) {
    sayNumbers(one, numbers);
    sayHeld(one, roots, entries);
  }
  for (const [index, text] of checkpoints.entries()) {
    // Checkpoints of unknown logs, and forged ones, say nothing.
    const signed = parseCheckpoint(text);
    if (signed.ok && judge.isSigned(signed.value)) sayRoot(roots, signed.value.checkpoint, `checkpoints/${index}`);
  }
  const found = [
    ...numbers.contradictions('two-statements-under-one-number', (key, by) =>
      tellNumber(key, partyName(trust, by)),
    ),
    ...roots.contradictions('two-roots-at-one-size', tellRoot),
    ...entries.contradictions('two-entries-at-one-index', tellEntry),
  ];
  if (found.length > 0) disprove(all, found);
  return found;
}

function disprove(all: readonly Examined[], found: readonly Contradiction[]): void {
  const byPlace = new Map(all.map((one) => [one.place, one]));
  for (const { type, places, sentence } of found) {
    const step = DISPROVED[type];
    for (const place of places) byPlace.get(place)?.steps.set(step, failed(step, { code: type, sentence }));
  }
}

/** Neither an issuer nor a realm nor an origin holds a line break, so that joined keys stay apart. */
function sayNumbers(one: Examined, numbers: Sayings): void {
  const { head, place, claims, steps } = one;
  if (head === null || steps.get('signature')?.state !== 'passed' || steps.get('key')?.state !== 'passed') return;
  const { issuer, realm, digest } = head;
  const number = claims.get('number')?.value;
  const caseId = claims.get('case')?.value;
  const caseNumber = claims.get('case_number')?.value;
  steps.set('number', numberStep(number));
  if (typeof number === 'number') {
    numbers.add(`${issuer}\n${realm}\n${number}`, { value: digest, place, by: issuer });
  }
  if (typeof caseId === 'string' && typeof caseNumber === 'number') {
    numbers.add(`${issuer}\n${realm}\n${caseNumber}\n${caseId}`, { value: digest, place, by: issuer });
  }
}

function tellNumber(key: string, by: string): ReturnType<Telling> {
  const [, , number, caseId] = key.split('\n');
  const sentence =
    caseId === undefined
      ? `${by} signed two different things under its number ${number}: this proves misbehaviour, whichever of them is true.`
      : `${by} signed two different things as number ${number} of the case: this proves misbehaviour, whichever of them is true.`;
  return { by, sentence };
}

function tellRoot(key: string, origin: string): ReturnType<Telling> {
  const [, size] = key.split('\n');
  const sentence = `The log ${origin} signed two different things as its state with ${size} entries: this proves misbehaviour, whichever of them is true.`;
  return { by: `The log ${origin}`, sentence };
}

function tellEntry(key: string, origin: string): ReturnType<Telling> {
  const [, index] = key.split('\n');
  const sentence = `The log ${origin} signed two different things as its entry ${index}: this proves misbehaviour, whichever of them is true.`;
  return { by: `The log ${origin}`, sentence };
}

function numberStep(number: unknown): Step {
  if (typeof number === 'number')
    return passed('number', `Its running number ${number} stands once in this bundle.`);
  const sentence = 'Its running number is withheld, so an omission or a double would not show.';
  return unknown('number', 'reference-withheld', sentence);
}

function sayHeld({ held, head, place, steps }: Examined, roots: Sayings, entries: Sayings): void {
  if (held === null || head === null || steps.get('checkpoint')?.state !== 'passed') return;
  sayRoot(roots, held, place);
  if (!held.binding) return;
  const { origin, index } = held;
  entries.add(`${origin}\n${index}`, { value: head.digest, place, by: origin });
}

function sayRoot(
  roots: Sayings,
  { origin, size, root }: Pick<Checkpoint, 'origin' | 'size' | 'root'>,
  place: string,
): void {
  roots.add(`${origin}\n${size}`, { value: root.toBase64(), place, by: origin });
}
