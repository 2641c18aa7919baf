import type { Recorded, View } from '#ledger/contract.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { ClockWord } from './course.ts';
import { CLOCK_ACTS, exerciseClock, SPEED_MOST } from './statements.ts';

/** One row a statement; claims withheld from this node are null. */
const TABLES = declareTables({
  exercise_clock: {
    columns: {
      digest: 'text',
      arrival: 'bigint',
      own: 'bigint',
      case_id: 'text?',
      issuer: 'text',
      log: 'text',
      log_index: 'bigint',
      act: 'text?',
      number: 'bigint?',
      effective_at: 'bigint?',
      instant: 'bigint?',
      speed: 'bigint?',
    },
    indexes: [['issuer', 'arrival'], ['case_id']],
  },
});

type ClockRow = RowsIn<typeof TABLES>['exercise_clock'];
export const exerciseTables = TABLES.in;

/** What was said about the clock, each under its digest, so that the fold needs no order; what counts is decided when read. */
export const exercisesView: View = {
  name: 'exercises',
  version: 1,
  follows: 'transaction',
  ...TABLES.asView,
  async fold(transaction, records) {
    for (const record of records) {
      if (record.type === exerciseClock.name) await keep(transaction, rowOf(record));
    }
  },
};

/** A statement that arrives again, with more disclosed, keeps its first place and fills what was null. */
async function keep(transaction: Connection, row: ClockRow): Promise<void> {
  const known = await exerciseTables(transaction)
    .selectFrom('exercise_clock')
    .selectAll()
    .where('digest', '=', row.digest)
    .executeTakeFirst();
  const merged: Record<string, string | number | null> = { ...row };
  for (const [name, value] of Object.entries(known ?? {})) merged[name] ??= value;
  if (known !== undefined) merged.arrival = Math.min(row.arrival, known.arrival);
  await insertRows(transaction, 'exercise_clock', [merged], { keys: ['digest'], do: 'replace' });
}

function rowOf(record: Recorded): ClockRow {
  const value = (name: string) => record.claims.get(name)?.value;
  const act = value('act');
  return {
    digest: record.digest,
    arrival: record.arrival,
    own: Number(record.origin === 'own'),
    case_id: record.case,
    issuer: record.issuer,
    log: record.log,
    log_index: record.logIndex,
    number: wholeUpTo(value('number'), Number.MAX_SAFE_INTEGER),
    act: CLOCK_ACTS.find((known) => known === act) ?? null,
    effective_at: microseconds(value('effective_at')),
    instant: microseconds(value('instant')),
    speed: wholeUpTo(value('speed'), SPEED_MOST),
  };
}

function wholeUpTo(value: unknown, most: number): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most ? value : null;
}

function microseconds(value: unknown): number | null {
  const at = instantFrom(value);
  return at === undefined ? null : toMicroseconds(at);
}

/** Everything said about the clock that this node holds; of each party the earliest of its numbers. */
export async function clockWords(reads: Connection, most: number): Promise<readonly ClockWord[]> {
  const tables = exerciseTables(reads);
  const issuers = await tables.selectFrom('exercise_clock').select('issuer').distinct().execute();
  const words: ClockWord[] = [];
  for (const { issuer } of issuers) {
    const rows = await tables
      .selectFrom('exercise_clock')
      .selectAll()
      .where('issuer', '=', issuer)
      .orderBy(({ fn, val }) => fn.coalesce('number', val(Number.MAX_SAFE_INTEGER)))
      .orderBy('log_index')
      .orderBy('digest')
      .limit(most)
      .execute();
    words.push(...rows.map(wordOf));
  }
  return words;
}

function wordOf(row: ClockRow): ClockWord {
  return {
    digest: row.digest,
    arrival: row.arrival,
    own: row.own === 1,
    case: row.case_id,
    issuer: row.issuer,
    log: row.log,
    logIndex: row.log_index,
    number: row.number,
    act: CLOCK_ACTS.find((known) => known === row.act) ?? null,
    effectiveAt: row.effective_at,
    instant: row.instant,
    speed: row.speed,
  };
}
