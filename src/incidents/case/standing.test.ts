import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALERT, alert, CSIRT, HOSPITAL, NEIGHBOUR, of, say } from '#incidents/testing/case-story.ts';
import { digestOf } from '#incidents/testing/told.ts';

test('a correction speaks in the place of what it corrects: a later update stays the later word', () => {
  const { answers, corrections } = of([
    alert(),
    say('b', HOSPITAL, 'incident-update', { effects: [{ kind: 'injury' }] }),
    say('c', HOSPITAL, 'incident-correction', {
      corrects: digestOf('a'),
      effects: [{ kind: 'fear' }],
      summary: 'x',
    }),
  ]);
  assert.deepEqual(answers.harm.current[0]?.value, [{ kind: 'injury' }]);
  assert.equal(answers.harm.history[0]?.state, 'corrected');
  assert.equal(corrections[0]?.effective, true);
});

test('a correction of the latest word replaces it', () => {
  const { answers } = of([
    alert(),
    say('c', HOSPITAL, 'incident-correction', { corrects: digestOf('a'), malicious: 'no', summary: 'x' }),
  ]);
  assert.deepEqual(
    answers.malicious.current.map((one) => one.value),
    ['no'],
  );
});

test('a retracted claim falls back to what the speaker said before', () => {
  const { answers } = of([
    alert(),
    say('b', HOSPITAL, 'incident-update', { danger_to_life: 'no' }),
    say('c', HOSPITAL, 'incident-correction', {
      corrects: digestOf('b'),
      retracts: ['danger_to_life'],
      summary: 'x',
    }),
  ]);
  assert.equal(answers.danger.current[0]?.value, 'yes');
  assert.equal(answers.danger.history[1]?.state, 'retracted');
});

test('a correction by somebody else changes nothing and stays visible as without effect', () => {
  const { answers, corrections } = of([
    alert(),
    say('c', CSIRT, 'incident-correction', {
      corrects: digestOf('a'),
      retracts: ['danger_to_life'],
      summary: 'x',
    }),
  ]);
  assert.equal(answers.danger.current[0]?.value, 'yes');
  assert.equal(corrections[0]?.effective, false);
});

test('a withdrawn correction no longer corrects', () => {
  const { answers } = of([
    alert(),
    say('c', HOSPITAL, 'incident-correction', { corrects: digestOf('a'), malicious: 'no', summary: 'x' }),
    say('d', HOSPITAL, 'incident-withdrawal', { withdraws: [digestOf('c')], reason: 'false-alarm' }),
  ]);
  assert.deepEqual(
    answers.malicious.current.map((one) => one.value),
    ['suspected'],
  );
});

test('a false alarm withdrawn leaves the case withdrawn, with every word still readable', () => {
  const { status, answers, withdrawals, timeline, gravest } = of([
    alert(),
    say('w', HOSPITAL, 'incident-withdrawal', { withdraws: [digestOf('a')], reason: 'false-alarm' }),
  ]);
  assert.equal(status.state, 'withdrawn');
  assert.equal(status.digest, digestOf('w'));
  assert.equal(answers.danger.state, 'not-said');
  assert.deepEqual([answers.danger.history[0]?.value, answers.danger.history[0]?.state], ['yes', 'withdrawn']);
  assert.deepEqual([withdrawals[0]?.reason, withdrawals[0]?.effective], ['false-alarm', true]);
  assert.equal(timeline[0]?.withdrawnBy, digestOf('w'));
  assert.equal(gravest, undefined);
});

test('a withdrawal by a stranger leaves the case open', () => {
  const { status, withdrawals } = of([
    alert(),
    say('w', NEIGHBOUR, 'incident-withdrawal', { withdraws: [digestOf('a')], reason: 'false-alarm' }),
  ]);
  assert.equal(status.state, 'open');
  assert.equal(withdrawals[0]?.effective, false);
});

test('a withdrawal of what the viewer is not shown says so', () => {
  const { withdrawals, status } = of([
    say('w', HOSPITAL, 'incident-withdrawal', { withdraws: [digestOf('a')], reason: 'duplicate' }),
  ]);
  assert.deepEqual([withdrawals[0]?.targetShown, withdrawals[0]?.effective], [false, false]);
  assert.equal(status.state, 'nothing-reported');
});

test('a case is closed when every speaker has given a final report, and open again when that is withdrawn', () => {
  const story = [
    alert(),
    say('b', CSIRT, 'incident-report', ALERT),
    say('f', HOSPITAL, 'incident-final', { summary: 'x' }),
  ];
  assert.equal(of(story).status.state, 'open');
  const closed = [...story, say('g', CSIRT, 'incident-final', { summary: 'x' })];
  assert.equal(of(closed).status.state, 'closed');
  const reopened = [
    ...closed,
    say('w', CSIRT, 'incident-withdrawal', { withdraws: [digestOf('g')], reason: 'false-alarm' }),
  ];
  assert.equal(of(reopened).status.state, 'open');
});

test('a relay is not a second source: it counts as what it rests on', () => {
  const relay = say('b', CSIRT, 'incident-report', { ...ALERT, based_on: [digestOf('a')] });
  assert.deepEqual(of([alert(), relay]).independentSources, { known: 1, unknownRoot: false });
  assert.deepEqual(of([relay]).independentSources, { known: 0, unknownRoot: true });
  const own = say('c', NEIGHBOUR, 'incident-report', ALERT);
  assert.deepEqual(of([alert(), relay, own]).independentSources, { known: 2, unknownRoot: false });
});

test('statements that rest on one another in a circle are counted without hanging', () => {
  const one = say('a', CSIRT, 'incident-report', { ...ALERT, based_on: [digestOf('b')] });
  const other = say('b', NEIGHBOUR, 'incident-report', { ...ALERT, based_on: [digestOf('a')] });
  assert.deepEqual(of([one, other]).independentSources, { known: 0, unknownRoot: false });
});
