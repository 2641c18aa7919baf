import type { AlertQuestion } from '#incidents/form/alert-questions.ts';
import { MOMENTS } from '#incidents/form/typed-time.ts';
import type { Refusal } from '#outcome.ts';
import { html } from '#web/html.ts';
import { type ErrorText, type FieldErrors, refusalText } from '#web/parts/errors.ts';
import { sentence } from '#web/sentence.ts';
import { ALERT_TEXTS } from './alert-texts.ts';

/** What is wrong, beside the field it is wrong with. */
export function fieldErrors(refusals: readonly Refusal[]): FieldErrors {
  return new Map(refusals.map((refusal) => [refusal.place ?? '', wordsOf(refusal)]));
}

/** The same for the box on top of the page, where each line names its field. */
export function summaryErrors(question: AlertQuestion, refusals: readonly Refusal[]): FieldErrors {
  return new Map(refusals.map((refusal) => [targetOf(refusal), namedLine(question, refusal)]));
}

/** A moment typed in several fields is mended from the first of them. */
function targetOf({ place = '' }: Refusal): string {
  return place === 'occurred_at' ? `${place}_date` : place;
}

function namedLine(question: AlertQuestion, refusal: Refusal): ErrorText {
  const T = ALERT_TEXTS.fields;
  const labels: Readonly<Record<string, string>> = {
    malicious: T.maliciousLabel,
    affected_states: T.states,
    danger_detail: T.dangerDetail,
    description: T.description,
    occurred_at: T.occurred,
    service: T.service,
    people: T.people,
    hours: T.hours,
  };
  const { place = '' } = refusal;
  const label = labels[place] ?? (place === '' ? undefined : question.title);
  const what = html`${wordsOf(refusal)}`;
  return label === undefined ? what : sentence(T.refused.line, { label, what });
}

/** The refusals that a person at a form meets most, in their own language; the others as rules say them. */
function wordsOf(refusal: Refusal): ErrorText {
  const { missing, time, number } = ALERT_TEXTS.fields.refused;
  const { code, place = '' } = refusal;
  if (code === 'answer-missing') return missing;
  if (code !== 'answer-malformed') return refusalText(refusal);
  if ((MOMENTS as readonly string[]).includes(place)) return time;
  return place === 'people' || place === 'hours' ? number : refusalText(refusal);
}
