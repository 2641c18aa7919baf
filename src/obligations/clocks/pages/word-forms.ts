/** The forms of what is asked for and promised. */

import { WORD_TEXTS } from '#obligations/clocks/word-texts.ts';
import { html } from '#web/html.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { areaField, selectField, textField } from '#web/parts/field.ts';
import { hidden } from '#web/parts/form.ts';
import { plainSentence } from '#web/sentence.ts';
import {
  type ClockForm,
  checked,
  type FormContext,
  instantClaim,
  one,
  stageIn,
  type Typed,
  textClaims,
} from './form-answers.ts';

/** Undefined where the address names no stage that this node knows, or nobody whose duty it is. */
export function askForm(context: FormContext, typed: Typed, errors: FieldErrors): ClockForm | undefined {
  const T = WORD_TEXTS.ask;
  const known = stageIn(context, typed);
  const bearer = one(typed.bearer);
  if (known === undefined || bearer === undefined) return undefined;
  const { regime, stage } = known;
  return {
    type: 'report-request',
    title: plainSentence(T.title, { stage: stage.name }),
    lead: plainSentence(T.lead, { bearer: context.partyName(bearer), law: regime.title }),
    button: T.button,
    names: ['what', 'due', 'bearer'],
    fields: html`${hidden('regime', regime.id)}${hidden('stage', stage.id)}${hidden('bearer', bearer)}
${areaField({ name: 'what', label: T.what, rows: 3, value: one(typed.what), error: errors.get('what') })}
${textField({ name: 'due', label: T.due, type: 'datetime-local', optional: true, value: one(typed.due), error: errors.get('due') })}`,
    to: bearer,
    claims: () =>
      checked(['what'], typed, {
        regime: regime.id,
        stage: stage.id,
        bearer,
        ...textClaims(['what'], typed),
        ...instantClaim('due', typed),
      }),
  };
}

export function promiseForm(context: FormContext, typed: Typed, errors: FieldErrors): ClockForm {
  const T = WORD_TEXTS.promise;
  const to = one(typed.to);
  const parties = context.others.map((choice) => ({ ...choice, checked: choice.value === to }));
  return {
    type: 'promise',
    title: T.title,
    lead: T.lead,
    button: T.button,
    names: ['what', 'due', 'to'],
    fields: html`${areaField({ name: 'what', label: T.what, rows: 3, value: one(typed.what), error: errors.get('what') })}
${textField({ name: 'due', label: T.due, type: 'datetime-local', value: one(typed.due), error: errors.get('due') })}
${selectField({ name: 'to', label: T.to, error: errors.get('to'), choices: [{ value: '', label: T.nobody }, ...parties] })}`,
    ...(to === undefined ? {} : { to }),
    claims: () =>
      checked(['what', 'due'], typed, { ...textClaims(['what', 'to'], typed), ...instantClaim('due', typed) }),
  };
}

/** Undefined where the address names no promise. Whoever was promised it is told as it was told of the promise. */
export function keptForm(typed: Typed, errors: FieldErrors): ClockForm | undefined {
  const T = WORD_TEXTS.kept;
  const promise = one(typed.promise);
  if (promise === undefined) return undefined;
  const to = one(typed.to);
  return {
    type: 'promise-kept',
    title: T.title,
    lead: T.lead,
    button: T.button,
    names: ['how', 'evidence'],
    fields: html`${hidden('promise', promise)}${to !== undefined && hidden('to', to)}
${areaField({ name: 'how', label: T.how, optional: true, rows: 3, value: one(typed.how), error: errors.get('how') })}
${textField({ name: 'evidence', label: T.evidence, help: T.evidenceHelp, optional: true, value: one(typed.evidence), error: errors.get('evidence') })}`,
    ...(to === undefined ? {} : { to }),
    claims: () => checked([], typed, { promise, ...textClaims(['how', 'evidence'], typed) }),
  };
}
