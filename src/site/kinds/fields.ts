/** The fields of a claim, drawn from its kind. */
import { type Kind, kindOf, plainForm } from '#statement/kinds.ts';
import type { ClaimSpec, StatementType } from '#statement/statement-type.ts';
import { attributes, type Content, html, type Markup } from '#web/html.ts';
import { claimLabel, helpOf, labelOf } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { areaField, type Choice, checkboxes, fieldId, radios, selectField, textField } from '#web/parts/field.ts';
import { hidden } from '#web/parts/form.ts';
import { details } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { WEB_TEXTS } from '#web/texts.ts';

import { ESTIMATE_PART, ID_PART, KNOWN_PART, MORE_FIELD, rowsTyped, type Typed } from './parts.ts';
import { SAYING } from './texts.ts';
import { wordFor } from './words.ts';

const T = SAYING.field;
const FEW_CHOICES = 6;

export type Named = { readonly value: string; readonly label: string };

/** What the fields of a form are drawn with. */
export type FieldSetting = {
  readonly typed: Typed;
  readonly errors: FieldErrors;
  readonly parties: readonly Named[];
  /** Those of the own party. */
  readonly persons: readonly Named[];
  readonly states: readonly Named[];
  /** What stands fixed: it is sent along, and not asked. */
  readonly fixed: Readonly<Record<string, string>>;
};

/** One field with all that its drawing rests on. */
type Asked = {
  readonly name: string;
  /** The claim or member, whose list of words a choice has. */
  readonly claim: string;
  readonly kind: Kind;
  readonly label: Content;
  readonly help: Content;
  readonly required: boolean;
  readonly setting: FieldSetting;
};

export function claimField(type: StatementType, name: string, spec: ClaimSpec, setting: FieldSetting): Markup {
  const fixed = setting.fixed[name];
  if (fixed !== undefined) return hidden(name, fixed);
  const kind = kindOf(spec.schema);
  const named = { label: labelOf(type, name), help: helpOf(type, name) };
  return field({ ...named, name, claim: name, kind, required: spec.required, setting });
}

function field(asked: Asked): Markup {
  const { kind } = asked;
  const own = kind.name === 'group' ? groupField(asked) : (choiceField(asked) ?? writtenField(asked));
  return html`${own}${beside(asked)}`;
}

/** What may be said in place of a value, or with it. */
function beside({ name, label, kind, setting }: Asked): Markup | false {
  const on = (part: string, value: string) => valuesOf(setting, name + part).includes(value);
  const known = (['not-yet', 'not-applicable'] as const).map((value) => ({
    value,
    label: T.known[value],
    checked: on(KNOWN_PART, value),
  }));
  const own = (text: string) => sentence(text, { label });
  return html`${kind.estimate === true && checkboxes({ name: name + ESTIMATE_PART, label: own(T.howSure), choices: [{ value: 'yes', label: T.estimate, checked: on(ESTIMATE_PART, 'yes') }] })}
${kind.unknown === true && checkboxes({ name: name + KNOWN_PART, label: own(T.instead), choices: known })}`;
}

function valuesOf({ typed }: FieldSetting, name: string): readonly string[] {
  return [typed[name] ?? []].flat();
}

function shared({ name, label, help, required, setting }: Asked, more?: string) {
  const helps = [help, more].filter((one) => Boolean(one));
  const text = html`${helps.map((one, at) => html`${at > 0 && html`<br>`}${one}`)}`;
  const error = setting.errors.get(name);
  return { name, label, optional: !required, error, ...(helps.length === 0 ? {} : { help: text }) };
}

/** What is chosen from a list; undefined for what is written. */
function choiceField(asked: Asked): Markup | undefined {
  const { kind, name, setting } = asked;
  const chosen = valuesOf(setting, name);
  switch (kind.name) {
    case 'choice': {
      const choices = choicesOf(asked, kind, chosen);
      return choices.length > FEW_CHOICES ? pick(asked, choices) : radios({ ...shared(asked), choices });
    }
    case 'yes-no':
      return radios({ ...shared(asked), choices: yesOrNo(chosen[0]) });
    case 'tick':
      return checkboxes({
        ...shared(asked),
        choices: [{ value: 'yes', label: T.yes, checked: chosen.includes('yes') }],
      });
    case 'constant':
      return hidden(name, kind.values?.[0] ?? '');
    case 'state':
      return pick(asked, ticked(setting.states, chosen));
    case 'party':
    case 'person':
      return namedField(asked, chosen);
    case 'many':
      return manyField(asked, kind.of!, chosen);
    default:
      return undefined;
  }
}

function pick(asked: Asked, choices: readonly Choice[]): Markup {
  return selectField({ ...shared(asked), choices: [{ value: '', label: T.choose }, ...choices] });
}

function ticked(named: readonly Named[], chosen: readonly string[], words?: 'name'): readonly Choice[] {
  return named.map(({ value, label }) => ({
    value,
    label,
    checked: chosen.includes(value),
    ...(words === undefined ? {} : { words }),
  }));
}

function yesOrNo(value: string | undefined): readonly Choice[] {
  return [
    { value: 'yes', label: T.yes, checked: value === 'yes' },
    { value: 'no', label: T.no, checked: value === 'no' },
  ];
}

function choicesOf({ claim }: Asked, kind: Kind, chosen: readonly string[]): readonly Choice[] {
  return (kind.values ?? []).map((value) => ({
    value,
    label: wordFor(kind, claim, value) ?? value,
    checked: chosen.includes(value),
  }));
}

/** Somebody from a list, or anybody by an identifier. */
function namedField(asked: Asked, chosen: readonly string[]): Markup {
  const named = asked.kind.name === 'party' ? asked.setting.parties : asked.setting.persons;
  const choices = ticked(named, chosen, 'name');
  return html`${pick(asked, choices)}${byIdentifier(asked, chosen, named)}`;
}

function byIdentifier(asked: Asked, chosen: readonly string[], named: readonly Named[], several = false): Markup {
  const { label, setting } = asked;
  const name = asked.name + ID_PART;
  const unlisted = chosen.filter((one) => one !== '' && !named.some(({ value }) => value === one));
  const value = [...valuesOf(setting, name), ...unlisted].join('\n');
  const own = {
    ...{ name, value, code: true, spellcheck: false, error: setting.errors.get(name), optional: true },
    label: sentence(T.byIdentifier, { label }),
  };
  const content = several ? areaField({ ...own, rows: 2, help: T.oneEach }) : textField(own);
  return value === '' && own.error === undefined
    ? details(T.another, content)
    : html`<details class="more" open><summary>${T.another}</summary>${content}</details>`;
}

function manyField(asked: Asked, of: Kind, chosen: readonly string[]): Markup {
  const { setting } = asked;
  const each = chosen.join('\n');
  switch (of.name) {
    case 'choice':
      return checkboxes({ ...shared(asked), columns: true, choices: choicesOf(asked, of, chosen) });
    case 'state':
      return checkboxes({ ...shared(asked), columns: true, choices: ticked(setting.states, chosen) });
    case 'party':
    case 'person': {
      const named = of.name === 'party' ? setting.parties : setting.persons;
      const list = checkboxes({ ...shared(asked), choices: ticked(named, chosen, 'name') });
      return html`${named.length > 0 && list}${byIdentifier(asked, chosen, named, true)}`;
    }
    case 'group':
      return rowsField(asked, of);
    case 'indicator':
      return areaField({ ...shared(asked, T.indicators), rows: 3, value: each, spellcheck: false });
    default:
      return areaField({ ...shared(asked, T.oneEach), rows: 3, value: each, code: of.name === 'digest' });
  }
}

function writtenField(asked: Asked): Markup {
  const { kind, name, setting } = asked;
  const value = valuesOf(setting, name)[0] ?? '';
  switch (kind.name) {
    case 'text':
      return areaField({ ...shared(asked), rows: 4, value });
    case 'json':
      return areaField({ ...shared(asked, T.json), rows: 4, value, code: true, spellcheck: false });
    case 'instant': {
      const minutes = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u.exec(value)?.[0] ?? value;
      return textField({ ...shared(asked, T.utc), type: 'datetime-local', width: 'short', value: minutes });
    }
    case 'time':
      return textField({ ...shared(asked, T.time), width: 'short', value, code: true });
    case 'day':
      return textField({ ...shared(asked, T.day), width: 'short', value, code: true });
    case 'number': {
      const { minimum, maximum } = plainForm(kind) as { readonly minimum?: number; readonly maximum?: number };
      const bounds =
        maximum === undefined ? undefined : plainSentence(T.bounds, { least: minimum ?? 0, most: maximum });
      return textField({ ...shared(asked, bounds), width: 'short', value });
    }
    case 'digest':
    case 'case':
    case 'word':
      return textField({ ...shared(asked), value, code: true, spellcheck: false });
    default:
      return textField({ ...shared(asked), value });
  }
}

/** Several values that belong together, each in a field of its own. */
function groupField(asked: Asked): Markup {
  const { kind, name, label, help, required, setting } = asked;
  const error = setting.errors.get(name);
  const legend = required ? label : sentence(WEB_TEXTS.parts.optional, { label });
  const own = attributes({ class: error === undefined ? 'field' : 'field bad', id: fieldId(name), tabindex: -1 });
  return html`<fieldset ${own}><legend>${legend}</legend>${Boolean(help) && html`<div class="help">${help}</div>`}${error !== undefined && html`<p class="error" id="${fieldId(name)}-error">${error}</p>`}${membersOf(asked, kind, name)}</fieldset>`;
}

function membersOf({ setting }: Asked, { members = [] }: Kind, name: string): readonly Markup[] {
  return members.map(({ name: member, kind, required }) =>
    field({
      ...{ name: `${name}.${member}`, claim: member, kind, required, setting },
      ...{ label: claimLabel('', member), help: false },
    }),
  );
}

/** What was typed so far and one more; a button asks for the next without losing a word. */
function rowsField(asked: Asked, of: Kind): Markup {
  const { name, label, help, required, setting } = asked;
  const typed = rowsTyped(setting.typed, name);
  const more = valuesOf(setting, MORE_FIELD).includes(name) ? 1 : 0;
  const { maxItems = Number.MAX_SAFE_INTEGER } = plainForm(asked.kind) as { readonly maxItems?: number };
  const rows = Math.min((typed.at(-1) ?? -1) + 1 + Math.max(more, typed.length === 0 ? 1 : 0), maxItems);
  const error = setting.errors.get(name);
  const legend = required ? label : sentence(WEB_TEXTS.parts.optional, { label });
  const row = (at: number) =>
    html`<fieldset class="field" id="${fieldId(`${name}.${at}`)}" tabindex="-1"><legend>${plainSentence(T.row, { count: at + 1 })}</legend>${rowError(setting, `${name}.${at}`)}${membersOf(asked, of, `${name}.${at}`)}</fieldset>`;
  const own = attributes({ class: error === undefined ? 'field' : 'field bad', id: fieldId(name), tabindex: -1 });
  return html`<fieldset ${own}><legend>${legend}</legend>${Boolean(help) && html`<div class="help">${help}</div>`}${error !== undefined && html`<p class="error" id="${fieldId(name)}-error">${error}</p>`}
${Array.from({ length: rows }, (_, at) => row(at))}${rows < maxItems && button(T.more, 'second', { name: MORE_FIELD, value: name })}</fieldset>`;
}

function rowError({ errors }: FieldSetting, name: string): Markup | false {
  const error = errors.get(name);
  return error !== undefined && html`<p class="error" id="${fieldId(name)}-error">${error}</p>`;
}
