/** A million open clocks: finding what is due soon, and what one correction costs in a case of ten thousand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Recorded } from '#ledger/contract.ts';
import { obligationsOf } from '#obligations/clocks/engine.ts';
import { obligationRow } from '#obligations/clocks/obligation-row.ts';
import type { ObligationRow } from '#obligations/tables.ts';
import { applies, aware, digestOf, LAW, question, reckoning, recordsOf } from '#obligations/testing/duty-words.ts';
import { dueBetween, obligationView } from '#obligations/view.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { openStore, type Store } from '#store/open.ts';
import { figure, percentile } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const OPEN = 1_000_000;
const OPEN_QUICK = 20_000;
const ROWS_AT_ONCE = 5_000;
const DUE_LIMIT_MS = 10;
const RECOMPUTE_LIMIT_MS = 1_000;
const CLOCKS_IN_CASE = 10_000;
const CLOCKS_IN_CASE_QUICK = 1_000;
/** Clocks that the test's law opens for one bearer from one moment. */
const CLOCKS_OF_BEARER = 6;
const MINUTE = 60_000_000;
const ASKED = 200;
const WARMING = 20;

const VIEW = obligationView(reckoning());

export async function run({ quick, say }: BenchOptions): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'comity-obligations-bench-'));
  try {
    await using store = await openStore({ folder });
    await VIEW.create(store.connection);
    return [
      ...(await correction(store, quick ? CLOCKS_IN_CASE_QUICK : CLOCKS_IN_CASE, say)),
      ...(await dueSoon(store, quick ? OPEN_QUICK : OPEN, say)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One party corrects the moment of a case in which many bearers have clocks: everything is computed again. */
async function correction(store: Store, clocks: number, say: BenchOptions['say']): Promise<readonly Row[]> {
  const bearers = Math.ceil(clocks / CLOCKS_OF_BEARER);
  say(`a case of ${clocks} clocks`);
  const words = Array.from({ length: bearers }, (_, number) => {
    const by = `did:web:p${number}.example`;
    return [applies(LAW, { id: `a${number}`, by }), aware('08:00', { id: `m${number}`, by })];
  }).flat();
  const by = 'did:web:p0.example';
  const corrected = aware('07:00', { id: 'again', by, at: '12:00' }, { corrects: digestOf('m0') });
  await fold(store, recordsOf(words));
  const [last] = recordsOf([corrected], words.length + 1);
  const began = performance.now();
  await fold(store, [last!]);
  const folded = performance.now() - began;
  const asked = question([...words, corrected]);
  const from = performance.now();
  const found = obligationsOf(asked).length;
  const computed = performance.now() - from;
  return [
    figure({
      name: `correction that recomputes ${found} clocks, engine alone`,
      value: computed,
      unit: 'ms',
      better: 'less',
      target: RECOMPUTE_LIMIT_MS,
    }),
    figure({
      name: `correction that recomputes ${found} clocks, into the view`,
      value: folded,
      unit: 'ms',
      better: 'less',
      target: RECOMPUTE_LIMIT_MS,
    }),
  ];
}

async function fold(store: Store, records: readonly Recorded[]): Promise<void> {
  await store.transaction((transaction) => VIEW.fold(transaction, records));
}

/** A million open clocks over two years; then, again and again, those due in some hour, beside the bare index. */
async function dueSoon(store: Store, open: number, say: BenchOptions['say']): Promise<readonly Row[]> {
  say(`${open} open clocks`);
  const [model] = obligationsOf(question([applies(), aware('08:00')])).filter((one) => one.stage === 'warning');
  const row = obligationRow(model!, '');
  const start = toMicroseconds(model!.dueAt!);
  await store.transaction(async (transaction) => {
    for (let at = 0; at < open; at += ROWS_AT_ONCE) {
      const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, open - at) }, (_, number) => {
        return openRow(row, at + number, start);
      });
      await insertRows(transaction, 'obligation', rows);
    }
  });
  const hours = Array.from({ length: ASKED }, (_, number) => start + number * 60 * MINUTE);
  const found: number[] = [];
  const bare: number[] = [];
  // The first questions only warm the process and the cache.
  for (const from of [...hours.slice(0, WARMING), ...hours]) {
    const until = from + 60 * MINUTE;
    const asked = { from: fromMicroseconds(from), until: fromMicroseconds(until), limit: 1_000, viewer: null };
    let began = performance.now();
    await dueBetween(store.connection, asked);
    found.push(performance.now() - began);
    began = performance.now();
    await sql`select body from obligation where open_at >= ${from} and open_at < ${until}`.execute(
      store.connection,
    );
    bare.push(performance.now() - began);
  }
  const name = `due in the next hour among ${open} open clocks`;
  return [
    figure({
      name: `${name}, median`,
      value: percentile(found.slice(WARMING), 0.5),
      unit: 'ms',
      better: 'less',
      target: DUE_LIMIT_MS,
    }),
    figure({
      name: `${name}, 99th percentile`,
      value: percentile(found.slice(WARMING), 0.99),
      unit: 'ms',
      better: 'less',
      target: DUE_LIMIT_MS,
    }),
    // Informative: the same stretch of the index with nothing of ours around it, and its pages read a moment before.
    figure({
      name: `${name}, bare index, 99th percentile`,
      value: percentile(bare.slice(WARMING), 0.99),
      unit: 'ms',
      better: 'less',
    }),
  ];
}

/** Spread over a million minutes, so that an hour holds some sixty of a million. */
function openRow(model: ObligationRow, number: number, start: number): ObligationRow {
  const due = start + number * MINUTE;
  return {
    ...model,
    case_id: `4a3c2b1a-0000-4000-8000-${String(number).padStart(12, '0')}`,
    bearer: `did:web:b${number % 5_000}.example`,
    addressee: `did:web:a${number % 50}.example`,
    open_at: due,
    counted_at: due,
  };
}
