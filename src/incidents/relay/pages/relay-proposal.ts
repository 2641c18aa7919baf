import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { withStatements } from '#incidents/case/pages/statement-names.ts';
import { authoritiesOf, namedStates, proposalFor } from '#incidents/case-reads.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { MANDATED_KINDS } from '#parties/statements.ts';
import type { Party } from '#parties/view.ts';
import { proposeDraft } from '#parties/workspace/approval.ts';
import { draftsInCase } from '#parties/workspace/draft-list.ts';
import { createDraft, discardDraft, readDraft } from '#parties/workspace/workspace.ts';
import { claimValue } from '#site/claim-value.ts';
import { fieldsOf } from '#site/form-body.ts';
import { namesFor, noPerson, type PageServices, type Person, personOf, workspaceOf } from '#site/services.ts';
import type { JsonValue } from '#statement/draft.ts';
import { Uuid } from '#statement/statement-type.ts';
import { html, said } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalText } from '#web/parts/errors.ts';
import { areaField, type Choice, checkboxes } from '#web/parts/field.ts';
import { actions, form, hidden } from '#web/parts/form.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { plainSentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type Plannable, planOf, proposeOwn, type RelayPlan, relaysAlong, releaseDraft } from './relay-plan.ts';
import { leftOutSection, previewSection, relayPreview } from './relay-view.ts';
import { waitingProposals } from './waiting-proposals.ts';

const T = RELAY_TEXTS.relay;
const ADVICE_LIMIT_CHARACTERS = 4_000;
const REPROPOSED: readonly string[] = ['open', 'declined'];
const params = Type.Object({ case: Uuid });
const Query = Type.Object({
  /** States that somebody decided to tell, besides those that the report names. */
  states: Type.Optional(Type.String({ pattern: '^[A-Z]{2}(,[A-Z]{2}){0,63}$' })),
  /** A proposal that was taken back or declined: the form begins with what it said. */
  draft: Type.Optional(Uuid),
});

/** `/cases/<id>/relay`: who must know, what each would see, and the proposal to a second person. */
export function relayProposalPages(app: App, services: PageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  const asked = { ...settings, schema: { params, querystring: Query } };
  app.get('/cases/:case/relay', asked, async (request, reply) => {
    const planned = await plannableOf(services, request, request.params.case);
    if (!planned.ok) return refused(reply, planned.refusal);
    const states = request.query.states?.split(',') ?? [];
    const before = await proposedBefore(services, request, request.query.draft);
    return sendProposal(services, request, reply, planned.value, before ?? { states }, NO_ERRORS);
  });

  app.post('/cases/:case/relay', settings, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const planned = await plannableOf(services, request, request.params.case);
    if (!planned.ok) return refused(reply, planned.refusal);
    const fields = fieldsOf(request.body);
    const before = [fields.draft ?? []].flat()[0];
    const typed = {
      recipients: [fields.recipients ?? []].flat(),
      advice: [fields.advice ?? ''].flat()[0]!.trim().slice(0, ADVICE_LIMIT_CHARACTERS),
      ...(before === undefined ? {} : { draft: before }),
    };
    const known = (await recipientsFor(services, request, planned.value)).map(({ party }) => party);
    const recipients = typed.recipients.filter((did) => known.includes(did));
    if (recipients.length === 0) {
      const errors = new Map([['recipients', T.chooseRecipient]]);
      return sendProposal(services, request, refusedForm(reply), planned.value, typed, errors);
    }
    const proposed = await propose(services, person, planned.value, recipients, typed.advice);
    if (proposed.ok) {
      await discardBefore(services, person, before);
      return seeOther(reply, `/relay/${proposed.value}`);
    }
    const errors = new Map([['', refusalText(proposed.refusal)]]);
    return sendProposal(
      services,
      request,
      refusedForm(reply, proposed.refusal.code),
      planned.value,
      typed,
      errors,
    );
  });
}

/** What others reported, made into a report of one's own; else one's own report as it stands. */
async function plannableOf(services: PageServices, request: Request, caseId: string): Promise<Outcome<Plannable>> {
  const { party } = request.signedIn!.actor;
  const { kind, territory } = (await services.partyNames()).parties.get(party) ?? {};
  if (!MANDATED_KINDS.some((one) => one === kind) && kind !== 'regional-body') {
    return refuse('not-mandated-authority', 'Only a mandated authority tells other states: report to yours.');
  }
  const told = await proposalFor(services, caseId, request.signedIn!);
  if (told.ok) return accept({ ...told.value, target: null });
  if (told.refusal.code !== 'nothing-to-relay' || territory === undefined) return told;
  const shown = await services.reader.case(caseId, request.viewer);
  const authorityOf = await authoritiesOf(services.connection, namedStates(shown));
  return proposeOwn(shown, { party, territory, authorityOf }, caseId);
}

/** What a proposal said that is no longer before a second person. */
async function proposedBefore(
  services: PageServices,
  request: Request,
  id: string | undefined,
): Promise<Typed | undefined> {
  const person = personOf(request);
  if (person === undefined || id === undefined) return undefined;
  const draft = await readDraft(workspaceOf(services, person), id);
  if (!draft.ok || !REPROPOSED.includes(draft.value.state)) return undefined;
  const plan = planOf(draft.value);
  const { advice } = draft.value.claims;
  return plan && { recipients: plan.recipients, draft: id, ...(typeof advice === 'string' ? { advice } : {}) };
}

/** The new proposal stands in its place; if another took it away meanwhile, nothing is left to do. */
async function discardBefore(services: PageServices, person: Person, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const workspace = workspaceOf(services, person);
  const draft = await readDraft(workspace, id);
  if (!draft.ok || planOf(draft.value) === undefined) return;
  await discardDraft(workspace, id, draft.value.version, services.ledger.now());
}

async function propose(
  services: PageServices,
  person: Person,
  planned: Plannable,
  recipients: readonly string[],
  advice: string,
): Promise<Outcome<string>> {
  const workspace = workspaceOf(services, person);
  const now = services.ledger.now();
  // Pressed twice, or proposed by somebody else meanwhile: one proposal to the same recipients is enough.
  const proposedHere = await draftsInCase(workspace, planned.draft.case, ['proposed']);
  const waiting = proposedHere.find((draft) => sameRecipients(planOf(draft), recipients));
  if (waiting !== undefined) return accept(waiting.id);
  const relay: RelayPlan = {
    target: planned.target,
    recipients,
    claims:
      advice === '' || planned.target !== null ? planned.releasedClaims : [...planned.releasedClaims, 'advice'],
  };
  const progress = { relay: relay as unknown as JsonValue };
  const report =
    planned.target === null
      ? { ...planned.draft, claims: { ...planned.draft.claims, ...(advice === '' ? {} : { advice }) } }
      : undefined;
  const draft =
    report ??
    releaseDraft({ party: person.party, case: planned.draft.case }, relay, planned.target!, recipients[0]!);
  const { type, case: caseId, claims, markings } = draft;
  const along = relaysAlong({ party: person.party, case: caseId }, relay);
  const created = await createDraft(
    workspace,
    {
      type,
      case: caseId,
      claims,
      ...(markings === undefined ? {} : { markings }),
      ...(along === undefined ? {} : { along }),
      progress,
    },
    now,
  );
  if (!created.ok) return created;
  const { id, version } = created.value;
  const proposed = await proposeDraft(workspace, { id, version }, now);
  return proposed.ok ? accept(id) : proposed;
}

function sameRecipients(plan: RelayPlan | undefined, recipients: readonly string[]): boolean {
  return plan?.recipients.length === recipients.length && recipients.every((one) => plan.recipients.includes(one));
}

type Candidate = { readonly party: string; readonly named: boolean; readonly profile: Party | undefined };

/** The authorities of the states that are named, then every other authority and regional body known here. */
async function recipientsFor(
  services: PageServices,
  request: Request,
  planned: Plannable,
): Promise<readonly Candidate[]> {
  const { parties } = await services.partyNames();
  const own = request.signedIn!.actor.party;
  const named = planned.recipients.flatMap(({ authority }) => (authority === null ? [] : [authority]));
  const speaksAbroad = (party: Party) => party.kind === 'regional-body' || MANDATED_KINDS.includes(party.kind);
  const others = [...parties.values()].filter(
    (party) => party.party !== own && !named.includes(party.party) && speaksAbroad(party),
  );
  return [
    ...named.map((party) => ({ party, named: true })),
    ...others.map(({ party }) => ({ party, named: false })),
  ].map((one) => ({ ...one, profile: parties.get(one.party) }));
}

function speaksForOneOf(party: Party | undefined, states: readonly string[]): boolean {
  return party !== undefined && MANDATED_KINDS.includes(party.kind) && states.includes(party.territory);
}

type Typed = {
  readonly recipients?: readonly string[];
  readonly advice?: string;
  readonly states?: readonly string[];
  readonly draft?: string;
};

async function sendProposal(
  services: PageServices,
  request: Request,
  reply: Reply,
  planned: Plannable,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const { case: caseId } = planned.draft;
  const names = withStatements(await namesFor(services), await services.reader.case(caseId, request.viewer));
  const candidates = await recipientsFor(services, request, planned);
  const chosen =
    typed.recipients ??
    candidates
      .filter(({ named, profile }) => named || speaksForOneOf(profile, typed.states ?? []))
      .map(({ party }) => party);
  const choices = candidates.map(({ party, named, profile }): Choice => {
    const state = profile === undefined ? '' : names.state(profile.territory);
    const label = html`${said(names.party(party))} <span class="soft">${state}</span>`;
    return { value: party, label, help: named ? T.because : T.notNamed, checked: chosen.includes(party) };
  });
  const seen = candidates.filter(({ named, party }) => named || chosen.includes(party)).map(({ party }) => party);
  const plan = { recipients: seen, claims: planned.releasedClaims };
  const shown = await relayPreview(services, planned.draft, plan, request.viewer.communities);
  const type = services.ledger.types.get(planned.draft.type);
  const unreachable = planned.recipients.filter(({ authority }) => authority === null);
  const fields = html`${checkboxes({ name: 'recipients', label: T.recipients, help: T.recipientsHelp, error: errors.get('recipients'), choices })}
${unreachable.map(({ state }) => html`<p class="note">${plainSentence(T.noAuthority, { state: names.state(state) })}</p>`)}
${planned.target === null && areaField({ name: 'advice', label: T.advice, help: T.adviceHelp, optional: true, rows: 3, value: typed.advice })}
${typed.draft !== undefined && hidden('draft', typed.draft)}${actions(button(T.propose))}`;
  const restsOn = planned.target ?? planned.draft.claims.based_on;
  const body = html`${backLink(T.crumb, `/cases/${caseId}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: planned.target === null ? T.lead : T.leadOwn })}
<div class="stack loose">${await waitingProposals(services, request, caseId, (draft) => draft.type === planned.draft.type || planOf(draft) !== undefined)}${planned.statesNotKnownYet && notice(T.statesUnknown, html``, 'wait')}
${restsOn !== undefined && html`<div class="stack tight"><p>${T.restsOn}</p>${claimValue('based_on', restsOn, type, names)}</div>`}
${shown !== undefined && previewSection(shown, names)}
${leftOutSection(planned.leftOut, (claim) => claimLabel(type?.name ?? '', claim))}
${form(request, reply, { action: `/cases/${caseId}/relay` }, fields)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}
