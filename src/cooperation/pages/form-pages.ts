import { Type } from 'typebox';
import { LINKS } from '#cooperation/links.ts';
import { threadFor } from '#cooperation/reads.ts';
import { senderFor } from '#cooperation/routes.ts';
import { keepWish, planOf } from '#cooperation/sending.ts';
import { TYPE_BY_NAME } from '#cooperation/statements.ts';
import { templateOf } from '#cooperation/templates.ts';
import type { Entry } from '#cooperation/thread.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { MANDATED_KINDS } from '#parties/statements.ts';
import { readDraft } from '#parties/workspace/workspace.ts';
import { type Fields, fieldsOf, textOf } from '#site/form-body.ts';
import { formErrors, formFields, readForm } from '#site/kinds/form.ts';
import { readValue, type Wrong } from '#site/kinds/read.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { typedFrom } from '#site/kinds/typed.ts';
import { settingFor } from '#site/pages/form-setting.ts';
import { namesFor, type PageServices, personOf, workspaceOf } from '#site/services.ts';
import { kindOf } from '#statement/kinds.ts';
import { Digest, type StatementType, Uuid } from '#statement/statement-type.ts';
import { html, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS } from '#web/parts/errors.ts';
import { textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, details, notice, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { COOPERATION_TEXTS } from './texts.ts';

const T = COOPERATION_TEXTS.form;
const params = Type.Object({ type: Type.String({ pattern: '^[a-z][a-z-]{1,60}$' }) });
const querystring = Type.Object(
  {
    about: Type.Optional(Digest),
    case: Type.Optional(Uuid),
    template: Type.Optional(Type.String({ pattern: '^[a-z-]{1,60}$' })),
    draft: Type.Optional(Uuid),
  },
  { additionalProperties: false },
);

type Asked = {
  readonly type: StatementType;
  readonly case: string | undefined;
  /** What it answers, where it answers something. */
  readonly about: Entry | undefined;
  readonly fixed: Readonly<Record<string, string>>;
};

/** `/cooperation/new/<type>`: a form for each kind of thing one state says to another. */
export function formPages(app: App, services: PageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params, querystring } };
  app.get('/cooperation/new/:type', settings, async (request, reply) => {
    const asked = await askedFor(services, request, request.params.type, request.query);
    if (asked === undefined) return refused(reply, typeUnknown);
    const started = await startOf(services, request, asked, request.query);
    return sendForm(services, request, reply, asked, started, NO_ERRORS, request.query.template !== undefined);
  });

  app.post('/cooperation/new/:type', settings, async (request, reply) => {
    const typed = fieldsOf(request.body);
    const asked = await askedFor(services, request, request.params.type, request.query);
    if (asked === undefined) return refused(reply, typeUnknown);
    const sender = senderFor(request, services);
    if (!sender.ok) return refused(reply, sender.refusal);
    const { claims, errors } = readForm(asked.type, { ...typed, ...asked.fixed }, unaskedIn(asked));
    const terms: Wrong = new Map();
    const under =
      asked.type.claims.to === undefined ? undefined : readValue(kindOf(Digest), typed, 'under', terms);
    const wrong = new Map([...errors, ...bracketsLeft(typed), ...terms]);
    if (wrong.size > 0) return sendForm(services, request, refusedForm(reply), asked, typed, wrong, false);
    const deleteBy = textOf(typed, 'delete_by');
    const kept = await keepWish(sender.value, {
      type: asked.type.name,
      claims,
      ...(asked.case === undefined ? {} : { case: asked.case }),
      ...(typeof under === 'string' ? { under } : {}),
      ...(deleteBy ? { delete_by: deleteBy.endsWith('Z') ? deleteBy : `${deleteBy}:00Z` } : {}),
    });
    if (kept.ok) return seeOther(reply, `/cooperation/drafts/${kept.value.id}`);
    const refusals = formErrors(asked.type, kept.refusal);
    return sendForm(services, request, refusedForm(reply, kept.refusal.code), asked, typed, refusals, false);
  });
}

/** Filled in from who signs in and from whom it is for; only an answer can leave the room of a question. */
function unaskedIn({ type, about }: Asked): ReadonlySet<string> {
  const persons = Object.entries(type.claims).filter(([, { schema }]) => kindOf(schema).name === 'person');
  const crossing = about === undefined ? ['crossing'] : [];
  return new Set([...persons.map(([name]) => name), 'person_name', 'to_state', ...crossing]);
}

/** What a template left for whoever uses it. */
function bracketsLeft(typed: Fields): FieldErrors {
  const left = Object.entries(typed).filter(([, value]) => /[⟨⟩]/u.test([value ?? ''].flat().join()));
  return new Map(left.map(([name]) => [name, T.bracketsLeft]));
}

async function askedFor(
  services: PageServices,
  request: Request,
  name: string,
  query: { readonly about?: string; readonly case?: string },
): Promise<Asked | undefined> {
  const type = TYPE_BY_NAME.get(name);
  if (type === undefined) return undefined;
  const link = LINKS[name];
  const thread = query.case === undefined ? undefined : await threadFor(services, request.viewer, query.case);
  const about = thread?.entries.find(({ digest }) => digest === query.about);
  if (about === undefined || link === undefined) return { type, case: query.case, about: undefined, fixed: {} };
  const claim = (wanted: string) => about.shown.claims.get(wanted)?.value;
  const own = request.signedIn!.actor.party;
  const fixed: Record<string, string> = { [link.claim]: about.digest };
  const governed = claim('governed_by');
  if (type.claims.governed_by !== undefined && typeof governed === 'string') fixed.governed_by = governed;
  const other = otherSide(name, about, own);
  if (type.claims.to !== undefined && other !== undefined) fixed.to = other;
  if (name === 'team-match') {
    const offer = thread?.entries.findLast((one) => one.type === 'team-offer' && one.about === about.digest);
    if (offer !== undefined)
      Object.assign(fixed, { offer: offer.digest, host: about.issuer, sender: offer.issuer });
  }
  if (name === 'team-deployment') {
    const word = thread?.entries.findLast((one) => one.type === 'host-consent' && one.about === about.digest);
    if (word !== undefined) fixed.consent = word.digest;
  }
  return { type, case: query.case, about, fixed };
}

/** Whom it goes to: the other party of what it answers, or of the match it is about. */
function otherSide(name: string, about: Entry, own: string): string | undefined {
  const claim = (wanted: string) => {
    const value = about.shown.claims.get(wanted)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  if (about.type === 'team-match') return name === 'host-consent' ? claim('sender') : claim('host');
  return about.issuer === own ? (about.to ?? undefined) : about.issuer;
}

/** What stands in the form when it is opened: a template's words, a draft's, or the room of what it answers. */
async function startOf(
  services: PageServices,
  request: Request,
  asked: Asked,
  query: { readonly template?: string; readonly draft?: string },
): Promise<Fields> {
  const person = personOf(request);
  const template = query.template === undefined ? undefined : templateOf(query.template);
  if (template?.type === asked.type.name) return typedFrom(asked.type, template.claims);
  if (query.draft !== undefined && person !== undefined) {
    const draft = await readDraft(workspaceOf(services, person), query.draft);
    if (draft.ok && draft.value.type === asked.type.name && planOf(draft.value) !== undefined) {
      return typedFrom(asked.type, draft.value.claims);
    }
  }
  const channel = asked.about?.channel;
  return channel === null || channel === undefined ? {} : { channel };
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  asked: Asked,
  typed: Fields,
  errors: FieldErrors,
  fromTemplate: boolean,
): Promise<Reply> {
  const names = await namesFor(services);
  const { type, about } = asked;
  const own = request.signedIn!.actor.party;
  const ownState = names.book.parties.get(own)?.territory;
  const abroad = [...names.book.parties.values()].filter(
    ({ kind, territory }) => territory !== ownState && (MANDATED_KINDS.includes(kind) || kind === 'regional-body'),
  );
  const members = [...names.book.parties.values()].filter(({ kind }) => MANDATED_KINDS.includes(kind));
  const person = request.signedIn!.actor;
  const given = { typed, errors, fixed: asked.fixed };
  const choices = (type.claims.members === undefined ? abroad : members).map(({ party, name }) => ({
    value: party,
    label: name,
  }));
  const setting = { ...(await settingFor(services, person, names, given)), parties: choices };
  const answering =
    about !== undefined &&
    html`<p class="soft">${T.answering}: <a href="/cooperation/threads/${asked.case ?? ''}#${about.digest}">${typeLabel(about.type)}</a>, ${said(names.party(about.issuer))}</p>`;
  const terms =
    type.claims.to !== undefined &&
    details(
      T.under,
      html`${textField({ name: 'under', label: T.under, help: T.underHelp, optional: true, error: errors.get('under'), value: [typed.under ?? ''].flat()[0] })}${textField({ name: 'delete_by', label: T.deleteBy, help: T.utc, optional: true, type: 'datetime-local', width: 'short', value: [typed.delete_by ?? ''].flat()[0] })}`,
    );
  const query = new URLSearchParams();
  if (asked.case !== undefined) query.set('case', asked.case);
  if (about !== undefined) query.set('about', about.digest);
  const text = query.toString();
  const action = `/cooperation/new/${type.name}${text === '' ? '' : `?${text}`}`;
  const { label: crumb, back } = await cameFrom(services, request, asked.case);
  const body = html`${backLink(crumb, back)}${errorSummary(errors)}${pageHead({ title: typeLabel(type.name), lead: leadFor(type) })}
${answering}${fromTemplate && notice(T.template, html``, 'wait')}
${form(request, reply, { action }, html`${formFields(type, setting, unaskedIn(asked))}${terms}${actions(button(leadFor(type) === T.lead ? T.preview : T.previewRecord))}`)}`;
  return sendPage(request, reply, { title: typeLabel(type.name), section: 'cooperation', body });
}

/** The thread, where there is one; whoever begins it comes from the case. */
async function cameFrom(
  services: PageServices,
  { viewer }: Request,
  caseId: string | undefined,
): Promise<{ readonly label: string; readonly back: string }> {
  if (caseId === undefined) return { label: T.crumb, back: '/cooperation' };
  const thread = await threadFor(services, viewer, caseId);
  if (thread === undefined) return { label: SAYING.say.crumb, back: `/cases/${caseId}` };
  return { label: T.crumbThread, back: `/cooperation/threads/${caseId}` };
}

function leadFor(type: StatementType): string {
  const stays = type.traits?.stays;
  if (stays === 'party') return T.leadPrivate;
  return type.claims.to === undefined || stays === 'state' ? T.leadRecord : T.lead;
}

const typeUnknown = { code: 'type-unknown', sentence: 'States say nothing of this kind to each other.' };
