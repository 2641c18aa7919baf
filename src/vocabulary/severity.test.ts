import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fits } from '#statement/validator.ts';
import { NCISS_CATEGORIES, Nciss, type NcissCategory, severity } from './severity.ts';

const GRAVE: Nciss = {
  functional_impact: 'denial-critical',
  observed_activity: 'effect',
  location: 'critical-systems',
  actor: 'apt-targeted',
  information_impact: 'destruction-critical',
  recoverability: 'extended',
  dependency: 'energy',
  potential_impact: 'high',
};

const MIDDLING: Nciss = {
  functional_impact: 'none-to-services',
  observed_activity: 'presence',
  location: 'business-network',
  actor: 'apt',
  information_impact: 'proprietary-loss',
  recoverability: 'regular',
  dependency: 'energy',
  potential_impact: 'moderate',
};

function computed(inputs: Nciss) {
  const result = severity(inputs);
  assert.ok(result.computable);
  return result;
}

test('the weights sum to 34 and the weighted sum runs from 325 to 3400', () => {
  const { least, greatest, breakdown } = computed(GRAVE);
  assert.equal(
    breakdown.reduce((sum, line) => sum + line.weight, 0),
    34,
  );
  assert.deepEqual([least, greatest], [325, 3400]);
});

test('the first worked vector (100,100,90,100,100,60,100,75) scores 88.62', () => {
  const result = computed(GRAVE);
  assert.deepEqual(
    result.breakdown.map((line) => line.value),
    [100, 100, 90, 100, 100, 60, 100, 75],
  );
  assert.deepEqual([result.weighted, result.score], [3050, 88.62]);
});

test('the second worked vector (20,80,40,80,50,20,100,50) scores 47.32', () => {
  const result = computed(MIDDLING);
  assert.deepEqual(
    result.breakdown.map((line) => line.value),
    [20, 80, 40, 80, 50, 20, 100, 50],
  );
  assert.deepEqual([result.weighted, result.score], [1780, 47.32]);
});

test('without all eight categories no score is given, and the missing ones are named', () => {
  const { actor: _actor, ...rest } = GRAVE;
  const result = severity(rest);
  assert.ok(!result.computable);
  assert.deepEqual(result.missing, ['actor']);
  assert.equal(result.breakdown.length, 7);
});

test('a category that is not known yet counts as missing, not as its least value', () => {
  const result = severity({ ...GRAVE, recoverability: { known: 'not-yet' } });
  assert.ok(!result.computable);
  assert.deepEqual(result.missing, ['recoverability']);
});

test('an option of another category, or of none, is not scored', () => {
  for (const option of ['energy', 'toString', '__proto__', '']) {
    const result = severity({ ...GRAVE, actor: option } as Nciss);
    assert.ok(!result.computable, option);
    assert.ok(!fits(Nciss, { ...GRAVE, actor: option }), option);
  }
});

test('the priority carries a mark as long as its cut-offs are unconfirmed, and loses it when a node sets its own', () => {
  assert.equal(computed(GRAVE).cutoffsConfirmed, false);
  assert.equal(computed(GRAVE).priority, 'severe');
  const own = severity(GRAVE, [
    { priority: 'emergency', from: 88 },
    { priority: 'low', from: 0 },
  ]);
  assert.ok(own.computable && own.cutoffsConfirmed);
  assert.equal(own.computable && own.priority, 'emergency');
});

const anyInputs = fc.record(
  Object.fromEntries(
    Object.entries(NCISS_CATEGORIES).map(([name, { options }]) => [
      name,
      fc.constantFrom(...Object.keys(options)),
    ]),
  ) as Record<NcissCategory, fc.Arbitrary<string>>,
);

test('every complete choice scores between 0 and 100, whatever is chosen', () => {
  fc.assert(
    fc.property(anyInputs, (inputs) => {
      const { score } = computed(inputs);
      assert.ok(score >= 0 && score <= 100);
    }),
  );
});

test('a graver option in one category never lowers the score', () => {
  const names = Object.keys(NCISS_CATEGORIES) as NcissCategory[];
  fc.assert(
    fc.property(anyInputs, fc.constantFrom(...names), (inputs, name) => {
      const options = Object.entries(NCISS_CATEGORIES[name].options as Record<string, number>);
      const value = NCISS_CATEGORIES[name].options[inputs[name] as never] as number;
      for (const [option, other] of options) {
        if (other >= value) assert.ok(computed({ ...inputs, [name]: option }).score >= computed(inputs).score);
      }
    }),
  );
});
