import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { checkTimes } from '#incidents/content.ts';
import { normalised } from '#incidents/form/alert-form.ts';
import { ALERT_QUESTIONS, type AlertQuestion, readAnswer, refusalsOf } from '#incidents/form/alert-questions.ts';
import { readMoments, zoneOf } from '#incidents/form/typed-time.ts';
import { keepsTyped } from '#incidents/pages/keeps-typed.ts';
import type { Refusal } from '#outcome.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { draftParams, type Fields, fieldsOf } from '#site/form-body.ts';
import { namesFor, noPerson, type PageServices } from '#site/services.ts';
import { likelyStates } from '#site/state-choice.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary } from '#web/parts/errors.ts';
import { actions, form, VERSION_FIELD } from '#web/parts/form.ts';
import { taskList } from '#web/parts/lists.ts';
import { backLink, notice } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { reporterAt, requireReporter } from './alert-author.ts';
import { alertOf, answersOf, progressOf, saveAnswer, withZone } from './alert-draft.ts';
import { fieldErrors, summaryErrors } from './alert-errors.ts';
import { proposedFields, questionFields } from './alert-fields.ts';
import { draftPath, emergency } from './alert-start.ts';
import { questionTasks } from './alert-task-list.ts';
import { ALERT_TEXTS } from './alert-texts.ts';
import { zonesOf } from './alert-time-fields.ts';
import { FORM_LINK_TEXTS } from './form-link-texts.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = ALERT_TEXTS.question;
const IDS = ALERT_QUESTIONS.map(({ id }) => id);
const params = Type.Object({ ...draftParams, question: Type.Enum(IDS) });

/** One question a page, saved after each. */
export function alertQuestionPages(app: App, services: PageServices): void {
  const signedIn = { preHandler: requireReporter(services), schema: { params } };
  app.get('/report/:id/:question', signedIn, async (request, reply) => {
    const person = await reporterAt(services, request, request.params.id);
    if (person === undefined) return refused(reply, noPerson);
    const draft = await alertOf(services, person, request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    if (draft.value.state !== 'open') return seeOther(reply, draftPath(draft.value));
    return sendQuestion(services, request, reply, {
      draft: draft.value,
      question: questionOf(request.params.question),
    });
  });

  app.post('/report/:id/:question', signedIn, async (request, reply) => {
    const person = await reporterAt(services, request, request.params.id);
    if (person === undefined) return refused(reply, noPerson);
    const draft = await alertOf(services, person, request.params.id);
    if (!draft.ok) return refused(reply, draft.refusal);
    if (draft.value.state !== 'open') return seeOther(reply, draftPath(draft.value));
    const question = questionOf(request.params.question);
    const typed = normalised(readMoments(fieldsOf(request.body), services.ledger.now()));
    const shown = { draft: draft.value, question, typed };
    const answer = readAnswer(question.id, typed);
    if (!answer.ok) {
      const refusals = refusalsOf(question.id, typed);
      return sendQuestion(services, request, refusedForm(reply), { ...shown, refusals });
    }
    // Told here and not only to whoever signs, who may be somebody else and days later.
    const times = checkTimes(answer.value, services.ledger.now());
    if (!times.ok)
      return sendQuestion(services, request, refusedForm(reply), { ...shown, refusals: [times.refusal] });
    const version = Number(typed[VERSION_FIELD]);
    const asked = question.id === 'when' ? withZone(draft.value, zoneOf(typed)) : draft.value;
    const saved = await saveAnswer(services, person, asked, version, question.id, answer.value);
    if (!saved.ok) {
      const stale = saved.refusal.code === 'version-conflict';
      const refusals = stale ? [] : [saved.refusal];
      return sendQuestion(services, request, refusedForm(reply, saved.refusal.code), {
        ...shown,
        refusals,
        stale,
      });
    }
    return seeOther(
      reply,
      typed.leave === 'yes' ? `/report/${saved.value.id}` : nextPath(saved.value, question.id),
    );
  });
}

function questionOf(id: string): AlertQuestion {
  return ALERT_QUESTIONS.find((question) => question.id === id)!;
}

/** The next question not answered yet, after this one first; the task list once all are. */
function nextPath(draft: WorkspaceDraft, answered: string): string {
  const done = progressOf(draft).answered;
  const at = IDS.indexOf(answered as (typeof IDS)[number]);
  const next = [...IDS.slice(at + 1), ...IDS.slice(0, at)].find((id) => !done.includes(id));
  return next === undefined ? `/report/${draft.id}` : `/report/${draft.id}/${next}`;
}

/** What a link or a mail proposed for a question that nobody has answered yet. */
function proposedFor(draft: WorkspaceDraft, { id }: AlertQuestion) {
  const { answered, proposed, proposedBy } = progressOf(draft);
  if (proposed === undefined || proposedBy === undefined || answered.includes(id)) return undefined;
  const fields = proposedFields(id, proposed);
  if (fields === undefined) return undefined;
  return { fields, names: new Set(Object.keys(fields)), ...FORM_LINK_TEXTS.proposed[proposedBy] };
}

type QuestionPage = {
  readonly draft: WorkspaceDraft;
  readonly question: AlertQuestion;
  readonly typed?: Fields;
  readonly refusals?: readonly Refusal[];
  readonly stale?: boolean;
};

async function sendQuestion(
  services: PageServices,
  request: Request,
  reply: Reply,
  page: QuestionPage,
): Promise<Reply> {
  const { draft, question, typed, refusals = [], stale } = page;
  const names = await namesFor(services);
  const own = names.book.parties.get(draft.party)?.territory;
  const states = { likely: likelyStates(services, names.book, own), nameOf: names.state };
  const proposed = typed === undefined ? proposedFor(draft, question) : undefined;
  const filled = {
    typed: typed ?? proposed?.fields,
    saved: answersOf(draft),
    errors: fieldErrors(refusals),
    now: services.ledger.now(),
    states,
    clock: { chosen: progressOf(draft).zone, likely: zonesOf(own) },
    ...(proposed === undefined ? {} : { proposed }),
  };
  const number = IDS.indexOf(question.id) + 1;
  const caption = plainSentence(T.caption, { number, count: IDS.length });
  const fields = html`${questionFields(question.id, question.title, question.help, filled)}
${actions(button(T.save), button(T.saveAndLeave, 'text', { name: 'leave', value: 'yes' }))}`;
  const body = html`${backLink(T.back, `/report/${draft.id}`)}${errorSummary(summaryErrors(question, refusals))}${proposed !== undefined && notice(proposed.title, html``, 'wait')}${stale === true && notice(T.stale, html``, 'wait')}
${question.id === 'danger' && emergency(request)}<p class="caption soft">${caption}</p>
<div class="aside"><div>${keepsTyped(form(request, reply, { action: `/report/${draft.id}/${question.id}`, version: draft.version }, fields))}</div>
<nav class="stack tight" aria-labelledby="all"><h2 id="all">${REPORT_TEXTS.tasks.list}</h2>${taskList(questionTasks(draft))}</nav></div>`;
  return sendPage(request, reply, { title: question.title, section: 'report', body });
}
