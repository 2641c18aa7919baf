/** `/cases/<case>/say/<type>` and `/say/<type>`: a form for any type, who would see what, and the signature. */
import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Refusal } from '#outcome.ts';
import { type Fields, fieldsOf, textOf } from '#site/form-body.ts';
import { formErrors, formFields, readForm } from '#site/kinds/form.ts';
import { MORE_FIELD, STEP_FIELD } from '#site/kinds/parts.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { seeStatement } from '#site/seeing.ts';
import { namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { signOrPropose } from '#site/sign-or-propose.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import { checkDraft } from '#statement/check.ts';
import type { Draft } from '#statement/draft.ts';
import { kindOf } from '#statement/kinds.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { html, plainText, said } from '#web/html.ts';
import { titleOf, typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS } from '#web/parts/errors.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { settingFor } from './form-setting.ts';
import { type Saying, sayPreview } from './say-preview.ts';
import { referenceOf, sayAddress } from './sayable.ts';

const T = SAYING.say;
const TypeName = Type.String({ pattern: '^[a-z][a-z-]{1,60}$' });
const querystring = Type.Object({ about: Type.Optional(Digest) }, { additionalProperties: false });

export function sayPages(app: App, services: PageServices): void {
  const inCase = { params: Type.Object({ case: Uuid, type: TypeName }), querystring };
  const outside = { params: Type.Object({ type: TypeName }), querystring };
  const signedIn = { preHandler: app.requireActor };
  app.get('/cases/:case/say/:type', { ...signedIn, schema: inCase }, (request, reply) =>
    show(services, request, reply, request.params),
  );
  app.post('/cases/:case/say/:type', { ...signedIn, schema: inCase }, (request, reply) =>
    take(services, request, reply, request.params),
  );
  app.get('/say/:type', { ...signedIn, schema: outside }, (request, reply) =>
    show(services, request, reply, request.params),
  );
  app.post('/say/:type', { ...signedIn, schema: outside }, (request, reply) =>
    take(services, request, reply, request.params),
  );
}

type Params = { readonly case?: string; readonly type: string };
type Query = { readonly about?: string };

/** What is to be said, by whom and where; or why not. */
async function sayingOf(
  services: PageServices,
  request: Request,
  { case: caseId, type: name }: Params,
): Promise<Saying | Refusal> {
  const person = personOf(request);
  if (person === undefined) return noPerson;
  const type = services.ledger.types.get(name);
  const act = services.authority.act(`author:${name}`);
  if (type === undefined || act === undefined || act.roles.length === 0) {
    return { code: 'not-found', sentence: T.unknown, spoken: true };
  }
  const allowed = services.authority.mayAct(person, request.signedIn!.roles, act.name);
  if (!allowed.ok) return allowed.refusal;
  // A case of which nothing is shown is none for this seat.
  if (caseId !== undefined && (await services.reader.case(caseId, request.viewer)).length === 0) {
    return { code: 'case-not-found', sentence: SAYING.say.noCase, spoken: true };
  }
  const { about } = request.query as Query;
  const seen = about === undefined ? null : await seeStatement(services, request, about);
  const reference = referenceOf(type);
  const fixed = seen === null || reference === undefined ? {} : { [reference]: seen.shown.digest };
  const second = (act.approvals?.count ?? 0) > 0;
  return { type, person, fixed, second, about: seen?.shown, ...(caseId === undefined ? {} : { caseId }) };
}

function isRefusal(one: Saying | Refusal): one is Refusal {
  return 'sentence' in one;
}

async function show(services: PageServices, request: Request, reply: Reply, params: Params): Promise<Reply> {
  const saying = await sayingOf(services, request, params);
  if (isRefusal(saying)) return refused(reply, saying);
  const { type, caseId, about } = saying;
  if (type.place.page !== undefined) {
    const where = {
      ...(caseId === undefined ? {} : { caseId }),
      ...(about === undefined ? {} : { about: about.digest }),
    };
    const own = sayAddress(type, where);
    if (own !== null) return seeOther(reply, own);
  }
  return sendForm(services, request, reply, saying, startOf(saying), NO_ERRORS);
}

/** Who speaks, and for which party, stands there already. */
function startOf({ type, person }: Saying): Fields {
  const persons = Object.entries(type.claims)
    .filter(([, { schema, required }]) => required && kindOf(schema).name === 'person')
    .map(([name]) => [name, person.person] as const);
  const own = type.saidBy.by === 'itself' ? [[type.saidBy.of, person.party] as const] : [];
  return Object.fromEntries([...persons, ...own]);
}

async function take(services: PageServices, request: Request, reply: Reply, params: Params): Promise<Reply> {
  const saying = await sayingOf(services, request, params);
  if (isRefusal(saying)) return refused(reply, saying);
  const fields = fieldsOf(request.body);
  const typed = { ...fields, ...saying.fixed };
  const step = textOf(fields, STEP_FIELD);
  if (step === 'change' || textOf(fields, MORE_FIELD) !== '') {
    return sendForm(services, request, reply, saying, typed, NO_ERRORS);
  }
  const { claims, errors } = readForm(saying.type, typed);
  if (errors.size > 0) return sendForm(services, request, refusedForm(reply), saying, typed, errors);
  const draft = draftOf(saying, request, claims);
  const checked = checkDraft(saying.type, draft);
  if (!checked.ok) return again(services, request, reply, saying, typed, checked.refusal);
  if (step !== 'sign') return sayPreview(services, request, reply, saying, typed, draft);
  const done = await signOrPropose(services, request, saying.person, draft);
  return done.ok ? seeOther(reply, done.value) : again(services, request, reply, saying, typed, done.refusal);
}

/** Outside a case it opens one, which follows from the form's key: the same form sent twice opens the same one. */
function draftOf({ type, person, caseId }: Saying, request: Request, claims: Draft['claims']): Draft {
  const opened = () => caseIdFrom(`${person.person} ${request.idempotencyKey ?? crypto.randomUUID()}`);
  return { type: type.name, issuer: person.party, case: caseId ?? opened(), claims };
}

function again(
  services: PageServices,
  request: Request,
  reply: Reply,
  saying: Saying,
  typed: Fields,
  refusal: Refusal,
): Promise<Reply> {
  const errors = formErrors(saying.type, refusal);
  return sendForm(services, request, refusedForm(reply, refusal.code), saying, typed, errors);
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  saying: Saying,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const { type, person, caseId, about, fixed, second } = saying;
  const names = await namesFor(services);
  const setting = await settingFor(services, person, names, { typed, errors, fixed });
  const crumb = caseId === undefined ? backLink(T.crumbMenu, '/menu') : backLink(T.crumb, `/cases/${caseId}`);
  const answers =
    about !== undefined &&
    html`<p class="soft">${sentence(T.about, { statement: html`<a href="/statements/${about.digest}">${typeLabel(about.type)}, ${said(names.party(about.issuer))}</a>` })}</p>`;
  const content = html`${formFields(type, setting)}${actions(button(T.preview))}`;
  const body = html`${crumb}${errorSummary(errors)}${pageHead({ title: titleOf(type), lead: second ? T.leadTwo : T.lead })}${answers}
${form(request, reply, { action: request.url }, content)}`;
  return sendPage(request, reply, { title: plainText(html`${titleOf(type)}`), section: 'cases', body });
}
