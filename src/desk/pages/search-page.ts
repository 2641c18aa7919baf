import { Type } from 'typebox';
import { CASE_DESK_TEXTS } from '#cases/pages/texts.ts';
import { MAX_QUERY_CHARACTERS } from '#desk/query.ts';
import { type Found, type Hit, type KnownParty, MAX_LOOKED_AT, type SearchAnswer, search } from '#desk/search.ts';
import { SEARCH_TEXTS } from '#desk/search-texts.ts';
import type { HelpEntry } from '#help/help-source.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { caseInALine } from '#incidents/case/pages/case-title.ts';
import { summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import type { Shown } from '#ledger/contract.ts';
import { namesFor, type PageServices, withReferences } from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { textField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { tlpLabel } from '#web/parts/marks.ts';
import { emptyState, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { searchServices } from './services.ts';

/** `/search`: one box for everything; what it finds, the viewer may read. */
export function searchPage(app: App, services: PageServices): void {
  const querystring = Type.Object({
    q: Type.Optional(Type.String({ maxLength: MAX_QUERY_CHARACTERS })),
    before: Type.Optional(Type.Integer({ minimum: 0 })),
  });
  const route = { config: { rate: 'costly' as const }, schema: { querystring } };
  app.get('/search', route, async (request, reply) => {
    const T = SEARCH_TEXTS;
    const { q = '', before } = request.query;
    const typed = q.trim();
    const results = typed === '' ? undefined : await resultsOf(services, request, typed, before);
    const body = html`${pageHead({ title: T.title, lead: T.lead })}${searchBox(request, reply, typed)}<div class="stack loose after" id="results">${results ?? emptyState(T.begin, T.beginBody)}</div>`;
    const title = typed === '' ? T.title : plainSentence(T.results, { words: typed });
    return sendPage(request, reply, { title, body });
  });
}

function searchBox(request: Request, reply: Reply, typed: string): Markup {
  const T = SEARCH_TEXTS;
  const field = textField({
    name: 'q',
    label: T.label,
    help: T.help,
    value: typed,
    type: 'search',
    maxLength: MAX_QUERY_CHARACTERS,
    spellcheck: false,
  });
  const settings = { action: '/search', method: 'get', look: 'form', label: T.title } as const;
  return html`<search>${form(request, reply, settings, html`<div class="search-box">${field}${button(T.button)}</div>`)}</search>`;
}

async function resultsOf(
  services: PageServices,
  request: Request,
  typed: string,
  before: number | undefined,
): Promise<Markup> {
  const T = SEARCH_TEXTS;
  const found = await search(searchServices(services), request.viewer, { typed, before });
  const { hits, parties, help } = found;
  const nothing = hits.length + parties.length + help.length === 0;
  const told = referenceNotice(services, found, nothing);
  if (nothing && found.statement === null && found.case === null) return told || emptyState(T.none, T.noneBody);
  const line = await statementLines(services);
  return html`${told}${await exactSection(services, request, found, line)}${await casesSection(services, request, hits)}${statementsSection(found, line, claimLabel)}${partiesSection(parties)}${helpSection(help)}`;
}

type StatementLine = (shown: Shown) => Markup;

async function statementLines(services: PageServices): Promise<StatementLine> {
  const names = await namesFor(services);
  return (shown) => {
    const label = services.ledger.types.get(shown.type)?.label ?? shown.type;
    return sentence(SEARCH_TEXTS.statementLine, {
      type: html`<a href="/statements/${shown.digest}">${label}</a>`,
      party: said(names.party(shown.issuer)),
      when: when(shown.recordedAt),
    });
  };
}

function section(id: string, title: string, items: readonly Markup[], note?: Markup): Markup | false {
  if (items.length === 0) return false;
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${note}<ul class="hits">${items.map((item) => html`<li>${item}</li>`)}</ul></section>`;
}

/** Eight characters may be something else: where other things were found, what no case has is not spoken of. */
function referenceNotice(
  services: PageServices,
  { reference, query }: SearchAnswer,
  nothing: boolean,
): Markup | false {
  const { letters } = services.references;
  if (reference === null || !(nothing || query.text.toUpperCase().startsWith(letters))) return false;
  const T = CASE_DESK_TEXTS.reference;
  const body = reference === 'mistyped' ? T.mistyped : plainSentence(T.notFound, { letters });
  return notice(T.none, html`<p>${body}</p>`, 'wait');
}

async function exactSection(
  services: PageServices,
  request: Request,
  found: SearchAnswer,
  line: StatementLine,
): Promise<Markup | false> {
  const T = SEARCH_TEXTS;
  return section('exact', T.exact, [
    ...(found.case === null ? [] : [await exactCase(services, request, found.case)]),
    ...(found.statement === null ? [] : [line(found.statement)]),
  ]);
}

async function exactCase(services: PageServices, request: Request, caseId: string): Promise<Markup> {
  const shown = await services.reader.case(caseId, request.viewer);
  const names = await withReferences(services, request, await namesFor(services), [caseId]);
  const summary = summarise(shown, await seatOf(services.connection, request.signedIn));
  const number = sentence(SEARCH_TEXTS.exactCase, { case: html`<span class="hash">${caseId}</span>` });
  return html`<a href="/cases/${caseId}">${caseInALine(summary, names, caseId)}</a><br><span class="note">${number}</span>`;
}

/** The cases of what was found, named as everywhere: by what this viewer is shown of them. */
async function casesSection(
  services: PageServices,
  request: Request,
  hits: readonly Hit[],
): Promise<Markup | false> {
  const T = SEARCH_TEXTS;
  const counts = new Map<string, number>();
  for (const { shown } of hits) {
    const caseId = shown.claims.get('case')?.value;
    if (typeof caseId === 'string') counts.set(caseId, (counts.get(caseId) ?? 0) + 1);
  }
  const cases = await services.reader.cases([...counts.keys()], request.viewer);
  const names = await withReferences(services, request, await namesFor(services), cases.keys());
  const seat = await seatOf(services.connection, request.signedIn);
  const items = [...cases].flatMap(([caseId, shown]) => {
    const summary = summarise(shown, seat);
    // Every party has a case of its own for what it says about itself; that is no incident.
    if (summary.status.state === 'nothing-reported') return [];
    return [
      html`<a href="/cases/${caseId}">${caseInALine(summary, names, caseId)}</a><br><span class="note">${sentence(T.inCase, { when: when(shown.at(-1)!.recordedAt), count: counts.get(caseId) ?? 0 })}</span>`,
    ];
  });
  return section('cases', T.cases, items);
}

function statementsSection(
  { query, hits, next }: SearchAnswer,
  line: StatementLine,
  labelOf: (type: string, claim: string) => string,
): Markup {
  const T = SEARCH_TEXTS;
  const items = hits.map(
    ({ shown, found }) =>
      html`${line(shown)}${found.map((one) => foundLine(labelOf(shown.type, one.claim), one))}`,
  );
  const note = html`<p class="soft">${sentence(T.statementsNote, { most: MAX_LOOKED_AT })}</p>`;
  const list = section('statements', T.statements, items, note);
  const older = new URLSearchParams({ q: query.text, before: String(next) }).toString();
  return html`${list}${next !== undefined && html`<p class="no-print"><a rel="next" href="${`/search?${older}`}">${T.older}</a></p>`}`;
}

function foundLine(label: string, { tlp, pieces }: Found): Markup {
  const marked = pieces.map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : html`${text}`));
  return html`<p class="excerpt"><span class="note">${label}</span> ${tlpLabel(tlp)} <bdi>${marked}</bdi></p>`;
}

function partiesSection(parties: readonly KnownParty[]): Markup | false {
  const items = parties.map(
    ({ party, name }) =>
      html`<a href="/parties/${party}">${said(name)}</a><br><span class="note hash">${party}</span>`,
  );
  return section('parties', SEARCH_TEXTS.parties, items);
}

function helpSection(help: readonly HelpEntry[]): Markup | false {
  const items = help.map(({ href, title, text }) => {
    const link = html`<a href="${href}">${title}</a>`;
    return html`${link}<p class="excerpt">${text}</p>`;
  });
  return section('help', SEARCH_TEXTS.helpEntries, items);
}
