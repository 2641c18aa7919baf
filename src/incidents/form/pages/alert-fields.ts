import { explainField } from '#help/explain.ts';
import { OTHER } from '#incidents/form/alert-form.ts';
import { type Claims, DONT_KNOW, QUESTION_FIELDS } from '#incidents/form/alert-questions.ts';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import type { Fields } from '#site/form-body.ts';
import { stateChoice } from '#site/state-choice.ts';
import { HARM_IDS, harmLabel } from '#vocabulary/harm.ts';
import { RSIT, rsitClasses } from '#vocabulary/rsit.ts';
import { OTHER_SECTOR, SECTORS, sectorLabel } from '#vocabulary/sectors.ts';
import { TAXONOMY_TEXTS } from '#vocabulary/taxonomy-texts.ts';
import { attributes, html, type Markup } from '#web/html.ts';
import {
  areaField,
  type Choice,
  checkboxes,
  describedBy,
  fieldId,
  markLine,
  radios,
  textField,
} from '#web/parts/field.ts';
import { plainSentence } from '#web/sentence.ts';
import { dontKnow, type Filled, named, ticked } from './alert-filled.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { timeFields } from './alert-time-fields.ts';

const T = ALERT_TEXTS.fields;

/** What was proposed for one question, as its page's fields; undefined where nothing was. */
export function proposedFields(id: keyof typeof QUESTION_FIELDS, proposed: Fields): Fields | undefined {
  const names: readonly string[] = QUESTION_FIELDS[id];
  const found = Object.entries(proposed).filter(([name]) => names.includes(name));
  if (found.length === 0) return undefined;
  const fields = Object.fromEntries(found);
  const noticed = fields.noticed_at;
  if (noticed === undefined || noticed === DONT_KNOW) return fields;
  return { ...fields, noticed_at: OTHER, noticed_at_other: noticed };
}

/** The fields of one question; the first is the question itself. */
export function questionFields(id: string, title: string, help: string, filled: Filled): Markup {
  const asked = { label: title, help, question: filled.together !== true } as const;
  switch (id) {
    case 'danger':
      return html`${radios({ ...asked, ...named('danger_to_life', filled), choices: choices(T.danger, 'danger_to_life', filled) })}
${areaField({ label: T.dangerDetail, optional: true, rows: 3, ...texted('danger_detail', filled) })}`;
    case 'what':
      return html`${kindField(asked, filled)}${radios({ label: T.maliciousLabel, ...named('malicious', filled), choices: choices(T.malicious, 'malicious', filled) })}
${areaField({ label: T.description, help: T.descriptionHelp, optional: true, ...texted('description', filled) })}`;
    case 'when':
      return timeFields(asked, filled);
    case 'where':
      return html`${checkboxes({ ...asked, columns: true, ...named('sectors', filled), choices: sectorChoices(filled) })}
${textField({ label: T.service, help: T.serviceHelp, optional: true, ...texted('service', filled) })}
${stateField(filled)}`;
    default:
      return html`${checkboxes({ ...asked, columns: true, ...named('harm', filled), choices: harmChoices(filled) })}
${textField({ label: T.people, help: T.peopleHelp, optional: true, width: 'short', ...texted('people', filled) })}
${textField({ label: T.hours, optional: true, width: 'tiny', ...texted('hours', filled) })}`;
  }
}

function texted(name: string, filled: Filled) {
  return { ...named(name, filled), value: typedText(name, filled) };
}

function typedText(name: string, { typed, saved }: Filled): string | undefined {
  if (typed !== undefined) return [typed[name]].flat()[0];
  if (name === 'people' || name === 'hours') return savedAmount(name, saved);
  return typeof saved[name] === 'string' ? saved[name] : undefined;
}

function savedAmount(name: 'people' | 'hours', saved: Claims): string | undefined {
  const first = Array.isArray(saved.effects) ? (saved.effects[0] as Effect | undefined) : undefined;
  if (name === 'hours') return typeof first?.hours === 'number' ? String(first.hours) : undefined;
  const people = first?.people;
  return people === undefined || 'known' in people || people.best === undefined ? undefined : String(people.best);
}

function choices(labels: Readonly<Record<string, string>>, name: string, filled: Filled): readonly Choice[] {
  const on = ticked(name, filled);
  const known = Object.entries(labels).map(([value, label]) => ({ value, label, checked: on.has(value) }));
  return [...known, dontKnow(on)];
}

function sectorChoices(filled: Filled): readonly Choice[] {
  const on = ticked('sectors', filled);
  const sectors = Object.keys(SECTORS).map((value) => ({
    value,
    label: sectorLabel(value),
    checked: on.has(value),
  }));
  return [...sectors, { value: OTHER_SECTOR, label: T.otherSector, checked: on.has(OTHER_SECTOR) }, dontKnow(on)];
}

function stateField(filled: Filled): Markup {
  const on = ticked('affected_states', filled);
  const { likely, nameOf } = filled.states;
  const asked = { label: T.states, help: T.statesHelp, ...named('affected_states', filled) };
  return stateChoice({ ...asked, likely, nameOf, ticked: on, instead: [dontKnow(on)] });
}

function harmChoices(filled: Filled): readonly Choice[] {
  const on = ticked('harm', filled);
  return [...HARM_IDS.map((value) => ({ value, label: harmLabel(value), checked: on.has(value) })), dontKnow(on)];
}

type Asked = { readonly label: string; readonly help: string; readonly question: boolean };

/** 39 kinds are too many for buttons: one list, grouped by class, with "I don't know yet" on top. */
function kindField({ label, help, question }: Asked, filled: Filled): Markup {
  const name = 'incident_type';
  const on = ticked(name, filled);
  const { error, mark } = named(name, filled);
  const option = (value: string, text: string) =>
    html`<option ${attributes({ value, selected: on.has(value) })}>${text}</option>`;
  const groups = [...rsitClasses()].map(
    ([group, ids]) =>
      html`<optgroup ${attributes({ label: TAXONOMY_TEXTS.rsitClasses[group as keyof typeof TAXONOMY_TEXTS.rsitClasses] })}>${ids.map((id) => option(id, plainSentence(T.kind, { label: RSIT[id].label, means: RSIT[id].means })))}</optgroup>`,
  );
  const own = attributes({
    id: fieldId(name),
    name,
    class: 'input',
    'aria-invalid': error === undefined ? null : 'true',
    'aria-describedby': describedBy({ name, help, error, mark }),
  });
  const caption = html`<label for="${fieldId(name)}">${label}</label>`;
  return html`<div class="field${question ? ' question' : ''}${error === undefined ? '' : ' bad'}">${question ? html`<h1>${caption}</h1>` : caption}
<div class="help" id="${fieldId(name)}-help">${help}</div>${markLine(name, mark)}${error !== undefined && html`<p class="error" id="${fieldId(name)}-error">${error}</p>`}
<select ${own}>${option('', T.choose)}${option(DONT_KNOW, T.dontKnow)}${groups}</select>${explainField(name)}</div>`;
}
