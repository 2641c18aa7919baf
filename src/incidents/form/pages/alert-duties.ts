import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { DutyRow } from '#incidents/form/claimed-duties.ts';
import { isFact, readQuestion } from '#obligations/finder/finder-input.ts';
import { ASKS } from '#obligations/finder/finder-words.ts';
import type { Facts } from '#obligations/finder/verdict.ts';
import { FINDER_FACTS, type FinderFact } from '#obligations/regimes/finder-facts.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { draftParams, type Fields, fieldsOf } from '#site/form-body.ts';
import { noPerson } from '#site/services.ts';
import { html, type Markup } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors, refusalText } from '#web/parts/errors.ts';
import { type Choice, radios, textField } from '#web/parts/field.ts';
import { actions, form, VERSION_FIELD } from '#web/parts/form.ts';
import { backLink, details, notice, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type Reporter, reporterAt, requireReporter } from './alert-author.ts';
import { alertOf, answersOf, progressOf, save } from './alert-draft.ts';
import { draftPath } from './alert-start.ts';
import { countedFrom, dutiesOf, dutyTable, openWords } from './draft-duties.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = REPORT_TEXTS.duties;
/** As many questions as fit a page; each answered one may bring the next. */
const ASKED_AT_ONCE = 6;
/** On these two rests most of what an operator owes. */
const ASKED_FIRST: readonly FinderFact[] = ['significant', 'size'];

/** `/report/<draft>/duties`: the duty finder inside the flow; what it asks beside the report stays in the draft. */
export function alertDutyPages(app: App, services: ReportServices): void {
  const settings = { preHandler: requireReporter(services), schema: { params: Type.Object(draftParams) } };
  app.get('/report/:id/duties', settings, async (request, reply) => {
    const at = await draftAt(services, request, reply, request.params.id);
    return at === undefined ? reply : sendDuties(services, request, reply, at.draft, NO_ERRORS);
  });

  app.post('/report/:id/duties', settings, async (request, reply) => {
    const at = await draftAt(services, request, reply, request.params.id);
    if (at === undefined) return reply;
    if (at.draft.state !== 'open') return seeOther(reply, draftPath(at.draft));
    return tell(services, request, reply, at.draft, at.reporter);
  });
}

async function draftAt(services: ReportServices, request: Request, reply: Reply, id: string) {
  const reporter = await reporterAt(services, request, id);
  const draft =
    reporter === undefined ? ({ ok: false, refusal: noPerson } as const) : await alertOf(services, reporter, id);
  if (draft.ok && reporter !== undefined) return { draft: draft.value, reporter };
  void refused(reply, draft.ok ? noPerson : draft.refusal);
  return undefined;
}

async function tell(
  services: ReportServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  reporter: Reporter,
): Promise<Reply> {
  const fields = fieldsOf(request.body);
  const told = Object.entries(fields).filter(([name]) => isFact(name) && isAsked(name));
  const zone = ([fields.zone].flat()[0] ?? '').trim() || 'UTC';
  const read = readQuestion({ facts: Object.fromEntries(told), moments: {}, zone });
  if (!read.ok) {
    const errors = refusalErrors(read.refusal, ['zone', ...told.map(([name]) => name)]);
    return sendDuties(services, request, refusedForm(reply, read.refusal.code), draft, errors, fields);
  }
  const progress = { ...progressOf(draft), finder: read.value.facts, zone };
  const saved = await save(services, reporter, draft, Number(fields[VERSION_FIELD]), answersOf(draft), progress);
  if (saved.ok) return seeOther(reply, `/report/${draft.id}/duties`);
  const errors = new Map([['', refusalText(saved.refusal)]]);
  return sendDuties(services, request, refusedForm(reply, saved.refusal.code), draft, errors, fields);
}

async function sendDuties(
  services: ReportServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  errors: FieldErrors,
  typed?: Fields,
): Promise<Reply> {
  const { duties, zone } = await dutiesOf(services, draft);
  const { finder = {} } = progressOf(draft);
  const asks = [...new Set([...ASKED_FIRST, ...(Object.keys(finder) as FinderFact[]), ...duties.asks])].filter(
    isAsked,
  );
  const shown = asks.slice(0, Math.max(ASKED_AT_ONCE, Object.keys(finder).length + 2));
  const asked = shown.map((fact) => factField(fact, typed?.[fact] ?? wordOf(finder, fact), errors));
  const zoneField = textField({
    name: 'zone',
    label: T.zone,
    help: T.zoneHelp,
    value: [typed?.zone ?? zone].flat()[0],
    width: 'short',
    spellcheck: false,
    error: errors.get('zone'),
  });
  const ask = form(
    request,
    reply,
    { action: `/report/${draft.id}/duties`, version: draft.version },
    html`${asked}${zoneField}${actions(button(T.save, 'second'))}`,
  );
  const openList = openWords(duties);
  const more = html`<a href="/duties">${T.finder}</a>`;
  const body = html`${backLink(T.back, `/report/${draft.id}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
${notice(T.guidance, html`<p>${countedFrom(duties)}</p>`, 'wait')}
${dutyTable(duties, zone, services.ledger.now())}
${openList !== undefined && details(openList, html`<ul class="plain">${duties.open.map((row) => html`<li>${openLine(row)}</li>`)}</ul>`)}
${draft.state === 'open' && html`<section class="stack tight" aria-labelledby="facts"><h2 id="facts">${T.facts}</h2><p class="note">${T.factsLead}</p>${ask}</section>`}
<p>${sentence(T.more, { finder: more })}</p><p>${linkButton(T.next, `/report/${draft.id}`)}</p></div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

/** States and sectors stand in the report itself. */
function isAsked(name: string): name is FinderFact {
  if (!isFact(name)) return false;
  const { values } = FINDER_FACTS[name];
  return values === 'boolean' || values === 'date' || Array.isArray(values);
}

function wordOf(told: Facts, fact: FinderFact): string {
  const value = told[fact];
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return value;
  return FINDER_FACTS[fact].values === 'date' ? '' : 'unknown';
}

function factField(fact: FinderFact, chosen: Fields[string], errors: FieldErrors): Markup {
  const words: Readonly<Record<string, string>> = fact === 'size' ? T.sizes : { yes: T.yes, no: T.no };
  const on = [chosen].flat()[0];
  if (FINDER_FACTS[fact].values === 'date') {
    return textField({
      name: fact,
      label: ASKS[fact],
      type: 'date',
      value: on,
      width: 'short',
      optional: true,
      error: errors.get(fact),
    });
  }
  const choices: readonly Choice[] = [
    ...Object.entries(words).map(([value, label]) => ({ value, label, checked: on === value })),
    { value: 'unknown', label: T.unknown, checked: on === 'unknown', apart: true },
  ];
  return radios({ name: fact, label: ASKS[fact], choices, error: errors.get(fact) });
}

function openLine({ answer, stage }: DutyRow): Markup {
  const missing = [...new Set([...answer.missing, ...stage.missing])];
  const ifso = missing.map((fact) => plainSentence(T.ifSo, { ask: ASKS[fact] }));
  return html`<a href="/duties/regimes/${answer.regime.id}">${english(answer.regime.title)}</a>: ${english(stage.stage.name)}${ifso.map((one) => html`<br><span class="soft">${one}</span>`)}`;
}
