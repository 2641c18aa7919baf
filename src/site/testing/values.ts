import fc from 'fast-check';
import type { JsonValue } from '#statement/draft.ts';
import { type Kind, plainForm } from '#statement/kinds.ts';
import { fits } from '#statement/validator.ts';
import { SECTOR_IDS } from '#vocabulary/sectors.ts';

type Values = fc.Arbitrary<JsonValue>;

const DIGEST = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE';
const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
const PERSON = `did:web:csirt.veldmark.example#${CASE}`;
/** What people write: words in several scripts, without what no form takes. */
const WORDS = [
  'Results stopped',
  '<b>bold</b> & "quoted"',
  'Больница',
  'مستشفى',
  '医院',
  "it's {here}",
  '0',
  'a\\b',
];

/** A value of a kind, as a person could have typed it. */
export function valueOfKind(kind: Kind): Values {
  const plain = plainValueOf(kind);
  const said: Values =
    kind.estimate === true
      ? fc.oneof(
          plain,
          plain.map((estimate) => ({ estimate })),
        )
      : plain;
  return kind.unknown === true
    ? fc.oneof(said, fc.constantFrom({ known: 'not-yet' }, { known: 'not-applicable' }))
    : said;
}

function plainValueOf(kind: Kind): Values {
  const form = plainForm(kind) as { minimum?: number; maximum?: number; maxLength?: number; type?: string };
  switch (kind.name) {
    case 'line':
      return fc.constantFrom(...WORDS.filter((one) => one.length <= (form.maxLength ?? 300)));
    case 'text':
      return fc.constantFrom(...WORDS, 'first\nsecond', 'a\tb');
    case 'instant':
      return fc.constantFrom('2026-03-01T14:30:00Z', '1900-01-01T00:00:00Z', '2199-12-31T23:59:59Z');
    case 'day':
      return fc.constantFrom('2026-03-01', '2024-02-29');
    case 'time':
      return fc.constantFrom('2026', '2026-03', '2026-03-01', '2026-03-01T14:30Z', '2026-03-01T14:30:15.123Z');
    case 'party':
      return fc.constantFrom('did:web:csirt.veldmark.example', 'did:web:a.example:b');
    case 'person':
      return fc.constant(PERSON);
    case 'state':
      return fc.constantFrom('DE', 'XV', 'FR', 'EG');
    case 'digest':
      return fc.constantFrom(DIGEST, DIGEST.toLowerCase());
    case 'case':
      return fc.constant(CASE);
    case 'number':
    case 'seconds':
      return fc.integer({ min: form.minimum ?? 0, max: Math.min(form.maximum ?? 1_000_000, 1_000_000_000) });
    case 'yes-no':
      return fc.boolean();
    case 'tick':
      return fc.constant(true);
    case 'choice':
    case 'constant':
      return fc.constantFrom(...kind.values!);
    case 'indicator':
      return indicators;
    case 'many':
      return manyOf(kind);
    case 'group':
      return groupOf(kind);
    case 'word':
    case 'json':
      return sampleOf(kind);
  }
}

const indicators: Values = fc.constantFrom(
  { kind: 'ipv4', value: '192.0.2.7' },
  { kind: 'domain', value: 'control.example', note: 'seen twice' },
  { kind: 'url', value: 'https://control.example/a?b=c' },
  { kind: 'file-name', value: 'two words.exe' },
  { kind: 'asn', value: 'AS64496' },
);

function manyOf(kind: Kind): Values {
  const { minItems = 1, maxItems = 5 } = plainForm(kind) as { minItems?: number; maxItems?: number };
  const one = kind.of!.name === 'text' ? fc.constantFrom<JsonValue>(...WORDS) : valueOfKind(kind.of!);
  const least = Math.max(1, minItems);
  const bounds = { minLength: least, maxLength: Math.max(least, Math.min(3, maxItems)) };
  return fc.uniqueArray(one, { ...bounds, selector: (value) => JSON.stringify(value) });
}

function groupOf(kind: Kind): Values {
  const members = Object.fromEntries(kind.members!.map(({ name, kind: of }) => [name, valueOfKind(of)]));
  const requiredKeys = kind.members!.filter(({ required }) => required).map(({ name }) => name);
  return fc
    .record(members, { requiredKeys })
    .map((value) => ({ ...value }) as JsonValue)
    .filter((value) => Object.keys(value as object).length > 0 && fits(plainForm(kind), value));
}

/** One value for each form of word that a type asks for; a new form is added here. */
const SAMPLES: readonly JsonValue[] = [
  ...['nis2', 'https://comity.example/a', '+49 30 123456', 'desk@csirt.example', 'en', 'de-AT', 'incident-report'],
  ...[
    '2026-03-01',
    'Europe/Berlin',
    'summary',
    'T1110',
    'CVE-2026-12345',
    '7K4D9-3FQXN',
    'correct',
    'horse',
    'staple',
  ],
  ...[
    CASE,
    `${'A'.repeat(40)}`,
    `age1${'q'.repeat(58)}`,
    `node.example/log 12 ${'A'.repeat(43)}=`,
    `${'A'.repeat(43)}=`,
  ],
  ...['all', { sector: 'health' }, { law: 'Act 1, section 2' }, '2026-03-01T09:00', 'Cyber/Titles', PERSON],
  ...SECTOR_IDS.slice(0, 1),
  { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
];

function sampleOf(kind: Kind): Values {
  const fitting = SAMPLES.filter((sample) => fits(plainForm(kind), sample));
  if (fitting.length === 0) throw new Error(`No sample fits ${JSON.stringify(plainForm(kind))}`);
  return fc.constantFrom(...fitting);
}
