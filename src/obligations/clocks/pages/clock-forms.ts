/** The forms by which people begin, move and meet clocks: what each asks, and the claims its answers make. */

import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import { ASKS } from '#obligations/finder/finder-words.ts';
import { CLOCK_TEXTS } from '#obligations/pages/clock-texts.ts';
import { dayFrom } from '#obligations/regimes/begins.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import { FINDER_FACTS } from '#obligations/regimes/finder-facts.ts';
import type { Condition, Regime } from '#obligations/regimes/regime.ts';
import { MOMENTS } from '#obligations/regimes/regime.ts';
import type { JsonValue } from '#statement/draft.ts';
import { html, type Markup } from '#web/html.ts';
import { english } from '#web/parts/english.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { areaField, type Choice, checkboxes, radios, selectField, textField } from '#web/parts/field.ts';
import { hidden } from '#web/parts/form.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
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
import { askForm, keptForm, promiseForm } from './word-forms.ts';

const T = CLOCK_TEXTS.form;

export const CLOCK_FORMS = ['aware', 'applies', 'file', 'change', 'ask', 'promise', 'kept'] as const;
export type ClockFormName = (typeof CLOCK_FORMS)[number];

/** Undefined where the address names no regime or stage that this node knows. */
export function clockForm(
  name: ClockFormName,
  context: FormContext,
  typed: Typed,
  errors: FieldErrors,
): ClockForm | undefined {
  switch (name) {
    case 'aware':
      return awareForm(context, typed, errors);
    case 'applies':
      return appliesForm(context, typed, errors);
    case 'file':
      return fileForm(context, typed, errors);
    case 'change':
      return changeForm(context, typed, errors);
    case 'ask':
      return askForm(context, typed, errors);
    case 'promise':
      return promiseForm(context, typed, errors);
    case 'kept':
      return keptForm(typed, errors);
  }
}

function awareForm(context: FormContext, typed: Typed, errors: FieldErrors): ClockForm {
  const corrects = one(typed.corrects);
  const chosen = one(typed.moment) ?? 'awareness';
  const regimes = regimeChoices(context.reckoning, one(typed.regime));
  return {
    type: 'clock-event',
    title: T.aware.title,
    lead: T.aware.lead,
    button: T.aware.button,
    names: ['moment', 'at', 'regime', 'reason', 'decided_by', 'corrects'],
    fields: html`${corrects !== undefined && hidden('corrects', corrects)}
${selectField({ name: 'moment', label: T.aware.moment, error: errors.get('moment'), choices: MOMENTS.map((value) => ({ value, label: CLOCK_TEXTS.moments[value], checked: value === chosen })) })}
${textField({ name: 'at', label: T.aware.at, type: 'datetime-local', ...(corrects === undefined ? {} : { help: T.aware.atHelp }), value: one(typed.at), error: errors.get('at') })}
${selectField({ name: 'regime', label: T.aware.regime, error: errors.get('regime'), choices: [{ value: '', label: T.aware.allRegimes }, ...regimes] })}
${areaField({ name: 'reason', label: T.aware.reason, optional: true, rows: 3, value: one(typed.reason), error: errors.get('reason') })}
${deciderField(context, typed, errors)}`,
    claims: () =>
      checked([], typed, {
        moment: chosen,
        ...instantClaim('at', typed),
        ...textClaims(['regime', 'reason', 'corrects'], typed),
        decided_by: one(typed.decided_by) ?? context.person,
      }),
  };
}

function appliesForm(context: FormContext, typed: Typed, errors: FieldErrors): ClockForm {
  const { reckoning } = context;
  const regime = reckoning.regimes.current(one(typed.regime) ?? '');
  const base = { type: 'regime-applies', title: T.applies.title, lead: T.applies.lead };
  if (regime === undefined) {
    return {
      ...base,
      button: T.applies.next,
      names: ['regime'],
      fields: html`${selectField({ name: 'regime', label: T.applies.choose, error: errors.get('regime'), choices: regimeChoices(reckoning, undefined, context.territory) })}`,
      claims: () => ({ errors: new Map([['regime', T.missing]]) }),
    };
  }
  const roles = declaredRoles(regime);
  const facts = factsOf(regime);
  const days = regime.begins?.fact === undefined ? [] : [regime.begins.fact];
  const given = list(typed.fact);
  const applies = one(typed.applies);
  return {
    ...base,
    button: T.applies.button,
    names: ['applies', ...days, 'reason', 'time_zone', 'decided_by', ...roles.map(({ role }) => `role-${role}`)],
    fields: html`${hidden('regime', regime.id)}<p><strong>${regime.title}</strong></p><p class="note">${regime.threshold}</p>
${radios({
  name: 'applies',
  label: T.applies.applies,
  error: errors.get('applies'),
  choices: [
    { value: 'yes', label: T.applies.yes, checked: applies === 'yes' },
    { value: 'no', label: T.applies.no, help: T.applies.noHelp, checked: applies === 'no' },
  ],
})}
${facts.length > 0 && checkboxes({ name: 'fact', label: T.applies.facts, help: T.applies.factsHelp, choices: facts.map((value) => ({ value, label: ASKS[value], checked: given.includes(value) })) })}
${days.map((day) => textField({ name: day, label: ASKS[day as FinderFact], help: T.applies.beginsHelp, type: 'date', optional: true, value: one(typed[day]), error: errors.get(day) }))}
${roles.map((role) => addresseeField(context, typed, role))}
${textField({ name: 'time_zone', label: T.applies.zone, help: T.applies.zoneHelp, optional: true, value: one(typed.time_zone), error: errors.get('time_zone') })}
${areaField({ name: 'reason', label: T.applies.reason, optional: true, rows: 3, value: one(typed.reason), error: errors.get('reason') })}
${deciderField(context, typed, errors)}`,
    claims() {
      const stated: Record<string, JsonValue> = context.territory === null ? {} : { state: context.territory };
      for (const fact of facts) stated[fact] = given.includes(fact);
      for (const day of days) {
        const told = one(typed[day]);
        if (told === undefined) continue;
        if (dayFrom(told) === null) return { errors: new Map([[day, T.applies.beginsWrong]]) };
        stated[day] = told;
      }
      const addressees = roles.flatMap(({ role }) => {
        const party = one(typed[`role-${role}`]);
        return party === undefined ? [] : [{ role, party }];
      });
      return checked(['applies'], typed, {
        regime: regime.id,
        version: regime.version,
        regime_hash: reckoning.regimes.hash(regime.id, regime.version) ?? '',
        applies: applies === 'yes',
        facts: stated,
        ...(addressees.length === 0 ? {} : { addressees }),
        ...textClaims(['reason', 'time_zone'], typed),
        decided_by: one(typed.decided_by) ?? context.person,
      });
    },
  };
}

function fileForm(context: FormContext, typed: Typed, errors: FieldErrors): ClockForm | undefined {
  const known = stageIn(context, typed);
  if (known === undefined) return undefined;
  const { regime, stage } = known;
  const way = one(typed.way) ?? 'portal';
  const ways = Object.entries(T.file.ways).map(([value, label]) => ({ value, label, checked: value === way }));
  return {
    type: 'duty-filing',
    title: plainSentence(T.file.title, { stage: stage.name }),
    lead: T.file.lead,
    button: T.file.button,
    names: ['filed_at', 'way', 'addressee', 'addressee_name', 'reference'],
    fields: html`${hidden('regime', regime.id)}${hidden('stage', stage.id)}
${textField({ name: 'filed_at', label: T.file.at, type: 'datetime-local', value: one(typed.filed_at), error: errors.get('filed_at') })}
${selectField({ name: 'way', label: T.file.way, error: errors.get('way'), choices: ways })}
${selectField({ name: 'addressee', label: T.file.addressee, error: errors.get('addressee'), choices: [{ value: '', label: T.file.anybody }, ...context.authorities.map((choice) => ({ ...choice, checked: choice.value === typed.addressee }))] })}
${textField({ name: 'addressee_name', label: T.file.name, optional: true, value: one(typed.addressee_name), error: errors.get('addressee_name') })}
${textField({ name: 'reference', label: T.file.reference, optional: true, value: one(typed.reference), error: errors.get('reference') })}`,
    claims: () =>
      checked(['filed_at'], typed, {
        regime: regime.id,
        stage: stage.id,
        ...instantClaim('filed_at', typed),
        way,
        ...textClaims(['addressee', 'addressee_name', 'reference'], typed),
      }),
  };
}

function changeForm(context: FormContext, typed: Typed, errors: FieldErrors): ClockForm | undefined {
  const known = stageIn(context, typed);
  const bearer = one(typed.bearer);
  if (known === undefined || bearer === undefined) return undefined;
  const { regime, stage } = known;
  const own = bearer === context.party;
  const changes = Object.entries(T.change.changes).filter(([value]) => !own || value === 'not-applicable');
  const chosen = one(typed.change) ?? changes[0]?.[0] ?? '';
  return {
    type: 'duty-change',
    title: plainSentence(T.change.title, { stage: stage.name }),
    lead: plainSentence(T.change.lead, { bearer: context.partyName(bearer) }),
    button: T.change.button,
    names: ['change', 'until', 'basis', 'reason', 'bearer'],
    fields: html`${hidden('regime', regime.id)}${hidden('stage', stage.id)}${hidden('bearer', bearer)}
${radios({ name: 'change', label: T.change.change, error: errors.get('change'), choices: changes.map(([value, label]) => ({ value, label, checked: value === chosen })) })}
${!own && textField({ name: 'until', label: T.change.until, type: 'datetime-local', optional: true, value: one(typed.until), error: errors.get('until') })}
${textField({ name: 'basis', label: T.change.basis, value: one(typed.basis), error: errors.get('basis') })}
${areaField({ name: 'reason', label: T.change.reason, optional: !own, rows: 3, value: one(typed.reason), error: errors.get('reason') })}`,
    claims: () =>
      checked(['basis'], typed, {
        change: chosen,
        regime: regime.id,
        stage: stage.id,
        bearer,
        ...instantClaim('until', typed),
        ...textClaims(['basis', 'reason'], typed),
      }),
  };
}

function deciderField(context: FormContext, typed: Typed, errors: FieldErrors): Markup {
  const chosen = one(typed.decided_by) ?? context.person;
  const choices = context.colleagues.map((choice) => ({ ...choice, checked: choice.value === chosen }));
  return selectField({
    name: 'decided_by',
    label: T.decidedBy,
    help: T.decidedByHelp,
    error: errors.get('decided_by'),
    choices,
  });
}

/** Of the acts that carry out a directive, that of the party's own state, and then not the directive. */
function regimeChoices(
  { regimes }: Reckoning,
  chosen: string | undefined,
  territory: string | null = null,
): readonly Choice[] {
  const own = regimes.all.filter(
    ({ carries_out: of, jurisdiction }) => of !== undefined && jurisdiction === territory,
  );
  const isFor = ({ id, carries_out: of, jurisdiction }: Regime) =>
    territory === null ||
    (of === undefined ? own.every((act) => act.carries_out !== id) : jurisdiction === territory);
  return regimes.all
    .filter(isFor)
    .toSorted((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ id, title }) => ({ value: id, label: title, words: 'english', checked: id === chosen }));
}

type Addressee = Regime['stages'][number]['addressees'][number];

function declaredRoles({ stages }: Regime): readonly Addressee[] {
  const declared = stages.filter(({ bearer }) => bearer === 'declarer').flatMap(({ addressees }) => addressees);
  return [...new Map(declared.map((addressee) => [addressee.role, addressee])).values()];
}

/** Chosen beforehand is only an authority of the kind that the law tells: a CSIRT is no data protection authority. */
function addresseeField({ authority, authorities }: FormContext, typed: Typed, addressee: Addressee): Markup {
  const name = `role-${addressee.role}`;
  const fits = typed.applies === undefined && authority?.kind === addressee.kind;
  const chosen = one(typed[name]) ?? (fits ? authority?.party : undefined);
  const known = authorities.map((choice) => ({ ...choice, checked: choice.value === chosen }));
  const choices = [{ value: '', label: T.applies.nobody }, ...known];
  return selectField({ name, label: sentence(T.applies.role, { role: english(addressee.name) }), choices });
}

/** The yes-or-no facts that this regime turns on. */
function factsOf({ applies, stages }: Regime): readonly FinderFact[] {
  const found = new Set<string>();
  const look = (condition: Condition): void => {
    if ('all' in condition) for (const part of condition.all) look(part);
    else if ('any' in condition) for (const part of condition.any) look(part);
    else if ('not' in condition) look(condition.not);
    else if ('is' in condition) found.add(condition.fact);
  };
  look(applies);
  for (const { only_if: only } of stages) if (only !== undefined) look(only);
  return [...found].filter((fact): fact is FinderFact => Object.hasOwn(FINDER_FACTS, fact));
}

function list(value: Typed[string]): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}
