import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { giveToAuthority } from '#incidents/form/pages/alert-delivery.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { noPerson, type PageServices, personOf } from '#site/services.ts';
import { INCIDENT_TEXTS as CASE_TEXTS } from '#site/texts.ts';
import type { JsonValue } from '#statement/draft.ts';
import { NOT_KNOWN_YET, Uuid } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, radios } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { type Finding, findingFields, readFinding } from './finding-form.ts';

const T = RELAY_TEXTS.update;
const params = Type.Object({ case: Uuid });
const SUMMARY_LIMIT_CHARACTERS = 16_000;
const LINE_LIMIT_CHARACTERS = 500;
const Line = Type.Optional(Type.String({ maxLength: LINE_LIMIT_CHARACTERS }));
const UpdateForm = Type.Object({
  kind: Type.Optional(Type.Enum(['incident-update', 'incident-final'])),
  summary: Type.Optional(Type.String({ maxLength: SUMMARY_LIMIT_CHARACTERS })),
  stage: Type.Optional(Type.String({ maxLength: 40 })),
  danger_to_life: Type.Optional(Type.String({ maxLength: 40 })),
  occurred_at: Line,
  indicators: Type.Optional(Type.String({ maxLength: SUMMARY_LIMIT_CHARACTERS })),
  source_title: Line,
  source_publisher: Line,
  source_url: Line,
});
type Typed = Finding & {
  readonly kind?: string;
  readonly summary?: string;
  readonly stage?: string;
  readonly danger_to_life?: string;
};

/** `/cases/<id>/update`: what is new since one's own report, or the last word. */
export function updatePages(app: App, services: PageServices): void {
  app.get('/cases/:case/update', { preHandler: app.requireActor, schema: { params } }, (request, reply) =>
    sendForm(request, reply, request.params.case, {}, NO_ERRORS),
  );

  app.post(
    '/cases/:case/update',
    { preHandler: app.requireActor, schema: { params, body: UpdateForm } },
    async (request, reply) => {
      const person = personOf(request);
      if (person === undefined) return refused(reply, noPerson);
      const typed = request.body as Typed;
      const caseId = request.params.case;
      const summary = typed.summary?.trim() ?? '';
      const finding = readFinding(typed);
      const errors = new Map([
        ...(summary === '' ? [['summary', T.summaryNeeded] as const] : []),
        ...finding.errors,
      ]);
      if (errors.size > 0) return sendForm(request, refusedForm(reply), caseId, typed, errors);
      const outcome = await services.ledger.submit({
        kind: 'draft',
        actor: person,
        draft: {
          type: typed.kind ?? 'incident-update',
          issuer: person.party,
          case: caseId,
          claims: { ...claimsOf(typed, summary), ...finding.claims },
        },
        ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
      });
      if (!outcome.ok) {
        const errors = refusalErrors(outcome.refusal, ['summary', 'stage', 'occurred_at', 'indicators']);
        return sendForm(request, refusedForm(reply, outcome.refusal.code), caseId, typed, errors);
      }
      const { digest } = outcome.value!;
      await giveToAuthority(services, request, person, digest);
      return seeOther(reply, `/statements/${digest}/receipt`);
    },
  );
}

function claimsOf({ stage, danger_to_life: danger }: Typed, summary: string): Record<string, JsonValue> {
  return {
    summary,
    ...(stage !== undefined && stage in T.stages ? { stage } : {}),
    ...(danger === 'yes' || danger === 'no' ? { danger_to_life: danger } : {}),
    ...(danger === 'not-known-yet' ? { danger_to_life: NOT_KNOWN_YET } : {}),
  };
}

function sendForm(request: Request, reply: Reply, caseId: string, typed: Typed, errors: FieldErrors): Reply {
  const choices = (labels: Readonly<Record<string, string>>, chosen: string | undefined, unchanged = true) => [
    ...Object.entries(labels).map(([value, label]) => ({ value, label, checked: value === chosen })),
    ...(unchanged ? [{ value: '', label: T.unchanged, checked: (chosen ?? '') === '', apart: true }] : []),
  ];
  const fields = html`${areaField({ name: 'summary', label: T.summary, value: typed.summary, error: errors.get('summary') })}
${findingFields(typed, errors)}
${radios({ name: 'danger_to_life', label: T.danger, choices: choices(T.dangers, typed.danger_to_life) })}
${radios({ name: 'stage', label: T.stage, choices: choices(T.stages, typed.stage) })}
${radios({ name: 'kind', label: T.kind, choices: choices(T.kinds, typed.kind ?? 'incident-update', false) })}
${actions(button(T.button))}`;
  const body = html`${backLink(CASE_TEXTS.statement.crumb, `/cases/${caseId}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
${form(request, reply, { action: `/cases/${caseId}/update` }, fields)}`;
  return sendPage(request, reply, { title: T.title, section: 'cases', body });
}
