import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { INCIDENT_TYPES } from '#incidents/statements.ts';
import {
  ALERT,
  alert,
  CSIRT,
  HOSPITAL,
  NEIGHBOUR,
  of,
  PUBLIC,
  say,
  UNKNOWN,
} from '#incidents/testing/case-story.ts';
import { digestOf, shown, type Told } from '#incidents/testing/told.ts';
import type { JsonValue } from '#statement/draft.ts';
import { summarise } from './summary.ts';

test('an alert alone answers what, where and harm, by one speaker', () => {
  const { status, answers, gravest, speakers } = of([alert()]);
  assert.equal(status.state, 'open');
  assert.equal(answers.what.state, 'agreed');
  assert.deepEqual(answers.where.current[0]?.value, ['XV', 'XA']);
  assert.equal(answers.danger.current[0]?.by, HOSPITAL);
  assert.equal(gravest, 'care-delayed');
  assert.equal(speakers.length, 1);
});

test('"not known yet" stays visible as an answer, distinct from nothing said', () => {
  const { answers } = of([alert('a', HOSPITAL, { danger_to_life: UNKNOWN })]);
  assert.equal(answers.danger.state, 'not-known-yet');
  assert.equal(answers.danger.current[0]?.value, 'not-known-yet');
  assert.equal(answers.stage.state, 'not-said');
});

test('a question that every alert must answer counts as withheld when the viewer is not shown the answer', () => {
  const { effects: _effects, ...rest } = ALERT;
  assert.equal(
    of([{ id: 'a', by: HOSPITAL, type: 'incident-alert', claims: rest, withheld: true }]).answers.harm.state,
    'withheld',
  );
  assert.equal(
    of([{ id: 'a', by: HOSPITAL, type: 'incident-alert', claims: rest, erased: 1 }]).answers.harm.state,
    'withheld',
  );
  assert.equal(
    of([{ id: 'a', by: HOSPITAL, type: 'incident-alert', claims: rest }]).answers.harm.state,
    'not-said',
  );
});

test('two parties that differ both stand, and nobody here decides between them', () => {
  const { answers } = of([alert(), say('b', CSIRT, 'incident-report', { ...ALERT, malicious: 'no' })]);
  assert.equal(answers.malicious.state, 'differs');
  assert.deepEqual(
    answers.malicious.current.map((one) => [one.by, one.value]),
    [
      [HOSPITAL, 'suspected'],
      [CSIRT, 'no'],
    ],
  );
});

test('two parties that name the same states in another order agree', () => {
  const { answers } = of([
    alert(),
    say('b', CSIRT, 'incident-report', { ...ALERT, affected_states: ['XA', 'XV'] }),
  ]);
  assert.equal(answers.where.state, 'agreed');
});

test('a party that does not know does not disagree with one that does', () => {
  const { answers } = of([alert(), say('b', CSIRT, 'incident-report', { ...ALERT, malicious: UNKNOWN })]);
  assert.equal(answers.malicious.state, 'agreed');
  assert.equal(answers.malicious.current.length, 2);
});

test('the latest word of a speaker counts, and the earlier stays visible as superseded', () => {
  const { answers, status } = of([alert(), say('b', HOSPITAL, 'incident-update', { danger_to_life: 'no' })]);
  assert.equal(status.state, 'updated');
  assert.deepEqual(
    answers.danger.current.map((one) => one.value),
    ['no'],
  );
  assert.deepEqual(
    answers.danger.history.map((one) => [one.state, one.changedBy]),
    [
      ['superseded', digestOf('b')],
      ['stands', undefined],
    ],
  );
});

test('near misses alone make no open case', () => {
  assert.equal(of([say('n', HOSPITAL, 'near-miss', { summary: 'x' })]).status.state, 'near-miss');
});

test('severity is computed for each speaker who gave all inputs, and names what is missing for others', () => {
  const inputs = {
    functional_impact: 'denial-critical',
    observed_activity: 'effect',
    location: 'critical-systems',
    actor: 'apt-targeted',
    information_impact: 'destruction-critical',
    recoverability: 'extended',
    dependency: 'energy',
    potential_impact: 'high',
  };
  const { severities } = of([
    alert('a', HOSPITAL, { nciss: inputs }),
    say('b', CSIRT, 'incident-report', { ...ALERT, nciss: { actor: 'apt' } }),
  ]);
  assert.equal(severities.length, 2);
  assert.equal(severities[0]?.severity.computable && severities[0].severity.score, 88.62);
  assert.equal(severities[1]?.severity.computable, false);
});

test('confidence stands beside each assertion as its speaker gave it', () => {
  const { answers, speakers } = of([
    alert('a', HOSPITAL, { confidence: 'low' }),
    say('b', CSIRT, 'incident-report', { ...ALERT, confidence: UNKNOWN }),
  ]);
  assert.deepEqual(
    answers.what.current.map((one) => one.confidence),
    ['low', 'not-known-yet'],
  );
  assert.deepEqual(
    speakers.map((speaker) => speaker.confidence),
    ['low', 'not-known-yet'],
  );
});

const anyTold: fc.Arbitrary<Told> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  by: fc.constantFrom(HOSPITAL, CSIRT, NEIGHBOUR),
  type: fc.constantFrom(...INCIDENT_TYPES.map((type) => type.name), 'receipt', 'recall', 'unheard-of'),
  claims: fc.dictionary(
    fc.constantFrom(
      'effects',
      'withdraws',
      'corrects',
      'retracts',
      'based_on',
      'nciss',
      'confidence',
      'noticed_at',
      'sources',
      'target',
    ),
    fc.oneof(fc.jsonValue(), fc.constant([digestOf('a')]), fc.constant(digestOf('b'))) as fc.Arbitrary<JsonValue>,
  ),
});

test('foreign statements may carry anything: summarising never throws, and loses no statement', () => {
  fc.assert(
    fc.property(fc.array(anyTold, { maxLength: 12 }), (told) => {
      for (const seat of [
        PUBLIC,
        { party: HOSPITAL, kind: 'operator' as const },
        { party: CSIRT, kind: 'csirt' as const },
      ]) {
        assert.equal(of(told, seat).timeline.length, told.length);
      }
    }),
  );
});

test('the order in which statements are handed over does not matter, only the order of arrival', () => {
  const told = [
    alert(),
    say('b', HOSPITAL, 'incident-update', { danger_to_life: 'no' }),
    say('c', CSIRT, 'incident-report', ALERT),
  ];
  assert.deepEqual(summarise(shown(told).toReversed(), PUBLIC), summarise(shown(told), PUBLIC));
});
