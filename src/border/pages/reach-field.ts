import type { Reach } from '#border/statements.ts';
import type { Fields } from '#site/form-body.ts';
import { othersByName } from '#site/state-choice.ts';
import { isStateCode } from '#vocabulary/states.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { type Choice, fieldId, selectField, textField } from '#web/parts/field.ts';
import { BORDER_TEXTS as T } from './texts.ts';

const FIRST_ROWS = 3;
const MORE_ROWS = 3;
const MAX_ROWS = 64;
const DIGITS = /^\d{1,10}$/u;
/** The button that asks for more rows instead of signing. */
export const MORE_STATES = 'more_states';

const stateField = (row: number) => `state_${row}`;
const customersField = (row: number) => `customers_${row}`;

/** States as their rows say them, and what is wrong by the name of its field; rows without any word are left out. */
export function readReach(fields: Fields): { readonly reach: readonly Reach[]; readonly errors: FieldErrors } {
  const errors = new Map<string, string>();
  const reach = Array.from({ length: rowsIn(fields) }, (_, at) => at + 1).flatMap((row): Reach[] => {
    const state = textOf(fields, stateField(row));
    const customers = textOf(fields, customersField(row)).replaceAll(/[\s.,_'’]/gu, '');
    if (state === '' && customers === '') return [];
    if (!isStateCode(state)) errors.set(stateField(row), T.badState);
    if (customers !== '' && !DIGITS.test(customers)) errors.set(customersField(row), T.badCustomers);
    return [customers === '' ? { state } : { state, customers: Number(customers) }];
  });
  if (reach.length === 0) errors.set('reach', T.needed);
  return { reach, errors };
}

export type ReachRows = {
  readonly typed: Fields;
  readonly errors: FieldErrors;
  /** These stand in front of all others. */
  readonly likely: readonly string[];
  readonly nameOf: (code: string) => string;
};

/** A row for each state: which one, by its name, and how many are served there. Works without a script. */
export function reachField({ typed, errors, likely, nameOf }: ReachRows): Markup {
  const all = [...likely, ...othersByName(new Set(likely), nameOf)];
  const wanted = rowsIn(typed) + (typed[MORE_STATES] === undefined ? 0 : MORE_ROWS);
  const rows = Array.from({ length: Math.min(MAX_ROWS, Math.max(FIRST_ROWS, wanted)) }, (_, at) => at + 1);
  const row = (at: number): Markup => {
    const [state, customers] = [stateField(at), customersField(at)];
    const choice = (code: string): Choice => ({
      value: code,
      label: nameOf(code),
      checked: textOf(typed, state) === code,
    });
    const choices = [{ value: '', label: '–' }, ...all.map(choice)];
    return html`<div class="pair">${selectField({ name: state, label: T.state, width: 'short', error: errors.get(state), choices })}
${textField({ name: customers, label: T.customersThere, optional: true, width: 'tiny', value: textOf(typed, customers), error: errors.get(customers) })}</div>`;
  };
  const error = errors.get('reach');
  return html`<fieldset class="field${error !== undefined && ' bad'}" id="${fieldId('reach')}"><legend>${T.reach}</legend>
${error !== undefined && html`<p class="error">${error}</p>`}<div class="stack">${rows.map(row)}</div>
<p>${rows.length < MAX_ROWS && button(T.moreStates, 'second', { name: MORE_STATES, value: 'yes' })}</p></fieldset>`;
}

/** Up to the last row that was sent, filled in or not. */
function rowsIn(fields: Fields): number {
  for (let row = MAX_ROWS; row > 0; row--) if (fields[stateField(row)] !== undefined) return row;
  return 0;
}

function textOf(fields: Fields, name: string): string {
  return ([fields[name]].flat()[0] ?? '').trim();
}
