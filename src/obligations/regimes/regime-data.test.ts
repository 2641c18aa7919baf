/** What holds of every law that is kept here, whoever adds the next one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examplesOf } from '#obligations/finder/examples.ts';
import { isBinding, type Known, stageTimes } from './due.ts';
import { loadRulebook } from './load-regimes.ts';
import { MOMENTS, type Regime } from './regime.ts';

const loaded = loadRulebook();
assert.ok(loaded.ok);
const { regimes, holidays } = loaded.value;
/** National layers of NIS2 have tests of their own. */
const laws = regimes.all.filter(({ id, kind }) => kind === 'law' && !id.startsWith('nis2-'));
const computed = laws.filter((law) => law.computed !== false);
const known = laws.filter((law) => law.computed === false);

const NOON = Temporal.Instant.from('2026-12-01T12:00:00Z');

/** Everything has happened, and every report was filed. */
function everything({ stages }: Regime): Known {
  return {
    moments: new Map(MOMENTS.map((moment) => [moment, NOON])),
    filed: new Map(stages.map(({ id }) => [id, NOON])),
  };
}

test('a law that is known and not computed shows no time, whatever is stated', () => {
  assert.ok(known.length >= 6);
  for (const law of known) {
    assert.ok(!isBinding(law), law.id);
    const times = stageTimes(law, everything(law), { calendar: law.calendar, zone: 'UTC' });
    assert.deepEqual(
      [...new Set(times.map(({ noClock }) => noClock))],
      law.stages.length > 0 ? ['not-computed'] : [],
    );
  }
});

test('no stage that is recalled counts down, and no law that is computed consists of such stages alone', () => {
  for (const law of computed) {
    const times = stageTimes(law, everything(law), {
      calendar: law.calendar,
      zone: 'UTC',
      holidays: holidays.of('DE'),
    });
    for (const { stage, noClock } of times) {
      if (stage.confidence === 'R') assert.notEqual(noClock, null, `${law.id} ${stage.id}`);
    }
  }
  const recalled = computed.filter(({ stages }) => stages.every(({ confidence }) => confidence === 'R'));
  assert.deepEqual(recalled.map(({ id }) => id).toSorted(), ['jp-acd', 'za']);
});

test('each law that binds names where it can be looked up, and each stage that was read a time or the words of the law', () => {
  for (const { id, sources, stages } of computed.filter(isBinding)) {
    assert.ok(
      sources.some((source) => /<https:\/\/[^>\s]+>/u.test(source)),
      `${id} has no address`,
    );
    for (const { id: stage, limits, qualifier, note, opens, confidence } of stages) {
      if (confidence === 'R') continue;
      const isSaid = limits.length > 0 || 'every' in opens || qualifier !== undefined || note !== undefined;
      assert.ok(isSaid, `${id} ${stage}: neither a limit nor a word about why there is none`);
    }
  }
});

test('the laws added have three worked examples or more, one of them about a stage that does not count down', () => {
  const added = computed.filter(({ version, checked_on }) => version === 1 && checked_on >= '2026-12-01');
  assert.ok(added.length >= 30);
  for (const { id } of added) {
    const examples = examplesOf(id);
    assert.ok(examples.length >= 3, id);
    assert.ok(
      examples.some(({ expect }) => expect.some((one) => 'none' in one)),
      id,
    );
  }
});
