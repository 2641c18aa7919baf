/** Fills in forms as somebody who means ill or has a long text: what is free to type gets `text`, the rest is plausible. */
import { type FormField, type PageForm, refusedFields } from './forms.ts';
import type { Answered, Visitor } from './visitor.ts';

/** How often a refused form is put right and sent again, so that what was typed is taken somewhere. */
const TRIES = 4;
/** For fields that are asked for and are not what is tried out. */
const WORD = 'Words';
const HOUR_MS = 3_600_000;

export type Filling = {
  readonly text: string;
  /** Fields that get the text; the others keep what the page proposes. */
  readonly into: (field: FormField) => boolean;
};

/** Sends a form until it is taken or nothing in it can be put right any more; answers each answer, in order. */
export async function sendFilled(
  visitor: Visitor,
  form: PageForm,
  { text, into }: Filling,
): Promise<readonly Answered[]> {
  const plain = new Set<string>();
  const answers: Answered[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const values = valuesOf(form, (field) => typedInto(field, into(field) ? text : WORD, plain));
    const answer = await visitor.send(form, values);
    answers.push(answer);
    const refused = [...refusedFields(answer.text)].filter((name) => !plain.has(name));
    if (answer.status < 400 || refused.length === 0) break;
    for (const name of refused) plain.add(name);
  }
  return answers;
}

/** What stood in the field before; else the text, unless that was refused there. */
function typedInto({ name, values }: FormField, text: string, plain: ReadonlySet<string>): string {
  const before = values[0] ?? '';
  if (plain.has(name)) return before;
  return text === WORD && before !== '' ? before : text;
}

/** What a browser would send: of choices of one name the first, of dates left open one a while ago. */
export function valuesOf(
  { fields }: PageForm,
  typed: (field: FormField) => string,
): readonly (readonly [string, string])[] {
  const chosen = new Set<string>();
  return fields.flatMap((field) => {
    const { name, kind, type, values } = field;
    if (kind === 'text') return [[name, typed(field)] as const];
    if (kind === 'choice') {
      if (chosen.has(name)) return [];
      chosen.add(name);
      return [[name, values.find((value) => value !== '') ?? ''] as const];
    }
    return [[name, values[0] || (PROPOSED[type]?.() ?? '')] as const];
  });
}

const PROPOSED: Readonly<Record<string, () => string>> = {
  'datetime-local': () => new Date(Date.now() - HOUR_MS).toISOString().slice(0, 16),
  date: () => new Date(Date.now() - HOUR_MS).toISOString().slice(0, 10),
  number: () => '1',
};
