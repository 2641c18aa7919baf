import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { factWords } from '#obligations/regimes/fact-words.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { type Fields, fieldsOf, readForm, secretField } from '#reporting/fact-form.ts';
import { type Field, isProvisional, type Projection } from '#reporting/projection.ts';
import { isFinal } from '#reporting/regime-book.ts';
import {
  admitUnknown,
  draftOfStage,
  progressOf,
  type ReportProgress,
  saveReport,
} from '#reporting/report-drafts.ts';
import { type StageSight, seeStage, withAdditions } from '#reporting/stage-sight.ts';
import { namesFor, noPerson } from '#site/services.ts';
import { likelyStates } from '#site/state-choice.ts';
import { currentLanguage } from '#speaking';
import type { JsonValue } from '#statement/draft.ts';
import { Uuid } from '#statement/statement-type.ts';
import { listText } from '#texts/icu.ts';
import { html, type Markup, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalText } from '#web/parts/errors.ts';
import { checkboxes } from '#web/parts/field.ts';
import { actions, form, VERSION_FIELD } from '#web/parts/form.ts';
import { tag, tlpLabel } from '#web/parts/marks.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { ELSEWHERE_TEXTS } from './elsewhere-texts.ts';
import { type AskedFact, factFields } from './fact-fields.ts';
import { type ReportPageServices, type Seated, seatedAt, stagePath } from './report-services.ts';
import { ruledOutNotice } from './ruled-out-notice.ts';
import { REPORTING_TEXTS } from './texts.ts';

const T = REPORTING_TEXTS.form;
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' });
export const stageParams = Type.Object({ case: Uuid, regime: Id, stage: Id });

/** The stage that a page's address names, with the draft that stands for it. */
export type AtStage = Seated & { readonly sight: StageSight; readonly draft: WorkspaceDraft | undefined };

/** Undefined when it has answered already, with what is wrong. */
export async function atStage(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  { case: caseId, regime, stage }: { case: string; regime: string; stage: string },
): Promise<AtStage | undefined> {
  const seated = seatedAt(request);
  const sight =
    seated === undefined
      ? ({ ok: false, refusal: noPerson } as const)
      : await seeStage(services, caseId, seated.reporter, { regime, stage });
  if (seated === undefined || !sight.ok) {
    void refused(reply, sight.ok ? noPerson : sight.refusal);
    return undefined;
  }
  const { party, person } = seated.person;
  const draft = await draftOfStage({ connection: services.connection, party, person }, sight.value);
  return { ...seated, sight: sight.value, draft };
}

/** `/report-once/<case>/<regime>/<stage>`: every question of the stage on one page, filled from the case. */
export function stageFormPages(app: App, services: ReportPageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params: stageParams } };
  app.get('/report-once/:case/:regime/:stage', settings, async (request, reply) => {
    const at = await atStage(services, request, reply, request.params);
    return at === undefined ? reply : sendForm(services, request, reply, at, undefined, NO_ERRORS);
  });

  app.post('/report-once/:case/:regime/:stage', settings, async (request, reply) => {
    const at = await atStage(services, request, reply, request.params);
    return at === undefined ? reply : save(services, request, reply, at);
  });
}

async function save(services: ReportPageServices, request: Request, reply: Reply, at: AtStage): Promise<Reply> {
  const { sight, person } = at;
  const typed = request.body as Fields;
  const facts = sight.stage.needs.map(({ fact }) => fact as StageFact);
  const read = readForm(facts, knownValues(sight), typed);
  if (read.errors.size > 0) return sendForm(services, request, refusedForm(reply), at, typed, read.errors);
  const own: ReportProgress = {
    typed: read.typed,
    omitted: read.omitted,
    secret: read.secret,
    preliminary: [typed.preliminary ?? []].flat().includes('yes'),
    ...correctsOf(sight),
  };
  const progress = typed.unknown === 'yes' ? admitUnknown(sight, own) : own;
  const workspace = { connection: services.connection, party: person.party, person: person.person };
  const version = at.draft === undefined ? null : Number(typed[VERSION_FIELD]);
  const saved = await saveReport(workspace, sight, progress, version, services.ledger.now());
  if (!saved.ok) {
    const stale = saved.refusal.code === 'version-conflict';
    const errors = new Map([['', stale ? T.stale : refusalText(saved.refusal)]]);
    return sendForm(services, request, refusedForm(reply, saved.refusal.code), at, typed, errors);
  }
  const path = (below = '') => stagePath(sight.case, sight.declared.regime.id, sight.stage.id, below);
  if (typed.leave === 'yes') return seeOther(reply, `/report-once/${sight.case}`);
  if (typed.unknown === 'yes') return seeOther(reply, path());
  const projection = withAdditions(sight, progress);
  if (projection.blocking.length === 0) return seeOther(reply, path('/preview'));
  const now = { ...at, draft: saved.value };
  return sendForm(services, request, refusedForm(reply), now, undefined, blockingErrors(projection));
}

function blockingErrors({ fields, blocking }: Projection): FieldErrors {
  return new Map(
    fields
      .filter(({ fact }) => blocking.includes(fact))
      .map(({ fact, state }) => [fact, state === 'not-final' ? T.notFinal : T.mustBe]),
  );
}

/** Reporting a stage again replaces the report before it. */
function correctsOf({ reports }: StageSight): { readonly corrects?: string } {
  const last = reports.at(-1);
  return last === undefined ? {} : { corrects: last.digest };
}

/** What the form is filled with before anybody typed: the case's own values, but for those that go to nobody. */
function knownValues({ projection }: StageSight): ReadonlyMap<StageFact, JsonValue> {
  return new Map(
    projection.fields.flatMap(({ fact, value, tlp }) =>
      value === undefined || tlp === 'red' ? [] : [[fact, value]],
    ),
  );
}

async function sendForm(
  services: ReportPageServices,
  request: Request,
  reply: Reply,
  { sight, draft, person }: AtStage,
  typed: Fields | undefined,
  errors: FieldErrors,
): Promise<Reply> {
  const { state, party, book } = await namesFor(services);
  const states = {
    likely: likelyStates(services, book, book.parties.get(person.party)?.territory),
    nameOf: state,
  };
  const { declared, stage, reports, addressees } = sight;
  const { regime } = declared;
  const progress = draft === undefined ? undefined : progressOf(draft);
  const projection = progress === undefined ? sight.projection : withAdditions(sight, progress);
  const path = stagePath(sight.case, regime.id, stage.id);
  const preliminary = typed === undefined ? (progress?.preliminary ?? true) : typed.preliminary === 'yes';
  const fields = html`${projection.fields.map((field) =>
    factSection(field, projection, sight, progress, typed, errors, states),
  )}
${projection.fields.length === 0 && html`<p>${T.nothingAsked}</p>`}
${checkboxes({ name: 'preliminary', label: T.preliminaryLabel, choices: [{ value: 'yes', label: T.preliminary, help: T.preliminaryHelp, checked: preliminary }] })}
${actions(button(T.next), button(T.unknown, 'second', { name: 'unknown', value: 'yes' }), button(T.save, 'text', { name: 'leave', value: 'yes' }))}`;
  const settings = draft === undefined ? { action: path } : { action: path, version: draft.version };
  const told = listText(
    currentLanguage(),
    addressees.map(({ name }) => name),
  );
  const known = listText(currentLanguage(), projection.notAsked.map(factWords));
  const waits = draft !== undefined && draft.state !== 'open';
  const body = html`${backLink(T.crumb, `/report-once/${sight.case}`)}${errorSummary(errors)}
${pageHead({ caption: english(regime.title), title: english(stage.name), lead: sentence(T.lead, { citation: english(stage.citation), addressees: english(told) }) })}
<div class="stack loose narrow">${ruledOutNotice(sight, state)}${stage.confidence === 'R' && notice(REPORTING_TEXTS.list.unconfirmed, stage.note === undefined ? html`` : html`<p>${english(stage.note)}</p>`, 'wait')}
${reports.length > 0 && notice(T.laterReport, html``, 'wait')}${filedNote(sight, party)}${waits && notice(T.waiting, html`<p><a href="${`${path}/preview`}">${REPORTING_TEXTS.preview.title}</a></p>`, 'wait')}
${!waits && form(request, reply, settings, fields)}${known !== '' && html`<p class="note">${plainSentence(T.notAsked, { facts: known })}</p>`}</div>`;
  return sendPage(request, reply, { title: stage.name, section: 'cases', body });
}

/** One place to file a stage: what stands already, else the way to write down what was filed outside. */
function filedNote(
  { case: caseId, declared, stage, filings }: StageSight,
  partyName: (did: string) => string,
): Markup {
  const W = ELSEWHERE_TEXTS;
  if (filings.length > 0) {
    const lines = filings.map(({ name, party, filedAt }) => {
      const told = said(name ?? (party === null ? '' : partyName(party)));
      return html`<li>${sentence(W.filed, { name: told, when: said(filedAt) })}</li>`;
    });
    return html`<ul class="bare note">${lines}</ul><p class="note">${W.again}</p>`;
  }
  const query = new URLSearchParams({ regime: declared.regime.id, stage: stage.id }).toString();
  return html`<p class="note"><a href="${`/cases/${caseId}/clocks/file?${query}`}">${W.link}</a></p>`;
}

function factSection(
  field: Field,
  { of }: Projection,
  sight: StageSight,
  progress: ReportProgress | undefined,
  typed: Fields | undefined,
  errors: FieldErrors,
  states: AskedFact['states'],
): Markup {
  const { fact, need, value, tlp } = field;
  const shown = tlp === 'red' ? undefined : value;
  const final = isFinal(of.stage);
  const standings = (['value', 'estimate', 'not-known-yet', 'not-applicable'] as const).filter(
    (standing) => !final || !isProvisional(standing, need),
  );
  const help = html`${tag(T.needs[need], need === 'must' ? 'going' : 'plain')} ${tlpLabel(tlp === 'red' ? 'amber+strict' : tlp)} ${originOf(field, sight, progress)}`;
  const secret = typed === undefined ? field.secret : [typed[secretField(fact)] ?? []].flat().includes('yes');
  return factFields({ fact, help, secret, fields: typed ?? fieldsOf(fact, shown), errors, standings, states });
}

function originOf(
  { fact, origin, tlp, state }: Field,
  sight: StageSight,
  progress: ReportProgress | undefined,
): Markup | string {
  if (progress?.omitted.includes(fact) === true) return T.left;
  if (tlp === 'red' || (origin === undefined && sight.facts.get(fact)?.marking.tlp === 'red')) return T.withheld;
  if (state === 'withheld') return T.secretWithheld;
  if (origin === undefined) return '';
  switch (origin.from) {
    case 'typed':
      return T.fromYou;
    case 'profile':
      return T.fromProfile;
    case 'case': {
      const { digest, type, at } = origin.source;
      const link = html`<a href="/statements/${digest}">${typeLabel(type)}</a>`;
      return sentence(T.from, { type: link, when: when(at) });
    }
  }
}
