import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answers, excerpt, queryOf } from './query.ts';

test('a part with a number or a dash is meant exactly, a long word also as a beginning', () => {
  const text = ['Hospitals run T1059.001 and CVE-2024-3094'];
  for (const typed of ['hospital', 'HOSPITALS run', 't1059', 'T1059.001', 'cve-2024-3094 hosp']) {
    assert.ok(answers(text, queryOf(typed)), typed);
  }
  for (const typed of ['hospice', 't105', 'cve-2024-30', '2024-cve', 'hos', '', ' . - ']) {
    assert.ok(!answers(text, queryOf(typed)), typed);
  }
});

test('an excerpt begins near the first hit, marks each hit as it was written, and cuts the rest', () => {
  const text = `${'before '.repeat(40)}the Hôpital and the hopital ${'after '.repeat(60)}`;
  const pieces = excerpt(text, queryOf('hopital'));
  assert.deepEqual(
    pieces.filter(({ hit }) => hit).map((piece) => piece.text),
    ['Hôpital', 'hopital'],
  );
  const whole = pieces.map((piece) => piece.text).join('');
  assert.ok(whole.startsWith('…') && whole.endsWith('…') && whole.length < 200);
});

test('the pieces of an excerpt are always a stretch of the text, whatever it is', () => {
  const any = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(any, fc.string({ unit: 'binary', maxLength: 12 }), (text, typed) => {
      const pieces = excerpt(`${text} ${typed} ${text}`, queryOf(typed)).map((piece) => piece.text);
      const whole = pieces.join('').replace(/^…/u, '').replace(/…$/u, '');
      assert.ok(`${text} ${typed} ${text}`.includes(whole));
    }),
  );
});
