import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { mandatesOf } from '#parties/view.ts';
import { type Typed, typedIn } from '#site/form-body.ts';
import { colleagues, noPerson, type PageServices, type Person, personOf } from '#site/services.ts';
import { signOrPropose } from '#site/sign-or-propose.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { Digest } from '#statement/statement-type.ts';
import { attributes, html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { lineNotFound, type OwnLine, ownLine, withoutMandate } from './press-services.ts';
import { PRESS_TEXTS as T } from './texts.ts';

const TYPES = { publish: 'line-publication', withdraw: 'line-withdrawal' } as const;
type Act = keyof typeof TYPES;

const FIELDS = ['leaked_where', 'leak_found_by', 'reason'];
const OPEN = { tlp: 'clear' } as const;

/** `/lines/<digest>/publish` and `/lines/<digest>/withdraw`: a named person does it, at the hour or before it. */
export function publishPages(app: App, services: PageServices): void {
  const params = Type.Object({ digest: Digest, act: Type.Enum(Object.keys(TYPES) as Act[]) });
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/lines/:digest/:act', settings, async (request, reply) => {
    const { digest, act } = request.params;
    const own = await ownLine(services, request, digest);
    return own === undefined ? lineNotFound(reply) : sendForm(services, request, reply, own, act, {}, NO_ERRORS);
  });
  app.post('/lines/:digest/:act', settings, async (request, reply) => {
    const { digest, act } = request.params;
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const own = await ownLine(services, request, digest);
    if (own === undefined) return lineNotFound(reply);
    const typed = typedIn(request);
    const draft = act === 'publish' ? publication(own, person, typed) : withdrawal(own, person, typed);
    if (act === 'withdraw' && !typed.reason) {
      return sendForm(services, request, refusedForm(reply), own, act, typed, new Map([['reason', T.needed]]));
    }
    const said = await signOrPropose(services, request, person, draft);
    // What is public now is looked at where citizens read it; what waits for a second person, on its draft.
    if (said.ok)
      return seeOther(reply, said.value.startsWith('/drafts') ? said.value : `/cases/${own.caseId}/lines`);
    const errors = refusalErrors(said.refusal, FIELDS);
    return sendForm(services, request, refusedForm(reply, said.refusal.code), own, act, typed, errors);
  });
}

function publication({ caseId, line }: OwnLine, person: Person, typed: Typed): Draft {
  const { stage, language, headline, text, names, corrects } = line;
  const claims: Record<string, JsonValue> = {
    line: line.line,
    stage,
    language,
    headline,
    text,
    published_by: person.person,
    ...(names === null ? {} : { names }),
    ...(corrects === null ? {} : { corrects }),
    ...(typed.leaked_where ? { leaked_where: typed.leaked_where } : {}),
    ...(typed.leaked_where && typed.leak_found_by ? { leak_found_by: typed.leak_found_by } : {}),
  };
  return { type: TYPES.publish, issuer: person.party, case: caseId, claims };
}

function withdrawal({ caseId, line }: OwnLine, person: Person, typed: Typed): Draft {
  const claims = { line: line.line, reason: typed.reason ?? '', withdrawn_by: person.person };
  const markings = line.published === null ? {} : { markings: { case: OPEN, line: OPEN, reason: OPEN } };
  return { type: TYPES.withdraw, issuer: person.party, case: caseId, claims, ...markings };
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  own: OwnLine,
  act: Act,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const lacking = withoutMandate(services, request, reply, TYPES[act]);
  if (lacking !== null) return lacking;
  const { caseId, line } = own;
  const waits = line.state === 'under-embargo' && line.embargo !== null;
  const { title, lead, label, fields } =
    act === 'withdraw' ? withdrawing(own, typed, errors) : await publishing(services, request, own, typed, errors);
  const words = html`<blockquote ${attributes({ lang: line.language, dir: 'auto' })}><strong>${line.headline}</strong><br>${line.text}</blockquote>`;
  const content = html`${fields}${actions(button(label))}`;
  const until = act === 'publish' && waits ? sentence(lead, { when: when(line.embargo.end) }) : lead;
  const body = html`${backLink(T.crumbLines, `/cases/${caseId}/lines`)}${errorSummary(errors)}${pageHead({ title, lead: until })}<div class="stack">${words}${form(request, reply, { action: `/lines/${line.line}/${act}` }, content)}</div>`;
  return sendPage(request, reply, { title, section: 'cases', body });
}

type Drawn = {
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly fields: Markup | false;
};

function withdrawing({ line }: OwnLine, typed: Typed, errors: FieldErrors): Drawn {
  return {
    title: T.withdrawTitle,
    lead: line.published === null ? T.withdrawLeadQuiet : T.withdrawLeadPublic,
    label: T.sign,
    fields: areaField({
      name: 'reason',
      label: T.reason,
      rows: 3,
      value: typed.reason,
      error: errors.get('reason'),
    }),
  };
}

async function publishing(
  services: PageServices,
  request: Request,
  { line }: OwnLine,
  typed: Typed,
  errors: FieldErrors,
): Promise<Drawn> {
  if (line.state !== 'under-embargo') {
    return { title: T.publishTitle, lead: T.publishLead, label: T.publishButton, fields: false };
  }
  const party = line.issuer;
  const name = await colleagues(services, party);
  const persons = [
    ...new Set((await mandatesOf(services.connection, party, services.ledger.now())).map((one) => one.person)),
  ];
  const chosen = typed.leak_found_by ?? request.viewer.person;
  const choices = persons.map((person) => ({
    value: person,
    label: name(person),
    words: 'name' as const,
    checked: person === chosen,
  }));
  const fields = html`${textField({ name: 'leaked_where', label: T.leakedWhere, maxLength: 300, value: typed.leaked_where, error: errors.get('leaked_where') })}
${selectField({ name: 'leak_found_by', label: T.foundBy, choices, error: errors.get('leak_found_by') })}`;
  return { title: T.liftTitle, lead: T.liftLead, label: T.liftButton, fields };
}
