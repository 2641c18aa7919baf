import { Type } from 'typebox';
import { answerPing } from '#contacts/ping.ts';
import { pingUnknown } from '#contacts/ping-routes.ts';
import {
  ANSWER_HOURS_DEFAULT,
  ANSWER_HOURS_MOST,
  EVERY_MONTHS_DEFAULT,
  EVERY_MONTHS_MOST,
  rhythmOf,
  setRhythm,
} from '#contacts/schedule.ts';
import { answersTo, type Ping, pingOf } from '#contacts/view.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Person } from '#parties/services.ts';
import { Digest } from '#statement/statement-type.ts';
import { html, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { radios, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type ContactPageServices, may, noPerson, notMandated, personOf } from './services.ts';
import { CONTACT_TEXTS } from './texts.ts';

const A = CONTACT_TEXTS.answer;
const R = CONTACT_TEXTS.rhythm;
const TYPED_CHARACTERS = 500;
const Typed = Type.Optional(Type.String({ maxLength: TYPED_CHARACTERS }));

/** A person answers a ping; an administrator sets the rhythm of one's own. */
export function pingPages(app: App, services: ContactPageServices): void {
  answerPages(app, services);
  rhythmPages(app, services);
}

function answerPages(app: App, services: ContactPageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params: Type.Object({ ping: Digest }) } };
  app.get('/contacts/pings/:ping', settings, async (request, reply) => {
    const found = await pingFor(services, request, request.params.ping);
    if (found === undefined) return refused(reply, pingUnknown);
    return sendAnswer(services, request, reply, found.ping, '', NO_ERRORS);
  });

  const Answer = Type.Object({ response: Typed, note: Typed });
  app.post(
    '/contacts/pings/:ping',
    { ...settings, schema: { ...settings.schema, body: Answer } },
    async (request, reply) => {
      const found = await pingFor(services, request, request.params.ping);
      if (found === undefined) return refused(reply, pingUnknown);
      const { ping, person } = found;
      const response = spoken(request.body.response ?? '');
      const note = (request.body.note ?? '').trim();
      const wish = { response, answeredBy: 'person', note } as const;
      const answered = await answerPing(services, person, ping, wish, request.idempotencyKey);
      if (answered.ok) return seeOther(reply, `/contacts/pings/${ping.digest}`);
      const errors = refusalErrors(answered.refusal, ['response', 'note']);
      return sendAnswer(services, request, refusedForm(reply, answered.refusal.code), ping, response, errors);
    },
  );
}

/** Two groups of five, whatever was typed between them. */
function spoken(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/gu, '')
    .replace(/^(.{5})(.+)$/u, '$1-$2');
}

async function pingFor(
  services: ContactPageServices,
  request: Request,
  digest: string,
): Promise<{ readonly ping: Ping; readonly person: Person } | undefined> {
  const person = personOf(request);
  const ping = await pingOf(services.connection, digest);
  return person === undefined || ping?.party !== person.party ? undefined : { ping, person };
}

async function sendAnswer(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  ping: Ping,
  typed: string,
  errors: FieldErrors,
): Promise<Reply> {
  const { name } = await services.partyNames();
  const answers = await answersTo(services.connection, [ping.digest]);
  const isAnswered = answers.some(({ answeredBy }) => answeredBy === 'person');
  const fields = html`${textField({ name: 'response', label: A.response, value: typed, width: 'short', error: errors.get('response'), spellcheck: false })}
${textField({ name: 'note', label: A.note, optional: true, error: errors.get('note') })}${actions(button(A.button))}`;
  const content = isAnswered
    ? notice(A.answered, html`<p>${A.done}</p>`, 'right')
    : html`<div class="receipt"><p>${A.code}</p><p class="reference fixed">${ping.challenge ?? '–'}</p></div>
${ping.answerBy !== null && html`<p class="soft">${sentence(A.by, { when: when(ping.answerBy) })}</p>`}
${form(request, reply, { action: `/contacts/pings/${ping.digest}` }, fields)}`;
  const lead = sentence(A.lead, { party: said(name(ping.issuer)) });
  const body = html`${backLink(CONTACT_TEXTS.directory.crumb, '/contacts')}${errorSummary(errors)}${pageHead({ title: A.title, lead })}<div class="stack">${content}</div>`;
  return sendPage(request, reply, { title: A.title, body });
}

function rhythmPages(app: App, services: ContactPageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/contacts/rhythm', signedIn, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const rhythm = await rhythmOf(services.connection, person.party);
    const shown = {
      on: rhythm?.on === true ? 'yes' : 'no',
      every: String(rhythm?.everyMonths ?? EVERY_MONTHS_DEFAULT),
      hours: String(rhythm?.answerHours ?? ANSWER_HOURS_DEFAULT),
    };
    return sendRhythm(services, request, reply, shown, NO_ERRORS);
  });

  const Rhythm = Type.Object({ on: Typed, every: Typed, hours: Typed });
  app.post('/contacts/rhythm', { ...signedIn, schema: { body: Rhythm } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    if (!may(services, request, 'plan-pings')) return refused(reply, notMandated);
    const typed = request.body as RhythmTyped;
    const [every, hours] = [Number(typed.every), Number(typed.hours)];
    const errors = new Map<string, string>();
    if (!isWhole(every, EVERY_MONTHS_MOST))
      errors.set('every', plainSentence(R.unfit, { least: 1, most: EVERY_MONTHS_MOST }));
    if (!isWhole(hours, ANSWER_HOURS_MOST))
      errors.set('hours', plainSentence(R.unfit, { least: 1, most: ANSWER_HOURS_MOST }));
    if (errors.size > 0) return sendRhythm(services, request, refusedForm(reply), typed, errors);
    const { party, person: setBy } = person;
    const on = typed.on === 'yes';
    await setRhythm(services.connection, {
      party,
      on,
      everyMonths: every,
      answerHours: hours,
      setBy,
      setAt: services.ledger.now(),
    });
    services.wake();
    return seeOther(reply, '/contacts/rhythm');
  });
}

type RhythmTyped = { readonly on?: string; readonly every?: string; readonly hours?: string };

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function sendRhythm(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  typed: RhythmTyped,
  errors: FieldErrors,
): Reply {
  const fields = html`${radios({
    name: 'on',
    label: R.on,
    choices: [
      { value: 'yes', label: R.switchedOn, checked: typed.on === 'yes' },
      { value: 'no', label: R.switchedOff, checked: typed.on !== 'yes' },
    ],
  })}
${textField({ name: 'every', label: R.every, type: 'number', width: 'tiny', value: typed.every, error: errors.get('every') })}
${textField({ name: 'hours', label: R.hours, type: 'number', width: 'tiny', value: typed.hours, error: errors.get('hours') })}
${actions(button(R.button))}`;
  const content = may(services, request, 'plan-pings')
    ? form(request, reply, { action: '/contacts/rhythm' }, fields)
    : html`<p>${R.none}</p>`;
  const body = html`${backLink(CONTACT_TEXTS.directory.crumb, '/contacts')}${errorSummary(errors)}${pageHead({ title: R.title, lead: R.lead })}${content}`;
  return sendPage(request, reply, { title: R.title, body });
}
