/** The worked examples once more, as statements of a case computed by the engine: arithmetic and engine must agree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseEvent, EventHead } from '#obligations/clocks/case-event.ts';
import { claimsWanted } from '#obligations/clocks/claim-reading.ts';
import { obligationsOf } from '#obligations/clocks/engine.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import type { Regime, Stage } from '#obligations/regimes/regime.ts';
import { type Example, examplesOf } from './examples.ts';

const loaded = loadRulebook();
assert.ok(loaded.ok);
const rulebook = loaded.value;
const { regimes, groups } = rulebook;
const BEARER = 'did:web:bearer.example';
const OTHER = 'did:web:other.example';

function eventsOf(regime: Regime, { zone, facts = {}, events, expect }: Example): readonly CaseEvent[] {
  const head = (place: number, at: Temporal.Instant, by = BEARER): EventHead => ({
    digest: String(place).padStart(43, 'A'),
    by,
    recordedAt: at,
    receivedAt: at,
    foreign: by === OTHER,
  });
  const declared: CaseEvent = {
    ...head(0, Temporal.Instant.from('2026-01-01T00:00:00Z')),
    kind: 'applies',
    regime: regime.id,
    version: regime.version,
    hash: regimes.hash(regime.id, regime.version) ?? '',
    applies: true,
    reason: null,
    zone,
    facts,
    addressees: new Map(),
  };
  const said = events.map((event, index): CaseEvent => {
    const at = Temporal.Instant.from(event.at);
    const place = index + 1;
    if ('moment' in event) {
      const { moment } = event;
      return { ...head(place, at), kind: 'moment', moment, at, regime: null, decidedBy: null, corrects: null };
    }
    if ('filed' in event) {
      const filing = {
        regime: regime.id,
        stage: event.filed,
        addressee: null,
        at,
        elsewhere: true,
        report: null,
        corrects: null,
      };
      return { ...head(place, at), kind: 'filed', ...filing };
    }
    const opened = regime.stages.filter(({ opens }) => 'said' in opens && opens.said === event.said);
    // Where stages wait for different words, the event says what those want that the example expects.
    const expected = opened.filter(({ id }) => expect.some((one) => one.stage === id && 'due' in one));
    const waiting = expected.length > 0 ? expected : opened;
    const spoken = waiting.some(({ bearer }) => bearer === 'speaker');
    return {
      ...head(place, at, spoken ? BEARER : OTHER),
      kind: 'said',
      type: event.said,
      to: [spoken ? OTHER : BEARER],
      values: new Map(waiting.flatMap(wantedOf)),
      due: null,
    };
  });
  return [declared, ...said];
}

function wantedOf({ opens }: Stage): readonly (readonly [string, string | boolean])[] {
  return 'said' in opens ? claimsWanted(opens).map(({ claim, is }) => [claim, is] as const) : [];
}

/** Where the bearer is at home: where the example says so, else in the state or union of the law, without holidays known. */
function homeOf({ jurisdiction }: Regime, { facts = {} }: Example): string {
  if (typeof facts.state === 'string') return facts.state;
  return groups.get(jurisdiction)?.[0] ?? jurisdiction;
}

function check(regime: Regime, example: Example): void {
  const obligations = obligationsOf({
    ...reckoningOf(rulebook),
    case: '4a3c2b1a-0000-4000-8000-000000000001',
    events: eventsOf(regime, example),
    standing: {
      competent: () => false,
      territoryOf: (party) => (party === BEARER ? homeOf(regime, example) : null),
    },
  });
  for (const expected of example.expect) {
    const where = `${regime.id}, “${example.title}”, ${expected.stage}`;
    const all = obligations.filter((one) => one.regime === regime.id && one.stage === expected.stage);
    const { opens } = regime.stages.find(({ id }) => id === expected.stage)!;
    // Of turns that run on, the arithmetic gives the first.
    const clocks = 'every' in opens && opens.runs === true ? firstDue(all) : all;
    if ('due' in expected) {
      assert.ok(clocks.length > 0, `${where}: no clock`);
      for (const { dueAt, countdown } of clocks) {
        assert.equal(dueAt?.toString(), Temporal.Instant.from(expected.due).toString(), where);
        assert.ok(countdown, where);
      }
    } else if (expected.none === 'stands-aside') assert.equal(clocks.length, 0, where);
    else
      assert.ok(
        clocks.every(({ countdown }) => !countdown),
        where,
      );
  }
}

function firstDue(clocks: readonly Obligation[]): readonly Obligation[] {
  const [first] = clocks.toSorted(
    (one, other) => (one.dueAt?.epochMilliseconds ?? 0) - (other.dueAt?.epochMilliseconds ?? 0),
  );
  return first === undefined ? [] : [first];
}

for (const regime of regimes.all.filter(({ id }) => examplesOf(id).length > 0)) {
  test(`the engine computes the worked examples of ${regime.id} as cited`, () => {
    for (const example of examplesOf(regime.id)) check(regime, example);
  });
}
