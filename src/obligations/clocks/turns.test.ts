/** Duties that come round: turn after turn, whether or not anything was filed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Anchor } from '#obligations/regimes/regime.ts';
import { regimeFault } from '#obligations/regimes/regime-check.ts';
import {
  applies,
  at,
  aware,
  digestOf,
  filed,
  HOSPITAL,
  question,
  regime,
  stage,
  type Word,
} from '#obligations/testing/duty-words.ts';
import { obligationsOf, stateAt } from './engine.ts';
import type { Obligation } from './obligation.ts';
import { TURNS_AHEAD } from './turns.ts';

const WEEK = { value: 7, unit: 'calendar-day' } as const;
const REVIEW = regime('review', [
  stage('weekly', { opens: { every: WEEK, runs: true } }),
  stage('told', {}),
  stage('while-open', {
    opens: { every: WEEK, runs: true, from: { filed: 'told' }, until: { moment: 'handled' } },
  }),
]);
const START = applies(REVIEW, { at: '2026-03-02T09:00:00Z' });

function turns(id: string, ...words: readonly Word[]): readonly Obligation[] {
  return obligationsOf(question(words, [REVIEW]))
    .filter((one) => one.stage === id)
    .toSorted((one, other) => Number(one.id.split(' ').at(-1)) - Number(other.id.split(' ').at(-1)));
}

const made = (name: string, time: string, more: Word['claims'] = {}): Word =>
  filed(name, time, { at: time }, { regime: 'review', stage: 'weekly', filed_at: time, ...more });

test('turns follow each other from one beginning when nothing is filed, each with an end of its own', () => {
  const found = turns('weekly', START);
  const ends = found.slice(0, 3).map(({ dueAt }) => dueAt?.toString());
  assert.deepEqual(ends, ['2026-03-09T09:00:00Z', '2026-03-16T09:00:00Z', '2026-03-23T09:00:00Z']);
  for (const [position, turn] of found.entries()) {
    if (position > 0) assert.ok(turn.triggeredAt?.equals(found[position - 1]!.dueAt!));
  }
  assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
  const now = at('2026-03-17T00:00:00Z');
  assert.deepEqual(
    found.slice(0, 4).map((one) => stateAt(one, now)),
    ['breached', 'breached', 'open', 'not-triggered'],
  );
});

test('so many turns are known ahead of the last word of the case, and each word brings more', () => {
  // The first turn begins with the word itself, and is not ahead of it.
  assert.equal(turns('weekly', START).length, TURNS_AHEAD + 2);
  const later = aware('2026-06-01T09:00:00Z', { at: '2026-06-01T09:30:00Z' });
  const found = turns('weekly', START, later);
  assert.equal(
    found.filter(({ triggeredAt }) => triggeredAt!.toString() > '2026-06-01T09:30').length,
    TURNS_AHEAD + 1,
  );
});

test('who missed a turn and files twice is late with the first report and in time with the second', () => {
  const found = turns('weekly', START, made('a', '2026-03-17T10:00:00Z'), made('b', '2026-03-18T10:00:00Z'));
  const now = at('2026-03-20T00:00:00Z');
  assert.deepEqual(
    found.slice(0, 4).map((one) => stateAt(one, now)),
    ['met-late', 'met-late', 'open', 'not-triggered'],
  );
});

test('a report is not counted for a turn that has not begun', () => {
  const found = turns('weekly', START, made('a', '2026-03-03T10:00:00Z'), made('b', '2026-03-04T10:00:00Z'));
  const now = at('2026-03-10T00:00:00Z');
  assert.deepEqual(
    found.slice(0, 2).map((one) => stateAt(one, now)),
    ['met', 'open'],
  );
});

test('a report taken back before its turn ended answered none, and one taken back later keeps the turn it answered', () => {
  const report = (name: string, time: string): Word[] => [
    { id: name, type: 'regulatory-report', at: time, claims: { regime: 'review', stage: 'weekly' } },
    made(`filed-${name}`, time, { report: digestOf(name) }),
  ];
  const taken = (name: string, time: string): Word => ({
    ...{ id: `taken-${name}`, type: 'report-withdrawal', at: time },
    claims: { withdraws: [digestOf(name)] },
  });
  const words = [...report('a', '2026-03-03T10:00:00Z'), ...report('b', '2026-03-10T10:00:00Z')];
  const now = at('2026-03-20T00:00:00Z');
  const states = (...more: readonly Word[]) =>
    turns('weekly', START, ...words, ...more)
      .slice(0, 2)
      .map((one) => stateAt(one, now));
  assert.deepEqual(states(), ['met', 'met']);
  // The second report then answers the first turn, late, and the second turn has none.
  assert.deepEqual(states(taken('a', '2026-03-04T10:00:00Z')), ['met-late', 'breached']);
  assert.deepEqual(states(taken('a', '2026-03-11T10:00:00Z')), ['met', 'met']);
});

test('turns that run while something lasts begin with it, and none ends after it', () => {
  const told = filed(
    'told',
    '2026-03-03T09:00:00Z',
    { at: '2026-03-03T09:00:00Z' },
    { regime: 'review', stage: 'told', filed_at: '2026-03-03T09:00:00Z' },
  );
  const handled: Word = {
    ...aware('2026-03-20T09:00:00Z', { id: 'handled', at: '2026-03-20T09:05:00Z' }),
    claims: { moment: 'handled', at: '2026-03-20T09:00:00Z', decided_by: `${HOSPITAL}#one` },
  };
  assert.deepEqual(
    turns('while-open', START).map(({ triggeredAt }) => triggeredAt),
    [null],
  );
  const running = turns('while-open', START, told);
  assert.equal(running[0]?.dueAt?.toString(), '2026-03-10T09:00:00Z');
  const ended = turns('while-open', START, told, handled);
  assert.deepEqual(
    ended.map(({ dueAt }) => dueAt?.toString()),
    ['2026-03-10T09:00:00Z', '2026-03-17T09:00:00Z'],
  );
});

test('each turn is counted from the one beginning, by its place', () => {
  const found = turns('weekly', START);
  for (const [position, { counted }] of found.entries()) {
    assert.ok(counted !== null && counted.from.equals(at('2026-03-02T09:00:00Z')));
    assert.deepEqual([counted.turn, counted.limit, counted.by], [position + 1, null, digestOf(START.id)]);
  }
});

test('however filings fall, each answers one turn at most, in order, and a turn is met only after it began', () => {
  const day = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(fc.uniqueArray(day, { maxLength: 12 }), (when) => {
      const words = when.map((offset, position) =>
        made(
          String(position),
          at('2026-03-02T12:00:00Z')
            .add({ hours: 24 * offset })
            .toString(),
        ),
      );
      const found = turns('weekly', START, ...words);
      const met = found.filter(({ metAt }) => metAt !== null);
      assert.equal(new Set(met.map(({ metBy }) => metBy)).size, met.length);
      // No turn is met before an earlier one is.
      assert.deepEqual(met, found.slice(0, met.length));
      for (const { metAt, triggeredAt } of met) assert.ok(Temporal.Instant.compare(metAt!, triggeredAt!) >= 0);
    }),
  );
});

test('what runs by the hour, or has an end without running, is refused', () => {
  const opens = (anchor: unknown) =>
    regimeFault(
      JSON.parse(
        JSON.stringify({
          ...regime('wrong', [stage('told', {}), stage('one', { opens: anchor as Anchor })]),
          applies: { fact: 'significant', is: true },
        }),
      ),
      new Map(),
    )?.code;
  assert.equal(opens({ every: WEEK, runs: true, from: { filed: 'told' } }), undefined);
  assert.equal(opens({ every: { value: 1, unit: 'hour' }, runs: true }), 'regime-duration-impossible');
  assert.equal(opens({ every: { value: 0, unit: 'calendar-day' }, runs: true }), 'regime-duration-impossible');
  assert.equal(opens({ every: WEEK, until: { moment: 'handled' } }), 'regime-malformed');
  assert.equal(opens({ every: WEEK, runs: true, from: { filed: 'nothing' } }), 'regime-anchor-unknown');
  assert.equal(opens({ every: WEEK, runs: true, from: { filed: 'one' } }), 'regime-anchor-circular');
});
