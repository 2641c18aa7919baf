import type { Reply, Request } from '#http/contract.ts';
import { listOf } from '#obligations/finder/finder-input.ts';
import { ASKS, MOMENT_WORDS, type StateNames } from '#obligations/finder/finder-words.ts';
import { DUTY_TEXTS as T } from '#obligations/pages/duty-texts.ts';
import { DATE_FACTS, FINDER_FACTS, type FinderFact } from '#obligations/regimes/finder-facts.ts';
import { MOMENTS } from '#obligations/regimes/regime.ts';
import { othersByName, stateChoice } from '#site/state-choice.ts';
import { OTHER_SECTOR, SECTORS, sectorLabel } from '#vocabulary/sectors.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors } from '#web/parts/errors.ts';
import { type Choice, checkboxes, radios, selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { details } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';

/** What was typed, by the name of its field. */
export type Typed = Readonly<Record<string, string | readonly string[] | undefined>>;

export type DutyForm = {
  readonly typed: Typed;
  readonly errors: FieldErrors;
  readonly stateName: StateNames;
  /** Fictional states that this exercise knows, offered before the real ones. */
  readonly exerciseStates: readonly string[];
};

const ABOUT_THE_ORGANISATION: readonly FinderFact[] = [
  'trust_service',
  'critical_entity',
  'essential_entity',
  'financial_entity',
  'bank_service_provider',
  'defence_contractor',
  'listed_in_us',
  'manufacturer',
  'state_body',
];
const MAX_ZONE_CHARACTERS = 60;

/** Facts of a yes-or-no kind that are not about the organisation: whatever is added later is asked here. */
function aboutTheIncident(): readonly FinderFact[] {
  return (Object.keys(FINDER_FACTS) as FinderFact[]).filter(
    (fact) => FINDER_FACTS[fact].values === 'boolean' && !ABOUT_THE_ORGANISATION.includes(fact),
  );
}

export function dutyForm(request: Request, reply: Reply, shown: DutyForm): Markup {
  const { typed, errors } = shown;
  const text = (name: string) => (typeof typed[name] === 'string' ? typed[name] : undefined);
  const organisation = html`${stateField(shown)}
${servedField(shown)}
${sectorField(shown)}${sizeField(shown)}<div class="choices columns">${ABOUT_THE_ORGANISATION.map((fact) => yesNo(fact, shown))}</div>${DATE_FACTS.map((fact) => dayField(fact, shown))}`;
  const incident = aboutTheIncident().map((fact) => yesNo(fact, shown));
  const later = MOMENTS.filter((moment) => moment !== 'awareness').map((moment) => {
    const label = plainSentence(T.momentAsk, { what: MOMENT_WORDS[moment] ?? moment });
    return momentField(moment, label, shown);
  });
  const times = html`${textField({ name: 'zone', label: T.zone, help: T.zoneHelp, value: text('zone') ?? 'UTC', error: errors.get('zone'), width: 'short', maxLength: MAX_ZONE_CHARACTERS, spellcheck: false })}
${momentField('awareness', T.awareness, shown)}${details(T.otherMoments, html`${later}`)}`;
  const content = html`${section('who', T.who, organisation)}${section('happened', T.happened, html`<div class="choices columns">${incident}</div>`)}${section('when', T.when, times)}
${actions(button(T.find))}<p class="note">${T.notKept}</p>`;
  return html`${errorSummary(errors)}${form(request, reply, { action: '/duties#result', label: T.title }, content)}`;
}

function section(id: string, title: string, content: Markup): Markup {
  return html`<section class="stack" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;
}

function stateField({ typed, errors, stateName, exerciseStates }: DutyForm): Markup {
  const choice = (code: string): Choice => ({
    value: code,
    label: stateName(code),
    checked: typed.state === code,
  });
  const others = othersByName(new Set(exerciseStates), stateName);
  return selectField({
    name: 'state',
    label: ASKS.state,
    error: errors.get('state'),
    choices: [{ value: '', label: T.unknown }, ...[...exerciseStates, ...others].map(choice)],
  });
}

/** A link may name several states in one word. */
function servedField({ typed, errors, stateName, exerciseStates }: DutyForm): Markup {
  const name = 'service_states';
  return stateChoice({
    name,
    label: ASKS[name],
    error: errors.get(name),
    likely: exerciseStates,
    nameOf: stateName,
    ticked: new Set(listOf(typed[name] ?? [])),
  });
}

function sectorField({ typed, errors }: DutyForm): Markup {
  const chosen = new Set([typed.sectors ?? []].flat());
  const isChosen = (id: string) => [...chosen].some((one) => one === id || one.startsWith(`${id}/`));
  return checkboxes({
    name: 'sectors',
    label: ASKS.sectors,
    error: errors.get('sectors'),
    columns: true,
    choices: [...Object.keys(SECTORS), OTHER_SECTOR].map((id) => ({
      value: id,
      label: sectorLabel(id),
      checked: isChosen(id),
    })),
  });
}

function sizeField({ typed, errors }: DutyForm): Markup {
  const sizes = Object.entries(T.sizes).map(([value, label]) => ({ value, label, checked: typed.size === value }));
  return radios({
    name: 'size',
    label: ASKS.size,
    help: T.sizeHelp,
    error: errors.get('size'),
    choices: [...sizes, { value: '', label: T.unknown, checked: (typed.size ?? '') === '', apart: true }],
  });
}

function yesNo(fact: FinderFact, { typed, errors }: DutyForm): Markup {
  const value = typed[fact] ?? '';
  const choices: readonly Choice[] = [
    { value: '', label: T.unknown },
    { value: 'yes', label: T.yes, checked: value === 'yes' },
    { value: 'no', label: T.no, checked: value === 'no' },
  ];
  return selectField({ name: fact, label: ASKS[fact], error: errors.get(fact), choices });
}

/** A day from which a law begins to bind; most people have none to give. */
function dayField(fact: FinderFact, { typed, errors }: DutyForm): Markup {
  const value = typed[fact];
  return textField({
    name: fact,
    label: ASKS[fact],
    type: 'date',
    help: T.dayHelp,
    value: typeof value === 'string' ? value : undefined,
    error: errors.get(fact),
    width: 'short',
    optional: true,
  });
}

function momentField(name: string, label: string, { typed, errors }: DutyForm): Markup {
  const value = typed[name];
  return textField({
    name,
    label,
    type: 'datetime-local',
    // A browser takes no zone here; what came by a link as an instant stays in the address only.
    value:
      typeof value === 'string' ? value.replace(/(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/u, '') : undefined,
    error: errors.get(name),
    width: 'short',
  });
}
