import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type ConsultationSeen, consultationsOf } from '#press/consultations.ts';
import { ANSWERS } from '#press/statements.ts';
import { type Typed, typedIn } from '#site/form-body.ts';
import { seeInCase } from '#site/seeing.ts';
import { namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { signOrPropose } from '#site/sign-or-propose.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { html, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, radios, selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { lineNotFound, withoutMandate } from './press-services.ts';
import { PRESS_TEXTS as T } from './texts.ts';

const UTC_MINUTES = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** `/cases/<id>/lines/ask` and `/statements/<digest>/naming`: the operator is asked before it is named, and answers. */
export function consultPages(app: App, services: PageServices): void {
  const inCase = { preHandler: app.requireActor, schema: { params: Type.Object({ case: Uuid }) } };
  app.get('/cases/:case/lines/ask', inCase, (request, reply) =>
    sendQuestion(services, request, reply, request.params.case, {}, NO_ERRORS),
  );
  app.post('/cases/:case/lines/ask', inCase, async (request, reply) => {
    const caseId = request.params.case;
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const typed = typedIn(request);
    const errors = faultsIn(typed);
    if (errors.size > 0) return sendQuestion(services, request, refusedForm(reply), caseId, typed, errors);
    const claims = {
      operator: typed.operator!,
      proposed: typed.proposed!,
      answer_by: `${typed.answer_by}:00Z`,
      asked_by: person.person,
    };
    const draft = { type: 'naming-consultation', issuer: person.party, case: caseId, claims };
    const asked = await signOrPropose(services, request, person, draft);
    // The question reaches nobody before it is released: the next step is to give it to the operator.
    if (asked.ok) return seeOther(reply, asked.value.replace(/\/done$/, '/release'));
    const refusals = refusalErrors(asked.refusal, Object.keys(claims));
    return sendQuestion(services, request, refusedForm(reply, asked.refusal.code), caseId, typed, refusals);
  });

  const ofQuestion = { preHandler: app.requireActor, schema: { params: Type.Object({ digest: Digest }) } };
  app.get('/statements/:digest/naming', ofQuestion, async (request, reply) => {
    const found = await askedOfUs(services, request, request.params.digest);
    return found === undefined ? lineNotFound(reply) : sendAnswer(services, request, reply, found, {}, NO_ERRORS);
  });
  app.post('/statements/:digest/naming', ofQuestion, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const found = await askedOfUs(services, request, request.params.digest);
    if (found === undefined) return lineNotFound(reply);
    const typed = typedIn(request);
    if (!typed.answer) {
      const errors = new Map([['answer', T.needed]]);
      return sendAnswer(services, request, refusedForm(reply), found, typed, errors);
    }
    const { caseId, asked } = found;
    const remark = typed.remark ? { remark: typed.remark } : {};
    const claims = { consultation: asked.digest, answer: typed.answer, ...remark, answered_by: person.person };
    const draft = { type: 'naming-answer', issuer: person.party, case: caseId, claims };
    const given = await signOrPropose(services, request, person, draft);
    if (given.ok) return seeOther(reply, given.value.replace(/\/done$/, '/release'));
    const errors = refusalErrors(given.refusal, ['answer', 'remark']);
    return sendAnswer(services, request, refusedForm(reply, given.refusal.code), found, typed, errors);
  });
}

function faultsIn(typed: Typed): FieldErrors {
  const missing = ['operator', 'proposed'].filter((name) => !typed[name]).map((name) => [name, T.needed] as const);
  const late = UTC_MINUTES.test(typed.answer_by ?? '') ? [] : [['answer_by', T.timeWrong] as const];
  return new Map([...missing, ...late]);
}

async function sendQuestion(
  services: PageServices,
  request: Request,
  reply: Reply,
  caseId: string,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const lacking = withoutMandate(services, request, reply, 'naming-consultation');
  if (lacking !== null) return lacking;
  const { book } = await namesFor(services);
  const operators = [...book.parties.values()].filter(({ kind }) => kind === 'operator');
  const choices = operators.map(({ party, name }) => ({
    value: party,
    label: name,
    words: 'name' as const,
    checked: typed.operator === party,
  }));
  const fields = html`${selectField({ name: 'operator', label: T.asked, choices, error: errors.get('operator') })}
${areaField({ name: 'proposed', label: T.proposed, rows: 4, value: typed.proposed, error: errors.get('proposed') })}
${textField({ name: 'answer_by', label: T.answerBy, help: T.answerByHelp, type: 'datetime-local', width: 'short', value: typed.answer_by, error: errors.get('answer_by') })}
${actions(button(T.askButton))}`;
  const body = html`${backLink(T.crumbLines, `/cases/${caseId}/lines`)}${errorSummary(errors)}${pageHead({ title: T.consultTitle, lead: T.consultLead })}${form(request, reply, { action: `/cases/${caseId}/lines/ask` }, fields)}`;
  return sendPage(request, reply, { title: T.consultTitle, section: 'cases', body });
}

type Asked = { readonly caseId: string; readonly asked: ConsultationSeen };

async function askedOfUs(services: PageServices, request: Request, digest: string): Promise<Asked | undefined> {
  const seen = await seeInCase(services, request, digest);
  if (seen === null) return undefined;
  const all = consultationsOf(await services.reader.case(seen.caseId, request.viewer));
  const asked = all.find((one) => one.digest === digest && one.operator === request.viewer.party);
  return asked === undefined ? undefined : { caseId: seen.caseId, asked };
}

async function sendAnswer(
  services: PageServices,
  request: Request,
  reply: Reply,
  { caseId, asked }: Asked,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const lacking = withoutMandate(services, request, reply, 'naming-answer');
  if (lacking !== null) return lacking;
  const names = await namesFor(services);
  const due = asked.answerBy === null ? '–' : when(asked.answerBy);
  const lead = sentence(T.answerLead, { party: said(names.party(asked.issuer)), when: due });
  const choices = ANSWERS.map((value) => ({
    value,
    label: T.answerChoices[value],
    checked: typed.answer === value,
  }));
  const fields = html`${radios({ name: 'answer', label: T.answer, choices, error: errors.get('answer') })}
${areaField({ name: 'remark', label: T.remark, help: T.remarkHelp, optional: true, rows: 4, value: typed.remark, error: errors.get('remark') })}
${actions(button(T.answerButton))}`;
  const body = html`${backLink(T.crumbLines, `/cases/${caseId}/lines`)}${errorSummary(errors)}${pageHead({ title: T.answerTitle, lead })}<div class="stack"><blockquote dir="auto">${asked.proposed ?? '–'}</blockquote>${form(request, reply, { action: `/statements/${asked.digest}/naming` }, fields)}</div>`;
  return sendPage(request, reply, { title: T.answerTitle, section: 'cases', body });
}
