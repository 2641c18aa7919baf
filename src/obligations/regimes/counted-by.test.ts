import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obligationsOf } from '#obligations/clocks/engine.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import {
  applies,
  aware,
  CSIRT,
  HOSPITAL,
  hours,
  question,
  regime,
  stage,
  type Word,
} from '#obligations/testing/duty-words.ts';
import type { Regime } from './regime.ts';

const STAGES = [
  stage('hours', { limits: [{ within: hours(24), of: { moment: 'awareness' } }] }),
  stage('days', { limits: [{ within: { value: 14, unit: 'calendar-day' }, of: { moment: 'awareness' } }] }),
  stage('work', { limits: [{ within: { value: 3, unit: 'business-day' }, of: { moment: 'awareness' } }] }),
  stage('after', { limits: [{ within: hours(2), of: { deadline: 'work' } }] }),
  stage('waits', { opens: { filed: 'hours' }, limits: [{ within: hours(2), of: { filed: 'hours' } }] }),
];

function countedBy(text: Regime, more: readonly Word[] = [], claims: Word['claims'] = {}) {
  const words = [applies(text, {}, claims), aware('08:00'), ...more];
  return Object.fromEntries(
    obligationsOf(question(words, [text])).map((one): [string, Obligation['countedBy']] => [
      one.stage,
      one.countedBy,
    ]),
  );
}

test('a clock whose days were counted says by whose holidays; hours, and plain days, run through them', () => {
  const national = regime('law', STAGES, { calendar: 'national', jurisdiction: 'BR' });
  const brazil = { state: 'BR' };
  assert.deepEqual(countedBy(national), { hours: null, days: null, work: brazil, after: brazil, waits: null });
  const union = regime('law', STAGES, { calendar: 'eu-1182-71' });
  const home = { state: 'XV' };
  assert.deepEqual(countedBy(union), { hours: null, days: home, work: home, after: home, waits: null });
  assert.deepEqual(countedBy(union, [], { facts: { state: 'FR' } }).days, { state: 'FR' });
});

test('a time that an authority named was not counted by holidays, and one that it moved by a suspension was', () => {
  const text = regime('law', STAGES, { calendar: 'national', jurisdiction: 'BR' });
  const change = (name: string, until: string): Word => ({
    ...{ id: name, by: CSIRT, type: 'duty-change', at: '10:00' },
    claims: { change: name, regime: 'law', stage: 'work', bearer: HOSPITAL, until, basis: 'Article 9' },
  });
  assert.equal(countedBy(text, [change('extended', '2026-03-20T08:00:00Z')]).work, null);
  assert.deepEqual(countedBy(text, [change('extended', '2026-03-01T12:00:00Z')]).work, { state: 'BR' });
  assert.deepEqual(countedBy(text, [change('suspended', '2026-03-01T20:00:00Z')]).work, { state: 'BR' });
});
