import { OTHER } from '#incidents/form/alert-form.ts';
import { firstOf, type Moment, momentFields, ZONE_FIELD } from '#incidents/form/typed-time.ts';
import { presentName, zoneNames } from '#incidents/form/zone-names.ts';
import { attributes, html, type Markup } from '#web/html.ts';
import { describedBy, fieldId, radios, textField } from '#web/parts/field.ts';
import { plainWhen } from '#web/parts/when.ts';
import { plainSentence } from '#web/sentence.ts';
import { WEB_TEXTS as TEXTS_OF_WEB } from '#web/texts.ts';
import { type Clock, dontKnow, type Filled, named, ticked } from './alert-filled.ts';
import { ALERT_TEXTS } from './alert-texts.ts';

const T = ALERT_TEXTS.fields;

type Asked = { readonly label: string; readonly help: string; readonly question: boolean };

/** About now, another time, or not known: the hour is one press away at three in the morning. */
export function timeFields(asked: Asked, filled: Filled): Markup {
  const { clock } = filled;
  return html`${nowOrOther(asked, filled)}${byClock('noticed_at', T.otherTimeLabel, filled, clock)}
${byClock('occurred_at', T.occurred, filled, clock)}${zoneField(filled, clock)}`;
}

function nowOrOther(asked: Asked, filled: Filled): Markup {
  const on = ticked('noticed_at', filled);
  const now = `${filled.now.round('minute').toString().slice(0, 16)}Z`;
  return radios({
    ...asked,
    ...named('noticed_at', filled),
    choices: [
      { value: now, label: plainSentence(T.aboutNow, { when: plainWhen(filled.now) }), checked: on.has(now) },
      { value: OTHER, label: T.otherTime, checked: !on.has(now) && saysMoment('noticed_at', filled) },
      dontKnow(on),
    ],
  });
}

function saysMoment(name: Moment, filled: Filled): boolean {
  const typed = (part: string) => firstOf(filled.typed?.[`${name}_${part}`]);
  return saidBefore(name, filled) !== '' || typed('date') !== '' || typed('time') !== '';
}

/** The moment as a report says it, be it saved, proposed by a link, or read from what was typed. */
function saidBefore(name: Moment, { typed, saved }: Filled): string {
  if (typed !== undefined)
    return firstOf(typed[`${name}_other`]) || (name === 'occurred_at' ? firstOf(typed[name]) : '');
  const value = saved[name];
  return typeof value === 'string' ? value : '';
}

function byClock(name: Moment, label: string, filled: Filled, clock: Clock): Markup {
  const said = saidBefore(name, filled);
  const wasTyped = filled.typed !== undefined && `${name}_date` in filled.typed;
  const known = wasTyped
    ? { date: firstOf(filled.typed?.[`${name}_date`]), time: firstOf(filled.typed?.[`${name}_time`]) }
    : momentFields(said, chosenZone(filled, clock) ?? 'UTC');
  const coarse = known === undefined ? said : '';
  const part = (of: 'date' | 'time', text: string) =>
    textField({ name: `${name}_${of}`, label: text, type: of, width: 'short', value: known?.[of] });
  const id = `${fieldId(name)}-moment`;
  const error = name === 'occurred_at' ? filled.errors.get(name) : undefined;
  return html`<fieldset ${attributes({ class: error === undefined ? 'field' : 'field bad', id, tabindex: -1, 'aria-describedby': `${id}-help` })}>
<legend>${plainSentence(TEXTS_OF_WEB.parts.optional, { label })}</legend><div class="help" id="${id}-help">${T.momentHelp}</div>${error !== undefined && html`<p class="error">${error}</p>`}
<div class="pair">${part('date', T.date)}${part('time', T.time)}</div>
<details class="more" ${attributes({ open: coarse !== '' })}><summary>${T.coarse}</summary>${textField({ name: `${name}_other`, label: T.coarseLabel, help: T.coarseHelp, value: coarse, width: 'tiny' })}</details></fieldset>`;
}

function chosenZone({ typed }: Filled, { chosen, likely }: Clock): string | undefined {
  return firstOf(typed?.[ZONE_FIELD]) || chosen || (likely.length === 1 ? likely[0] : undefined);
}

/** The zones of a state, as far as this machine's tables know them. */
export function zonesOf(state: string | undefined): readonly string[] {
  if (state === undefined) return [];
  return (new Intl.Locale('und', { region: state }).getTimeZones?.() ?? []).map(presentName);
}

/** Where nobody chose before, a script sets the zone of the device; without one, that of the reporter's state. */
function zoneField(filled: Filled, clock: Clock): Markup {
  const zone = chosenZone(filled, clock);
  const first = [...new Set(['UTC', ...clock.likely, ...(zone === undefined ? [] : [zone])])];
  const rest = zoneNames().filter((name) => !first.includes(name));
  const option = (name: string) =>
    html`<option ${attributes({ value: name, selected: name === (zone ?? 'UTC') })}>${name}</option>`;
  const own = attributes({
    id: fieldId(ZONE_FIELD),
    name: ZONE_FIELD,
    class: 'input',
    translate: 'no',
    dir: 'ltr',
    'data-own-zone': zone === undefined,
    'aria-describedby': describedBy({ name: ZONE_FIELD, help: T.clockHelp }),
  });
  return html`<div class="field"><label for="${fieldId(ZONE_FIELD)}">${T.clock}</label><div class="help" id="${fieldId(ZONE_FIELD)}-help">${T.clockHelp}</div>
<select ${own}>${first.map(option)}<optgroup label="${T.otherClocks}">${rest.map(option)}</optgroup></select></div>`;
}
