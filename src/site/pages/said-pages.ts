/** `/said/<type>`: what was said of one kind, as far as it is shown to whoever asks. */
import { Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { proofStates } from '#incidents/case/pages/proof-states.ts';
import { withStatements } from '#incidents/case/pages/statement-names.ts';
import type { Shown } from '#ledger/contract.ts';
import { statementsOfType } from '#ledger/of-type.ts';
import { claimValue, type Names, statementLink } from '#site/claim-value.ts';
import { askedOf } from '#site/kinds/form.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { namesFor, type PageServices, withReferences } from '#site/services.ts';
import { PartyId, type StatementType, Uuid } from '#statement/statement-type.ts';
import { type Content, html, type Markup, plainText, said } from '#web/html.ts';
import { labelOf, titleOf } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { selectField, textField } from '#web/parts/field.ts';
import { form, hidden } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { type ProofState, proofBadge } from '#web/parts/marks.ts';
import { pageHead } from '#web/parts/notice.ts';
import { pagination } from '#web/parts/pagination.ts';
import { when } from '#web/parts/when.ts';
import { sendPage } from '#web/shell.ts';

const T = SAYING.list;
const STATEMENTS_IN_A_PAGE = 25;
/** So much of each is told in its row. */
const CLAIMS_IN_A_ROW = 2;
const MAX_WORDS_CHARACTERS = 200;

const querystring = Type.Object({
  q: Type.Optional(Type.String({ maxLength: MAX_WORDS_CHARACTERS })),
  by: Type.Optional(Type.Union([PartyId, Type.Literal('')])),
  case: Type.Optional(Type.Union([Uuid, Type.Literal('')])),
  before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
});
type Asked = { readonly q?: string; readonly by?: string; readonly case?: string; readonly before?: number };

export function saidPages(app: App, services: PageServices): void {
  const params = Type.Object({ type: Type.String({ pattern: '^[a-z][a-z-]{1,60}$' }) });
  app.get('/said/:type', { schema: { params, querystring } }, async (request, reply) => {
    const type = services.ledger.types.get(request.params.type);
    if (type === undefined)
      return refused(reply, { code: 'not-found', sentence: SAYING.say.unknown, spoken: true });
    return sendList(services, request, reply, type, request.query);
  });
}

async function sendList(
  services: PageServices,
  request: Request,
  reply: Reply,
  type: StatementType,
  asked: Asked,
): Promise<Reply> {
  const { statements, next } = await statementsOfType(services, type.vct, request.viewer, {
    before: asked.before,
    limit: STATEMENTS_IN_A_PAGE,
    fits: (shown) => isAskedFor(shown, asked),
  });
  const known = await namesFor(services);
  const cases = statements.flatMap((shown) => caseOf(shown) ?? []);
  const names = withStatements(await withReferences(services, request, known, cases), statements);
  const proofs = await proofStates(services.connection, statements);
  const rows = statements.map((shown) => row(type, shown, names, proofs.get(shown.digest)));
  const title = titleOf(type);
  const columns = T.columns.map((label) => ({ label }));
  const empty = next === undefined ? T.empty : T.emptyHere;
  const older = next === undefined ? undefined : addressOf(type, { ...asked, before: next });
  const body = html`${pageHead({ title, lead: T.lead })}${filters(request, reply, type, asked, known.book.parties.values())}
${rows.length === 0 ? html`<p class="soft">${empty}</p>` : table(plainText(html`${title}`), columns, rows, true)}
${pagination({ earlier: older })}`;
  return sendPage(request, reply, { title: plainText(html`${title}`), section: 'cases', body });
}

function isAskedFor(shown: Shown, { q = '', by = '', case: caseId = '' }: Asked): boolean {
  if (by !== '' && shown.issuer !== by) return false;
  if (caseId !== '' && caseOf(shown) !== caseId) return false;
  const words = q.trim().toLowerCase().split(/\s+/u);
  const text = [...shown.claims.values()]
    .map(({ value }) => JSON.stringify(value))
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

function caseOf({ claims }: Shown): string | undefined {
  const value = claims.get('case')?.value;
  return typeof value === 'string' ? value : undefined;
}

function row(type: StatementType, shown: Shown, names: Names, proof: ProofState | undefined): readonly Content[] {
  const caseId = caseOf(shown);
  const told = askedOf(type)
    .filter(([name]) => shown.claims.has(name))
    .slice(0, CLAIMS_IN_A_ROW)
    .map(([name]) => toldOf(type, name, shown, names));
  const reference = caseId === undefined ? undefined : (names.reference?.(caseId) ?? caseId.slice(0, 8));
  return [
    html`${statementLink(shown.digest, names)}${told}`,
    said(names.party(shown.issuer)),
    when(shown.recordedAt),
    caseId === undefined ? T.noCase : html`<a href="/cases/${caseId}">${reference}</a>`,
    proofBadge(proof ?? 'not-yet-witnessed'),
  ];
}

function toldOf(type: StatementType, name: string, { claims }: Shown, names: Names): Markup {
  const value = claimValue(name, claims.get(name)!.value, type, names);
  return html`<div class="note plain">${labelOf(type, name)}: ${value}</div>`;
}

function filters(
  request: Request,
  reply: Reply,
  type: StatementType,
  { q, by, case: caseId }: Asked,
  parties: Iterable<{ readonly party: string; readonly name: string }>,
): Markup {
  const choices = [...parties].map(({ party, name }) => ({
    value: party,
    label: name,
    words: 'name' as const,
    checked: party === by,
  }));
  const content = html`${textField({ name: 'q', label: T.words, type: 'search', value: q, maxLength: MAX_WORDS_CHARACTERS })}
${selectField({ name: 'by', label: T.by, choices: [{ value: '', label: T.anybody }, ...choices] })}
${caseId !== undefined && caseId !== '' && hidden('case', caseId)}${button(T.find, 'second')}`;
  return form(request, reply, { action: `/said/${type.name}`, method: 'get', label: T.find }, content);
}

function addressOf({ name }: StatementType, asked: Asked): string {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== '');
  return `/said/${name}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}
