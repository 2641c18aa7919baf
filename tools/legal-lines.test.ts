import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRulebook, REGIMES_FOLDER, readCalendars } from '#obligations/regimes/load-regimes.ts';
import { drawLines, type LegalLine, legalLines } from './legal-lines.ts';

const rulebook = loadRulebook();
const calendars = readCalendars(REGIMES_FOLDER);
assert.ok(rulebook.ok && calendars.ok);
const { regimes } = rulebook.value;
const lines = legalLines({ regimes: regimes.all, calendars: calendars.value });
const ids = (drawn: readonly LegalLine[]) => drawn.map(({ id }) => id);

test('every stage, every header and every holiday is one line, and no two lines share an identity', () => {
  const stages = regimes.all.reduce((sum, regime) => sum + regime.stages.length, 0);
  const days = calendars.value.reduce((sum, calendar) => sum + calendar.holidays.length, 0);
  assert.equal(lines.length, regimes.all.length + stages + days);
  assert.equal(new Set(ids(lines)).size, lines.length);
  for (const one of ['nis2-cy', 'nis2-cy#early-warning', 'eu-dora#final', 'calendars/CY Epiphany'])
    assert.ok(ids(lines).includes(one), one);
});

test('one seed draws the same lines again, in whatever order the files are read', () => {
  const drawn = ids(drawLines(lines, '2026-12-01', 50));
  assert.equal(new Set(drawn).size, 50);
  assert.deepEqual(ids(drawLines(lines.toReversed(), '2026-12-01', 50)), drawn);
  assert.notDeepEqual(ids(drawLines(lines, '2026-12-02', 50)), drawn);
});

test('a line more or less moves no other in the draw', () => {
  const drawn = ids(drawLines(lines, '2026-12-01', 50));
  const fewer = lines.filter(({ id }) => id !== drawn[3]);
  assert.deepEqual(ids(drawLines(fewer, '2026-12-01', 49)), drawn.toSpliced(3, 1));
});

test('the draw follows from the seed and the identities alone', () => {
  const few = ['eu-nis2#final', 'eu-gdpr', 'calendars/US Thanksgiving Day'].map((id) => ({ id, says: null }));
  assert.deepEqual(ids(drawLines(few, 'a seed', 3)), [
    'calendars/US Thanksgiving Day',
    'eu-gdpr',
    'eu-nis2#final',
  ]);
});
