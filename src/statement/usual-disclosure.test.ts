import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeTextBase64url } from './base64url.ts';
import { parseJson } from './json.ts';
import { isPlain, readRawDisclosure, readRawDisclosures } from './raw-disclosure.ts';
import { readUsual } from './usual-disclosure.ts';

const SALT = 'Qwyv9y7ITVs4viYcO5xOTw';
const MARKING = '{"t":"amber","p":"amber","u":["mitigation"],"a":[]}';

function disclosure(value: string, marking = MARKING, name = 'matter'): string {
  return `["${SALT}","${name}",{"v":${value},"m":${marking}}]`;
}

/** What the form alone says must be what strict JSON says, or nothing. */
function assertAgrees(text: string): void {
  const usual = readUsual(text);
  if (usual === undefined) return;
  const parsed = parseJson(text);
  assert.ok(parsed.ok, `read by its form, but refused as JSON: ${text}`);
  assert.deepEqual([usual.salt, usual.name, usual.value], parsed.value);
  assert.ok(isPlain(usual.value), `read by its form, but not plain: ${text}`);
}

const value = fc.oneof(
  fc.json(),
  fc.string().map((text) => JSON.stringify(text)),
  fc.string().map((text) => `"${text}"`),
  fc.double().map(String),
  fc.maxSafeInteger().map(String),
  fc.constantFrom(
    '-0',
    '00',
    '+1',
    '1e3',
    '-',
    '"',
    '',
    'nul',
    'true',
    '1,"v":2',
    '"a","m":{}',
    '"\u00e9"',
    '"\x7f"',
  ),
);
const marking = fc.oneof(
  fc.json(),
  fc.constantFrom(
    MARKING,
    '{}',
    '{"t":1,"t":1}',
    '{"a":[],"a":[1]}',
    '{"_sd":["x"]}',
    '{"u":[{"...":"x"}]}',
    '{"t":"\\u0000"}',
    '{"__proto__":1}',
    '{"t":9007199254740993}',
    '{"t":"a"},"n":{"t":"a"}',
    '{"t":"a"}}],[{"m":{"t":"a"}',
    '{"t":"[]"}',
  ),
);

test('a disclosure read by its form says what strict JSON says', () => {
  fc.assert(
    fc.property(value, marking, fc.constantFrom('matter', 'a', 'A', '_sd', 'x"y', ''), (v, m, name) =>
      assertAgrees(disclosure(v, m, name)),
    ),
    { numRuns: 3_000 },
  );
});

test('a disclosure with one character changed, left out or added is never read otherwise than as strict JSON', () => {
  const whole = disclosure('"a word"');
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(1), fc.string({ maxLength: 2 }), (at, out, put) =>
      assertAgrees(whole.slice(0, at) + put + whole.slice(at + out)),
    ),
    { numRuns: 3_000 },
  );
});

test('words, whole numbers and constants under a flat marking are read by their form', () => {
  for (const one of ['"a word"', '""', '0', '-12', '999999999999999', 'true', 'false', 'null']) {
    const usual = readUsual(disclosure(one));
    assert.deepEqual(usual?.value, { v: JSON.parse(one), m: JSON.parse(MARKING) });
  }
});

test('what needs care is left to the general reader', () => {
  const nested = '{"t":{"t":1}}';
  const careful = [
    ...['1e3', '1.5', '9007199254740993', '"\\u0041"', '"\\""', '"é"', '[]', '{}'].map((one) => disclosure(one)),
    ...[nested, '{"t":1,"t":1}', '{"_sd":[]}', '{"t":"\\n"}', '{"...":""}', '[]'].map((one) =>
      disclosure('1', one),
    ),
    disclosure(`"${'x'.repeat(5_000)}"`),
    ` ${disclosure('1')}`,
    `${disclosure('1')}\n`,
  ];
  for (const text of careful) assert.equal(readUsual(text), undefined, text);
});

test('nobody can change a marking that other statements share', () => {
  const usual = readUsual(disclosure('1'));
  assert.ok(usual);
  const { m } = usual.value as unknown as { m: { u: string[]; t: string } };
  assert.throws(() => m.u.push('attribution'), TypeError);
  assert.throws(() => {
    m.t = 'clear';
  }, TypeError);
});

test('a thousand different markings are read right, however few are kept', () => {
  for (let index = 0; index < 1_000; index++) {
    const text = MARKING.replace('"a":[]', `"a":["person ${index}"]`);
    assert.deepEqual(readUsual(disclosure('1', text))?.value, { v: 1, m: JSON.parse(text) });
  }
});

test('disclosures read together keep their order, whatever their forms, and are those read alone', () => {
  const texts = fc.array(fc.oneof(value, fc.constantFrom('"a word"', '1')), { maxLength: 8 });
  fc.assert(
    fc.property(texts, (values) => {
      const encoded = values.map((one) => encodeTextBase64url(disclosure(one)));
      const together = readRawDisclosures(encoded);
      const alone = encoded.map((one) => readRawDisclosure(one));
      assert.equal(
        together.ok,
        alone.every((one) => one.ok),
      );
      // Alone each goes the general way; what both say of it is the same but for that.
      if (together.ok)
        assert.deepEqual(
          together.value.map((one) => ({ ...one, isUsual: false })),
          alone.map((one) => one.ok && one.value),
        );
    }),
    { numRuns: 1_000 },
  );
});
