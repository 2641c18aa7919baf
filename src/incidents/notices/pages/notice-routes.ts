import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type Fields, textOf } from '#site/form-body.ts';
import { notFound, seeInCase } from '#site/seeing.ts';
import { may, namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { signOrPropose } from '#site/sign-or-propose.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, checkboxes, radios, selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { claimsOf, type FieldOf, faultsIn, type Ground, NOTICE_FORMS, type NoticeForm } from './notice-forms.ts';
import { NOTICE_TEXTS as T } from './notice-texts.ts';

/** Said in a case. */
const TOLD_KINDS = ['victim-notice', 'vendor-notice', 'hold'] as const;
const CASE_KINDS = [...TOLD_KINDS, 'case-title'] as const;
/** Said about a statement, with the type of statement it is said about; `null` is any. */
const ANSWER_KINDS = {
  consent: null,
  'hold-release': null,
  'call-back': 'victim-notice',
  'end-hold': 'hold',
} as const;

type Kind = (typeof CASE_KINDS)[number] | keyof typeof ANSWER_KINDS;

/** Where a form stands, and what it is about. */
type Place = {
  readonly kind: Kind;
  readonly caseId: string;
  readonly path: string;
  readonly back: readonly [label: string, href: string];
  readonly about: Ground['about'];
};

/** `/cases/<id>/say/<kind>` and `/statements/<digest>/answer/<kind>`: notices, holds, consent, one page each. */
export function noticePages(app: App, services: PageServices): void {
  const inCase = { preHandler: app.requireActor, schema: { params: Type.Object({ case: Uuid }) } };
  const placeInCase = (caseId: string, kind: Kind): Place => ({
    kind,
    caseId,
    path: `/cases/${caseId}/say/${kind}`,
    back: [T.crumbCase, `/cases/${caseId}`],
    about: undefined,
  });
  // Each by its own name: every other kind has the form that is made from its type.
  for (const kind of CASE_KINDS) {
    const path = `/cases/:case/say/${kind}` as const;
    app.get(path, inCase, (request, reply) =>
      sendForm(services, request, reply, placeInCase(request.params.case, kind), undefined, NO_ERRORS),
    );
    app.post(path, inCase, (request, reply) =>
      take(services, request, reply, placeInCase(request.params.case, kind)),
    );
  }

  const kinds = Object.keys(ANSWER_KINDS) as (keyof typeof ANSWER_KINDS)[];
  const onStatement = {
    preHandler: app.requireActor,
    schema: { params: Type.Object({ digest: Digest, kind: Type.Enum(kinds) }) },
  };
  const placeOn = async (request: Request): Promise<Place | undefined> => {
    const { digest, kind } = request.params as { digest: string; kind: keyof typeof ANSWER_KINDS };
    const seen = await seeInCase(services, request, digest);
    const type = ANSWER_KINDS[kind];
    if (seen === null || (type !== null && seen.shown.type !== type)) return undefined;
    const back = [T.crumbStatement, `/statements/${digest}`] as const;
    return { kind, caseId: seen.caseId, path: `/statements/${digest}/answer/${kind}`, back, about: seen.shown };
  };
  app.get('/statements/:digest/answer/:kind', onStatement, async (request, reply) => {
    const place = await placeOn(request);
    return place === undefined ? notFound(reply) : sendForm(services, request, reply, place, undefined, NO_ERRORS);
  });
  app.post('/statements/:digest/answer/:kind', onStatement, async (request, reply) => {
    const place = await placeOn(request);
    return place === undefined ? notFound(reply) : take(services, request, reply, place);
  });
}

async function groundOf(services: PageServices, request: Request, { about }: Place): Promise<Ground> {
  const own = request.signedIn?.actor.kind === 'person' ? request.signedIn.actor : undefined;
  const { book } = await namesFor(services);
  const parties = [...book.parties.values()].filter(({ party }) => party !== own?.party);
  return { parties, about, person: own?.person ?? '', now: services.ledger.now() };
}

async function take(services: PageServices, request: Request, reply: Reply, place: Place): Promise<Reply> {
  const person = personOf(request);
  if (person === undefined) return refused(reply, noPerson);
  const notice: NoticeForm = NOTICE_FORMS[place.kind];
  const ground = await groundOf(services, request, place);
  const typed = (request.body ?? {}) as Fields;
  const faults = faultsIn(notice, typed, ground);
  if (faults.size > 0) return sendForm(services, request, refusedForm(reply), place, typed, faults);
  const claims = claimsOf(notice, typed, ground);
  const draft = { type: notice.type, issuer: person.party, case: place.caseId, claims };
  const said = await signOrPropose(services, request, person, draft);
  if (said.ok) return seeOther(reply, said.value);
  const names = notice.fields(ground).map(({ name }) => name);
  const errors = refusalErrors(said.refusal, names);
  return sendForm(services, request, refusedForm(reply, said.refusal.code), place, typed, errors);
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  place: Place,
  typed: Fields | undefined,
  errors: FieldErrors,
): Promise<Reply> {
  const notice: NoticeForm = NOTICE_FORMS[place.kind];
  const act = `author:${notice.type}`;
  if (!may(services, request, act)) {
    const sentence = `Your mandate does not include this. Ask your administrator for one that lets you do "${act}".`;
    return refused(reply, { code: 'not-mandated', sentence });
  }
  const fields = notice
    .fields(await groundOf(services, request, place))
    .map((field) => draw(field, typed, errors));
  const { title, lead } = T[place.kind];
  const label = notice.type === 'hold' ? T.signOrPropose : T.sign;
  const body = html`${backLink(...place.back)}${errorSummary(errors)}${pageHead({ title, lead })}${form(request, reply, { action: place.path }, html`${fields}${actions(button(label))}`)}`;
  return sendPage(request, reply, { title, section: 'cases', body });
}

function draw(field: FieldOf, typed: Fields | undefined, errors: FieldErrors): Markup {
  const { kind, name, label, help, optional = false, initial = '', choices = [] } = field;
  const value = typed === undefined ? initial : textOf(typed, name);
  const chosen = typed === undefined ? [initial] : [typed[name] ?? []].flat();
  const drawn = choices.map((choice) => ({ ...choice, checked: chosen.includes(choice.value) }));
  const own = { name, label, optional, error: errors.get(name), ...(help === undefined ? {} : { help }) };
  switch (kind) {
    case 'line':
      return textField({ ...own, value });
    case 'day':
      return textField({ ...own, value, width: 'short', spellcheck: false });
    case 'area':
      return areaField({ ...own, value, rows: 4 });
    case 'radios':
      return radios({ ...own, choices: drawn });
    case 'checkboxes':
      return checkboxes({ ...own, choices: drawn });
    case 'select':
      return selectField({ ...own, choices: drawn });
  }
}

/** Links to what this seat may tell somebody in a case. */
export function caseNoticeLinks(
  services: PageServices,
  request: Request,
  caseId: string,
): readonly (readonly [string, string])[] {
  return TOLD_KINDS.filter((kind) => may(services, request, `author:${NOTICE_FORMS[kind].type}`)).map(
    (kind) => [T.links[kind], `/cases/${caseId}/say/${kind}`] as const,
  );
}
