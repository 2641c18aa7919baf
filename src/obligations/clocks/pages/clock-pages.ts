import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Actor, Authority, Ledger, Reader, Shown } from '#ledger/contract.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import { clocksSeen } from '#obligations/clocks/sight.ts';
import { sayAndGive } from '#obligations/clocks/word-giving.ts';
import { CLOCK_TEXTS } from '#obligations/pages/clock-texts.ts';
import { HOST_KINDS } from '#parties/statements.ts';
import { mandatesOf, partiesKnown, partyOf } from '#parties/view.ts';
import { Uuid } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { CLOCK_FORMS, type ClockFormName, clockForm } from './clock-forms.ts';
import { type ClockView, clocksSection, nextDeadline } from './clock-section.ts';
import type { FormContext, Typed } from './form-answers.ts';

const T = CLOCK_TEXTS.form;
const MAX_FIELD_CHARACTERS = 4_000;
const MAX_CHOSEN = 64;
const Field = Type.String({ maxLength: MAX_FIELD_CHARACTERS });
const Fields = Type.Record(
  Type.String({ maxLength: 80 }),
  Type.Union([Field, Type.Array(Field, { maxItems: MAX_CHOSEN })]),
);

/** What the clocks on a case, and their forms, stand on. */
export type ClockPageServices = {
  readonly connection: Connection;
  readonly ledger: Pick<Ledger, 'submit' | 'now' | 'types'>;
  readonly reader: Pick<Reader, 'case'>;
  readonly authority: Authority;
  readonly reckoning: Reckoning;
  partyNames(): Promise<{ readonly name: (party: string) => string }>;
};

/** The clocks of a case, on its page and, the one that is due first, on its first screen. */
export type CaseClocksShown = { readonly section: Markup | false; readonly next: Markup | undefined };

/**
 * The section of a case page, with what this viewer may do about its clocks; false where there is nothing to say. `page`
 * is the address of the case where another page shows what is due first.
 */
export async function caseClocks(
  services: ClockPageServices,
  request: Request,
  caseId: string,
  shown: readonly Shown[],
  page = '',
): Promise<CaseClocksShown> {
  const may = (act: string) => {
    const { signedIn } = request;
    return signedIn !== null && services.authority.mayAct(signedIn.actor, signedIn.roles, act).ok;
  };
  const { name } = await services.partyNames();
  const view: ClockView = {
    caseId,
    clocks: await clocksSeen(services, request.viewer, caseId, shown),
    reckoning: services.reckoning,
    now: services.ledger.now(),
    viewer: request.viewer.party,
    partyName: name,
    offers: {
      party: request.viewer.party,
      mayState: may('author:clock-event'),
      mayFile: may('author:duty-filing'),
      mayChange: may('author:duty-change'),
      mayAsk: may('author:report-request'),
      mayPromise: may('author:promise'),
    },
  };
  return { section: clocksSection(view), next: nextDeadline(view, page) };
}

/** `/cases/:case/clocks/…`: when it began, that a law applies, that a stage was filed, that a duty is changed. */
export function clockPages(app: App, services: ClockPageServices): void {
  const params = Type.Object({ case: Uuid, form: Type.Enum([...CLOCK_FORMS]) });
  const signedIn = { preHandler: app.requireActor };
  app.get(
    '/cases/:case/clocks/:form',
    { ...signedIn, schema: { params, querystring: Fields } },
    async (request, reply) => {
      const { case: caseId, form: name } = request.params;
      return sendForm(services, request, reply, {
        caseId,
        name,
        typed: request.query as Typed,
        errors: NO_ERRORS,
      });
    },
  );
  app.post(
    '/cases/:case/clocks/:form',
    { ...signedIn, schema: { params, body: Fields } },
    async (request, reply) => {
      const { case: caseId, form: name } = request.params;
      const typed = request.body as Typed;
      const asked = await contextFor(services, request, caseId);
      if (asked === undefined) return notHere(reply);
      const filled = clockForm(name, asked.context, typed, NO_ERRORS);
      if (filled === undefined) return notHere(reply);
      const answered = filled.claims();
      if ('errors' in answered) {
        return sendForm(services, request, refusedForm(reply), { caseId, name, typed, errors: answered.errors });
      }
      const draft = { type: filled.type, issuer: asked.context.party, case: caseId, claims: answered.claims };
      const outcome = await sayAndGive(services, asked.person, draft, filled.to, request.idempotencyKey);
      if (outcome.ok) {
        // What could not be given stands, and is given, or proposed to a second person, on a page of its own.
        const { refused: fault, digest } = outcome.value;
        return seeOther(reply, fault === null ? `/cases/${caseId}#clocks` : `/statements/${digest}/release`);
      }
      const errors = refusalErrors(outcome.refusal, filled.names);
      return sendForm(services, request, refusedForm(reply), { caseId, name, typed, errors });
    },
  );
}

type Asking = {
  readonly caseId: string;
  readonly name: ClockFormName;
  readonly typed: Typed;
  readonly errors: FieldErrors;
};

async function sendForm(services: ClockPageServices, request: Request, reply: Reply, asking: Asking) {
  const { caseId, name, typed, errors } = asking;
  const asked = await contextFor(services, request, caseId);
  const drawn = asked && clockForm(name, asked.context, typed, errors);
  if (drawn === undefined) return notHere(reply);
  // Choosing the law leads to the same page again, with the law in its address.
  const choosing = name === 'applies' && drawn.names.includes('regime');
  const settings = { action: `/cases/${caseId}/clocks/${name}`, method: choosing ? 'get' : 'post' } as const;
  const body = html`${backLink(T.crumb, `/cases/${caseId}#clocks`)}${errorSummary(errors)}
${pageHead({ title: drawn.title, lead: drawn.lead })}${form(request, reply, settings, html`${drawn.fields}${actions(button(drawn.button))}`)}`;
  return sendPage(request, reply, { title: drawn.title, section: 'cases', body });
}

function notHere(reply: Reply) {
  return refused(reply, { code: 'case-not-found', sentence: T.noCase, spoken: true });
}

type Person = Extract<Actor, { kind: 'person' }>;

/** Undefined for a case of which this viewer was given nothing, and for whoever signs with a key alone. */
async function contextFor(
  services: ClockPageServices,
  request: Request,
  caseId: string,
): Promise<{ readonly person: Person; readonly context: FormContext } | undefined> {
  const actor = request.signedIn?.actor;
  if (actor?.kind !== 'person') return undefined;
  const person: Person = actor;
  if ((await services.reader.case(caseId, request.viewer)).length === 0) return undefined;
  const { connection, ledger, reckoning } = services;
  const [own, known, mandates, names] = await Promise.all([
    partyOf(connection, person.party),
    partiesKnown(connection),
    mandatesOf(connection, person.party, ledger.now()),
    services.partyNames(),
  ]);
  const persons = new Map(mandates.map((mandate) => [mandate.person, mandate.name ?? mandate.person]));
  return {
    person,
    context: {
      party: person.party,
      territory: own?.territory ?? null,
      authority: known.find(({ party }) => party === own?.parent) ?? null,
      person: person.person,
      colleagues: [...persons].map(([value, label]) => ({ value, label, words: 'name' })),
      authorities: known
        .filter(({ kind, party }) => HOST_KINDS.includes(kind) && party !== person.party)
        .map(({ party }) => ({ value: party, label: names.name(party), words: 'name' })),
      others: known
        .filter(({ party }) => party !== person.party)
        .map(({ party }) => ({ value: party, label: names.name(party), words: 'name' })),
      partyName: names.name,
      reckoning,
    },
  };
}
