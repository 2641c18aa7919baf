import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeModels } from '#node-models.ts';
import { valueOfKind } from '#site/testing/values.ts';
import { inLanguage } from '#speaking';
import type { JsonValue } from '#statement/draft.ts';
import { choice, type Kind, kindOf, line, many, number, text } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { claim, PartyId, requiredClaim, statementType } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';
import { TEST_ORIGIN } from '#testing/party-node.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { askedOf, formFields, readForm } from './form.ts';
import type { Typed } from './parts.ts';
import { readValue, type Wrong } from './read.ts';
import { typedFrom, writeValue } from './typed.ts';

const types = nodeModels(TEST_ORIGIN, () => Temporal.Now.instant(), testReckoning()).flatMap(
  (model) => model.types,
);
const kinds = types.flatMap((type) =>
  askedOf(type).map(([name, { schema }]) => ({ place: `${type.name}.${name}`, kind: kindOf(schema) })),
);

function readBack(kind: Kind, value: JsonValue): { readonly value: JsonValue | undefined; readonly wrong: Wrong } {
  const typed: Record<string, string | readonly string[]> = {};
  writeValue(kind, value, 'field', typed);
  const wrong: Wrong = new Map();
  return { value: readValue(kind, typed, 'field', wrong), wrong };
}

test('what a form shows of a value is read as that value, for the kind of every claim of every type', () => {
  for (const { place, kind } of kinds) {
    const values = valueOfKind(kind);
    fc.assert(
      fc.property(values, (value) => {
        assert.ok(fits(kind.schema, value), `${place}: ${JSON.stringify(value)} fits its schema`);
        const read = readBack(kind, value);
        assert.deepEqual(read.value, value, `${place}: ${JSON.stringify([...read.wrong])}`);
      }),
      { numRuns: 15 },
    );
  }
});

const HOSTILE = ['\u202egnihtemos', 'a\0b', 'a\u2066b', 'x'.repeat(40_000)];

test('signs that nobody sees and texts that are too long are refused at their place, in words, whatever the kind', () => {
  for (const { place, kind } of kinds) {
    for (const hostile of HOSTILE) {
      const wrong: Wrong = new Map();
      const name =
        kind.name === 'group'
          ? `field.${kind.members![0]!.name}`
          : kind.of?.name === 'group'
            ? `field.0.${kind.of.members![0]!.name}`
            : 'field';
      const value = readValue(kind, { [name]: hostile }, 'field', wrong);
      assert.equal(value, undefined, `${place}: ${JSON.stringify(value)?.slice(0, 60)}`);
      const [at, words] = [...wrong][0] ?? [];
      assert.ok(at?.startsWith('field') && words !== undefined && words.length > 5, place);
    }
  }
});

test('a field that comes twice is refused, and says so', () => {
  for (const kind of [line, text, number(0, 9), choice(['one', 'two']), kindOf(PartyId)]) {
    const wrong: Wrong = new Map();
    assert.equal(readValue(kind, { field: ['one', 'two'] }, 'field', wrong), undefined);
    assert.match(wrong.get('field') ?? '', /twice/);
  }
});

test('one thing named twice among several is refused; more than there may be, and fewer, likewise', () => {
  const several = many(choice(['one', 'two', 'three', 'four']), 3, 2);
  const refusal = (ticked: readonly string[]) => {
    const wrong: Wrong = new Map();
    assert.equal(readValue(several, { field: ticked }, 'field', wrong), undefined);
    return wrong.get('field');
  };
  assert.match(refusal(['one', 'one']) ?? '', /stands twice/);
  assert.match(refusal(['one', 'two', 'three', 'four']) ?? '', /At most 3/);
  assert.match(refusal(['one']) ?? '', /At least 2/);
});

test('a refusal is said in the language of whoever typed', () => {
  inLanguage('fr', () => {
    const wrong: Wrong = new Map();
    readValue(number(0, 9), { field: 'many' }, 'field', wrong);
    assert.match(wrong.get('field') ?? '', /nombre entier de 0 à 9/);
  });
});

test('what is not known yet is said instead of a value, never beside one', () => {
  const [unknowable] = kinds.filter(({ kind }) => kind.unknown === true && kind.name === 'choice');
  const wrong: Wrong = new Map();
  const [first = ''] = unknowable!.kind.values!;
  assert.equal(readValue(unknowable!.kind, { field: first, 'field.known': 'not-yet' }, 'field', wrong), undefined);
  assert.match(wrong.get('field') ?? '', /not both/);
});

const SIXTY = Object.fromEntries(
  Array.from({ length: 54 }, (_, at) => [`claim_${at}`, requiredClaim(`Claim ${at}`, line, marking('amber'))]),
);

test('a type with as many claims as a statement can have is asked whole, and all that is missing is said at once', () => {
  const type = statementType('sixty-claims', 1, 'Sixty claims', {
    ...SIXTY,
    about: claim('About', text, marking('amber')),
  });
  assert.equal(Object.keys(type.claims).length, 61);
  const setting = { typed: {}, errors: new Map(), parties: [], persons: [], states: [], fixed: {} };
  const drawn = formFields(type, setting).join('');
  assert.equal([...drawn.matchAll(/<label for="field-claim_/g)].length, 54);
  assert.equal(readForm(type, {}).errors.size, 54);
  const claims = Object.fromEntries(Object.keys(SIXTY).map((name) => [name, `Said of ${name}`]));
  assert.deepEqual(readForm(type, typedFrom(type, claims) as Typed), { claims, errors: new Map() });
});
