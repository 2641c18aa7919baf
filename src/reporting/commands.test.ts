import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ApiClient } from '#cli/context.ts';
import { accept, refuse } from '#outcome.ts';
import { heardCommands } from '#testing/heard-commands.ts';
import type { Language } from '#texts/languages.ts';
import { reportingCommands } from './commands.ts';

const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comity-report-once-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const STAGE = {
  regime: 'eu-nis2',
  stage: 'early-warning',
  law: 'NIS2',
  name: 'Early warning',
  citation: 'Art. 23(4)(a)',
  asked: true,
  ruled_out_by: [] as string[],
  missing: ['cross_border'],
  fields: [
    { fact: 'malicious', label: 'Suspected', need: 'must', state: 'filled', standing: 'estimate', value: 'yes' },
    { fact: 'cross_border', label: 'Cross-border', need: 'must', state: 'missing' },
  ],
  addressees: [],
  filings: [] as unknown[],
  reports: [] as string[],
};

/** A terminal that keeps what was said, in front of a node that answers as told. */
function terminal(stage = STAGE, language: Language = 'en') {
  const posted: { path: string; body: unknown; key?: string }[] = [];
  const api: ApiClient = {
    url: 'http://127.0.0.1:9',
    get: async (path) => accept(path.endsWith('/reports') ? { stages: [stage] } : stage),
    bytes: async (path) =>
      path.includes('language=fr') ? accept(new TextEncoder().encode('%PDF')) : refuse('print-font-missing', 'x'),
    async post(path, body, key) {
      posted.push({ path, body, ...(key === undefined ? {} : { key }) });
      const filed = [
        { addressee: { name: 'CSIRT', party: 'did:web:csirt' }, elsewhere: false },
        { addressee: { name: 'ENISA' }, elsewhere: true },
      ];
      return accept({ digest: 'd'.repeat(43), filed, withdrawal: 'w'.repeat(43) });
    },
  };
  const { heard, run } = heardCommands(api, reportingCommands, language);
  return {
    heard: { ...heard, posted },
    run: (...args: string[]) => run('report-once', CASE, ...args),
    take: (...args: string[]) => run('report-withdraw', ...args),
  };
}

const AT = ['eu-nis2', 'early-warning'] as const;

test('without a law it lists every stage and what it needs', async () => {
  const { heard, run } = terminal();
  await run();
  assert.deepEqual(heard.lines, ['eu-nis2 early-warning: needs cross_border']);
});

test('a stage that the law does not ask for is listed as not asked, with the reason, unless it was filed', async () => {
  const ruledOut = { ...STAGE, asked: false, ruled_out_by: ['Are you a trust service? You answered no.'] };
  const { heard, run } = terminal(ruledOut);
  await run();
  assert.deepEqual(heard.lines, ['eu-nis2 early-warning: not asked. Are you a trust service? You answered no.']);
  const filed = terminal({ ...ruledOut, filings: [{}] });
  await filed.run();
  assert.deepEqual(filed.heard.lines, ['eu-nis2 early-warning: filed']);
});

test('a stage is shown field by field, and nothing is signed without --sign', async () => {
  const { heard, run } = terminal();
  await run(...AT);
  assert.match(heard.lines.join('\n'), /filled +Suspected \(must\): estimate "yes"\n +missing +Cross-border/);
  assert.deepEqual(heard.posted, []);
});

test('signing says where it was filed and where somebody has to', async () => {
  const { heard, run } = terminal();
  const facts = join(folder, 'facts.json');
  await writeFile(facts, '{"cross_border": "no"}');
  await run(...AT, '--sign', '--facts', facts, '--without-reserve');
  assert.deepEqual(heard.posted[0]?.body, { facts: { cross_border: 'no' }, preliminary: false });
  assert.match(heard.lines.join('\n'), /filed +CSIRT \(did:web:csirt\)\n +to file +ENISA: no party here/);
});

test('the same command twice is one report; another answer is another', async () => {
  const { heard, run } = terminal();
  await run(...AT, '--sign');
  await run(...AT, '--sign');
  await run(...AT, '--sign', '--unknown');
  const keys = heard.posted.map(({ key }) => key);
  assert.equal(keys[0], keys[1]);
  assert.notEqual(keys[0], keys[2]);
});

test('a print is written in the language of whoever asks; a refusal of the node is told as it is', async () => {
  const reported = { ...STAGE, reports: ['e'.repeat(43)] };
  const file = join(folder, 'report.pdf');
  await terminal(reported, 'fr').run(...AT, '--pdf', file);
  assert.equal(await readFile(file, 'utf8'), '%PDF');
  const { heard, run } = terminal(reported, 'zh');
  await run(...AT, '--pdf', file);
  assert.equal(heard.refused[0]?.code, 'print-font-missing');
});

test('a report is taken back with a reason, once however often it is asked', async () => {
  const { heard, take } = terminal();
  const report = 'e'.repeat(43);
  await take(report, '--reason', 'sent-in-error', '--summary', 'Wrong case');
  await take(report, '--reason', 'sent-in-error', '--summary', 'Wrong case');
  const [first, second] = heard.posted;
  assert.equal(first?.path, `/api/v1/reports/${report}/withdrawal`);
  assert.deepEqual(first?.body, { reason: 'sent-in-error', summary: 'Wrong case' });
  assert.equal(first?.key, second?.key);
  assert.match(heard.lines.join(), /taken back +w{43}/u);
});

for (const [what, args, code] of [
  ['a print of what was not reported yet', ['--pdf', 'x.pdf'], 'report-not-known'],
  ['a file of answers that is not there', ['--sign', '--facts', '/nowhere/facts.json'], 'file-missing'],
] as const) {
  test(`${what} is refused before the node is asked to sign`, async () => {
    const { heard, run } = terminal();
    await run(...AT, ...args);
    assert.equal(heard.refused[0]?.code, code);
    assert.deepEqual(heard.posted, []);
  });
}

for (const content of ['', '[]', 'null', '{"a":', '7']) {
  test(`answers that are ${JSON.stringify(content)} are refused`, async () => {
    const { heard, run } = terminal();
    const file = join(folder, 'wrong.json');
    await writeFile(file, content);
    await run(...AT, '--sign', '--facts', file);
    assert.equal(heard.refused[0]?.code, 'answer-malformed');
    assert.deepEqual(heard.posted, []);
  });
}
