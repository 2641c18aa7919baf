import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { beginningOf } from '#obligations/regimes/begins.ts';
import { noonOfNextWorkingDay, placeOf } from '#obligations/regimes/calendar.ts';
import { stageTimes } from '#obligations/regimes/due.ts';
import { loadRulebook, REGIMES_FOLDER } from '#obligations/regimes/load-regimes.ts';
import type { Regime } from '#obligations/regimes/regime.ts';
import { type Example, examplesOf, factsIn, knownIn } from './examples.ts';

const loaded = loadRulebook();
assert.ok(loaded.ok);
const { regimes, holidays } = loaded.value;
const textOf = (instant: Temporal.Instant | undefined) => instant?.toString() ?? null;
const inMilliseconds = (text: string) => Temporal.Instant.from(text).toString();

function check(regime: Regime, example: Example): void {
  const facts = factsIn(example);
  const place = placeOf(
    {
      calendar: regime.calendar,
      zone: regime.time_zone ?? example.zone,
      jurisdiction: regime.jurisdiction,
      state: typeof facts.state === 'string' ? facts.state : null,
    },
    holidays,
  );
  const begins = beginningOf(regime, facts, place.zone);
  const times = stageTimes(regime, knownIn(example), place, begins);
  for (const expected of example.expect) {
    const where = `${regime.id}, “${example.title}”, ${expected.stage}`;
    const found = times.find(({ stage }) => stage.id === expected.stage);
    assert.ok(found !== undefined, `${where}: there is no such stage`);
    if ('none' in expected) {
      assert.equal(found.noClock, expected.none, where);
      continue;
    }
    assert.equal(found.noClock, null, where);
    assert.equal(textOf(found.due?.end), inMilliseconds(expected.due), where);
    for (const reading of ['unextended', 'lenient'] as const) {
      const wanted: string | undefined = expected[reading];
      if (wanted !== undefined) assert.equal(textOf(found.due?.[reading]), inMilliseconds(wanted), where);
    }
    if (expected.relieved !== undefined) {
      assert.equal(textOf(noonOfNextWorkingDay(found.due!.end, place)), inMilliseconds(expected.relieved), where);
    }
  }
}

for (const regime of regimes.all.filter(({ id }) => examplesOf(id).length > 0)) {
  test(`the worked examples of ${regime.id} come out as cited`, () => {
    const examples = examplesOf(regime.id);
    assert.ok(examples.length >= 3);
    for (const example of examples) check(regime, example);
  });
}

test('each file of examples belongs to a regime, and the twenty laws and norms all have one', () => {
  const files = readdirSync(join(REGIMES_FOLDER, 'examples')).map((name) => name.replace(/\.json$/u, ''));
  for (const id of files) assert.ok(regimes.current(id) !== undefined, id);
  assert.ok(files.length >= 21);
});

test('all twelve clock vectors of the fact sheet are among the examples', () => {
  const vectors = regimes.all.flatMap(({ id }) => examplesOf(id).flatMap(({ vector }) => vector ?? []));
  assert.deepEqual(
    vectors.toSorted((one, other) => one - other),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
});
