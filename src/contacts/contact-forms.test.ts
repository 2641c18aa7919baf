import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CONTACT_KINDS } from '#parties/statements.ts';
import { absent, referenceBytes, referenceText } from '#testing/reference-data.ts';
import { CEREBRATE_FIELDS, CEREBRATE_TEMPLATE, writeCerebrate } from './cerebrate-form.ts';
import { LIST_BYTES_MOST, LIST_ENTRIES_MOST, type ListOutcome, soundText, textOfList } from './contact-list.ts';
import type { ContactRecord } from './contact-record.ts';
import { readCsv, writeCsv } from './csv-form.ts';
import { readJsonForm, writeJson } from './json-form.ts';

const skip = absent('csirt');
const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const HEADER = 'state,kind,organisation,email\n';

function read(outcome: ListOutcome): readonly ContactRecord[] {
  assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.faults));
  return outcome.value.records;
}

function faults(outcome: ListOutcome): readonly (readonly [string, string | undefined])[] {
  assert.ok(!outcome.ok, 'it was accepted');
  for (const { sentence } of outcome.faults) assert.ok(sentence.length > 10);
  return outcome.faults.map(({ code, place }) => [code, place]);
}

/** Texts as a hostile list would hold them, within what a claim may be. */
const hostileText = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.constantFrom(
      '=1+1',
      '@SUM(A1)',
      '+4315056416',
      '-2',
      "'=x",
      '"quoted"',
      'a,b;c',
      'line\nbreak',
      "''+1",
      '＝1',
    ),
  )
  .map((text) =>
    text
      .toWellFormed()
      .replaceAll(/[\0\u{fffd}]/gu, '')
      .trim(),
  )
  .filter((text) => text !== '' && !/^'[=+\-@\t\r＋－＝＠]/u.test(text));

const record: fc.Arbitrary<ContactRecord> = fc.record(
  {
    state: fc.constantFrom('AT', 'XV', 'BR'),
    kind: fc.constantFrom(...CONTACT_KINDS),
    organisation: hostileText,
    name: hostileText,
    languages: fc.uniqueArray(fc.constantFrom('en', 'fr', 'ar', 'zh-Hans'), { minLength: 1 }),
    hours: hostileText,
    phone: fc.constantFrom('+43 1 505 6416', '112', '+999 10 555 0112'),
    verified_on: fc.constantFrom('2026-02-28', '2024-02-29'),
  },
  { requiredKeys: ['state', 'kind', 'organisation'], noNullPrototype: true },
);

test('what is written as CSV or JSON is read back as it was, whatever stands in it', () => {
  fc.assert(
    fc.property(record, (one) => {
      assert.deepEqual(read(readCsv(writeCsv([one]))), [one]);
      assert.deepEqual(read(readJsonForm('json', writeJson([one], NOW))), [one]);
    }),
    { numRuns: 300 },
  );
});

test('no cell of an export begins as a formula does', () => {
  fc.assert(
    fc.property(record, fc.string({ minLength: 1 }), (one, status) => {
      const csv = writeCsv([{ ...one, status: `=${status}` }]);
      const [, ...lines] = parse(csv) as string[][];
      for (const cell of lines.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r＋－＝＠]/u);
      assert.equal(lines.length, 1);
    }),
  );
});

test('an unknown column is refused at line 1 by its name, and one that stands twice', () => {
  assert.deepEqual(faults(readCsv('state,kind,organisation,password\nAT,csirt,A,x\n')), [
    ['import-columns', 'line 1'],
  ]);
  assert.deepEqual(faults(readCsv('state,state,kind,organisation\nAT,AT,csirt,A\n')), [
    ['import-columns', 'line 1'],
  ]);
});

test('each faulty line is named with its field, and then nothing is taken over', () => {
  const text = `${HEADER}AT,csirt,A,a@a.example\nAustria,csirt,B,b@b.example\nAT,fax,C,c@c.example\nAT,csirt,,d\n`;
  assert.deepEqual(faults(readCsv(text)), [
    ['contact-malformed', 'line 3, state'],
    ['contact-malformed', 'line 4, kind'],
    ['contact-malformed', 'line 5, organisation'],
  ]);
});

test('the same line twice counts once and is told; one that contradicts an earlier is refused', () => {
  const twice = readCsv(`${HEADER}AT,csirt,A,a@a.example\nAT,csirt,A,a@a.example\n`);
  assert.ok(twice.ok);
  assert.deepEqual([twice.value.records.length, twice.value.repeated], [1, ['line 3']]);
  assert.deepEqual(faults(readCsv(`${HEADER}AT,csirt,A,a@a.example\nAT,csirt,Other,A@a.example\n`)), [
    ['contact-repeated', 'line 3'],
  ]);
});

test('lines with too few or too many cells, and quotation marks left open, are refused by line', () => {
  assert.deepEqual(faults(readCsv(`${HEADER}AT,csirt,A\n`)), [['import-malformed', 'line 2']]);
  assert.deepEqual(faults(readCsv(`${HEADER}AT,csirt,A,b,c\n`)), [['import-malformed', 'line 2']]);
  assert.equal(faults(readCsv(`${HEADER}AT,csirt,"A,b\n`))[0]?.[0], 'import-malformed');
  assert.equal(faults(readCsv(`${HEADER}AT,csirt,${'A'.repeat(100_000)},\n`))[0]?.[0], 'import-malformed');
});

test('other encodings, lost characters, huge and empty lists are refused before they are read', () => {
  const utf16 = new Uint8Array(Buffer.from(`\u{feff}${HEADER}`, 'utf16le'));
  const latin1 = new Uint8Array(Buffer.from('state,kind\nDE,München', 'latin1'));
  const code = (outcome: ReturnType<typeof textOfList>) => (outcome.ok ? 'accepted' : outcome.refusal.code);
  assert.equal(code(textOfList(utf16)), 'import-not-text');
  assert.equal(code(textOfList(latin1)), 'import-not-text');
  assert.equal(code(soundText('state\nM\u{fffd}nchen')), 'import-not-text');
  assert.equal(code(textOfList(new Uint8Array(LIST_BYTES_MOST + 1))), 'import-too-large');
  assert.equal(code(soundText(' \n ')), 'import-empty');
  const marked = textOfList(new TextEncoder().encode(`\u{feff}${HEADER}AT,csirt,A,a@a.example`));
  assert.ok(marked.ok && marked.value.startsWith('state'), 'a byte order mark is no part of the first column');
});

test('more entries than the limit are refused whole', () => {
  const lines = Array.from({ length: LIST_ENTRIES_MOST + 1 }, (_, at) => `AT,csirt,T${at},t${at}@a.example\n`);
  assert.deepEqual(faults(readCsv(HEADER + lines.join(''))), [['import-too-many', undefined]]);
});

test('JSON that is none, of another form, or with entries of another shape is refused, and nothing is thrown', () => {
  assert.equal(faults(readJsonForm('json', '{'))[0]?.[0], 'import-malformed');
  assert.equal(faults(readJsonForm('json', '{"form":"other"}'))[0]?.[0], 'import-malformed');
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('json', 'cerebrate', 'trusted-introducer'), (value, form) => {
      const own = { form: 'comity-contacts/v1', contacts: Array.isArray(value) ? value : [value] };
      const outcome = readJsonForm(form as 'json', JSON.stringify(form === 'json' ? own : value));
      assert.ok(outcome.ok || outcome.faults.length > 0);
    }),
  );
});

test('no list confirms: what an export says of who stated an entry is passed over when it is read', () => {
  const told = {
    state: 'AT',
    kind: 'csirt',
    organisation: 'A',
    status: 'confirmed',
    stated_by: 'did:web:a.example',
  } as const;
  assert.deepEqual(read(readCsv(writeCsv([told]))), [{ state: 'AT', kind: 'csirt', organisation: 'A' }]);
  assert.deepEqual(read(readJsonForm('json', writeJson([told], NOW))), [
    { state: 'AT', kind: 'csirt', organisation: 'A' },
  ]);
});

test('the list of national CSIRTs of the EU is read whole, each with its state, address and page', {
  skip,
}, () => {
  const text = textOfList(referenceBytes('csirt/eu-national-csirts.csv'));
  assert.ok(text.ok);
  const records = read(readCsv(text.value));
  assert.equal(records.length, 28);
  assert.equal(new Set(records.map(({ state }) => state)).size, 28);
  assert.ok(records.every(({ email, url, kind }) => email !== undefined && url !== undefined && kind === 'csirt'));
  assert.equal(records.find(({ state }) => state === 'AT')?.email, 'reports@cert.at');
});

test('the teams of the Trusted Introducer sample are read with their fingerprints and emergency numbers', {
  skip,
}, () => {
  const records = read(readJsonForm('trusted-introducer', referenceText('csirt/trusted-introducer-sample.json')));
  assert.equal(records.length, 4);
  assert.deepEqual(
    [records[0]?.organisation, records[0]?.pgp, records[0]?.phone],
    ['Austrian Energy CERT', '945C28084340505C36CCFA6BCA51953660F3B29B', '+43 1 505 6416 92'],
  );
});

test('each field written for Cerebrate is one of its own template, under that template’s UUID', { skip }, () => {
  const template = JSON.parse(referenceText('csirt/cerebrate-meta-csn_org.json')) as {
    uuid: string;
    version: number;
    name: string;
    metaFields: { field: string }[];
  };
  const { uuid, version, name } = template;
  assert.deepEqual({ uuid, version, name }, CEREBRATE_TEMPLATE);
  const fields = new Set(template.metaFields.map(({ field }) => field));
  for (const field of Object.keys(CEREBRATE_FIELDS)) assert.ok(fields.has(field), field);
});

test('what is written for Cerebrate is read back, and keeps its identifiers from one export to the next', () => {
  const one: ContactRecord = {
    state: 'AT',
    kind: 'csirt',
    organisation: 'Austrian Energy CERT',
    name: 'AEC',
    email: 'team@energy-cert.example',
    phone: '+43 1 505 6416 92',
    pgp: '945C28084340505C36CCFA6BCA51953660F3B29B',
  };
  const text = writeCerebrate([one]);
  assert.deepEqual(read(readJsonForm('cerebrate', text)), [one]);
  assert.equal(writeCerebrate([{ ...one, phone: '112' }]).slice(0, 60), text.slice(0, 60));
});
