import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { Check } from 'typebox/schema';
import { checkClaims, checkDraft, mark, misshapenClaims } from './check.ts';
import type { Draft, JsonValue } from './draft.ts';
import { MAX_CLAIM_VALUE_BYTES } from './limits.ts';
import { type Marking, marking } from './marking.ts';
import { draftSchema, statementSchema } from './schema.ts';
import { claim, NOT_KNOWN_YET, orUnknown, requiredClaim, statementType } from './statement-type.ts';
import { fits } from './validator.ts';

const people = Type.Object(
  { count: Type.Integer({ minimum: 0 }), kind: Type.String({ maxLength: 20 }) },
  { additionalProperties: false },
);
const type = statementType('incident-alert', 1, 'Incident alert', {
  what: requiredClaim('What happened', Type.String({ minLength: 1, maxLength: 200 }), marking('clear')),
  people: claim('People affected', orUnknown(people), marking('green'), 'How many, and how they are affected'),
  notes: claim('Notes', Type.Array(Type.String({ maxLength: 40_000 })), marking('red')),
  anything: claim('Anything', Type.Unknown(), marking('amber')),
});
const draft: Draft = {
  type: 'incident-alert',
  issuer: 'did:web:csirt.example',
  case: '0b6c4f1e-5a3d-4c2b-9e8f-7a6b5c4d3e2f',
  claims: { people: NOT_KNOWN_YET, what: 'Modems stopped answering' },
};
const common = { iat: 1_645_672_500, case: draft.case, number: 1, case_number: 1 };

function refusal(change: Partial<Draft>): string {
  const outcome = checkDraft(type, { ...draft, ...change });
  return outcome.ok ? 'accepted' : `${outcome.refusal.code} at ${outcome.refusal.place}`;
}

function refusalOf(claims: Readonly<Record<string, unknown>>): string {
  return refusal({ claims: { what: 'x', ...claims } as Draft['claims'] });
}

test('a sound draft becomes claims in the order of its type, with their default markings', () => {
  const checked = checkDraft(type, draft);
  assert.ok(checked.ok);
  assert.deepEqual(checked.value, [
    { name: 'what', value: 'Modems stopped answering', marking: marking('clear') },
    { name: 'people', value: NOT_KNOWN_YET, marking: marking('green') },
  ]);
});

test('a wish tightens or loosens what it names, and leaves the rest of the marking', () => {
  const checked = checkDraft(type, { ...draft, markings: { what: { tlp: 'red', audience: ['did:web:a#p'] } } });
  assert.ok(checked.ok);
  assert.deepEqual(checked.value[0]!.marking, { ...marking('clear'), tlp: 'red', audience: ['did:web:a#p'] });
});

test('a wish for a common claim waits until the claim is filled in', () => {
  const markings = { case: { tlp: 'clear' } } as const;
  assert.ok(checkDraft(type, { ...draft, markings }).ok);
  const filled = mark(type, common, markings);
  assert.ok(filled.ok);
  assert.deepEqual(
    filled.value.map(({ name, marking: { tlp } }) => `${name} ${tlp}`),
    ['iat amber', 'case clear', 'number amber', 'case_number amber'],
  );
});

test('a claim the type does not have is refused with its place, inherited names included', () => {
  for (const name of ['colour', 'What', '', 'constructor', 'toString', 'iss', '_sd']) {
    assert.equal(refusalOf({ [name]: 1 }), `claim-unknown at claims/${name}`);
  }
  assert.equal(refusalOf(JSON.parse('{"__proto__":1}')), 'claim-unknown at claims/__proto__');
});

test('a claim that is filled in at signing is refused in a draft', () => {
  for (const name of ['iat', 'case', 'number', 'case_number', 'author', 'approvals']) {
    assert.equal(refusalOf({ [name]: 1 }), `claim-reserved at claims/${name}`);
  }
});

test('a required claim that is absent is refused, though not-known-yet is an answer', () => {
  assert.equal(refusal({ claims: {} }), 'claim-missing at claims/what');
  assert.equal(refusalOf({ people: NOT_KNOWN_YET }), 'accepted');
  assert.equal(refusalOf({ people: { known: 'not-applicable' } }), 'accepted');
});

test('a value of the wrong shape is refused at the place where it departs, and told what was due', () => {
  assert.equal(refusalOf({ what: '' }), 'claim-shape at claims/what');
  assert.equal(refusalOf({ what: 5 }), 'claim-shape at claims/what');
  assert.equal(refusalOf({ what: null }), 'claim-shape at claims/what');
  assert.equal(refusalOf({ people: { count: -1, kind: 'x' } }), 'claim-shape at claims/people/count');
  assert.equal(refusalOf({ people: { count: 1, kind: 'x'.repeat(21) } }), 'claim-shape at claims/people/kind');
  assert.equal(refusalOf({ people: { known: 'perhaps' } }), 'claim-shape at claims/people/known');
  assert.equal(refusalOf({ notes: ['a', 5] }), 'claim-shape at claims/notes/1');
  const outcome = checkDraft(type, { ...draft, claims: { what: 'x'.repeat(201) } });
  assert.equal(
    outcome.ok ? '' : outcome.refusal.sentence,
    '"What happened": the value must not have more than 200 characters.',
  );
});

test('a value that cannot be signed is refused before its shape is looked at', () => {
  assert.equal(refusalOf({ anything: Number.NaN }), 'json-number at claims/anything');
  assert.equal(refusalOf({ anything: 2 ** 53 }), 'json-number at claims/anything');
  assert.equal(refusalOf({ anything: '\ud800' }), 'json-surrogate at claims/anything');
  assert.equal(refusalOf({ anything: undefined }), 'json-syntax at claims/anything');
  assert.equal(refusalOf({ anything: 'a\0' }), 'claim-value-unfit at claims/anything');
  assert.equal(refusalOf({ anything: { _sd: [] } }), 'claim-value-unfit at claims/anything');
  assert.equal(
    refusalOf({ anything: JSON.parse(`${'['.repeat(15)}${']'.repeat(15)}`) }),
    'json-depth at claims/anything',
  );
});

test('the largest value has exactly the limit of bytes, however many characters they make', () => {
  const quotes = 2;
  assert.equal(refusalOf({ anything: 'x'.repeat(MAX_CLAIM_VALUE_BYTES - quotes) }), 'accepted');
  assert.equal(
    refusalOf({ anything: 'x'.repeat(MAX_CLAIM_VALUE_BYTES - quotes + 1) }),
    'claim-too-large at claims/anything',
  );
  assert.equal(refusalOf({ anything: '東'.repeat(10_922) }), 'accepted');
  assert.equal(refusalOf({ anything: '東'.repeat(10_923) }), 'claim-too-large at claims/anything');
});

test('a malformed wish is refused with its place', () => {
  const wishes: readonly unknown[] = [
    null,
    5,
    'red',
    { tlp: 'white' },
    { tlp: 'RED' },
    { colour: 'red' },
    { uses: ['sale'] },
    { audience: 'x' },
    { pap: 'clear', x: 1 },
    { tlp: undefined },
  ];
  for (const wish of wishes) {
    const markings = { what: wish } as Draft['markings'];
    assert.equal(
      refusal({ markings: markings! }),
      'claim-marking-malformed at markings/what',
      JSON.stringify(wish),
    );
  }
  assert.equal(
    refusal({ markings: { people: { tlp: 'red' } }, claims: { what: 'x' } }),
    'marking-for-absent-claim at markings/people',
  );
  assert.equal(refusal({ markings: { colour: { tlp: 'red' } } }), 'marking-for-absent-claim at markings/colour');
});

test('a draft of another type, or of a case that is no UUID, is refused', () => {
  assert.equal(refusal({ type: 'near-miss' }), 'type-mismatch at type');
  for (const name of ['', 'x', draft.case.toUpperCase(), `${draft.case}0`]) {
    assert.equal(refusal({ case: name }), 'claim-shape at case');
  }
});

test('a whole statement needs the common claims too', () => {
  const values: Readonly<Record<string, JsonValue>> = { ...common, what: 'x' };
  const whole = mark(type, values);
  assert.ok(whole.ok);
  assert.ok(checkClaims(type, whole.value).ok);
  for (const name of Object.keys(values)) {
    const outcome = checkClaims(
      type,
      whole.value.filter((one) => one.name !== name),
    );
    assert.equal(outcome.ok ? '' : outcome.refusal.code, 'claim-missing', name);
  }
  const twice = checkClaims(type, [...whole.value, whole.value[0]!]);
  assert.equal(twice.ok ? '' : twice.refusal.code, 'claim-twice');
  const wrong = checkClaims(type, [
    { ...whole.value[0]!, marking: { tlp: 'red' } as Marking },
    ...whole.value.slice(1),
  ]);
  assert.equal(wrong.ok ? '' : wrong.refusal.code, 'claim-marking-malformed');
});

test('claims of a foreign statement that do not fit our type are named, not refused', () => {
  const claims = Object.entries({ what: 5, people: NOT_KNOWN_YET, colour: 1 }).map(([name, value]) => ({
    name,
    value,
    marking: marking('clear'),
  }));
  assert.deepEqual(misshapenClaims(type, claims), ['what']);
});

test('compiled on a server or interpreted in a browser, a value gets the same verdict', () => {
  const values = [
    '',
    'x',
    5,
    null,
    [],
    ['a'],
    [5],
    { known: 'not-yet' },
    { known: 1 },
    { count: 1, kind: 'x' },
    { count: 0.5, kind: 'x' },
  ];
  for (const spec of Object.values(type.claims)) {
    for (const value of values) assert.equal(fits(spec.schema, value), Check(spec.schema, value));
  }
});

test('the published schema of a type accepts a processed payload with any claims withheld, and nothing unknown', () => {
  const schema = statementSchema(type);
  assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
  assert.deepEqual(schema['x-required'], ['iat', 'case', 'number', 'case_number', 'what']);
  const envelope = { iss: 'did:web:csirt.example', vct: type.vct, log: 'l', realm: 'live' };
  const wrapped = { v: 'x', m: { t: 'clear', p: 'clear', u: [], a: [] } };
  assert.equal(Check(schema, envelope), true);
  assert.equal(Check(schema, { ...envelope, what: wrapped }), true);
  for (const wrong of [
    { what: 'x' },
    { what: { ...wrapped, v: '' } },
    { what: { v: 'x' } },
    { colour: wrapped },
    { vct: 'x' },
  ]) {
    assert.equal(Check(schema, { ...envelope, ...wrong }), false, JSON.stringify(wrong));
  }
  assert.equal(JSON.stringify(schema), JSON.stringify(JSON.parse(JSON.stringify(schema))));
});

test('the published draft schema asks for what an author gives, with label, help and default marking', () => {
  const schema = draftSchema(type) as { required: string[]; properties: Record<string, Record<string, unknown>> };
  assert.deepEqual(schema.required, ['what']);
  assert.deepEqual(Object.keys(schema.properties), ['what', 'people', 'notes', 'anything']);
  assert.equal(schema.properties.people!.description, 'How many, and how they are affected');
  assert.deepEqual(schema.properties.what!['x-marking'], marking('clear'));
  assert.equal(Check(schema, { what: 'x' }), true);
  assert.equal(Check(schema, { what: 'x', iat: 5 }), false);
});
