import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatSealedFile,
  formatUnsignedReport,
  parseSealedFile,
  parseUnsignedReport,
  SEALED_FIELDS_MOST,
  SEALED_FILE_CHARACTERS,
} from './sealed-file.ts';

const FILE = {
  to: 'did:web:csirt.veldmark.example',
  realm: 'exercise:test',
  node: 'https://csirt.veldmark.example',
  sealed: 'YWdl'.repeat(40),
};
const REPORT = {
  id: 'b07a10ae-1111-4111-8111-111111111111',
  to: FILE.to,
  realm: FILE.realm,
  pageAt: '2026-03-01T08:00:00Z',
  sealedAt: '2026-03-01T08:10:00Z',
  fields: { danger_to_life: 'yes', affected_states: ['XV', 'XA'] },
};

test('a sealed file and what is inside are read back as they were written', () => {
  const file = parseSealedFile(formatSealedFile(FILE));
  assert.deepEqual(file.ok && file.value, FILE);
  const report = parseUnsignedReport(formatUnsignedReport(REPORT));
  assert.deepEqual(report.ok && report.value, REPORT);
});

test('whatever somebody types is carried letter for letter', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<script>', '\u202E', '"}', '\0', '{"a":1}'),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), (values) => {
      const sound = values.map((value) => value.toWellFormed());
      const read = parseUnsignedReport(formatUnsignedReport({ ...REPORT, fields: { description: sound } }));
      assert.deepEqual(read.ok && read.value.fields.description, sound);
    }),
  );
});

const FOREIGN: Readonly<Record<string, string>> = {
  nothing: '',
  'a word': 'report',
  'a picture': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'a page': '<!doctype html><script>alert(1)</script>',
  'a list': '[]',
  null: 'null',
  'no version': JSON.stringify(FILE),
  'another version': JSON.stringify({ 'comity-sealed-report': 2, ...FILE }),
  'a member too many': JSON.stringify({ 'comity-sealed-report': 1, ...FILE, more: 1 }),
  'a member too few': JSON.stringify({ 'comity-sealed-report': 1, ...FILE, node: undefined }),
  'an address that is no text': JSON.stringify({ 'comity-sealed-report': 1, ...FILE, to: 7 }),
  'an empty address': JSON.stringify({ 'comity-sealed-report': 1, ...FILE, to: '' }),
  'something that is not base64': JSON.stringify({ 'comity-sealed-report': 1, ...FILE, sealed: '<b>'.repeat(40) }),
  'too little to be sealed': JSON.stringify({ 'comity-sealed-report': 1, ...FILE, sealed: 'YWdl' }),
};
for (const [what, text] of Object.entries(FOREIGN)) {
  test(`${what} is no sealed file`, () => {
    const read = parseSealedFile(text);
    assert.equal(!read.ok && read.refusal.code, 'sealed-file-malformed');
  });
}

test('a file larger than any report is refused before it is read', () => {
  const read = parseSealedFile('{'.repeat(SEALED_FILE_CHARACTERS + 1));
  assert.equal(!read.ok && read.refusal.code, 'sealed-file-too-large');
});

const WRONG_INSIDE: Readonly<Record<string, object>> = {
  'a field that is a number': { fields: { people: 7 } },
  'a field with a name of another kind': { fields: { 'on click': 'x' } },
  'a field that is an object': { fields: { people: { a: 'b' } } },
  'fields in a list': { fields: ['x'] },
  'too many fields': {
    fields: Object.fromEntries(
      Array.from({ length: SEALED_FIELDS_MOST + 1 }, (_, at) => [
        `f${'x'.repeat(at % 30)}${'abcdefghijklmnopqrstuvwxyz'[at % 26]}`,
        'x',
      ]),
    ),
  },
  'a text without an end': { fields: { description: 'x'.repeat(60_001) } },
  'no time': { sealedAt: '' },
};
for (const [what, part] of Object.entries(WRONG_INSIDE)) {
  test(`${what} is no report of the offline page`, () => {
    const read = parseUnsignedReport(JSON.stringify({ 'comity-unsigned-report': 1, ...REPORT, ...part }));
    assert.equal(!read.ok && read.refusal.code, 'sealed-report-malformed');
  });
}
