/** Who is bound and by when, as the statement that opens a clock says it; and what ends because nobody renewed it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { regimeFault } from '#obligations/regimes/regime-check.ts';
import { scoreOf } from '#obligations/scores/score.ts';
import {
  at,
  CSIRT,
  digestOf,
  HOSPITAL,
  hours,
  NEIGHBOUR,
  question,
  regime,
  STRANGER,
  stage,
  type Word,
} from '#obligations/testing/duty-words.ts';
import { caseClocks, obligationsOf, stateAt } from './engine.ts';
import { lapsedAt, lapsesOf } from './obligation-state.ts';

const PANEL = regime(
  'panel',
  [
    stage('answer', {
      bearer: 'named',
      named_in: 'invited',
      addressees: [{ role: 'speaker', name: 'Whoever invited' }],
      opens: { said: 'panel-invitation', at: 'recorded' },
      due_in: 'answer_by',
      met_by: { said: ['panel-answer'], refers: 'invitation' },
    }),
    stage('observe', {
      bearer: 'named',
      named_in: 'observers',
      addressees: [{ role: 'speaker', name: 'Whoever invited' }],
      opens: { said: 'panel-invitation', at: 'recorded' },
      limits: [{ within: hours(2), of: { said: 'panel-invitation', at: 'recorded' } }],
      met_by: { said: ['panel-answer'], refers: 'invitation' },
    }),
  ],
  { kind: 'expectation' },
);
const CERTIFICATE = regime(
  'certificate',
  [
    stage('renew', {
      bearer: 'named',
      named_in: 'holder',
      addressees: [{ role: 'speaker', name: 'Whoever issued it' }],
      opens: { said: 'certificate', at: 'recorded' },
      due_in: 'valid_until',
      effect: 'lapse',
      met_by: { said: ['renewal'], refers: 'renews' },
    }),
  ],
  { kind: 'agreement' },
);

function clocksOf(...words: readonly Word[]) {
  return obligationsOf(question(words, [PANEL, CERTIFICATE]));
}

function invitation(claims: Word['claims']): Word {
  return {
    id: 'invitation',
    by: CSIRT,
    type: 'panel-invitation',
    at: '09:00',
    arrived: '09:00',
    claims: claims ?? {},
  };
}

function certificate(until: string, more: Partial<Word> = {}): Word {
  const claims = { holder: HOSPITAL, valid_until: at(until).toString() };
  return { id: 'certificate', by: CSIRT, type: 'certificate', at: '09:00', arrived: '09:00', claims, ...more };
}

const renewal = (time: string): Word => ({
  id: 'renewal',
  type: 'renewal',
  at: time,
  claims: { renews: digestOf('certificate') },
});

test('each party that the claim names is bound, by the time that the other claim says; nobody else is', () => {
  const clocks = clocksOf(
    invitation({
      invited: [HOSPITAL, NEIGHBOUR, 'nobody', 7],
      observers: STRANGER,
      answer_by: '2026-03-01T12:00:00Z',
    }),
  );
  assert.deepEqual(
    new Set(clocks.map(({ stage: id, bearer, dueAt }) => `${id} ${bearer} ${dueAt}`)),
    new Set([
      `answer ${HOSPITAL} 2026-03-01T12:00:00Z`,
      `answer ${NEIGHBOUR} 2026-03-01T12:00:00Z`,
      `observe ${STRANGER} 2026-03-01T11:00:00Z`,
    ]),
  );
  assert.equal(new Set(clocks.map(({ id }) => id)).size, 3);
});

test('a claim that names no party binds nobody, and one that says no time leaves the clock without one', () => {
  for (const invited of [undefined, '', 'did:key:z', 42, [], { party: HOSPITAL }]) {
    assert.deepEqual(clocksOf(invitation(invited === undefined ? {} : { invited })), [], JSON.stringify(invited));
  }
  for (const by of ['soon', '2026-03-01', '+999999-01-01T00:00:00Z', 12]) {
    const [clock] = clocksOf(invitation({ invited: HOSPITAL, answer_by: by }));
    assert.deepEqual([clock?.dueAt, clock?.countdown], [null, false], String(by));
  }
});

test('what an exercise expects is answered or not, never breached, and stands in no score', () => {
  const words = [invitation({ invited: HOSPITAL, answer_by: '2026-03-01T12:00:00Z' })];
  const obligations = clocksOf(...words);
  const [clock] = obligations;
  assert.equal(stateAt(clock!, at('12:01')), 'unanswered');
  const answer = {
    id: 'answer',
    type: 'panel-answer',
    at: '11:00',
    claims: { invitation: digestOf('invitation') },
  };
  assert.equal(stateAt(clocksOf(...words, answer)[0]!, at('12:01')), 'answered');
  const span = { from: at('00:00'), until: at('23:00'), at: at('23:00') };
  const score = scoreOf({ party: HOSPITAL, ...span, obligations, reads: [], numbers: [] });
  assert.deepEqual([score.duties, score.promises, score.norms], [[], [], []]);
});

test('what nobody renewed ends at its due instant, by computation; renewed in time it stands', () => {
  const [open] = clocksOf(certificate('12:00'));
  assert.equal(stateAt(open!, at('12:00')), 'open');
  assert.equal(stateAt(open!, at('12:01')), 'lapsed');
  assert.deepEqual([...lapsesOf([open!], at('12:01'))], [[digestOf('certificate'), at('12:00')]]);
  assert.deepEqual([...lapsesOf([open!], at('12:00'))], []);
  const [renewed] = clocksOf(certificate('12:00'), renewal('12:00'));
  assert.deepEqual([stateAt(renewed!, at('12:01')), lapsedAt(renewed!, at('12:01'))], ['met', null]);
});

test('a renewal after the end revives nothing, whichever of the two this node heard first', () => {
  for (const words of [
    [certificate('12:00'), renewal('12:01')],
    [renewal('12:01'), certificate('12:00')],
  ]) {
    const [late] = clocksOf(...words);
    assert.equal(stateAt(late!, at('15:00')), 'lapsed');
    assert.equal(lapsedAt(late!, at('15:00'))?.toString(), '2026-03-01T12:00:00Z');
  }
});

test('a lapse and its renewal that come in one batch are told apart by when they were recorded, in any order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 59 }),
      fc.integer({ min: 1, max: 59 }),
      fc.boolean(),
      (until, renewed, turned) => {
        const clock = (minutes: number) => `10:${String(minutes).padStart(2, '0')}`;
        const words = [certificate(clock(until)), renewal(clock(renewed))];
        const [one] = clocksOf(...(turned ? words.toReversed() : words));
        const state = stateAt(one!, at('11:30'));
        assert.equal(state, renewed <= until ? 'met' : 'lapsed');
      },
    ),
  );
});

test('what was taken back before its end did not lapse', () => {
  const taken: Word = {
    ...{ id: 'recall', by: CSIRT, type: 'recall', at: '11:00', arrived: '11:00' },
    claims: { target: digestOf('certificate') },
  };
  const { obligations } = caseClocks(question([certificate('12:00'), taken], [PANEL, CERTIFICATE]));
  assert.equal(stateAt(obligations[0]!, at('13:00')), 'withdrawn');
  assert.deepEqual([...lapsesOf(obligations, at('13:00'))], []);
});

test('a stage that reads a claim of nothing, or lapses by no time, is refused', () => {
  const [first] = PANEL.stages;
  const [renew] = CERTIFICATE.stages;
  const { named_in: _, ...unnamed } = first!;
  const { due_in: __, ...timeless } = renew!;
  const groups = new Map<string, readonly string[]>();
  const sound = { applies: { fact: 'significant', is: true } };
  const cases = [
    unnamed,
    { ...first!, bearer: 'receiver' as const },
    { ...first!, opens: { moment: 'awareness' as const } },
    timeless,
    { ...renew!, opens: { moment: 'awareness' as const }, bearer: 'declarer' as const, named_in: undefined },
  ];
  assert.equal(regimeFault(regime('sound', [first!], sound as never), groups), undefined);
  for (const wrong of cases) {
    const text = JSON.parse(JSON.stringify(regime('wrong', [wrong as never], sound as never))) as unknown;
    assert.equal(regimeFault(text, groups)?.code, 'regime-malformed', JSON.stringify(wrong));
  }
});
