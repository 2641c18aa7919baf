import { Type } from 'typebox';
import { type BorderCase, type BorderState, borderCase, borderCases } from '#border/border-reads.ts';
import { decideState, type Wanted } from '#border/decide.ts';
import { unproposed } from '#border/routes.ts';
import { DECISIONS } from '#border/statements.ts';
import { isReceivingOnItsWay } from '#federation/delivery/silence.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { caseTitle } from '#incidents/case/pages/case-title.ts';
import { summarise } from '#incidents/case/summary.ts';
import type { PartyBook } from '#parties/party-names.ts';
import type { Names } from '#site/claim-value.ts';
import { type Fields, fieldsOf } from '#site/form-body.ts';
import { may, namesFor, noPerson, type PageServices, personOf, withReferences } from '#site/services.ts';
import { likelyStates, othersByName } from '#site/state-choice.ts';
import { INCIDENT_TEXTS as CASE_TEXTS } from '#site/texts.ts';
import { Uuid } from '#statement/statement-type.ts';
import { isStateCode } from '#vocabulary/states.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { type ErrorText, errorSummary, type FieldErrors, NO_ERRORS, refusalText } from '#web/parts/errors.ts';
import { areaField, radios, selectField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, details, emptyState, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { BORDER_TEXTS as T } from './texts.ts';

const REASON_LIMIT_CHARACTERS = 2_000;
const params = Type.Object({ case: Uuid });
const Query = Type.Object({ after: Type.Optional(Type.String({ maxLength: 200 })) });

/** `/border`: what concerns other states; `/border/<case>`: a person decides for each. */
export function borderPages(app: App, services: PageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/border', { ...signedIn, schema: { querystring: Query } }, async (request, reply) => {
    const page = await borderCases(services, request.signedIn!, request.query.after);
    if (!page.ok) return refused(reply, page.refusal);
    const { cases, next } = page.value;
    const ids = cases.map((one) => one.case);
    const names = await withReferences(services, request, await namesFor(services), ids);
    const seen = { names, party: request.signedIn!.actor.party, now: services.ledger.now() };
    const decides = may(services, request, 'author:border-decision');
    const list =
      cases.length === 0
        ? emptyState(T.empty, T.emptyBody)
        : html`${caseSections(cases, (one) => caseSection(one, seen, decides))}${next !== undefined && html`<p><a href="/border?after=${encodeURIComponent(next)}">${T.more}</a></p>`}`;
    const body = html`${pageHead({ title: T.title, lead: T.lead })}<div id="live" class="stack loose" data-live="/border">${list}</div><p class="after no-print"><a href="/border/footprints">${T.footprints}</a></p>`;
    return sendPage(request, reply, { title: T.title, section: 'desk', look: 'desk', liveCase: '', body });
  });

  app.get('/border/:case', { ...signedIn, schema: { params } }, async (request, reply) => {
    const found = await borderCase(services, request.signedIn!, request.params.case);
    if (!found.ok) return refused(reply, found.refusal);
    return sendDecisions(services, request, reply, found.value, {}, NO_ERRORS);
  });

  app.post('/border/:case', { ...signedIn, schema: { params } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const found = await borderCase(services, request.signedIn!, request.params.case);
    if (!found.ok) return refused(reply, found.refusal);
    const typed = flat(fieldsOf(request.body));
    const { wanted, errors } = read(typed, found.value);
    if (errors.size > 0) return sendDecisions(services, request, refusedForm(reply), found.value, typed, errors);
    const refusals = new Map<string, ErrorText>();
    for (const one of wanted) {
      const proposed = found.value.states.find(({ state }) => state === one.state) ?? unproposed(one.state);
      const decided = await decideState(services.ledger, person, found.value.case, proposed, one);
      if (!decided.ok) refusals.set(`decision-${one.state}`, refusalText(decided.refusal));
    }
    if (refusals.size > 0)
      return sendDecisions(services, request, refusedForm(reply), found.value, typed, refusals);
    const tell = wanted.filter(({ decision }) => decision === 'tell').map(({ state }) => state);
    const onward = tell.length === 0 ? '/border' : `/cases/${found.value.case}/relay?states=${tell.join(',')}`;
    return seeOther(reply, onward);
  });
}

type Typed = Readonly<Record<string, string>>;

function flat(fields: Fields): Typed {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value].flat()[0] ?? '']));
}

function read(typed: Typed, { states }: BorderCase): { wanted: readonly Wanted[]; errors: FieldErrors } {
  const errors = new Map<string, string>();
  const wanted = states.flatMap(({ state }): Wanted[] => {
    const decision = DECISIONS.find((known) => known === typed[`decision-${state}`]);
    const reason = (typed[`reason-${state}`] ?? '').trim().slice(0, REASON_LIMIT_CHARACTERS);
    if (decision === undefined) return [];
    if (decision !== 'tell' && reason === '') errors.set(`reason-${state}`, T.reasonHelp);
    return [{ state, decision, reason }];
  });
  const another = (typed.another ?? '').trim().toUpperCase();
  if (another !== '' && !isStateCode(another)) errors.set('another', T.badState);
  const all = another === '' ? wanted : [...wanted, { state: another, decision: 'tell' as const }];
  if (all.length === 0 && errors.size === 0) errors.set('another', T.chooseOne);
  return { wanted: all, errors };
}

/** What is over stands below, for whoever looks it up: nobody is asked about it. */
function caseSections(cases: readonly BorderCase[], section: (one: BorderCase) => Markup): Markup {
  const ended = cases.filter((one) => one.ended);
  return html`${cases.filter((one) => !one.ended).map(section)}${
    ended.length > 0 &&
    details(counted(T.ended, ended.length), html`<div class="stack loose">${ended.map(section)}</div>`)
  }`;
}

type Seen = { readonly names: Names; readonly party: string; readonly now: Temporal.Instant };

function caseSection(one: BorderCase, { names, party, now }: Seen, decides: boolean): Markup {
  const summary = summarise(one.shown, { party });
  const title = caseTitle(summary, names, one.case);
  const rows = one.states.map((row): Content[] => [
    said(names.state(row.state)),
    reasonsOf(row, names),
    decisionOf(row, one.ended),
    row.told === null ? T.notTold : when(row.told.releasedAt),
    row.told?.receivedAt ? when(row.told.receivedAt) : '–',
    row.told?.acknowledgedAt ? when(row.told.acknowledgedAt) : '–',
    silenceOf(row, now),
  ]);
  const open = !one.ended && one.states.some(({ decided, told }) => decided === null && told === null);
  const toTell = one.states.some(({ decided, told }) => decided?.decision === 'tell' && told === null);
  const since = summary.timeline[0];
  return html`<section class="stack tight" aria-labelledby="case-${one.case}"><div><h2 id="case-${one.case}"><a href="/cases/${one.case}">${title}</a> ${tag(CASE_TEXTS.case.statuses[one.status], one.ended ? 'done' : 'going')}</h2>${since !== undefined && html`<p class="note">${sentence(T.firstSaid, { party: said(names.party(since.by)), when: when(since.logged) })}</p>`}</div>
<div class="same-columns">${table(
    plainSentence(T.opened, { case: one.case }),
    T.columns.map((label) => ({ label })),
    rows,
    true,
  )}</div>
${decides && html`<div class="row no-print">${linkButton(open ? T.decide : T.changeDecision, `/border/${one.case}`, open ? 'first' : 'second')}${toTell && linkButton(T.relay, `/cases/${one.case}/relay`, open ? 'second' : 'first')}</div>`}</section>`;
}

function reasonsOf({ reasons, customers, authority }: BorderState, names: Names): Content {
  if (reasons.length === 0) return html`<span class="soft">${T.noReason}</span>`;
  const lines = reasons.map(({ kind, detail }) =>
    kind === 'stated'
      ? html`<li>${T.reasons.stated}</li>`
      : html`<li>${sentence(T.reasons[kind], { detail: said(detail) })}</li>`,
  );
  return html`<ul class="bare">${lines}</ul>${customers !== null && html`<span class="note">${counted(T.customers, customers)}</span>`}${authority === null ? html`<p class="note">${T.noAuthority}</p>` : html`<p class="note">${sentence(T.speaksFor, { party: said(names.party(authority)) })}</p>`}`;
}

function decisionOf({ decided, told }: BorderState, ended: boolean): Content {
  if (decided === null) return told === null && !ended ? tag(T.notDecided, 'wait') : '–';
  const look = decided.decision === 'tell' ? 'going' : 'done';
  return html`<a href="/statements/${decided.digest}">${tag(T.decisions[decided.decision], look)}</a>${decided.reason !== null && html`<p class="note">${said(decided.reason)}</p>`}`;
}

function silenceOf({ told }: BorderState, now: Temporal.Instant): Content {
  if (told === null) return '–';
  if (told.silentSince === null) return T.noSilence;
  if (isReceivingOnItsWay(told, now)) return T.noSilence;
  return tag(sentence(T.silentSince, { when: when(told.silentSince) }), 'wait');
}

async function sendDecisions(
  services: PageServices,
  request: Request,
  reply: Reply,
  found: BorderCase,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const names = await withReferences(services, request, await namesFor(services), [found.case]);
  const home = names.book.parties.get(request.signedIn!.actor.party)?.territory;
  const title = caseTitle(summarise(found.shown, { party: request.signedIn!.actor.party }), names, found.case);
  const questions = found.states.map((row) => {
    const { state, decided, told } = row;
    const chosen = typed[`decision-${state}`] ?? decided?.decision ?? (told === null ? undefined : 'tell');
    return html`<section class="stack tight" aria-labelledby="state-${state}"><h2 id="state-${state}">${said(names.state(state))}</h2>${reasonsOf(row, names)}
${radios({
  name: `decision-${state}`,
  label: plainSentence(T.decisionFor, { state: names.state(state) }),
  error: errors.get(`decision-${state}`),
  choices: DECISIONS.map((value) => ({
    value,
    label: T.decisions[value],
    help: T.decisionHelp[value],
    checked: chosen === value,
  })),
})}
${areaField({ name: `reason-${state}`, label: T.reason, help: T.reasonHelp, optional: true, rows: 2, value: typed[`reason-${state}`] ?? decided?.reason ?? undefined, error: errors.get(`reason-${state}`) })}</section>`;
  });
  const fields = html`${questions}${anotherField(services, found, home, names, typed, errors)}${actions(button(T.decideButton))}`;
  const body = html`${backLink(T.crumb, '/border')}${errorSummary(errors)}${pageHead({ caption: title, title: T.decideTitle, lead: T.decideLead })}${form(request, reply, { action: `/border/${found.case}` }, fields)}`;
  return sendPage(request, reply, { title: T.decideTitle, section: 'desk', body });
}

/** A state that nothing proposed, by its name: those whose authorities are known here stand in front. */
function anotherField(
  services: PageServices,
  { states }: BorderCase,
  home: string | undefined,
  names: Names & { readonly book: PartyBook },
  typed: Typed,
  errors: FieldErrors,
): Markup {
  const asked = new Set(states.map(({ state }) => state)).add(home ?? '');
  const likely = likelyStates(services, names.book).filter((code) => !asked.has(code));
  const others = othersByName(new Set([...asked, ...likely]), names.state);
  const choices = [...likely, ...others].map((code) => ({
    value: code,
    label: names.state(code),
    checked: typed.another === code,
  }));
  return selectField({
    name: 'another',
    label: T.anotherState,
    help: T.anotherHelp,
    optional: true,
    error: errors.get('another'),
    choices: [{ value: '', label: '–' }, ...choices],
  });
}
