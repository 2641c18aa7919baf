import assert from 'node:assert/strict';
import { test } from 'node:test';
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
import { digestOf, type Told } from '#incidents/testing/told.ts';
import { inLanguage } from '#speaking';

import type { Seat } from './next-step.ts';

const STEPS: readonly (readonly [string, readonly Told[], Seat, string, string?])[] = [
  [
    'the authority relays what was released to it, also when the report names no addressee',
    [
      say('a', HOSPITAL, 'incident-alert', ALERT),
      say('r', HOSPITAL, 'release', { target: digestOf('a'), to: CSIRT, hides_victim: false }),
    ],
    { party: CSIRT, kind: 'csirt', territory: 'XV' },
    'relay',
    'a',
  ],
  [
    'what another authority relayed to it is nothing to relay again',
    [
      say('a', NEIGHBOUR, 'incident-report', ALERT),
      say('r', NEIGHBOUR, 'release', { target: digestOf('a'), to: CSIRT, hides_victim: true }),
    ],
    { party: CSIRT, kind: 'csirt', territory: 'XV' },
    'follow',
  ],
  ['a citizen checks', [alert()], PUBLIC, 'check'],
  ['the operator says more after its alert', [alert()], { party: HOSPITAL, kind: 'operator' }, 'report', 'a'],
  [
    'the operator updates after its report',
    [alert(), say('b', HOSPITAL, 'incident-report', ALERT)],
    { party: HOSPITAL, kind: 'operator' },
    'update',
    'b',
  ],
  [
    'the operator has nothing to do after its final',
    [alert(), say('f', HOSPITAL, 'incident-final', { summary: 'x' })],
    { party: HOSPITAL, kind: 'operator' },
    'follow',
  ],
  [
    'the authority relays what names another state',
    [alert()],
    { party: CSIRT, kind: 'csirt', territory: 'XV' },
    'relay',
    'a',
  ],
  [
    'the authority has nothing to relay where only its own state is named',
    [alert('a', HOSPITAL, { affected_states: ['XV'] })],
    { party: CSIRT, kind: 'csirt', territory: 'XV' },
    'follow',
  ],
  [
    'the authority finds out which states are affected when nobody knows',
    [alert('a', HOSPITAL, { affected_states: UNKNOWN })],
    { party: CSIRT, kind: 'csirt', territory: 'XV' },
    'name-states',
    'a',
  ],
  [
    'the authority updates once it has relayed',
    [alert(), say('b', CSIRT, 'incident-report', { ...ALERT, based_on: [digestOf('a')] })],
    { party: CSIRT, kind: 'csirt', territory: 'XV' },
    'update',
    'b',
  ],
  [
    'the authority withdraws a relay whose source was taken back',
    [
      alert(),
      say('b', CSIRT, 'incident-report', { ...ALERT, based_on: [digestOf('a')] }),
      say('w', HOSPITAL, 'incident-withdrawal', { withdraws: [digestOf('a')], reason: 'false-alarm' }),
    ],
    { party: CSIRT, kind: 'csirt', territory: 'XV' },
    'withdraw-relay',
    'b',
  ],
  [
    'a neighbour acknowledges what arrived',
    [say('b', CSIRT, 'incident-report', ALERT), say('r', NEIGHBOUR, 'receipt', { target: digestOf('b') })],
    { party: NEIGHBOUR, kind: 'csirt', territory: 'XA' },
    'acknowledge',
    'r',
  ],
  [
    'after the acknowledgement the neighbour follows',
    [
      say('b', CSIRT, 'incident-report', ALERT),
      say('r', NEIGHBOUR, 'receipt', { target: digestOf('b') }),
      say('k', NEIGHBOUR, 'acknowledgement', { receipt: digestOf('r'), target: digestOf('b') }),
    ],
    { party: NEIGHBOUR, kind: 'csirt', territory: 'XA' },
    'follow',
  ],
  [
    'whoever is told that it was hit reports',
    [say('v', CSIRT, 'victim-notice', { victim_party: HOSPITAL })],
    { party: HOSPITAL, kind: 'operator' },
    'report',
    'v',
  ],
  ['a bystander follows', [alert()], { party: NEIGHBOUR, kind: 'operator' }, 'follow'],
];

for (const [title, told, seat, act, target] of STEPS) {
  test(`next step: ${title}`, () => {
    const { nextStep } = of(told, seat);
    assert.equal(nextStep.act, act);
    if (target !== undefined) assert.equal(nextStep.target, digestOf(target));
    assert.match(nextStep.sentence, /\.$/);
  });
}

test('what comes next is told in the language of whoever reads, also where the summary was made for another', () => {
  const { nextStep } = inLanguage('ar', () => of([alert()], { party: NEIGHBOUR, kind: 'operator' }));
  const inArabic = inLanguage('ar', () => nextStep.sentence);
  assert.match(inArabic, /\p{Script=Arabic}/u);
  assert.match(nextStep.sentence, /^[A-Z]/);
  assert.equal(JSON.parse(JSON.stringify(nextStep)).sentence, nextStep.sentence);
});
