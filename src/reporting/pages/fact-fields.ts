import { factWords } from '#obligations/regimes/fact-words.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import { type Fields, secretField, standingField } from '#reporting/fact-form.ts';
import { inputOf } from '#reporting/fact-input.ts';
import { type StateChoice, stateChoice } from '#site/state-choice.ts';
import { currentLanguage } from '#speaking';
import { message } from '#texts/catalogue.ts';
import { HARM_IDS, type HarmId, harmLabel } from '#vocabulary/harm.ts';
import { RSIT, type RsitId } from '#vocabulary/rsit.ts';
import { sectorLabel } from '#vocabulary/sectors.ts';
import { type Content, html, type Markup } from '#web/html.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { areaField, type Choice, checkboxes, radios, selectField, textField } from '#web/parts/field.ts';
import { REPORTING_TEXTS } from './texts.ts';

const T = REPORTING_TEXTS.form;
export type AskedFact = {
  readonly fact: StageFact;
  /** What stands beside the question: whether it must be answered, and where its value comes from. */
  readonly help: Content;
  /** Ticked as a trade secret. */
  readonly secret: boolean;
  readonly fields: Fields;
  readonly errors: FieldErrors;
  readonly states: Pick<StateChoice, 'likely' | 'nameOf'>;
  readonly standings: readonly ('value' | 'estimate' | 'not-known-yet' | 'not-applicable')[];
};

/** The fields of one fact: its value, and how sure it is. */
export function factFields(asked: AskedFact): Markup {
  const { fact, fields, standings } = asked;
  const name = standingField(fact);
  const chosen = one(fields, name);
  const sureness = selectField({
    name,
    label: T.standing,
    choices: standings.map((standing) => ({
      value: standing === 'value' ? '' : standing,
      label: T.standings[standing],
      checked: chosen === (standing === 'value' ? '' : standing),
    })),
  });
  const choice = { value: 'yes', label: T.tradeSecret, help: T.tradeSecretHelp, checked: asked.secret };
  const secrecy = checkboxes({ name: secretField(fact), label: factWords(fact), choices: [choice] });
  return html`<div class="stack tight">${valueField(asked)}${sureness}${secrecy}</div>`;
}

function valueField({ fact, help, fields, errors, states }: AskedFact): Markup {
  const input = inputOf(fact);
  const field = { name: fact, label: factWords(fact), help, error: errors.get(fact) };
  const value = one(fields, fact);
  const part = (
    suffix: string,
    label: string,
    more: { type?: 'tel' | 'email'; width?: 'short' | 'tiny' } = {},
  ) => {
    const name = `${fact}__${suffix}`;
    return textField({ name, label, value: one(fields, name), error: errors.get(name), optional: true, ...more });
  };
  switch (input.kind) {
    case 'line':
      return textField({ ...field, value });
    case 'text':
      return areaField({ ...field, value, rows: 4 });
    case 'lines':
      return areaField({ ...field, help: html`${help} ${T.linesHelp}`, value, rows: 3 });
    case 'indicators':
      return areaField({ ...field, help: html`${help} ${T.indicatorHelp}`, value, rows: 3 });
    case 'codes':
      return textField({ ...field, help: html`${help} ${T.codesHelp}`, value });
    case 'states':
      return stateChoice({ ...field, ...states, ticked: new Set(many(fields, fact)) });
    case 'whole':
    case 'number':
      return textField({
        ...field,
        help: fact === 'users_share' ? html`${help} ${T.percentHelp}` : help,
        value,
        width: 'tiny',
      });
    case 'time':
      return textField({ ...field, help: html`${help} ${T.timeHelp}`, value, width: 'short' });
    case 'time-and-person':
      return html`${textField({ ...field, help: html`${help} ${T.timeHelp}`, value, width: 'short' })}${part('by', T.by)}`;
    case 'choice':
      return input.values.length > FEW_CHOICES
        ? selectField({
            ...field,
            choices: [{ value: '', label: T.choose }, ...choicesFor(fact, input.values, [value])],
          })
        : radios({ ...field, choices: choicesFor(fact, input.values, [value]) });
    case 'choices':
      return checkboxes({ ...field, columns: true, choices: choicesFor(fact, input.values, many(fields, fact)) });
    case 'effects':
      return html`${checkboxes({ ...field, columns: true, choices: choicesFor(fact, HARM_IDS, many(fields, fact)) })}
${part('people', T.people, { width: 'short' })}${part('hours', T.hours, { width: 'tiny' })}`;
    case 'contact':
      return html`<fieldset class="${field.error === undefined ? 'field' : 'field bad'}"><legend>${field.label}</legend><div class="help">${help}</div>
${field.error !== undefined && html`<p class="error">${field.error}</p>`}
${part('name', T.contactName)}${part('phone', T.contactPhone, { type: 'tel' })}${part('email', T.contactEmail, { type: 'email' })}${part('hours', T.contactHours)}</fieldset>`;
    case 'fixed':
      return html`<div class="field"><p><strong>${field.label}</strong></p><div class="help">${help} ${T.elsewhere}</div></div>`;
  }
}

/** More answers than this are a list to open, not buttons. */
const FEW_CHOICES = 8;

function choicesFor(fact: StageFact, values: readonly string[], chosen: readonly string[]): readonly Choice[] {
  return values.map((value) => ({
    value,
    label: capitalised(wordFor(fact, value)),
    checked: chosen.includes(value),
  }));
}

/** The words stand inside sentences too; as a choice of its own each begins one. */
function capitalised(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function wordFor(fact: StageFact, value: string): string {
  switch (fact) {
    case 'sectors':
      return sectorLabel(value);
    case 'incident_type':
      return RSIT[value as RsitId].label;
    case 'effects':
      return harmLabel(value as HarmId);
    case 'lost_properties':
      return message(currentLanguage(), `reporting.property.${value}`);
    case 'actor_kinds':
      return message(currentLanguage(), `reporting.actor.${value}`);
    case 'stage':
      return message(currentLanguage(), `reporting.stage.${value}`);
    case 'sensitivity':
      return `TLP:${value.toUpperCase()}`;
    default:
      return message(currentLanguage(), `reporting.value.${value}`);
  }
}

function one(fields: Fields, name: string): string {
  const field = fields[name];
  return typeof field === 'string' ? field : (field?.[0] ?? '');
}

function many(fields: Fields, name: string): readonly string[] {
  const field = fields[name];
  return typeof field === 'string' ? [field] : (field ?? []);
}
