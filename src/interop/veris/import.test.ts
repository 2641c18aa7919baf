import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { checkContent } from '#incidents/content.ts';
import { TYPE_BY_NAME } from '#incidents/statements.ts';
import { accept, refuse } from '#outcome.ts';
import { checkDraft } from '#statement/check.ts';
import { absent } from '#testing/reference-data.ts';
import { type ImportItem, type ImportSink, importVeris } from './import.ts';
import { verisRecord } from './testing/veris-record.ts';

const PARTY = 'did:web:csirt.example';
const ISSUER = 'did:web:csirt.example';
const NOW = Temporal.Instant.from('2026-11-22T00:00:00Z');

/** What a node would say to each item: the schema and the content, as it checks them. */
const checking: ImportSink = async (items) =>
  items.map(({ draft }) => {
    const whole = { ...draft, issuer: ISSUER };
    const checked = checkDraft(TYPE_BY_NAME.get(draft.type)!, whole);
    return checked.ok ? checkContent(whole, NOW) : checked;
  });

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await mkdtemp(join(tmpdir(), 'comity-veris-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

function line(id: string, more: object = {}): string {
  return JSON.stringify(verisRecord({ incident_id: id, ...more }));
}

const REAL = resolve(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'incidents-veris');

for (const as of ['alert', 'report'] as const) {
  test(`every well-formed record of the VERIS folder goes in as ${as}, and every other file says why not`, {
    skip: absent('incidents-veris'),
  }, async () => {
    const { records, imported, refused, notCarried } = await importVeris(
      { paths: [REAL], as, party: PARTY },
      checking,
    );
    assert.equal(imported, 1167);
    assert.equal(records, imported + refused.length);
    assert.deepEqual(
      refused.map((one) => `${one.file.slice(REAL.length + 1)} ${one.code}`),
      [
        'README.md veris-file-kind',
        'schema/verisc-enum.json veris-not-an-incident',
        'schema/verisc-labels.json veris-not-an-incident',
        'schema/verisc-merged.json veris-not-an-incident',
        'schema/verisc.json veris-not-an-incident',
        'veris-1.4.1_attack-19.1-enterprise.csv veris-file-kind',
      ],
    );
    assert.ok(
      !notCarried.some(([path]) => path.startsWith('action.')),
      'no action of the real records is unmapped',
    );
  });
}

test('nothing stops the run: broken files and lines are refused in their place, the rest goes in', async () => {
  await using made = await folderWith({
    'a.json': line('one'),
    'b.json': '{"broken',
    'c.ndjson': [line('two'), 'not json', '', line('three', { schema_version: '9' }), line('four')].join('\n'),
    'd.json.gz': gzipSync(line('five')),
    'e.json.gz': line('six'),
    'f.json': new Uint8Array([0xff, 0xfe, 0x00]),
    'g.json': '',
    'h.json': `[${line('seven')},{}]`,
    'i.json': '[]',
    'j.txt': 'notes',
    'below/k.jsonl': line('eight', { security_incident: 'False positive' }),
  });
  const { imported, refused, files } = await importVeris(
    { paths: [made.folder, join(made.folder, 'gone.json')], as: 'report', party: PARTY },
    checking,
  );
  assert.equal(files, 12);
  assert.equal(imported, 5);
  assert.deepEqual(
    refused.map((one) => [one.file.slice(made.folder.length + 1), one.line, one.code]),
    [
      ['b.json', undefined, 'veris-not-json'],
      ['below/k.jsonl', 1, 'veris-false-positive'],
      ['c.ndjson', 2, 'veris-not-json'],
      ['c.ndjson', 4, 'veris-version'],
      ['e.json.gz', undefined, 'veris-gzip-broken'],
      ['f.json', undefined, 'veris-not-utf8'],
      ['g.json', undefined, 'veris-file-empty'],
      ['h.json', 2, 'veris-not-an-incident'],
      ['i.json', undefined, 'veris-file-empty'],
      ['j.txt', undefined, 'veris-file-kind'],
      ['gone.json', undefined, 'veris-file-unreadable'],
    ].sort((one, other) => order(String(one[0])) - order(String(other[0]))),
  );
});

/** Files come in the order of their names, folders among them; names given by hand come as given. */
function order(name: string): number {
  return [
    'b.json',
    'below/k.jsonl',
    'c.ndjson',
    'e.json.gz',
    'f.json',
    'g.json',
    'h.json',
    'i.json',
    'j.txt',
    'gone.json',
  ].indexOf(name);
}

test('what the node refuses stands in the summary with the node’s reason', async () => {
  await using made = await folderWith({ 'a.ndjson': [line('one'), line('two')].join('\n') });
  const sink: ImportSink = async (items) =>
    items.map((_item, position) =>
      position === 0 ? accept(null) : refuse('not-mandated', 'Ask your administrator.'),
    );
  const { imported, refused } = await importVeris({ paths: [made.folder], as: 'alert', party: PARTY }, sink);
  assert.equal(imported, 1);
  assert.deepEqual([refused[0]?.line, refused[0]?.code], [2, 'not-mandated']);
});

test('a node that answers for fewer records than were sent is not taken for having agreed', async () => {
  await using made = await folderWith({ 'a.ndjson': [line('one'), line('two')].join('\n') });
  const { imported, refused } = await importVeris(
    { paths: [made.folder], as: 'alert', party: PARTY },
    async () => [accept(null)],
  );
  assert.deepEqual([imported, refused[0]?.code], [1, 'no-answer']);
});

test('running the import again sends the same drafts under the same keys and cases', async () => {
  await using made = await folderWith({ 'a.ndjson': [line('one'), line('two')].join('\n') });
  const runs: ImportItem[][] = [[], []];
  for (const run of runs) {
    await importVeris({ paths: [made.folder], as: 'alert', party: PARTY }, async (items) => {
      run.push(...items);
      return items.map(() => accept(null));
    });
  }
  assert.deepEqual(runs[0], runs[1]);
  assert.notEqual(runs[0]![0]!.draft.case, runs[0]![1]!.draft.case);
});

test('an incident told twice goes into one case, and the summary counts it', async () => {
  const second = line('ONE', { summary: 'The same, told by another coder.' });
  await using made = await folderWith({ 'a.ndjson': [line('one'), second].join('\n') });
  const cases = new Set<string>();
  const { sameIncident } = await importVeris(
    { paths: [made.folder], as: 'alert', party: PARTY },
    async (items) => {
      for (const item of items) cases.add(item.draft.case);
      return items.map(() => accept(null));
    },
  );
  assert.deepEqual([sameIncident, cases.size], [1, 1]);
});

test('the same number in the records of two parties names two cases', async () => {
  await using made = await folderWith({ 'a.ndjson': line('2026-001') });
  const cases = new Set<string>();
  for (const party of [PARTY, 'did:web:other.example']) {
    await importVeris({ paths: [made.folder], as: 'alert', party }, async (items) => {
      for (const item of items) cases.add(item.draft.case);
      return items.map(() => accept(null));
    });
  }
  assert.equal(cases.size, 2);
});

test('a record told twice in the same words is sent under one key, and counted', async () => {
  await using made = await folderWith({ 'a.ndjson': [line('one'), line('one')].join('\n') });
  const { imported, repeated, sameIncident } = await importVeris(
    { paths: [made.folder], as: 'alert', party: PARTY },
    checking,
  );
  assert.deepEqual([imported, repeated, sameIncident], [2, 1, 0]);
});

test('the run tells how far it is, up to the last file', async () => {
  await using made = await folderWith({ 'a.json': line('one'), 'b.json': line('two') });
  const told: string[] = [];
  await importVeris({ paths: [made.folder], as: 'alert', party: PARTY }, checking, (done, all) =>
    told.push(`${done}/${all}`),
  );
  assert.deepEqual(told, ['1/2', '2/2']);
});
