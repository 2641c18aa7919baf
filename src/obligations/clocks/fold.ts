/** Folds statements into clocks: words are kept as they come, then each case they touch is reckoned anew. */
import type { Recorded } from '#ledger/contract.ts';
import {
  dropObligationRows,
  KEYS,
  type ObligationRow,
  obligationTables,
  type WordRow,
} from '#obligations/tables.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { CaseEvent } from './case-event.ts';
import { type Heard, keptClaims } from './case-events.ts';
import { obligationsOf } from './engine.ts';
import { type Gravity, gravityOf, keepGravity } from './gravity.ts';
import { obligationRow } from './obligation-row.ts';
import type { Reckoning, Standing } from './reckoning.ts';
import { eventsOfRow } from './row-events.ts';
import { ASKED_AT_ONCE, keepStanding, standingOf } from './standing.ts';

/** What a view is folded with: the texts and calendars of this node. */
export type Folding = Reckoning & { readonly heard: Heard };

/** The rows depend on the statements alone, not on how they are cut into calls. */
export async function foldObligations(
  transaction: InTransaction,
  records: readonly Recorded[],
  folding: Folding,
): Promise<void> {
  const parties = await keepStanding(transaction, records);
  await keepDanger(transaction, records);
  const words = await keepWords(transaction, records, folding.heard);
  const scored = await keepGravity(transaction, records);
  const cases = new Set([...words, ...scored, ...(await casesOf(transaction, parties))]);
  const asked = [...cases];
  for (let at = 0; at < asked.length; at += ASKED_AT_ONCE) {
    await reckonCases(transaction, asked.slice(at, at + ASKED_AT_ONCE), folding);
  }
}

/** Forgets a case; the clocks of other cases that rested on what it said of parties are reckoned anew. */
export async function dropObligations(
  transaction: InTransaction,
  caseId: string,
  folding: Folding,
): Promise<void> {
  const tables = obligationTables(transaction);
  const told = await tables
    .selectFrom('obligation_standing')
    .select('party')
    .distinct()
    .where('case_id', '=', caseId)
    .execute();
  await dropObligationRows(transaction, caseId);
  const others = await casesOf(
    transaction,
    told.map(({ party }) => party),
  );
  for (let at = 0; at < others.length; at += ASKED_AT_ONCE) {
    await reckonCases(transaction, others.slice(at, at + ASKED_AT_ONCE), folding);
  }
}

async function keepDanger(transaction: InTransaction, records: readonly Recorded[]): Promise<void> {
  const rows = records.flatMap(({ digest, case: caseId, claims }) =>
    caseId !== null && claims.get('danger_to_life')?.value === 'yes' ? [{ digest, case_id: caseId }] : [],
  );
  await insertRows(transaction, 'obligation_danger', rows, { keys: KEYS.obligation_danger, do: 'nothing' });
}

/** Keeps what clocks look at; answers with the cases in which something was said. */
async function keepWords(
  transaction: InTransaction,
  records: readonly Recorded[],
  heard: Heard,
): Promise<readonly string[]> {
  const spoken = records.filter(({ type, case: caseId }) => caseId !== null && heard.types.has(type));
  if (spoken.length === 0) return [];
  const known = await wordsKnown(transaction, [...new Set(spoken.map(({ digest }) => digest))]);
  const rows = new Map<string, WordRow>();
  const spokenTo: { case_id: string; party: string }[] = [];
  for (const record of spoken) {
    const first = rows.get(record.digest) ?? known.get(record.digest);
    const row = wordRow(record, heard, first);
    rows.set(record.digest, row);
    for (const party of partiesIn(eventsOfRow(row, heard))) spokenTo.push({ case_id: row.case_id, party });
  }
  const kept = [...rows.values()];
  await insertRows(transaction, 'obligation_word', kept, { keys: KEYS.obligation_word, do: 'replace' });
  await insertRows(transaction, 'obligation_party', spokenTo, { keys: KEYS.obligation_party, do: 'nothing' });
  return [...new Set(kept.map(({ case_id: caseId }) => caseId))];
}

async function wordsKnown(
  transaction: InTransaction,
  digests: readonly string[],
): Promise<ReadonlyMap<string, WordRow>> {
  const known = new Map<string, WordRow>();
  for (let at = 0; at < digests.length; at += ASKED_AT_ONCE) {
    const rows = await obligationTables(transaction)
      .selectFrom('obligation_word')
      .selectAll()
      .where('digest', 'in', digests.slice(at, at + ASKED_AT_ONCE))
      .execute();
    for (const row of rows) known.set(row.digest, row);
  }
  return known;
}

/** A second arrival tells more of the statement; when it was said stays as it was heard first. */
function wordRow(record: Recorded, heard: Heard, first: WordRow | undefined): WordRow {
  const recordedAt = toMicroseconds(record.provenAt ?? record.recordedAt);
  return {
    digest: record.digest,
    case_id: record.case as string,
    issuer: record.issuer,
    type: record.type,
    own: record.origin === 'own' ? 1 : 0,
    recorded_at: first?.recorded_at ?? recordedAt,
    received_at: first?.received_at ?? toMicroseconds(record.recordedAt),
    claims: JSON.stringify(keptClaims(record, heard)),
  };
}

/** Everybody whose standing may matter to the clocks of a case. */
export function partiesIn(events: readonly CaseEvent[]): ReadonlySet<string> {
  const parties = new Set<string>();
  for (const event of events) {
    parties.add(event.by);
    if (event.kind === 'said') for (const party of event.to) parties.add(party);
  }
  return parties;
}

async function casesOf(transaction: InTransaction, parties: readonly string[]): Promise<readonly string[]> {
  const cases = new Set<string>();
  for (let at = 0; at < parties.length; at += ASKED_AT_ONCE) {
    const rows = await obligationTables(transaction)
      .selectFrom('obligation_party')
      .select('case_id')
      .distinct()
      .where('party', 'in', parties.slice(at, at + ASKED_AT_ONCE))
      .execute();
    for (const row of rows) cases.add(row.case_id);
  }
  return [...cases];
}

async function reckonCases(transaction: InTransaction, cases: readonly string[], folding: Folding): Promise<void> {
  const tables = obligationTables(transaction);
  const words = await tables.selectFrom('obligation_word').selectAll().where('case_id', 'in', cases).execute();
  const stored = await tables
    .selectFrom('obligation')
    .select(['case_id', 'id', 'face', 'body', 'severity', 'owed_severity'])
    .where('case_id', 'in', cases)
    .execute();
  const events = new Map<string, CaseEvent[]>();
  const parties = new Set<string>();
  for (const row of words) {
    const own = eventsOfRow(row, folding.heard);
    const said = events.get(row.case_id) ?? [];
    said.push(...own);
    events.set(row.case_id, said);
    for (const party of partiesIn(own)) parties.add(party);
  }
  const standing = await standingOf(transaction, parties);
  const gravity = await gravityOf(transaction, cases);
  const due = [...events].flatMap(([caseId, all]) => rowsOfCase(caseId, all, folding, { standing, gravity }));
  const before = new Map(stored.map((row) => [keyOf(row), row]));
  const changed = due.filter((row) => isNew(row, before.get(keyOf(row))));
  const now = new Set(due.map(keyOf));
  for (const row of stored) {
    if (now.has(keyOf(row))) continue;
    const { case_id: caseId, id, face } = row;
    const gone = tables.deleteFrom('obligation').where('case_id', '=', caseId).where('id', '=', id);
    await gone.where('face', '=', face).execute();
  }
  await insertRows(transaction, 'obligation', changed, { keys: KEYS.obligation, do: 'replace' });
}

type Kept = Pick<ObligationRow, 'body' | 'severity' | 'owed_severity'>;

function isNew(row: Kept, before: Kept | undefined): boolean {
  return (
    row.body !== before?.body ||
    row.severity !== Number(before.severity) ||
    row.owed_severity !== Number(before.owed_severity)
  );
}

function keyOf({ case_id: caseId, id, face }: Pick<ObligationRow, 'case_id' | 'id' | 'face'>): string {
  return `${caseId} ${id} ${face}`;
}

/** What everybody may compute, and beside it what a party computes from which a hold is hidden, where that differs. */
function rowsOfCase(
  caseId: string,
  events: readonly CaseEvent[],
  folding: Folding,
  { standing, gravity }: { readonly standing: Standing; readonly gravity: Gravity },
): readonly ObligationRow[] {
  const question = { ...folding, case: caseId, events, standing };
  const rows = obligationsOf(question).map((obligation) => obligationRow(obligation, '', gravity));
  const open = new Map(rows.map((row) => [row.id, row.body]));
  const hidden = new Set(events.flatMap((event) => (event.kind === 'hold' ? event.hiddenFrom : [])));
  // Only a hold that some clock here obeys is worth a second look.
  const obeyed = rows.some(({ hidden_from: from }) => from !== '[]');
  if (!obeyed) return rows;
  for (const viewpoint of hidden) {
    const seen = obligationsOf({ ...question, viewpoint }).map((one) => obligationRow(one, viewpoint, gravity));
    rows.push(...seen.filter((row) => open.get(row.id) !== row.body));
  }
  return rows;
}
