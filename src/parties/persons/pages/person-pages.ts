import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { inSeconds } from '#parties/keys/first-keys.ts';
import type { AdministrationServices } from '#parties/pages/administration-services.ts';
import { ADMINISTRATION_TEXTS } from '#parties/pages/administration-texts.ts';
import { ENROLMENT_HOURS } from '#parties/persons/enrolment.ts';
import { askEnrolment, hadSecond, openRequests, REQUEST_HOURS } from '#parties/persons/enrolment-request.ts';
import { endMandate, mandatePerson } from '#parties/persons/mandating.ts';
import { ROLES, type Role } from '#parties/roles.ts';
import { type Person, personFor } from '#parties/services.ts';
import { type Mandate, mandatesOf } from '#parties/view.ts';
import { type Fields, manyOf, textOf } from '#site/form-body.ts';
import { currentLanguage } from '#speaking';
import { Digest } from '#statement/statement-type.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { listText } from '#texts/icu.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors, refusalText } from '#web/parts/errors.ts';
import { areaField, checkboxes, radios, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { valueWord } from '#web/value-words.ts';

const T = ADMINISTRATION_TEXTS.persons;
const DAYS_A_MONTH = 30;
const HOURS_A_DAY = 24;
const Uuid = Type.Object({ uuid: Type.String({ pattern: '^[0-9a-f-]{36}$' }) });
const Mandated = Type.Object({ digest: Digest });

/** `/persons`: who acts for the party, mandating and ending, and the codes with which persons enrol their passkeys. */
export function personPages(app: App, services: AdministrationServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/persons', signedIn, (request, reply) => sendPersons(services, request, reply, {}, NO_ERRORS));

  app.post('/persons', signedIn, async (request, reply) => {
    const actor = personFor(request, services, 'administer');
    if (!actor.ok) return refused(reply, actor.refusal);
    const typed = (request.body ?? {}) as Fields;
    const roles = ROLES.filter((role) => manyOf(typed, 'roles').includes(role));
    const missing = missingIn(typed, roles);
    if (missing.size > 0) return sendPersons(services, request, refusedForm(reply), typed, missing);
    const hours = Number(textOf(typed, 'months')) * DAYS_A_MONTH * HOURS_A_DAY;
    const validUntil = inSeconds(services.ledger.now().add({ hours }));
    const wanted = { name: textOf(typed, 'name'), roles, validUntil };
    const made = await mandatePerson(services, actor.value, wanted, request.idempotencyKey);
    if (made.ok) return seeOther(reply, '/persons');
    const errors = refusalErrors(made.refusal, ['name', 'roles']);
    return sendPersons(services, request, refusedForm(reply, made.refusal.code), typed, errors);
  });

  app.post('/persons/:uuid/code', { ...signedIn, schema: { params: Uuid } }, async (request, reply) => {
    const actor = personFor(request, services, 'enrol');
    if (!actor.ok) return refused(reply, actor.refusal);
    return sendCode(services, request, reply, actor.value, request.params.uuid);
  });

  endingPages(app, services);
}

function missingIn(typed: Fields, roles: readonly Role[]): FieldErrors {
  const errors = new Map<string, string>();
  if (textOf(typed, 'name') === '') errors.set('name', T.nameMissing);
  if (roles.length === 0) errors.set('roles', T.rolesMissing);
  if (!(textOf(typed, 'months') in T.monthNames)) errors.set('months', T.monthsMissing);
  return errors;
}

async function sendCode(
  services: AdministrationServices,
  request: Request,
  reply: Reply,
  { party, person: asking, scopes }: Person,
  uuid: string,
): Promise<Reply> {
  if (scopes !== undefined)
    return refused(reply, { code: 'scope-missing', sentence: 'Sign in with your passkey.' });
  const now = services.ledger.now();
  const person = `${party}#${uuid}`;
  const [mandate] = await mandatesOf(services.connection, party, now, person);
  if (mandate === undefined)
    return refused(reply, { code: 'person-not-mandated', sentence: T.notMandated, spoken: true });
  const name = mandate.name ?? person;
  const roles = request.signedIn?.roles ?? new Set();
  const asked = await askEnrolment(services.connection, { person, party, name }, { person: asking, roles }, now);
  if (!asked.ok) {
    const errors = new Map([['', refusalText(asked.refusal)]]);
    return sendPersons(services, request, refusedForm(reply, asked.refusal.code), {}, errors);
  }
  const given = asked.value;
  const title = given.state === 'issued' ? plainSentence(T.codeTitle, { person: name }) : T.waitingTitle;
  const address = html`<a href="/enrol">${services.publicUrl}/enrol</a>`;
  const body =
    given.state === 'issued'
      ? html`<div class="receipt"><h1>${title}</h1><p>${sentence(T.codeLead, { hours: ENROLMENT_HOURS, address })}</p><div><p class="reference" id="code">${given.code}</p></div></div>
<div class="stack narrow after">${given.alone && html`<p>${T.codeAlone}</p>`}<p>${T.codeNext}</p><p>${linkButton(T.back, '/persons', 'second')}</p></div>`
      : html`${pageHead({ title, lead: sentence(T.waitingLead, { hours: REQUEST_HOURS }) })}<p>${linkButton(T.back, '/persons', 'second')}</p>`;
  return sendPage(request, reply.header('cache-control', 'no-store'), { title, section: 'desk', body });
}

function endingPages(app: App, services: AdministrationServices): void {
  const settings = { preHandler: app.requireActor, schema: { params: Mandated } };
  app.get('/mandates/:digest/end', settings, async (request, reply) => {
    return sendEnding(services, request, reply, request.params.digest, NO_ERRORS);
  });
  app.post('/mandates/:digest/end', settings, async (request, reply) => {
    const actor = personFor(request, services, 'administer');
    if (!actor.ok) return refused(reply, actor.refusal);
    const reason = textOf((request.body ?? {}) as Fields, 'reason');
    const { digest } = request.params;
    const ended = await endMandate(services, actor.value, digest, reason === '' ? undefined : reason);
    if (ended.ok) return seeOther(reply, '/persons');
    const errors = refusalErrors(ended.refusal, ['reason']);
    return sendEnding(services, request, refusedForm(reply, ended.refusal.code), digest, errors);
  });
}

async function sendEnding(
  services: AdministrationServices,
  request: Request,
  reply: Reply,
  digest: string,
  errors: FieldErrors,
): Promise<Reply> {
  const actor = personFor(request, services, 'administer');
  if (!actor.ok) return refused(reply, actor.refusal);
  const mandates = await mandatesOf(services.connection, actor.value.party, services.ledger.now());
  const mandate = mandates.find((one) => one.digest === digest);
  if (mandate === undefined)
    return refused(reply, { code: 'mandate-unknown', sentence: T.notMandated, spoken: true });
  const lead = sentence(T.endLead, { person: said(mandate.name ?? mandate.person) });
  const fields = html`${areaField({ name: 'reason', label: T.endReason, optional: true, rows: 2, error: errors.get('reason') })}${actions(button(T.endButton, 'grave'))}`;
  const body = html`${backLink(T.title, '/persons')}${errorSummary(errors)}${pageHead({ title: T.endTitle, lead })}${form(request, reply, { action: `/mandates/${digest}/end` }, fields)}`;
  return sendPage(request, reply, { title: T.endTitle, section: 'desk', body });
}

async function sendPersons(
  services: AdministrationServices,
  request: Request,
  reply: Reply,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const actor = personFor(request, services, 'read');
  if (!actor.ok) return refused(reply, actor.refusal);
  const { party, person: own } = actor.value;
  const may = (act: string) => personFor(request, services, act).ok;
  const now = services.ledger.now();
  const mandates = await mandatesOf(services.connection, party, now);
  const requests = await openRequests(services.connection, party, now);
  const names = new Map(mandates.map(({ person, name }) => [person, name ?? person]));
  const code = (mandate: Mandate): Content => {
    const askedBy = requests.get(mandate.person);
    if (!may('enrol')) return html`–`;
    if (askedBy === own) return T.askedByYou;
    if (askedBy === undefined && !may('administer')) return html`–`;
    const label = askedBy === undefined ? T.ask : T.second;
    const asked = askedBy !== undefined && sentence(T.asked, { person: said(names.get(askedBy) ?? askedBy) });
    const path = `/persons/${mandate.person.split('#')[1] ?? ''}/code`;
    return html`${asked} ${form(request, reply, { action: path, look: 'inline' }, button(label, 'small'))}`;
  };
  const rows = mandates.map((mandate) => [
    html`${said(mandate.name ?? mandate.person)}${mandate.person === own && html` (${T.you})`}`,
    html`${listText(
      currentLanguage(),
      mandate.roles.map((role) => valueWord('roles', role) ?? role),
    )}`,
    when(fromMicroseconds(mandate.validUntilMicroseconds)),
    code(mandate),
    may('administer') ? html`<a href="/mandates/${mandate.digest}/end">${T.end}</a>` : html`–`,
  ]);
  const alone = may('administer') && !(await hadSecond(services.connection, party, now));
  const body = html`${backLink(ADMINISTRATION_TEXTS.desk, '/desk')}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack loose">${alone && notice(T.one, html`<p>${T.oneBody}</p>`, 'wait')}
<section class="stack tight" aria-labelledby="list"><h2 id="list">${T.list}</h2>${table(
    T.list,
    T.columns.map((label) => ({ label })),
    rows,
    true,
  )}</section>
${may('administer') && html`<section class="stack" aria-labelledby="invite"><h2 id="invite">${T.invite}</h2>${mandateForm(request, reply, typed, errors)}</section>`}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}

function mandateForm(request: Request, reply: Reply, typed: Fields, errors: FieldErrors): Markup {
  const chosen = manyOf(typed, 'roles');
  const fields = html`${textField({ name: 'name', label: T.name, maxLength: 200, value: textOf(typed, 'name'), error: errors.get('name') })}
${checkboxes({ name: 'roles', label: T.roles, choices: ROLES.map((role) => ({ value: role, label: T.roleNames[role], checked: chosen.includes(role) })), error: errors.get('roles') })}
${radios({ name: 'months', label: T.months, choices: Object.entries(T.monthNames).map(([value, label]) => ({ value, label, checked: textOf(typed, 'months') === value })), error: errors.get('months') })}
${actions(button(T.button))}`;
  return form(request, reply, { action: '/persons', label: T.invite }, fields);
}
