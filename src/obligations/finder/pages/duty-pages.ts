import { Type } from 'typebox';
import { refusedForm } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { type DutyServices, splitInput } from '#obligations/finder/duty-routes.ts';
import { findDuties } from '#obligations/finder/finder.ts';
import { readQuestion } from '#obligations/finder/finder-input.ts';
import { DUTY_TEXTS as T } from '#obligations/pages/duty-texts.ts';
import { regimePages } from '#obligations/regimes/pages/regime-pages.ts';
import { html } from '#web/html.ts';
import { NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { details, notice, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { dutyForm, type Typed } from './duty-form.ts';
import { dutyResult } from './duty-result.ts';

export type DutyPageServices = DutyServices & { readonly exerciseStates: readonly string[] };

const MAX_FIELD_CHARACTERS = 1_000;
/** More than there are states. */
const MAX_CHOSEN = 256;
const Field = Type.String({ maxLength: MAX_FIELD_CHARACTERS });
const Fields = Type.Record(
  Type.String({ maxLength: 40 }),
  Type.Union([Field, Type.Array(Field, { maxItems: MAX_CHOSEN })]),
);

/**
 * `/duties`: facts in, duties out, without sign-in and without JavaScript. The form is posted, so that what somebody
 * suffers stands in no address and no log; a link may carry facts that are no secret.
 */
export function dutyPages(app: App, services: DutyPageServices): void {
  app.get('/duties', { schema: { querystring: Fields } }, (request, reply) =>
    sendDuties(request, reply, services, request.query as Typed),
  );
  app.post('/duties', { schema: { body: Fields }, config: { rate: 'read' } }, (request, reply) =>
    sendDuties(request, reply, services, request.body as Typed),
  );
  regimePages(app, services);
}

function sendDuties(request: Request, reply: Reply, services: DutyPageServices, typed: Typed): Reply {
  const { stateName, exerciseStates, rulebook, now } = services;
  const asked = splitInput(typed);
  const question = readQuestion(asked);
  const form = (errors = NO_ERRORS) => dutyForm(request, reply, { typed, errors, stateName, exerciseStates });
  const head = html`${pageHead({ title: T.title, lead: T.lead })}${notice(T.guidance, html`<p>${T.guidanceHelp}</p>`, 'wait')}`;
  const regimes = html`<p><a href="/duties/regimes">${T.allRegimes}</a></p>`;
  if (!question.ok) {
    refusedForm(reply);
    const { refusal } = question;
    const body = html`<div class="stack loose">${head}${form(refusalErrors(refusal, refusal.place === undefined ? [] : [refusal.place]))}${regimes}</div>`;
    return sendPage(request, reply, { title: T.title, body });
  }
  const { facts, zone, known } = question.value;
  if (Object.keys(facts).length === 0 && known.moments.size === 0) {
    return sendPage(request, reply, {
      title: T.title,
      body: html`<div class="stack loose">${head}${form()}${regimes}</div>`,
    });
  }
  const answers = findDuties(question.value, rulebook);
  const result = dutyResult({ answers, facts, zone, now: now(), stateName });
  const body = html`<div class="stack loose">${head}${result}<div class="no-print">${details(T.change, form())}</div>${regimes}</div>`;
  return sendPage(request, reply, { title: T.title, body });
}
