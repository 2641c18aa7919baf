/**
 * The view `obligation`: what is due among all that this node holds, and to whom. It finds; what a page shows is
 * computed from what the reader shows its viewer (`sight.ts`), so that no clock tells more than its statements do.
 */
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { View } from '#ledger/contract.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { heardBy } from './clocks/case-events.ts';
import { dropObligations, foldObligations } from './clocks/fold.ts';
import type { Obligation } from './clocks/obligation.ts';
import { obligationOf } from './clocks/obligation-row.ts';
import { everyText, type Reckoning } from './clocks/reckoning.ts';
import { NO_DUE, type ObligationRow, obligationTables, obligationViewTables } from './tables.ts';

/** Counted up when the same texts would be folded into other rows. */
const FOLD_VERSION = 8;

/** Folded with the texts of this node: with other texts the view has another number, and is rebuilt. */
export function obligationView(reckoning: Reckoning): View {
  const folding = { ...reckoning, heard: heardBy(everyText(reckoning.regimes)) };
  return {
    name: 'obligation',
    version: versionOf(reckoning),
    follows: 'transaction',
    ...obligationViewTables,
    fold: (transaction, records) => foldObligations(transaction, records, folding),
    drop: (transaction, caseId) => dropObligations(transaction, caseId, folding),
  };
}

function versionOf({ regimes, groups }: Reckoning): number {
  const hash = createHash('sha256').update(`${FOLD_VERSION}\n`);
  for (const { id, version } of everyText(regimes)) hash.update(`${id} ${version} ${regimes.hash(id, version)}\n`);
  hash.update(JSON.stringify([...groups]));
  return hash.digest().readUIntBE(0, 4);
}

/** Whose eyes look: a hold hidden from this party is as if it were not there. Null: nobody's, for the node itself. */
export type Eyes = { readonly viewer: string | null };

export type DueQuestion = Eyes & {
  readonly from: Temporal.Instant;
  /** Not included. */
  readonly until: Temporal.Instant;
  readonly bearer?: string;
  readonly addressee?: string;
  readonly limit: number;
};

/** Clocks with something left to do that are due in a stretch of time, the first due first. */
export async function dueBetween(connection: Connection, question: DueQuestion): Promise<readonly Obligation[]> {
  const { from, until, bearer, addressee, viewer, limit } = question;
  let query = seen(connection, viewer)
    .where('open_at', '>=', toMicroseconds(from))
    .where('open_at', '<', Math.min(toMicroseconds(until), NO_DUE));
  if (bearer !== undefined) query = query.where('bearer', '=', bearer);
  if (addressee !== undefined) query = query.where('addressee', '=', addressee);
  const rows = await query.orderBy('open_at').orderBy('severity').orderBy('id').limit(limit).execute();
  return rows.map(obligationOf);
}

export type OpenQuestion = {
  readonly limit: number;
  readonly after?: string;
  readonly as?: 'bearer' | 'addressee';
  /** Only cases in which this node holds a word of danger to people, which the asking party may not know of. */
  readonly inDanger?: boolean;
};

export type OpenPage = {
  readonly obligations: readonly Obligation[];
  /** Hand this back as `after` for the next page; absent on the last. */
  readonly next?: string;
};

/**
 * What a party has to do, and what others owe it, as that party may know it: the first due first, then the graver by
 * its own score, then law before promise; what has no due time comes last. What is overdue stands before everything.
 */
export async function openOf(connection: Connection, party: string, page: OpenQuestion): Promise<OpenPage> {
  const after = page.after === undefined ? undefined : readCursor(page.after);
  const sides = page.as === undefined ? (['bearer', 'addressee'] as const) : [page.as];
  const found = new Map<string, PageRow>();
  for (const side of sides) {
    // A range, so that the index of what is open is used, and not one that holds what is done as well.
    const from = after?.[0] ?? -NO_DUE;
    let query = seen(connection, party).where(side, '=', party).where('open_at', '>=', from);
    const severity = SEVERITY_OF[side];
    if (after !== undefined) query = query.where(isAfter(after, severity));
    if (page.inDanger === true) query = query.where(IN_DANGER);
    const rows = await query
      .orderBy('open_at')
      .orderBy(severity)
      .orderBy('case_id')
      .orderBy('id')
      .limit(page.limit + 1)
      .execute();
    for (const row of rows) found.set(`${row.case_id} ${row.id}`, { ...row, severity: Number(row[severity]) });
  }
  const rows = [...found.values()].sort(inOrder);
  const obligations = rows.slice(0, page.limit).map(obligationOf);
  const lastRow = rows[page.limit - 1];
  return rows.length > page.limit && lastRow !== undefined
    ? { obligations, next: writeCursor(lastRow) }
    : { obligations };
}

export async function obligationsInCase(
  connection: Connection,
  caseId: string,
  viewer: string | null,
): Promise<readonly Obligation[]> {
  const rows = await seen(connection, viewer).where('case_id', '=', caseId).orderBy('id').execute();
  return rows.map(obligationOf);
}

export type ScoreQuestion = Eyes & {
  readonly bearer?: string;
  readonly regime?: string;
  readonly from: Temporal.Instant;
  /** Not included. */
  readonly until: Temporal.Instant;
};

/**
 * What counts in a score of this stretch of time: clocks due in it, met or not, and those without a due time that were
 * met or closed in it. Ask `stateAt` where each stood at its end.
 */
export async function closedOf(connection: Connection, question: ScoreQuestion): Promise<readonly Obligation[]> {
  const { bearer, regime, from, until, viewer } = question;
  let query = seen(connection, viewer)
    .where('counted_at', '>=', toMicroseconds(from))
    .where('counted_at', '<', toMicroseconds(until));
  if (bearer !== undefined) query = query.where('bearer', '=', bearer);
  if (regime !== undefined) query = query.where('regime', '=', regime);
  const rows = await query.orderBy('counted_at').orderBy('case_id').orderBy('id').execute();
  return rows.map(obligationOf);
}

const SEVERITY_OF = { bearer: 'severity', addressee: 'owed_severity' } as const;

type PageRow = Pick<ObligationRow, 'body' | 'open_at' | 'severity' | 'case_id' | 'id'>;

/** Rows as this party sees them: its own face of a clock stands in place of the one that tells of a hidden hold. */
function seen(connection: Connection, viewer: string | null) {
  const rows = obligationTables(connection)
    .selectFrom('obligation as o')
    .select(['body', 'open_at', 'severity', 'owed_severity', 'case_id', 'id']);
  if (viewer === null) return rows.where('face', '=', '');
  const isSeen: RawBuilder<boolean> = sql`(o.face = ${viewer} or (o.face = '' and (o.hidden_from = '[]' or not exists (
    select 1 from obligation other where other.case_id = o.case_id and other.id = o.id and other.face = ${viewer}))))`;
  return rows.where(isSeen);
}

const IN_DANGER: RawBuilder<boolean> = sql`case_id in (select case_id from obligation_danger)`;

type Cursor = readonly [openAt: number, severity: number, caseId: string, id: string];

function isAfter([openAt, place, caseId, id]: Cursor, severity: string): RawBuilder<boolean> {
  const column = sql.ref(severity);
  return sql`(open_at > ${openAt} or (open_at = ${openAt} and
    (${column} > ${place} or (${column} = ${place} and
      (case_id > ${caseId} or (case_id = ${caseId} and id > ${id}))))))`;
}

function inOrder(one: PageRow, other: PageRow): number {
  return (
    (one.open_at ?? NO_DUE) - (other.open_at ?? NO_DUE) ||
    one.severity - other.severity ||
    (one.case_id < other.case_id ? -1 : one.case_id > other.case_id ? 1 : 0) ||
    (one.id < other.id ? -1 : 1)
  );
}

function writeCursor(row: PageRow): string {
  const cursor: Cursor = [row.open_at ?? NO_DUE, row.severity, row.case_id, row.id];
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Undefined for anything that no page ever handed out: then the list begins anew. */
function readCursor(text: string): Cursor | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(read) || read.length !== 4) return undefined;
    const [openAt, severity, caseId, id] = read as unknown[];
    if (!Number.isSafeInteger(openAt) || !Number.isSafeInteger(severity)) return undefined;
    if (typeof caseId !== 'string' || typeof id !== 'string') return undefined;
    return [openAt as number, severity as number, caseId, id];
  } catch {
    return undefined;
  }
}
