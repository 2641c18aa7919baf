import { Type } from 'typebox';
import { webhookPublicKey } from '#federation/webhook.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type Person, personFor } from '#parties/services.ts';
import { mandatesOf } from '#parties/view.ts';
import { hasFeed, newFeed, revokeFeeds } from '#reminders/feeds.ts';
import type { ReminderServices } from '#reminders/services.ts';
import {
  type PersonSettings,
  partySettings,
  personSettings,
  savePartySettings,
  savePersonSettings,
} from '#reminders/settings.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { checkboxes, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { REMINDER_TEXTS } from './texts.ts';

const S = REMINDER_TEXTS.settings;
const P = REMINDER_TEXTS.party;
const C = REMINDER_TEXTS.calendar;
const LINE_CHARACTERS = 1_000;
const Line = Type.Optional(Type.String({ maxLength: LINE_CHARACTERS }));
const Several = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 40 })]));

/** `/reminders/settings`: one's own channels and hours, the party's deputies and heads, the calendar's address. */
export function settingsPages(app: App, services: ReminderServices): void {
  const { connection } = services;
  const signedIn = { preHandler: app.requireActor };
  app.get('/reminders/settings', signedIn, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    return sendSettings(services, request, reply, person.value, NO_ERRORS);
  });

  const Mine = Type.Object({
    mail: Line,
    webhook: Line,
    muted: Line,
    zone: Line,
    from: Line,
    until: Line,
    before_hours: Line,
  });
  app.post('/reminders/settings', { ...signedIn, schema: { body: Mine } }, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    const typed = request.body as Readonly<Record<string, string | undefined>>;
    const text = (name: string) => (typed[name] ?? '').trim();
    const settings: PersonSettings = {
      mail: text('mail') || null,
      webhook: text('webhook') || null,
      muted: text('muted') === 'yes',
      quiet: { zone: text('zone') || 'UTC', fromHour: Number(text('from')), untilHour: Number(text('until')) },
      beforeHours: text('before_hours')
        .split(/[\s,;]+/u)
        .filter(Boolean)
        .map(Number),
    };
    const saved = await savePersonSettings(connection, person.value, settings);
    if (saved.ok) return seeOther(reply, '/reminders/settings');
    const errors = refusalErrors(saved.refusal, ['mail', 'webhook', 'zone', 'before_hours']);
    return sendSettings(services, request, refusedForm(reply, saved.refusal.code), person.value, errors, settings);
  });
  partyPages(app, services);
  calendarPages(app, services);
}

function partyPages(app: App, services: ReminderServices): void {
  const { connection, ledger } = services;
  const signedIn = { preHandler: app.requireActor };
  const Ours = Type.Object({
    deputies: Several,
    heads: Several,
    deputy_after: Line,
    head_after: Line,
    times: Line,
  });
  app.post('/reminders/settings/party', { ...signedIn, schema: { body: Ours } }, async (request, reply) => {
    const person = personFor(request, services, 'plan-reminders');
    if (!person.ok) return refused(reply, person.refusal);
    const {
      deputies,
      heads,
      deputy_after: deputy,
      head_after: head,
      times,
    } = request.body as {
      readonly deputies?: string | readonly string[];
      readonly heads?: string | readonly string[];
      readonly deputy_after?: string;
      readonly head_after?: string;
      readonly times?: string;
    };
    const settings = {
      deputies: [deputies ?? []].flat(),
      heads: [heads ?? []].flat(),
      deputyAfterHours: Number(deputy ?? ''),
      headAfterHours: Number(head ?? ''),
      timesTravel: times === 'yes',
    };
    const saved = await savePartySettings(connection, person.value.party, settings, ledger.now());
    if (saved.ok) return seeOther(reply, '/reminders/settings#party');
    const errors = refusalErrors(saved.refusal, ['deputies', 'deputy_after']);
    return sendSettings(services, request, refusedForm(reply, saved.refusal.code), person.value, errors);
  });
}

function calendarPages(app: App, services: ReminderServices): void {
  const { connection, ledger } = services;
  const signedIn = { preHandler: app.requireActor };
  app.post('/reminders/calendar', signedIn, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    const { party, person: own } = person.value;
    const secret = await newFeed(connection, { party, person: own }, ledger.now());
    const address = html`<p class="hash">${`${services.publicUrl}/calendar/${secret}.ics`}</p>`;
    const body = html`${backLink(S.title, '/reminders/settings')}${pageHead({ title: C.title, lead: C.lead })}${notice(C.made, address, 'right')}`;
    return sendPage(request, reply, { title: C.title, section: 'desk', body });
  });
  app.post('/reminders/calendar/end', signedIn, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    await revokeFeeds(connection, person.value.person, ledger.now());
    return seeOther(reply, '/reminders/settings');
  });
}

async function sendSettings(
  services: ReminderServices,
  request: Request,
  reply: Reply,
  person: Person,
  errors: FieldErrors,
  typed?: PersonSettings,
): Promise<Reply> {
  const settings = typed ?? (await personSettings(services.connection, person.person));
  const key = html`<span class="hash">${webhookPublicKey(services.reminders.webhookKey)}</span>`;
  const fields = html`${textField({ name: 'mail', label: S.mail, type: 'email', optional: true, value: settings.mail ?? '', error: errors.get('mail') })}
${textField({ name: 'webhook', label: S.webhook, type: 'url', optional: true, help: sentence(S.webhookHelp, { key }), value: settings.webhook ?? '', error: errors.get('webhook') })}
${textField({ name: 'before_hours', label: S.before, help: S.beforeHelp, width: 'short', value: settings.beforeHours.join(' '), error: errors.get('before_hours') })}
${textField({ name: 'zone', label: S.zone, width: 'short', value: settings.quiet.zone, error: errors.get('zone') })}
<div class="pair">${textField({ name: 'from', label: S.from, type: 'number', width: 'tiny', value: String(settings.quiet.fromHour) })}${textField({ name: 'until', label: S.until, type: 'number', width: 'tiny', value: String(settings.quiet.untilHour) })}</div><p class="note">${S.quietHelp}</p>
${checkboxes({ name: 'muted', label: S.muted, choices: [{ value: 'yes', label: S.mutedChoice, checked: settings.muted }] })}
${actions(button(S.button))}`;
  const mayPlan = services.authority.mayAct(person, request.signedIn?.roles ?? new Set(), 'plan-reminders').ok;
  const body = html`${backLink(REMINDER_TEXTS.title, '/reminders')}${errorSummary(errors)}${pageHead({ title: S.title, lead: S.lead })}<div class="stack loose">
${form(request, reply, { action: '/reminders/settings', label: S.title }, fields)}
${await calendarSection(services, request, reply, person)}
${mayPlan && (await partySection(services, request, reply, person, errors))}</div>`;
  return sendPage(request, reply, { title: S.title, section: 'desk', body });
}

async function calendarSection(
  services: ReminderServices,
  request: Request,
  reply: Reply,
  person: Person,
): Promise<Markup> {
  const exists = await hasFeed(services.connection, person.person);
  const act = (path: string, label: string) =>
    form(request, reply, { action: path, look: 'inline', label }, button(label, 'second'));
  return html`<section class="stack tight" aria-labelledby="calendar"><h2 id="calendar">${C.title}</h2><p class="soft">${C.lead} ${C.times}</p><div class="row">${act('/reminders/calendar', C.make)}${exists && act('/reminders/calendar/end', C.end)}</div></section>`;
}

async function partySection(
  services: ReminderServices,
  request: Request,
  reply: Reply,
  { party }: Person,
  errors: FieldErrors,
): Promise<Markup> {
  const settings = await partySettings(services.connection, party);
  const mandates = await mandatesOf(services.connection, party, services.ledger.now());
  const names = new Map(mandates.map(({ person, name }) => [person, name ?? person]));
  const persons = (chosen: readonly string[]) =>
    [...names].map(([value, name]) => ({ value, label: said(name), checked: chosen.includes(value) }));
  const fields = html`${checkboxes({ name: 'deputies', label: P.deputies, choices: persons(settings.deputies), error: errors.get('deputies') })}
${checkboxes({ name: 'heads', label: P.heads, choices: persons(settings.heads) })}
${textField({ name: 'deputy_after', label: P.deputyAfter, help: P.afterHelp, width: 'tiny', value: String(settings.deputyAfterHours), error: errors.get('deputy_after') })}
${textField({ name: 'head_after', label: P.headAfter, width: 'tiny', value: String(settings.headAfterHours) })}
${checkboxes({ name: 'times', label: P.times, choices: [{ value: 'yes', label: P.timesChoice, checked: settings.timesTravel }] })}
${actions(button(P.button))}`;
  return html`<section class="stack tight" aria-labelledby="party"><h2 id="party">${P.title}</h2><p class="soft">${P.lead}</p>${form(request, reply, { action: '/reminders/settings/party', label: P.title }, fields)}</section>`;
}
