import type { Fields } from '#site/form-body.ts';
import { ALERT_QUESTIONS, type Claims, DONT_KNOW, readAnswer } from './alert-questions.ts';

/** The radio button beside a free field: its text is then the answer. */
export const OTHER = 'other';
const PARTS_LEFT_OUT_MOST = 5;

/**
 * Brings a page's fields to those the questions are read by: a chosen "I don't know yet" wins, and "another time" gives
 * way to the time written beside it.
 */
export function normalised(fields: Fields): Fields {
  const all: Record<string, string | readonly string[]> = {};
  for (const [name, field] of Object.entries(fields)) {
    const values = (typeof field === 'string' ? [field] : (field ?? [])).filter((value) => value.trim() !== '');
    all[name] = values.includes(DONT_KNOW) ? DONT_KNOW : values.length === 1 ? values[0]! : values;
  }
  for (const name of ['noticed_at', 'occurred_at']) {
    const chosen = all[name] ?? '';
    if (chosen === OTHER || chosen.length === 0) all[name] = all[`${name}_other`] ?? '';
  }
  return all;
}

export type FormRead = {
  readonly answers: Claims;
  readonly answered: readonly string[];
  /** What could not be read, with what was typed there: a person decides what it means. */
  readonly unread: readonly { readonly question: string; readonly why: string; readonly typed: string }[];
};

/**
 * A form that nobody can be asked about again, because it was filled in without a network: what can be read is read,
 * and what cannot is kept beside it, word for word. A question without an answer is not known yet.
 */
export function readWholeForm(fields: Fields): FormRead {
  const answers: Record<string, Claims[string]> = {};
  const answered: string[] = [];
  const unread: FormRead['unread'][number][] = [];
  for (const { id, title } of ALERT_QUESTIONS) {
    let rest: Record<string, Fields[string]> = { ...normalised(fields) };
    // Left empty and said to be not known is the same to whoever reads it, but only one of them was answered.
    let empty = 0;
    for (let left = 0; left < PARTS_LEFT_OUT_MOST; left++) {
      const read = readAnswer(id, rest);
      if (read.ok) {
        Object.assign(answers, read.value);
        if (Object.keys(read.value).length > empty) answered.push(id);
        break;
      }
      const { code, place = '', sentence } = read.refusal;
      const typed = [rest[place] ?? []].flat().join(', ');
      if (code === 'answer-missing') empty++;
      else unread.push({ question: title, why: sentence, typed });
      rest = { ...rest, [place]: DONT_KNOW };
      if (TEXT_FIELDS.has(place)) delete rest[place];
    }
  }
  return { answers, answered, unread };
}

/** Fields of free text, for which "not known yet" would be the text itself. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['danger_detail', 'description', 'service']);
