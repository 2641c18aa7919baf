import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { type LinkForm, type LinkValues, linkForm, readLink } from '#incidents/form/form-link.ts';
import { filledByLink } from '#incidents/form/pages/form-link-parts.ts';
import { incidentWithdrawal } from '#incidents/statements/report.ts';
import { OPENING_TYPES } from '#incidents/statements.ts';
import type { Shown } from '#ledger/contract.ts';
import { notFound, type Seen, seeInCase, seeStatement } from '#site/seeing.ts';
import { namesFor, type PageServices, personOf } from '#site/services.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { Digest } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, radios, selectField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';

const T = INCIDENT_TEXTS.withdraw;
const params = Type.Object({ digest: Digest });
const FIELD_LIMIT_CHARACTERS = 8_000;
const Field = Type.Optional(Type.String({ maxLength: FIELD_LIMIT_CHARACTERS }));
const Withdrawal = Type.Object({ reason: Field, duplicate_of: Field, summary: Field });
type Typed = { readonly reason?: string; readonly duplicate_of?: string; readonly summary?: string };

/** `?reason=…&duplicate_of=…&summary=…`: what another desk proposes for the form. */
const WITHDRAWAL_LINK: LinkForm = linkForm(incidentWithdrawal.claims, ['reason', 'duplicate_of', 'summary']);

/** Taking a statement back: a false alarm or a duplicate, at every holder. */
export function withdrawPages(app: App, services: PageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/statements/:digest/withdraw', { ...signedIn, schema: { params } }, async (request, reply) => {
    const seen = await seeStatement(services, request, request.params.digest);
    if (seen === null) return notFound(reply);
    const link = readLink(WITHDRAWAL_LINK, request.query);
    return sendForm(services, request, reply, seen, link.fields as Typed, NO_ERRORS, link);
  });

  app.post(
    '/statements/:digest/withdraw',
    { ...signedIn, schema: { params, body: Withdrawal } },
    async (request, reply) => {
      const seen = await seeInCase(services, request, request.params.digest);
      if (seen === null) return notFound(reply);
      const typed = request.body as Typed;
      const missing = missingIn(typed);
      if (missing.size > 0) return sendForm(services, request, refusedForm(reply), seen, typed, missing);
      const person = personOf(request)!;
      const claims = {
        withdraws: [seen.shown.digest],
        reason: typed.reason ?? '',
        ...(typed.reason === 'duplicate' ? { duplicate_of: typed.duplicate_of ?? '' } : {}),
        ...(typed.summary?.trim() ? { summary: typed.summary.trim() } : {}),
      };
      const outcome = await services.ledger.submit({
        kind: 'draft',
        actor: person,
        draft: { type: 'incident-withdrawal', issuer: person.party, case: seen.caseId, claims },
        ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
      });
      if (outcome.ok) return seeOther(reply, `/statements/${outcome.value?.digest ?? seen.shown.digest}/done`);
      const errors = refusalErrors(outcome.refusal, ['reason', 'duplicate_of', 'summary']);
      return sendForm(services, request, refusedForm(reply), seen, typed, errors);
    },
  );
}

function missingIn({ reason, duplicate_of: stays }: Typed): FieldErrors {
  if (reason !== 'false-alarm' && reason !== 'duplicate') return new Map([['reason', T.chooseReason]]);
  return reason === 'duplicate' && !stays ? new Map([['duplicate_of', T.chooseStaying]]) : NO_ERRORS;
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  seen: Seen,
  typed: Typed,
  errors: FieldErrors,
  link?: LinkValues,
) {
  const names = await namesFor(services);
  const label = (shown: Shown) => typeLabel(shown.type);
  const others = seen.inCase.filter((one) => OPENING_TYPES.includes(one.type) && one.digest !== seen.shown.digest);
  const fields = html`${radios({
    name: 'reason',
    label: T.reason,
    error: errors.get('reason'),
    choices: [
      {
        value: 'false-alarm',
        label: T.falseAlarm,
        help: T.falseAlarmHelp,
        checked: typed.reason === 'false-alarm',
      },
      { value: 'duplicate', label: T.duplicate, help: T.duplicateHelp, checked: typed.reason === 'duplicate' },
    ],
  })}
${
  others.length > 0 &&
  selectField({
    name: 'duplicate_of',
    label: T.duplicateOf,
    optional: true,
    error: errors.get('duplicate_of'),
    choices: [
      { value: '', label: '–' },
      ...others.map((one) => ({
        value: one.digest,
        label: `${label(one)}, ${names.party(one.issuer)}, ${plainWhen(one.recordedAt)}`,
        checked: typed.duplicate_of === one.digest,
      })),
    ],
  })
}
${areaField({ name: 'summary', label: T.summary, optional: true, rows: 4, value: typed.summary, error: errors.get('summary') })}
${actions(button(T.button, 'grave'))}`;
  const what = sentence(T.what, { type: label(seen.shown), when: when(seen.shown.recordedAt) });
  const action = `/statements/${seen.shown.digest}/withdraw`;
  const body = html`${backLink(label(seen.shown), `/statements/${seen.shown.digest}`)}${errorSummary(errors)}
${pageHead({ title: T.title, lead: T.lead })}${link !== undefined && filledByLink(link)}<div class="stack"><p><strong>${what}</strong></p>${form(request, reply, { action }, fields)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'cases', body });
}
