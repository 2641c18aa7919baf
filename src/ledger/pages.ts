import { Type } from 'typebox';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { parseLogProof } from '#log/proof.ts';
import { encodeBase64url } from '#statement/base64url.ts';
import type { Connection } from '#store/connection.ts';
import { html, type Markup } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { textField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { type SummaryRow, summaryList, table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, details, emptyState, pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { isPublished, publishedCheckpoint } from './checkpoints.ts';
import type { Ledger, Reader } from './contract.ts';
import { indexOfBareEntry } from './padding.ts';
import { LOG_TEXTS as T } from './page-texts.ts';
import { ledgerTables } from './tables.ts';
import { entriesAt } from './tiles.ts';

const ENTRIES_IN_A_PAGE = 50;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const ENTRY_NUMBER = /^[0-9]{1,15}$/;

export type LogServices = { readonly connection: Connection; readonly ledger: Ledger; readonly reader: Reader };

/** The log explorer: the published checkpoint, who cosigned it, the entries, and the proof of each. */
export function logPages(app: App, services: LogServices): void {
  const Query = Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 0 })),
    find: Type.Optional(Type.String({ maxLength: 100 })),
  });
  app.get('/log-explorer', { schema: { querystring: Query } }, async (request, reply) => {
    const { find, before } = request.query;
    // A digest copied from a narrow page or a letter comes in several lines.
    const wanted = find?.replaceAll(/\s/gu, '') ?? '';
    if (DIGEST.test(wanted) || ENTRY_NUMBER.test(wanted)) return seeOther(reply, `/log-explorer/${wanted}`);
    if (wanted === '') return sendLog(services, request, reply, { before });
    return sendLog(services, request, refusedForm(reply), { before, find, error: T.findWrong });
  });

  // What stands on every proof as the log's name ends in this path, so people type it.
  app.get('/log', (_request, reply) => seeOther(reply, '/log-explorer'));

  const params = Type.Object({ entry: Type.String({ pattern: '^([0-9]{1,15}|[A-Za-z0-9_-]{43})$' }) });
  app.get('/log-explorer/:entry', { schema: { params } }, async (request, reply) => {
    const { entry } = request.params;
    const row = await entryOf(services, entry);
    if (row === undefined || !(await isThereFor(services, row, request)))
      return refused(reply, { code: 'not-found', sentence: T.notFound, spoken: true });
    return sendEntry(services, request, reply, row);
  });
}

type Entry = { readonly digest: string; readonly index: number };

/** Whether a statement stands behind it or padding is nothing that this page tells. */
async function entryOf({ connection, ledger }: LogServices, entry: string): Promise<Entry | undefined> {
  if (!DIGEST.test(entry)) return (await entriesOf(connection, ledger.origin, [Number(entry)]))[0];
  const row = await ledgerTables(connection)
    .selectFrom('statement')
    .select('log_index')
    .where('log', '=', ledger.origin)
    .where('digest', '=', entry)
    .executeTakeFirst();
  const index = row?.log_index ?? (await indexOfBareEntry(connection, ledger.origin, entry));
  return index === undefined ? undefined : { digest: entry, index };
}

/** What no checkpoint has published yet is there for those alone who are shown it: padding joins it only then. */
async function isThereFor(
  { connection, ledger, reader }: LogServices,
  { digest, index }: Entry,
  { viewer }: Request,
) {
  return (
    (await isPublished(connection, ledger.origin, index)) || (await reader.statement(digest, viewer)) !== null
  );
}

/** The newest entries behind the published ones, of those that are there for this viewer. */
async function waitingFor(services: LogServices, size: number, request: Request): Promise<readonly Entry[]> {
  const { connection, ledger } = services;
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'log_index as index'])
    .where('log', '=', ledger.origin)
    .where('log_index', '>=', size)
    .orderBy('log_index', 'desc')
    .limit(ENTRIES_IN_A_PAGE)
    .execute();
  const there = await Promise.all(rows.map((row) => isThereFor(services, row, request)));
  return rows.filter((_, at) => there[at]);
}

/** In the order asked for; those that the log has not are left out. */
async function entriesOf(
  connection: Connection,
  log: string,
  indexes: readonly number[],
): Promise<readonly Entry[]> {
  const found = await entriesAt(connection, log, indexes);
  return indexes.flatMap((index) => {
    const entry = found.get(index);
    return entry === undefined ? [] : [{ digest: encodeBase64url(entry), index }];
  });
}

type LogView = {
  readonly before?: number | undefined;
  readonly find?: string | undefined;
  readonly error?: string;
};

async function sendLog(
  services: LogServices,
  request: Request,
  reply: Reply,
  { before, find, error }: LogView,
): Promise<Reply> {
  const { connection, ledger } = services;
  const published = await publishedCheckpoint(connection, ledger.origin);
  const size = published?.checkpoint.size ?? 0;
  const end = Math.min(before ?? size, size);
  const first = Math.max(0, end - ENTRIES_IN_A_PAGE);
  const indexes = Array.from({ length: end - first }, (_, at) => end - 1 - at);
  const waiting = before === undefined ? await waitingFor(services, size, request) : [];
  const rows = [...waiting, ...(await entriesOf(connection, ledger.origin, indexes))];
  const entries = rows.map(({ digest, index }) => [
    html`<a href="/log-explorer/${index}">${index}</a>`,
    html`<span class="hash">${digest}</span>`,
    index < size ? tag(T.covered, 'done') : tag(T.waiting, 'wait'),
  ]);
  const search = form(
    request,
    reply,
    { action: '/log-explorer', method: 'get', look: 'inline', label: T.find },
    html`${textField({ name: 'find', label: T.find, value: find, error, spellcheck: false })}${button(T.findButton, 'second')}`,
  );
  const body = html`${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
${published === undefined ? emptyState(T.noCheckpoint, T.noCheckpointBody) : checkpointSection(published)}
<section class="stack" aria-labelledby="entries"><h2 id="entries">${T.entries}</h2><p class="soft">${T.entriesLead}</p>${search}
${
  entries.length === 0
    ? html`<p class="soft">${T.noEntries}</p>`
    : table(
        T.entries,
        T.columns.map((label) => ({ label })),
        entries,
        true,
      )
}
${first > 0 && html`<p><a href="/log-explorer?before=${first}">${T.older}</a></p>`}</section></div>`;
  return sendPage(request, reply, { title: T.title, section: 'log', body });
}

/** Who besides the log itself signed a checkpoint. */
function cosignersRow({ checkpoint, note }: SignedCheckpoint): SummaryRow {
  const names = note.signatures.map(({ name }) => name).filter((name) => name !== checkpoint.origin);
  const cosigners = [...new Set(names)];
  const value =
    cosigners.length === 0
      ? html`<em class="unknown">${T.noCosigners}</em>`
      : html`<ul class="bare">${cosigners.map((name) => html`<li class="hash">${name}</li>`)}</ul>`;
  return { key: T.cosigners, value };
}

function checkpointSection(published: SignedCheckpoint): Markup {
  const { checkpoint } = published;
  return html`<section class="stack tight" aria-labelledby="checkpoint"><h2 id="checkpoint">${T.checkpoint}</h2>${summaryList(
    [
      { key: T.origin, value: html`<span class="hash">${checkpoint.origin}</span>` },
      { key: T.size, value: html`<span class="figure">${checkpoint.size}</span>` },
      { key: T.root, value: html`<span class="hash">${checkpoint.root.toBase64()}</span>` },
      cosignersRow(published),
    ],
  )}<p class="row"><a href="/log/checkpoint">${T.raw}</a> <span class="note">${T.tiles}</span></p></section>`;
}

async function sendEntry(services: LogServices, request: Request, reply: Reply, row: Entry): Promise<Reply> {
  const proof = await services.ledger.proof(row.digest);
  const isOpen = (await services.reader.statement(row.digest, request.viewer)) !== null;
  const parsed = proof === undefined ? undefined : parseLogProof(proof);
  const steps =
    parsed?.ok === true
      ? parsed.value.hashes.map(
          (hash, at) =>
            html`<li><span class="soft">${at + 1}.</span> <span class="hash">${hash.toBase64()}</span></li>`,
        )
      : [];
  const size = parsed?.ok === true ? parsed.value.signed.checkpoint.size : undefined;
  const body = html`${backLink(T.title, '/log-explorer')}${pageHead({ title: plainSentence(T.entryTitle, { index: row.index }), caption: html`<span class="hash">${services.ledger.origin}</span>` })}
<div class="stack loose">${summaryList([
    { key: T.digest, value: html`<span class="hash">${row.digest}</span>` },
    {
      key: T.statement,
      value: isOpen
        ? html`<a href="/statements/${row.digest}">${T.openStatement}</a>`
        : html`<span class="note">${T.notOpen}</span>`,
    },
    ...(parsed?.ok === true ? [cosignersRow(parsed.value.signed)] : []),
  ])}
${
  proof === undefined || size === undefined
    ? emptyState(T.noProof, T.noProofBody)
    : html`<section class="stack tight" aria-labelledby="path"><h2 id="path">${T.proof}</h2><p>${sentence(T.proofLead, { count: steps.length, size })}</p><ol class="bare">${steps}</ol>
<p>${linkButton(T.download, `/api/v1/statements/${row.digest}/proof`, 'second')}</p>${details(T.proofText, html`<pre>${proof}</pre>`)}</section>`
}</div>`;
  return sendPage(request, reply, {
    title: plainSentence(T.entryTitle, { index: row.index }),
    section: 'log',
    body,
  });
}
