import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { consultationsOf } from '#press/consultations.ts';
import { LINE_STAGES } from '#press/statements.ts';
import { type Typed, typedIn } from '#site/form-body.ts';
import { namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { signOrPropose } from '#site/sign-or-propose.ts';
import { INCIDENT_TEXTS as CASE_TEXTS } from '#site/texts.ts';
import type { JsonValue } from '#statement/draft.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, radios, selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { plainWhen } from '#web/parts/when.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { lineNotFound, ownLine, withoutMandate } from './press-services.ts';
import { PRESS_TEXTS as T } from './texts.ts';

const FIELDS = ['stage', 'language', 'headline', 'text', 'embargo', 'names', 'named_on', 'legal_basis'];
const LOCAL_MINUTES = 16;

/** Where the form stands: a new line, or one that corrects a published one. */
type Place = { readonly caseId: string; readonly path: string; readonly corrects?: string };

/** `/cases/<id>/lines/new` and `/lines/<digest>/correct`: a line is written, and proposed to a second person. */
export function writePages(app: App, services: PageServices): void {
  const inCase = { preHandler: app.requireActor, schema: { params: Type.Object({ case: Uuid }) } };
  const place = (caseId: string): Place => ({ caseId, path: `/cases/${caseId}/lines/new` });
  app.get('/cases/:case/lines/new', inCase, (request, reply) =>
    sendForm(
      services,
      request,
      reply,
      place(request.params.case),
      { stage: 'holding', language: 'en' },
      NO_ERRORS,
    ),
  );
  app.post('/cases/:case/lines/new', inCase, (request, reply) =>
    take(services, request, reply, place(request.params.case)),
  );

  const ofLine = { preHandler: app.requireActor, schema: { params: Type.Object({ digest: Digest }) } };
  const correcting = (caseId: string, digest: string): Place => ({
    caseId,
    path: `/lines/${digest}/correct`,
    corrects: digest,
  });
  app.get('/lines/:digest/correct', ofLine, async (request, reply) => {
    const own = await ownLine(services, request, request.params.digest);
    if (own === undefined) return lineNotFound(reply);
    const { stage, language, headline, text, names } = own.line;
    const typed = { stage, language, headline, text, names: names ?? '' };
    return sendForm(services, request, reply, correcting(own.caseId, own.line.line), typed, NO_ERRORS);
  });
  app.post('/lines/:digest/correct', ofLine, async (request, reply) => {
    const own = await ownLine(services, request, request.params.digest);
    if (own === undefined) return lineNotFound(reply);
    return take(services, request, reply, correcting(own.caseId, own.line.line));
  });
}

async function take(services: PageServices, request: Request, reply: Reply, place: Place): Promise<Reply> {
  const person = personOf(request);
  if (person === undefined) return refused(reply, noPerson);
  const typed = typedIn(request);
  const missing = ['headline', 'text'].filter((name) => !typed[name]);
  if (missing.length > 0) {
    const errors = new Map(missing.map((name) => [name, T.needed]));
    return sendForm(services, request, refusedForm(reply), place, typed, errors);
  }
  const claims = claimsOf(typed, place);
  const draft = { type: 'public-line', issuer: person.party, case: place.caseId, claims };
  const said = await signOrPropose(services, request, person, draft);
  if (said.ok) return seeOther(reply, said.value);
  const errors = refusalErrors(said.refusal, FIELDS);
  return sendForm(services, request, refusedForm(reply, said.refusal.code), place, typed, errors);
}

function claimsOf(typed: Typed, { corrects }: Place): Record<string, JsonValue> {
  const texts = ['stage', 'language', 'headline', 'text', 'names', 'named_on', 'legal_basis'].flatMap((name) =>
    typed[name] ? [[name, typed[name]] as const] : [],
  );
  const local = (typed.embargo ?? '').slice(0, LOCAL_MINUTES);
  return {
    ...Object.fromEntries(texts),
    ...(local === '' ? {} : { embargo: { local, zone: typed.zone || 'UTC' } }),
    ...(corrects === undefined ? {} : { corrects }),
  };
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  place: Place,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const lacking = withoutMandate(services, request, reply, 'public-line');
  if (lacking !== null) return lacking;
  const shown = await services.reader.case(place.caseId, request.viewer);
  if (shown.length === 0)
    return refused(reply, { code: 'case-not-found', sentence: CASE_TEXTS.case.noCase, spoken: true });
  const names = await namesFor(services);
  const operators = [...names.book.parties.values()].filter(({ kind }) => kind === 'operator');
  const consultations = consultationsOf(shown).filter(({ issuer }) => issuer === request.viewer.party);
  const choice = (name: string, value: string, label: string) => ({
    value,
    label,
    checked: typed[name] === value,
  });
  const error = (name: string) => errors.get(name);
  const fields = html`${radios({ name: 'stage', label: T.stage, error: error('stage'), choices: LINE_STAGES.map((stage) => ({ value: stage, label: T.stages[stage], help: T.stageHelp[stage], checked: (typed.stage ?? 'holding') === stage })) })}
${textField({ name: 'language', label: T.language, help: T.languageHelp, width: 'tiny', maxLength: 11, spellcheck: false, value: typed.language, error: error('language') })}
${textField({ name: 'headline', label: T.headline, maxLength: 300, value: typed.headline, error: error('headline') })}
${areaField({ name: 'text', label: T.text, help: T.textHelp, rows: 8, value: typed.text, error: error('text') })}
${textField({ name: 'embargo', label: T.local, help: T.localHelp, type: 'datetime-local', width: 'short', optional: true, value: typed.embargo, error: error('embargo') })}
${textField({ name: 'zone', label: T.zone, help: T.zoneHelp, width: 'short', optional: true, spellcheck: false, value: typed.zone ?? 'UTC' })}
${selectField({ name: 'names', label: T.operator, optional: true, error: error('names'), choices: [choice('names', '', T.nobody), ...operators.map(({ party, name }) => ({ ...choice('names', party, name), words: 'name' as const }))] })}
${selectField({ name: 'named_on', label: T.namedOn, help: T.namedOnHelp, optional: true, error: error('named_on'), choices: [choice('named_on', '', T.noConsultation), ...consultations.map((one) => choice('named_on', one.digest, plainSentence(T.consultation, { party: names.party(one.operator), when: plainWhen(one.askedAt), answer: T.answers[one.answer?.answer ?? 'open'] })))] })}
${textField({ name: 'legal_basis', label: T.legalBasis, help: T.legalBasisHelp, optional: true, maxLength: 300, value: typed.legal_basis, error: error('legal_basis') })}
${actions(button(T.sign))}`;
  const title = place.corrects === undefined ? T.writeTitle : T.correctTitle;
  const body = html`${backLink(T.crumbLines, `/cases/${place.caseId}/lines`)}${errorSummary(errors)}${pageHead({ title, lead: T.writeLead })}${form(request, reply, { action: place.path }, fields)}`;
  return sendPage(request, reply, { title, section: 'cases', body });
}
