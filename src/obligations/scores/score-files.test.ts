import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { writeFigures } from './score-files.ts';
import type { ScoreReport } from './score-report.ts';

const row = (regime: string, stage: string, kind: 'law' | 'promise' | 'norm') => ({
  regime,
  stage,
  kind,
  counts: { met: 2, 'met-late': 1 },
  medianLeadMinutes: 90,
  medianLagMinutes: null,
});
const SCORE: ScoreReport = {
  party: 'did:web:grid.example',
  from: '2026-03-01T00:00:00Z',
  until: '2026-04-01T00:00:00Z',
  at: '2026-04-02T00:00:00Z',
  duties: [row('eu-nis2', 'early-warning', 'law')],
  promises: [row('=HYPERLINK("x")', 'promised, "soon"', 'promise')],
  norms: [row('un-norm-13c', 'answer', 'norm')],
  reading: { given: 3, read: 2, medianMinutes: 4, slowestMinutes: 2 ** 40 },
  numbers: { first: 1, last: 9, missing: [4, 5] },
  statements: 7,
  notWitnessed: 1,
};

async function csvRows(score: ScoreReport, withNorms: boolean): Promise<readonly Record<string, string>[]> {
  const text = new TextDecoder().decode(await writeFigures('csv', score, withNorms));
  return parse(text, { columns: true }) as Record<string, string>[];
}

async function parquetRows(score: ScoreReport, withNorms: boolean) {
  const bytes = await writeFigures('parquet', score, withNorms);
  const file = bytes.buffer.slice(0) as ArrayBuffer;
  const rows = (await parquetReadObjects({ file })) as Record<string, string | bigint | null>[];
  return { rows, metadata: await parquetMetadataAsync(file) };
}

test('a score says the same figures in CSV and in Parquet, zeros and unknown medians among them', async () => {
  const csv = await csvRows(SCORE, true);
  const { rows, metadata } = await parquetRows(SCORE, true);
  const plain = rows.map((one) =>
    Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value === null ? '' : String(value)])),
  );
  const unguarded = csv.map((one) => ({ ...one, regime: one.regime!.replace(/^'/, '') }));
  assert.deepEqual(plain, unguarded);
  const early = new Map(
    csv.filter(({ stage }) => stage === 'early-warning').map(({ figure, value }) => [figure, value]),
  );
  assert.deepEqual(
    [early.get('met'), early.get('met-late'), early.get('breached'), early.get('median_lag_minutes')],
    ['2', '1', '0', ''],
  );
  assert.match(metadata.key_value_metadata?.find(({ key }) => key === 'method')?.value ?? '', /proven times/);
});

test('scope and gaps stand among the figures: the stretch of time, what is missing, what is not witnessed', async () => {
  const csv = await csvRows(SCORE, false);
  assert.ok(csv.every(({ from, until }) => from === SCORE.from && until === SCORE.until));
  const whole = new Map(csv.filter(({ kind }) => kind === '').map(({ figure, value }) => [figure, value]));
  assert.deepEqual([whole.get('missing'), whole.get('not_witnessed'), whole.get('last_number')], ['2', '1', '9']);
  assert.equal(whole.get('slowest_minutes'), String(2 ** 40));
});

test('voluntary norms are in the file of the party itself alone, in either form', async () => {
  for (const withNorms of [true, false]) {
    assert.equal(
      (await csvRows(SCORE, withNorms)).some(({ part }) => part === 'norms'),
      withNorms,
    );
    const { rows } = await parquetRows(SCORE, withNorms);
    assert.equal(
      rows.some(({ part }) => part === 'norms'),
      withNorms,
    );
  }
});

test('a name that begins like a formula is text to a spreadsheet', async () => {
  const [promise] = (await csvRows(SCORE, false)).filter(({ part }) => part === 'promises');
  assert.equal(promise?.regime, `'=HYPERLINK("x")`);
  assert.equal(promise?.stage, 'promised, "soon"');
});

test('a party of which nothing was counted has a file with its scope and no figures of duties', async () => {
  const empty: ScoreReport = {
    ...SCORE,
    duties: [],
    promises: [],
    norms: [],
    numbers: null,
    reading: { given: 0, read: 0, medianMinutes: null, slowestMinutes: null },
  };
  const { rows } = await parquetRows(empty, true);
  assert.deepEqual(new Set(rows.map(({ part }) => part)), new Set(['reading', 'completeness']));
  assert.equal(rows.find(({ figure }) => figure === 'missing')?.value, null);
});
