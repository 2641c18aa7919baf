import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { namedStates } from '#incidents/case-reads.ts';
import { readField } from '#incidents/form/alert-questions.ts';
import { type LinkForm, type LinkValues, linkForm, readLink } from '#incidents/form/form-link.ts';
import { filledByLink } from '#incidents/form/pages/form-link-parts.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { incidentCorrection } from '#incidents/statements/report.ts';
import { claimValue } from '#site/claim-value.ts';
import { type Fields, fieldsOf } from '#site/form-body.ts';
import { notFound, type SeenInCase, seeInCase } from '#site/seeing.ts';
import { namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { likelyStates, stateChoice } from '#site/state-choice.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import type { JsonValue } from '#statement/draft.ts';
import { COMMON_CLAIMS, Digest, NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { html } from '#web/html.ts';
import { claimLabel, typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, checkboxes, radios } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';

const T = INCIDENT_TEXTS.correct;
const params = Type.Object({ digest: Digest });
const SUMMARY_LIMIT_CHARACTERS = 4_000;

/** `?summary=…&retracts=…&danger_to_life=…&affected_states=…`: what another desk proposes for the form. */
const CORRECTION_LINK: LinkForm = {
  ...linkForm(incidentCorrection.claims, ['summary', 'retracts']),
  danger_to_life: { fits: (value) => readField('danger_to_life', value).ok },
  affected_states: { several: true, fits: (value) => readField('affected_states', value).ok },
};

/** `/statements/<digest>/correct`: what was wrong, which claims are taken back, and what holds instead. */
export function correctPages(app: App, services: PageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/statements/:digest/correct', settings, async (request, reply) => {
    const seen = await seeInCase(services, request, request.params.digest);
    if (seen === null) return notFound(reply);
    const link = readLink(CORRECTION_LINK, request.query);
    return sendForm(services, request, reply, seen, link.fields, NO_ERRORS, link);
  });

  app.post('/statements/:digest/correct', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const seen = await seeInCase(services, request, request.params.digest);
    if (seen === null) return notFound(reply);
    const typed = fieldsOf(request.body);
    const claims = claimsOf(seen, typed);
    const missing = missingIn(seen, typed, claims);
    if (missing.size > 0) return sendForm(services, request, refusedForm(reply), seen, typed, missing);
    const outcome = await services.ledger.submit({
      kind: 'draft',
      actor: person,
      draft: { type: incidentCorrection.name, issuer: person.party, case: seen.caseId, claims },
      ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
    });
    if (outcome.ok) return seeOther(reply, `/statements/${outcome.value?.digest ?? ''}/done`);
    const errors = refusalErrors(outcome.refusal, ['summary', 'retracts', 'affected_states']);
    return sendForm(services, request, refusedForm(reply, outcome.refusal.code), seen, typed, errors);
  });
}

/** Claims of the corrected statement that a correction can speak of. */
function correctable({ shown }: SeenInCase) {
  return [...shown.claims.values()].filter(
    ({ name }) => COMMON_CLAIMS[name] === undefined && incidentCorrection.claims[name] !== undefined,
  );
}

function claimsOf(seen: SeenInCase, typed: Fields): Record<string, JsonValue> {
  const one = (name: string) => ([typed[name]].flat()[0] ?? '').trim();
  const known = correctable(seen).map(({ name }) => name);
  const retracts = [typed.retracts ?? []].flat().filter((name) => known.includes(name));
  const danger = one('danger_to_life');
  const states = [typed.affected_states ?? []].flat();
  return {
    corrects: seen.shown.digest,
    summary: one('summary').slice(0, SUMMARY_LIMIT_CHARACTERS),
    ...(retracts.length === 0 ? {} : { retracts }),
    ...(danger === 'yes' || danger === 'no' ? { danger_to_life: danger } : {}),
    ...(danger === 'not-known-yet' ? { danger_to_life: NOT_KNOWN_YET } : {}),
    ...(states.length === 0 || isSame(states, statesOf(seen)) ? {} : { affected_states: states }),
  };
}

function missingIn(seen: SeenInCase, typed: Fields, claims: Readonly<Record<string, JsonValue>>): FieldErrors {
  const missing = new Map<string, string>();
  if (claims.summary === '') missing.set('summary', T.summaryNeeded);
  // No tick at all would read as nothing new, while the person meant that no state is affected any more.
  const untied = [typed.affected_states ?? []].flat().length === 0 && statesOf(seen).length > 0;
  const takenBack = [typed.retracts ?? []].flat().includes('affected_states');
  if (untied && !takenBack) missing.set('affected_states', T.statesNone);
  return missing;
}

/** The states that the corrected statement names. */
function statesOf({ shown }: SeenInCase): readonly string[] {
  return namedStates([shown]);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set(one).symmetricDifference(new Set(other)).size === 0;
}

async function sendForm(
  services: PageServices,
  request: Request,
  reply: Reply,
  seen: SeenInCase,
  typed: Fields,
  errors: FieldErrors,
  link?: LinkValues,
): Promise<Reply> {
  const names = await namesFor(services);
  const type = services.ledger.types.get(seen.shown.type);
  const one = (name: string) => [typed[name]].flat()[0];
  const retracted = [typed.retracts ?? []].flat();
  const choices = correctable(seen).map(({ name, value }) => ({
    value: name,
    label: claimLabel(seen.shown.type, name),
    help: claimValue(name, value, type, names),
    checked: retracted.includes(name),
  }));
  const dangers = Object.entries(RELAY_TEXTS.update.dangers).map(([value, label]) => ({
    value,
    label,
    checked: one('danger_to_life') === value,
  }));
  const unchanged = {
    value: '',
    label: RELAY_TEXTS.update.unchanged,
    checked: (one('danger_to_life') ?? '') === '',
    apart: true,
  };
  const asked = typed.affected_states ?? (request.method === 'GET' ? statesOf(seen) : []);
  const states = stateChoice({
    name: 'affected_states',
    label: T.states,
    help: statesOf(seen).length > 0 && T.statesHelp,
    error: errors.get('affected_states'),
    likely: likelyStates(services, names.book),
    nameOf: names.state,
    ticked: new Set([asked].flat()),
  });
  const fields = html`${areaField({ name: 'summary', label: T.summary, rows: 4, value: one('summary'), error: errors.get('summary') })}
${checkboxes({ name: 'retracts', label: T.retracts, help: T.retractsHelp, error: errors.get('retracts'), choices })}
${radios({ name: 'danger_to_life', label: T.danger, choices: [...dangers, unchanged] })}
${states}
${actions(button(T.button))}`;
  const label = typeLabel(seen.shown.type);
  const body = html`${backLink(label, `/statements/${seen.shown.digest}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}${link !== undefined && filledByLink(link)}
${form(request, reply, { action: `/statements/${seen.shown.digest}/correct` }, fields)}`;
  return sendPage(request, reply, { title: T.title, section: 'cases', body });
}
