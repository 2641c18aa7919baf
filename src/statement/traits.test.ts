import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Type } from 'typebox';
import { checkDraft } from './check.ts';
import { marking, type Tlp } from './marking.ts';
import {
  claim,
  controlling,
  PartyId,
  type StatementType,
  statementType,
  TRADE_SECRETS,
} from './statement-type.ts';
import { addressing, contradictionIn, having, naming, staying, Traits, typeThat } from './traits.ts';

const amber = marking('amber');
const text = () => claim('Text', Type.String(), amber);
const party = () => claim('Party', PartyId, amber);
const CASE = '4a3c2b1a-0000-4000-8000-000000000001';

const report = statementType('report', 1, 'Report', {
  victim: naming('victim', text()),
  inside: staying('state', text()),
  costs: claim('Costs', Type.String(), marking('clear', ['publication', 'mitigation'])),
  open: text(),
  ...TRADE_SECRETS,
});
const traits = new Traits([report]);

describe('what a type says of itself', () => {
  test('is read from the type', () => {
    assert.equal(traits.namesVictim('report', 'victim'), true);
    assert.equal(traits.namesVictim('report', 'open'), false);
    assert.equal(traits.claim('report', 'inside').stays, 'state');
    assert.deepEqual(traits.type('report'), {});
  });

  test('holds for a claim of that name in a type that is not known here, and in one that has no such claim', () => {
    assert.equal(traits.namesVictim('from-elsewhere', 'victim'), true);
    assert.equal(traits.claim('from-elsewhere', 'inside').stays, 'state');
    const other = new Traits([report, statementType('other', 1, 'Other', { open: text() })]);
    assert.equal(other.namesVictim('other', 'victim'), true);
  });

  test('is not read from what every object has', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      assert.deepEqual(traits.claim('report', name), {}, name);
      assert.deepEqual(traits.claim(name, name), {}, name);
    }
  });
});

const CONTRADICTIONS: readonly (readonly [what: string, type: StatementType, says: readonly string[]])[] = [
  [
    'a claim that stays in its party and addresses another',
    statementType('wrong', 1, 'Wrong', { to: staying('party', addressing(party())) }),
    ['wrong.to', 'stays in its party', 'addresses'],
  ],
  [
    'two claims that both say whom it addresses',
    statementType('wrong', 1, 'Wrong', { to: addressing(party()), whom: addressing(party()) }),
    ['"to"', '"whom"'],
  ],
  [
    'a type that stays in its party and addresses another',
    typeThat({ stays: 'party' }, statementType('wrong', 1, 'Wrong', { to: addressing(party()) })),
    ['stays in its party', '"to"'],
  ],
  [
    'a type without words that is a key event',
    typeThat({ wordless: true, keyEvent: true }, statementType('wrong', 1, 'Wrong', {})),
    ['wordless', 'keyEvent'],
  ],
  [
    'a claim that controls and is a secret',
    statementType('wrong', 1, 'Wrong', controlling({ what: having({ secret: 'trade' }, text()) })),
    ['wrong.what', 'controls', 'secret'],
  ],
  [
    'a claim that controls and names the victim',
    statementType('wrong', 1, 'Wrong', controlling({ what: naming('victim', text()) })),
    ['wrong.what', 'controls', 'names the victim'],
  ],
  ...(
    [
      [{ secret: 'trade' }, 'secret'],
      [{ stays: 'state' }, 'stays in its state'],
      [{ names: 'victim' }, 'names the victim'],
    ] as const
  ).map(
    ([wrong, word]) =>
      [
        `a claim for everybody that ${word}`,
        statementType('wrong', 1, 'Wrong', {
          what: having(wrong, claim('Text', Type.String(), marking('clear'))),
        }),
        ['wrong.what', 'marked clear', word],
      ] as const,
  ),
];

describe('traits that contradict each other', () => {
  for (const [what, type, says] of CONTRADICTIONS) {
    test(`${what}: both are named`, () => {
      const sentence = contradictionIn(type) ?? '';
      for (const word of says) assert.ok(sentence.includes(word), `${word} in "${sentence}"`);
    });
  }

  test('none stands in a sound type', () => assert.equal(contradictionIn(report), undefined));
});

describe('a claim that its speaker says is a trade secret', () => {
  function signed(costs: Tlp | undefined, secrets: readonly string[]) {
    const draft = {
      ...{ type: 'report', issuer: 'did:web:hospital.example', case: CASE },
      claims: { costs: 'much', open: 'said', ...(secrets.length === 0 ? {} : { trade_secrets: secrets }) },
      ...(costs === undefined ? {} : { markings: { costs: { tlp: costs } } }),
    };
    const checked = checkDraft(report, draft);
    assert.ok(checked.ok);
    return new Map(checked.value.map((one) => [one.name, one.marking]));
  }

  test('is signed for the parties it is given to and for supervision alone, whatever its type or its speaker wished', () => {
    for (const wish of [undefined, 'clear', 'green', 'amber'] as const) {
      const { tlp, uses } = signed(wish, ['costs']).get('costs')!;
      assert.deepEqual([tlp, uses], ['amber+strict', ['regulation']], wish ?? 'the type’s own');
    }
    assert.equal(signed('red', ['costs']).get('costs')?.tlp, 'red');
  });

  test('leaves every other claim as it is', () => {
    assert.deepEqual(signed(undefined, ['costs']).get('open'), amber);
    assert.equal(signed(undefined, []).get('costs')?.tlp, 'clear');
  });

  test('is known as one to whoever reads the statement, also of a type that is not known here', () => {
    const claims = new Map<string, { value: string | string[] }>([
      ['costs', { value: 'much' }],
      ['trade_secrets', { value: ['costs'] }],
    ]);
    assert.deepEqual([...traits.tradeSecrets('report', claims)], ['costs']);
    assert.deepEqual([...traits.tradeSecrets('from-elsewhere', claims)], ['costs']);
  });
});
