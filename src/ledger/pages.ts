import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { parseLogProof } from '#log/proof.ts';
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
import { publishedCheckpoint } from './checkpoints.ts';
import type { Ledger, Reader } from './contract.ts';
import { LOG_TEXTS as T } from './page-texts.ts';
import { ledgerTables } from './tables.ts';

const ENTRIES_IN_A_PAGE = 50;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;

export type LogRooms = { readonly connection: Connection; readonly ledger: Ledger; readonly reader: Reader };

/** The log explorer: the published checkpoint, who cosigned it, the entries, and the proof of each. */
export function logPages(app: App, rooms: LogRooms): void {
  const Query = Type.Object({
    before: Type.Optional(Type.Integer({ minimum: 0 })),
    find: Type.Optional(Type.String({ maxLength: 100 })),
  });
  app.get('/log-explorer', { schema: { querystring: Query } }, async (request, reply) => {
    const { find, before } = request.query;
    if (find !== undefined && find.trim() !== '') return seeOther(reply, entryPath(find.trim()));
    return sendLog(rooms, request, reply, before);
  });

  const params = Type.Object({ entry: Type.String({ pattern: '^([0-9]{1,15}|[A-Za-z0-9_-]{43})$' }) });
  app.get('/log-explorer/:entry', { schema: { params } }, async (request, reply) => {
    const { entry } = request.params;
    const row = await entryOf(rooms, entry);
    if (row === undefined) return refused(reply, { code: 'not-found', sentence: T.notFound });
    return sendEntry(rooms, request, reply, row);
  });
}

function entryPath(find: string): string {
  return DIGEST.test(find) || /^[0-9]{1,15}$/.test(find) ? `/log-explorer/${find}` : '/log-explorer';
}

async function entryOf({ connection, ledger }: LogRooms, entry: string) {
  const rows = ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'log_index'])
    .where('log', '=', ledger.origin);
  const wanted = DIGEST.test(entry)
    ? rows.where('digest', '=', entry)
    : rows.where('log_index', '=', Number(entry));
  return wanted.executeTakeFirst();
}

async function sendLog(
  { connection, ledger }: LogRooms,
  request: Request,
  reply: Reply,
  before: number | undefined,
): Promise<Reply> {
  const published = await publishedCheckpoint(connection, ledger.origin);
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'log_index'])
    .where('log', '=', ledger.origin)
    .where('log_index', '<', before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('log_index', 'desc')
    .limit(ENTRIES_IN_A_PAGE)
    .execute();
  const size = published?.checkpoint.size ?? 0;
  const entries = rows.map(({ digest, log_index: index }) => [
    html`<a href="/log-explorer/${index}">${index}</a>`,
    html`<span class="hash">${digest}</span>`,
    index < size ? tag(T.covered, 'done') : tag(T.waiting, 'wait'),
  ]);
  const last = rows.at(-1)?.log_index;
  const search = form(
    request,
    reply,
    { action: '/log-explorer', method: 'get', look: 'inline', label: T.find },
    html`${textField({ name: 'find', label: T.find, width: 'short', spellcheck: false })}${button(T.findButton, 'second')}`,
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
${last !== undefined && last > 0 && html`<p><a href="/log-explorer?before=${last}">${T.older}</a></p>`}</section></div>`;
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

async function sendEntry(
  rooms: LogRooms,
  request: Request,
  reply: Reply,
  row: { digest: string; log_index: number },
): Promise<Reply> {
  const proof = await rooms.ledger.proof(row.digest);
  const isOpen = (await rooms.reader.statement(row.digest, request.viewer)) !== null;
  const parsed = proof === undefined ? undefined : parseLogProof(proof);
  const steps =
    parsed?.ok === true
      ? parsed.value.hashes.map(
          (hash, at) =>
            html`<li><span class="soft">${at + 1}.</span> <span class="hash">${hash.toBase64()}</span></li>`,
        )
      : [];
  const size = parsed?.ok === true ? parsed.value.signed.checkpoint.size : undefined;
  const body = html`${backLink(T.title, '/log-explorer')}${pageHead({ title: plainSentence(T.entryTitle, { index: row.log_index }), caption: html`<span class="hash">${rooms.ledger.origin}</span>` })}
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
    title: plainSentence(T.entryTitle, { index: row.log_index }),
    section: 'log',
    body,
  });
}
