import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsBy } from '#obligations/regimes/condition.ts';
import type { Stage } from '#obligations/regimes/regime.ts';
import { testRulebook } from '#testing/reckoning.ts';
import { ruledOutBy, ruledOutWords } from './ruled-out.ts';

const { regimes, groups } = testRulebook();

function stageOf(regime: string, id: string): Stage {
  return regimes.current(regime)!.stages.find((stage) => stage.id === id)!;
}

function words(stage: Stage, facts: Record<string, unknown>): readonly string[] | null {
  const because = ruledOutBy(stage, facts, groups);
  return because && ruledOutWords(because, facts, (code) => code);
}

test('a stage without a condition is always asked for', () => {
  assert.equal(ruledOutBy({ ...stageOf('eu-nis2', 'early-warning') }, {}, groups), null);
});

test('a trust service is told of its own notification and not of the other one, and why', () => {
  const [trust, others] = [stageOf('eu-nis2', 'notification-trust-services'), stageOf('eu-nis2', 'notification')];
  assert.equal(words(trust, { trust_service: true }), null);
  assert.equal(words(others, { trust_service: false }), null);
  assert.equal(words(others, {}), null, 'what was not declared counts as not so, as it does for the clock');
  assert.match(words(trust, { trust_service: false })?.join(' ') ?? '', /You answered no\./u);
  assert.match(words(trust, {})?.join(' ') ?? '', /You answered not known yet\./u);
  assert.match(words(others, { trust_service: true })?.join(' ') ?? '', /You answered yes\./u);
});

test('for every stage of every law and any facts, it is ruled out exactly when its clock does not run, with a reason', () => {
  const stages = regimes.all.flatMap((regime) => regime.stages).filter(({ only_if: condition }) => condition);
  const names = [
    'trust_service',
    'significant',
    'processor',
    'state_body',
    'vulnerability_exploited',
    'high_risk',
  ];
  const facts = fc.dictionary(fc.constantFrom(...names, 'product_incident'), fc.boolean(), { maxKeys: 7 });
  fc.assert(
    fc.property(fc.constantFrom(...stages), facts, (stage, declared) => {
      const because = ruledOutBy(stage, declared, groups);
      assert.equal(because === null, holdsBy(stage.only_if!, declared, groups));
      assert.ok(because === null || because.length > 0);
    }),
    { numRuns: 500 },
  );
});
