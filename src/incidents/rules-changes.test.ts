import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CLOSED,
  CSIRT,
  digest,
  HOSPITAL,
  judge,
  OTHER_CASE,
  target,
  UTILITY,
  verdictOf,
} from './testing/rule-table.ts';

const WITHDRAWAL = { withdraws: [digest('A')], reason: 'false-alarm' };

judge([
  [
    'the speaker corrects itself',
    { openedBy: HOSPITAL, targets: [target('A', HOSPITAL)] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'yes',
  ],
  [
    'the speaker corrects itself after its final',
    { thread: CLOSED, targets: [target('A', HOSPITAL, { type: 'incident-final' })] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'yes',
  ],
  [
    'a correction is corrected',
    { targets: [target('A', HOSPITAL, { type: 'incident-correction' })] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'yes',
  ],
  [
    'nobody corrects another party',
    { targets: [target('A', UTILITY)] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'reference-not-known',
  ],
  [
    'not even the authority corrects an operator',
    { issuer: CSIRT, targets: [target('A', HOSPITAL)] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'reference-not-known',
  ],
  [
    'what is not held here cannot be corrected',
    {},
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'reference-not-known',
  ],
  [
    'a statement of another case cannot be corrected from this one',
    { targets: [target('A', HOSPITAL, { case: OTHER_CASE })] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'reference-in-another-case',
  ],
  [
    'a correction without a new value or a retraction is refused',
    { targets: [target('A', HOSPITAL)] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x' },
    'nothing-said',
  ],
  [
    'a claim is not taken back and restated at once',
    { targets: [target('A', HOSPITAL)] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no', retracts: ['malicious'] },
    'retracted-and-said',
  ],
  [
    'what is withdrawn is not corrected',
    { targets: [target('A', HOSPITAL, { withdrawn: true })] },
    'incident-correction',
    { corrects: digest('A'), summary: 'x', malicious: 'no' },
    'already-withdrawn',
  ],
  [
    'the speaker withdraws a false alarm',
    { targets: [target('A', HOSPITAL)] },
    'incident-withdrawal',
    WITHDRAWAL,
    'yes',
  ],
  [
    'the speaker withdraws its final',
    { thread: CLOSED, targets: [target('A', HOSPITAL, { type: 'incident-final' })] },
    'incident-withdrawal',
    WITHDRAWAL,
    'yes',
  ],
  [
    'nothing is withdrawn twice',
    { targets: [target('A', HOSPITAL, { withdrawn: true })] },
    'incident-withdrawal',
    WITHDRAWAL,
    'already-withdrawn',
  ],
  [
    'nobody withdraws for another',
    { issuer: CSIRT, targets: [target('A', HOSPITAL)] },
    'incident-withdrawal',
    WITHDRAWAL,
    'reference-not-known',
  ],
  [
    'one foreign statement among own ones stops the withdrawal',
    { targets: [target('A', HOSPITAL), target('B', UTILITY)] },
    'incident-withdrawal',
    { ...WITHDRAWAL, withdraws: [digest('A'), digest('B')] },
    'reference-not-known',
  ],
  [
    'an unknown statement among known ones stops the withdrawal',
    { targets: [target('A', HOSPITAL)] },
    'incident-withdrawal',
    { ...WITHDRAWAL, withdraws: [digest('A'), digest('B')] },
    'reference-not-known',
  ],
  [
    'a withdrawal is not withdrawn',
    { targets: [target('A', HOSPITAL, { type: 'incident-withdrawal' })] },
    'incident-withdrawal',
    WITHDRAWAL,
    'reference-not-changeable',
  ],
  [
    'a duplicate names what stays',
    { targets: [target('A', HOSPITAL), target('B', UTILITY)] },
    'incident-withdrawal',
    { ...WITHDRAWAL, reason: 'duplicate', duplicate_of: digest('B') },
    'yes',
  ],
  [
    'a duplicate that names nothing is refused',
    { targets: [target('A', HOSPITAL)] },
    'incident-withdrawal',
    { ...WITHDRAWAL, reason: 'duplicate' },
    'duplicate-not-named',
  ],
  [
    'a false alarm that names what stays is refused',
    { targets: [target('A', HOSPITAL), target('B', HOSPITAL)] },
    'incident-withdrawal',
    { ...WITHDRAWAL, duplicate_of: digest('B') },
    'duplicate-not-named',
  ],
  [
    'a statement is no duplicate of itself',
    { targets: [target('A', HOSPITAL)] },
    'incident-withdrawal',
    { ...WITHDRAWAL, reason: 'duplicate', duplicate_of: digest('A') },
    'duplicate-of-itself',
  ],
]);

test('a refusal about another party’s statement reads as one about a statement that is not there', () => {
  const claims = { withdraws: [digest('A')], reason: 'false-alarm' };
  const refusalOf = (
    more: Parameters<typeof verdictOf>[0],
    type = 'incident-withdrawal',
    said: object = claims,
  ) => {
    const verdict = verdictOf(more, type, said as Parameters<typeof verdictOf>[2]);
    return verdict.ok ? 'taken' : verdict.refusal;
  };
  const absent = refusalOf({});
  assert.notEqual(absent, 'taken');
  for (const known of [
    target('A', UTILITY),
    target('A', UTILITY, { case: OTHER_CASE }),
    target('A', UTILITY, { withdrawn: true }),
    target('A', UTILITY, { type: 'hold' }),
  ]) {
    assert.deepEqual(refusalOf({ targets: [known] }), absent);
  }
  const correction = { corrects: digest('A'), summary: 'x', malicious: 'no' };
  assert.deepEqual(
    refusalOf({ targets: [target('A', UTILITY)] }, 'incident-correction', correction),
    refusalOf({}, 'incident-correction', correction),
  );
  const duplicate = { withdraws: [digest('B')], reason: 'duplicate', duplicate_of: digest('A') };
  const own = target('B', HOSPITAL);
  assert.deepEqual(
    refusalOf({ targets: [own, target('A', UTILITY, { case: OTHER_CASE })] }, 'incident-withdrawal', duplicate),
    refusalOf({ targets: [own] }, 'incident-withdrawal', duplicate),
    'nor is it told in which other case it stands',
  );
});
