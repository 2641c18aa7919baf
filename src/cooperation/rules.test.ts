import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RuleContext } from '#ledger/contract.ts';
import { checkDraft } from '#statement/check.ts';
import { decide } from './rules.ts';
import { COOPERATION_TYPES, TYPE_BY_NAME } from './statements.ts';
import { draftOf, type RuleCase, stateOf, VECTORS } from './testing/rule-vectors.ts';

function verdict(vector: RuleCase) {
  const draft = draftOf(vector);
  const approvers = new Map((vector.approvers ?? []).map((person) => [person, new Set(['approver'])]));
  const person = `${draft.issuer}#00000000-0000-7000-8000-000000000001`;
  const context: RuleContext = {
    actor: { kind: 'person', party: draft.issuer, person },
    at: Temporal.Instant.from(VECTORS.now),
    roles: new Set(['duty-officer']),
    approvers,
  };
  return decide(stateOf(vector, draft), draft, context);
}

describe('what may be said between states', () => {
  for (const vector of VECTORS.cases) {
    test(`${vector.type}: ${vector.title}`, () => {
      const outcome = verdict(vector);
      assert.equal(outcome.ok ? 'yes' : outcome.refusal.code, vector.due);
      if (!outcome.ok) {
        assert.match(outcome.refusal.sentence, /^[^\n]{12,}[.]$/u);
        assert.ok(outcome.refusal.place, 'a refusal names its place');
      }
      assert.deepEqual(verdict(vector), outcome, 'the same question has the same answer');
    });
  }
});

describe('the vectors', () => {
  for (const type of COOPERATION_TYPES) {
    test(`the valid claims of a ${type.name} fit its schema, and some case accepts them`, () => {
      const yes = VECTORS.cases.find(
        (one) => one.type === type.name && one.due === 'yes' && one.with === undefined,
      );
      assert.ok(yes, 'no case accepts it as it stands');
      const checked = checkDraft(type, draftOf(yes));
      assert.ok(checked.ok, checked.ok ? '' : `${checked.refusal.sentence} ${checked.refusal.place}`);
    });
  }

  test('a claim that promises something a party cannot promise is refused by the schema', () => {
    const untrue = [
      ['territory-notice', { good_faith: false }],
      ['territory-acknowledgement', { no_admission: false }],
      ['assistance-request', { sovereignty: false }],
      ['territory-decision', { decision: 'to-notify' }],
      ['preservation-request', { days: 181 }],
      ['preservation-request', { days: 0 }],
      ['territory-notice', { requested_steps: [] }],
      ['territory-notice', { channel: 'public' }],
      ['joint-team', { members: [] }],
      ['team-offer', { persons: 501 }],
      ['territory-notice', { surprise: 'x' }],
    ] as const;
    for (const [name, claims] of untrue) {
      const draft = draftOf({ title: '', type: name, due: '', with: claims });
      const checked = checkDraft(TYPE_BY_NAME.get(name)!, draft);
      assert.ok(!checked.ok, `${name} ${JSON.stringify(claims)}`);
      assert.match(checked.refusal.code, /^claim-(?:shape|unknown)$/u);
    }
  });

  test('each type without one of its required claims is refused', () => {
    for (const type of COOPERATION_TYPES) {
      const required = Object.entries(type.claims).filter(
        ([name, spec]) => spec.required && VECTORS.valid[type.name]?.[name] !== undefined,
      );
      assert.ok(required.length > 0);
      for (const [name] of required) {
        const checked = checkDraft(type, draftOf({ title: '', type: type.name, due: '', without: [name] }));
        assert.equal(checked.ok ? 'accepted' : checked.refusal.code, 'claim-missing', `${type.name} ${name}`);
      }
    }
  });
});
