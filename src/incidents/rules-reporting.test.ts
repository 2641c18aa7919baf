import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CASE,
  CLOSED,
  CSIRT,
  HOSPITAL,
  judge,
  NEIGHBOUR,
  REPORTED,
  SUBSTANCE,
  TAKEN_BACK,
  UTILITY,
  verdictOf,
} from './testing/rule-table.ts';

judge([
  ['an operator opens a new case with an alert', {}, 'incident-alert', SUBSTANCE, 'yes'],
  ['an operator opens a new case with a report', {}, 'incident-report', SUBSTANCE, 'yes'],
  [
    'anybody described here reports a near miss',
    { issuer: 'did:web:vendor.example' },
    'near-miss',
    { summary: 'x' },
    'yes',
  ],
  [
    'a party nobody described says nothing',
    { issuer: 'did:web:nobody.example' },
    'near-miss',
    { summary: 'x' },
    'party-not-known',
  ],
  ['an operator reports to its own authority', {}, 'incident-alert', { ...SUBSTANCE, reported_to: CSIRT }, 'yes'],
  [
    'an operator does not report to a neighbour’s authority',
    {},
    'incident-alert',
    { ...SUBSTANCE, reported_to: NEIGHBOUR },
    'not-own-authority',
  ],
  [
    'an operator does not report past its authority in an update either',
    { openedBy: HOSPITAL, thread: REPORTED },
    'incident-update',
    { ...SUBSTANCE, reported_to: NEIGHBOUR },
    'not-own-authority',
  ],
  [
    'an authority addresses another',
    { issuer: CSIRT },
    'incident-alert',
    { ...SUBSTANCE, reported_to: NEIGHBOUR },
    'yes',
  ],
  [
    'an operator does not enter a case another opened',
    { openedBy: UTILITY },
    'incident-alert',
    SUBSTANCE,
    'case-of-another',
  ],
  [
    'an operator told by a victim notice reports in that case',
    { openedBy: CSIRT, addressed: true },
    'incident-alert',
    SUBSTANCE,
    'yes',
  ],
  [
    'an operator adds a second alert to its own case',
    { openedBy: HOSPITAL, thread: REPORTED },
    'incident-alert',
    SUBSTANCE,
    'yes',
  ],
  [
    'an authority speaks in any case it holds',
    { issuer: NEIGHBOUR, openedBy: HOSPITAL },
    'incident-report',
    SUBSTANCE,
    'yes',
  ],
  [
    'after a final report nobody goes on in that thread',
    { openedBy: HOSPITAL, thread: CLOSED },
    'incident-alert',
    SUBSTANCE,
    'thread-closed',
  ],
  [
    'an update follows a report',
    { openedBy: HOSPITAL, thread: REPORTED },
    'incident-update',
    { stage: 'contained' },
    'yes',
  ],
  [
    'an update before any report is refused',
    {},
    'incident-update',
    { stage: 'contained' },
    'nothing-reported-yet',
  ],
  ['a final before any report is refused', {}, 'incident-final', { summary: 'x' }, 'nothing-reported-yet'],
  [
    'an update in another’s thread is refused',
    { openedBy: UTILITY },
    'incident-update',
    { stage: 'contained' },
    'nothing-reported-yet',
  ],
  [
    'an update to what was withdrawn is refused',
    { openedBy: HOSPITAL, thread: TAKEN_BACK },
    'incident-update',
    { stage: 'contained' },
    'thread-withdrawn',
  ],
  [
    'after a withdrawal a new alert may open again',
    { openedBy: HOSPITAL, thread: TAKEN_BACK },
    'incident-alert',
    SUBSTANCE,
    'yes',
  ],
  ['a final closes a thread', { openedBy: HOSPITAL, thread: REPORTED }, 'incident-final', { summary: 'x' }, 'yes'],
  [
    'a second final is refused',
    { openedBy: HOSPITAL, thread: CLOSED },
    'incident-final',
    { summary: 'x' },
    'thread-closed',
  ],
  [
    'an update after the final is refused',
    { openedBy: HOSPITAL, thread: CLOSED },
    'incident-update',
    { stage: 'contained' },
    'thread-closed',
  ],
  [
    'an update that says nothing about the incident is refused',
    { openedBy: HOSPITAL, thread: REPORTED },
    'incident-update',
    { preliminary: true },
    'nothing-said',
  ],
]);

test('whoever is refused a case that others opened is told neither its name nor theirs', () => {
  const outcome = verdictOf({ openedBy: UTILITY }, 'incident-alert', SUBSTANCE);
  assert.ok(!outcome.ok);
  const { code, sentence, place } = outcome.refusal;
  assert.deepEqual([code, place], ['case-of-another', 'case']);
  for (const name of [CASE, UTILITY]) assert.ok(!`${sentence} ${place}`.includes(name), name);
});
