import { explainField } from '#help/explain.ts';
import { currentLanguage } from '#speaking';
import { type Attributes, attributes, type Content, html, type Markup } from '#web/html.ts';
import { sentence } from '#web/sentence.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { english } from './english.ts';

/** What every kind of field has. A field that is the page's only question is drawn as its heading. */
export type Field = {
  readonly name: string;
  readonly label: Content;
  readonly help?: Content;
  readonly error?: string | Markup | undefined;
  /** Where the value comes from when nobody of this seat typed it. */
  readonly mark?: Content;
  readonly optional?: boolean;
  readonly question?: boolean;
};

export type TextField = Field & {
  readonly value?: string | undefined;
  readonly type?:
    | 'text'
    | 'email'
    | 'tel'
    | 'url'
    | 'date'
    | 'time'
    | 'datetime-local'
    | 'search'
    | 'number'
    | 'password';
  readonly width?: 'short' | 'tiny';
  readonly maxLength?: number;
  readonly autocomplete?: string;
  readonly spellcheck?: boolean;
  readonly rows?: number;
  /** Code rather than words: the same in every language, and written from left to right. */
  readonly code?: boolean;
};

export type Choice = {
  readonly value: string;
  readonly label: Content;
  readonly help?: Content;
  readonly checked?: boolean;
  /** A label that is a name somebody has, or a text that stays English: a list to choose from takes no markup. */
  readonly words?: 'name' | 'english';
  /** Set apart from the others by a line: "I don't know yet". */
  readonly apart?: boolean;
};

export type ChoiceField = Field & {
  readonly choices: readonly Choice[];
  readonly width?: 'short';
  readonly columns?: boolean;
  /** Seldom wanted, and too many to stand among the others: behind one press. */
  readonly more?: { readonly label: string; readonly choices: readonly Choice[] };
};

/** The id that an error summary links to. */
export function fieldId(name: string): string {
  return `field-${name}`;
}

export function textField(field: TextField): Markup {
  const own = attributes({
    type: field.type ?? 'text',
    value: field.value,
    inputmode: field.type === 'number' ? 'numeric' : null,
    autocomplete: field.autocomplete ?? 'off',
  });
  return wrap(field, html`<input ${shared(field)}${own}>`);
}

export function areaField(field: TextField): Markup {
  return wrap(
    field,
    html`<textarea ${shared(field)}${attributes({ rows: field.rows ?? 5 })}>${`\n${field.value ?? ''}`}</textarea>`,
  );
}

export function selectField(field: ChoiceField): Markup {
  const options = field.choices.map(
    ({ value, label, checked, words }) =>
      html`<option ${attributes({ value, selected: checked })}${wordsOf(words)}>${label}</option>`,
  );
  return wrap(field, html`<select ${shared(field)}>${options}</select>`);
}

function wordsOf(words: Choice['words']): Attributes {
  const kept = words === 'english' && currentLanguage() !== 'en';
  return attributes({
    lang: kept ? 'en' : null,
    dir: kept ? 'ltr' : words === 'name' ? 'auto' : null,
    translate: words === 'name' ? 'no' : null,
  });
}

function choiceLabel({ label, words }: Choice): Content {
  if (words === 'english') return english(label);
  return words === 'name' ? html`<bdi>${label}</bdi>` : label;
}

/** One of several. */
export function radios(field: ChoiceField): Markup {
  return choices(field, 'radio');
}

/** Any of several. */
export function checkboxes(field: ChoiceField): Markup {
  return choices(field, 'checkbox');
}

function choices(field: ChoiceField, type: 'radio' | 'checkbox'): Markup {
  const { name, help, error, columns, question, mark, more } = field;
  const look = columns ? 'choices columns' : 'choices';
  const item = (choice: Choice, at: number) => {
    const id = at === 0 ? fieldId(name) : `${fieldId(name)}-${at + 1}`;
    // The first choice has the id of the whole field, whose help has its own.
    const helpId = `${fieldId(name)}-${at + 1}-help`;
    const own = attributes({
      id,
      name,
      value: choice.value,
      checked: choice.checked,
      'aria-describedby': choice.help ? helpId : null,
    });
    return html`<div class="${choice.apart ? 'choice apart' : 'choice'}"><input type="${type}" ${own}><label for="${id}">${choiceLabel(choice)}</label>${
      choice.help && html`<span class="help" id="${helpId}">${choice.help}</span>`
    }</div>`;
  };
  const first = field.choices.length;
  return html`<fieldset class="${classOf(field)}" ${attributes({ 'aria-describedby': describedBy(field) })}>
<legend>${question ? html`<h1>${labelOf(field)}</h1>` : labelOf(field)}</legend>
${help && html`<div class="help" id="${fieldId(name)}-help">${help}</div>`}${markLine(name, mark)}${errorLine(name, error)}
<div class="${look}">${field.choices.map(item)}</div>${
    more !== undefined &&
    html`<details class="more"><summary>${more.label}</summary><div class="${look}">${more.choices.map((choice, at) => item(choice, first + at))}</div></details>`
  }${explainField(name)}</fieldset>`;
}

function wrap(field: Field, control: Markup): Markup {
  const { name, help, error, question, mark } = field;
  const label = html`<label for="${fieldId(name)}">${labelOf(field)}</label>`;
  return html`<div class="${classOf(field)}">${question ? html`<h1>${label}</h1>` : label}
${help && html`<div class="help" id="${fieldId(name)}-help">${help}</div>`}${markLine(name, mark)}${errorLine(name, error)}
${control}${explainField(name)}</div>`;
}

/** Kinds of field that the browser lays out itself, as the page's language does. */
const UNTURNED: ReadonlySet<TextField['type']> = new Set(['date', 'time', 'datetime-local', 'number']);

function shared(field: TextField): Attributes {
  return attributes({
    id: fieldId(field.name),
    name: field.name,
    class: field.width === undefined ? 'input' : `input ${field.width}`,
    maxlength: field.maxLength,
    spellcheck: field.spellcheck === undefined ? null : String(field.spellcheck),
    dir: field.code ? 'ltr' : UNTURNED.has(field.type) ? null : 'auto',
    translate: field.code ? 'no' : null,
    'aria-describedby': describedBy(field),
    'aria-invalid': field.error === undefined ? null : 'true',
  });
}

export function describedBy({ name, help, error, mark }: Omit<Field, 'label'>): string | null {
  const ids = [
    help ? `${fieldId(name)}-help` : '',
    mark ? `${fieldId(name)}-mark` : '',
    error === undefined ? '' : `${fieldId(name)}-error`,
  ].filter(Boolean);
  return ids.length === 0 ? null : ids.join(' ');
}

function classOf({ error, question }: Field): string {
  return `field${error === undefined ? '' : ' bad'}${question ? ' question' : ''}`;
}

function labelOf({ label, optional }: Field): Content {
  return optional ? sentence(WEB_TEXTS.parts.optional, { label }) : label;
}

export function markLine(name: string, mark: Content): Markup | false {
  return Boolean(mark) && html`<p id="${fieldId(name)}-mark">${mark}</p>`;
}

function errorLine(name: string, error: string | Markup | undefined): Markup | false {
  return (
    error !== undefined &&
    html`<p class="error" id="${fieldId(name)}-error"><span class="unseen">${WEB_TEXTS.parts.errorLabel} </span>${error}</p>`
  );
}
