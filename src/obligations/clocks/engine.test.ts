import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Regime } from '#obligations/regimes/regime.ts';
import {
  applies,
  at,
  aware,
  CSIRT,
  DRAFTED,
  digestOf,
  filed,
  HOSPITAL,
  hours,
  LAW,
  NEIGHBOUR,
  NORM,
  question,
  RELAY,
  regime,
  STRANGER,
  stage,
  UNSURE,
  type Word,
} from '#obligations/testing/duty-words.ts';
import { caseClocks, obligationsOf, stateAt, stateFor } from './engine.ts';
import type { Obligation } from './obligation.ts';

function find(
  words: readonly Word[],
  stageId: string,
  more: { readonly texts?: readonly Regime[]; readonly role?: string; readonly viewpoint?: string } = {},
): Obligation {
  const asked = { ...question(words, more.texts), viewpoint: more.viewpoint ?? null };
  const found = obligationsOf(asked).filter(
    (one) => one.stage === stageId && (more.role === undefined || one.role === more.role),
  );
  assert.equal(found.length, 1, `one clock of ${stageId}, not ${found.length}`);
  return found[0]!;
}

function due(words: readonly Word[], stageId: string): string | undefined {
  return find(words, stageId).dueAt?.toString();
}

const conflicts = (words: readonly Word[]) =>
  caseClocks(question(words)).conflicts.map(({ code, digest }) => `${code} ${digest.replace(/0+$/, '')}`);

const BEGUN = [applies(), aware('08:00')];

test('nothing is due until a person has said that a law applies', () => {
  assert.deepEqual(obligationsOf(question([aware('08:00')])), []);
});

test('a declared law waits for its moment, and shows that it waits', () => {
  const warning = find([applies()], 'warning');
  assert.equal(stateAt(warning, at('23:00')), 'not-triggered');
  assert.equal(warning.dueAt, null);
  assert.equal(warning.countdown, false);
});

test('a moment opens every stage that runs from it, each with its own limit', () => {
  assert.equal(due(BEGUN, 'warning'), '2026-03-02T08:00:00Z');
  assert.equal(find(BEGUN, 'notification', { role: 'regulator' }).dueAt?.toString(), '2026-03-04T08:00:00Z');
  assert.equal(stateAt(find(BEGUN, 'final'), at('10:00')), 'not-triggered');
});

test('a clock is open to its last instant, and breached from the next, whenever anybody looks', () => {
  const warning = find(BEGUN, 'warning');
  assert.equal(stateAt(warning, at('2026-03-02T08:00:00Z')), 'open');
  assert.equal(stateAt(warning, at('2026-03-02T08:00:00.001Z')), 'breached');
  assert.equal(stateAt(warning, at('2027-01-01T00:00:00Z')), 'breached');
});

test('dispatch in time meets a duty, also when it is recorded after the limit; dispatch after it is late', () => {
  const told = filed('warning', '2026-03-02T07:59:00Z', { at: '2026-03-02T12:00:00Z' });
  assert.equal(stateAt(find([...BEGUN, told], 'warning'), at('2026-03-03T00:00:00Z')), 'met');
  const late = filed('warning', '2026-03-02T08:01:00Z');
  assert.equal(stateAt(find([...BEGUN, late], 'warning'), at('2026-03-03T00:00:00Z')), 'met-late');
});

test('a filing with one addressee leaves the other untold; one without an addressee tells both', () => {
  const named = applies(LAW, {}, { addressees: [{ role: 'csirt', party: CSIRT }] });
  const words = [named, aware('08:00'), filed('notification', '10:00', {}, { addressee: CSIRT })];
  assert.equal(find(words, 'notification', { role: 'csirt' }).metBy, digestOf('filed-notification'));
  assert.equal(find(words, 'notification', { role: 'regulator' }).metBy, null);
  const both = [named, aware('08:00'), filed('notification', '10:00')];
  assert.notEqual(find(both, 'notification', { role: 'regulator' }).metBy, null);
});

test("nobody files in another's place", () => {
  const words = [...BEGUN, filed('warning', '10:00', { by: STRANGER })];
  assert.equal(find(words, 'warning').metAt, null);
});

test('what follows runs from the filing, and moves when the filing is corrected', () => {
  const first = filed('notification', '10:00');
  assert.equal(due([...BEGUN, first], 'final'), '2026-04-01T10:00:00Z');
  const corrected = filed(
    'notification',
    '11:30',
    { id: 'filed-again' },
    { corrects: digestOf('filed-notification') },
  );
  assert.equal(due([...BEGUN, first, corrected], 'final'), '2026-04-01T11:30:00Z');
});

test('a corrected moment moves every clock, and the earlier due time stays to be read', () => {
  const correction = aware('06:00', { id: 'earlier', at: '12:00' }, { corrects: digestOf('aware') });
  const words = [...BEGUN, correction];
  const warning = find(words, 'warning');
  assert.equal(warning.dueAt?.toString(), '2026-03-02T06:00:00Z');
  assert.deepEqual(
    warning.history.map((move) => [move.from?.toString(), move.to?.toString(), move.reason, move.because]),
    [['2026-03-02T08:00:00Z', '2026-03-02T06:00:00Z', 'corrected', digestOf('earlier')]],
  );
  assert.equal(find(words, 'notification', { role: 'csirt' }).dueAt?.toString(), '2026-03-04T06:00:00Z');
});

test('words recorded at one instant keep the order in which they correct each other', () => {
  for (const id of ['a-correction', 'z-correction']) {
    const correction = aware('06:00', { id, at: '09:05' }, { corrects: digestOf('aware') });
    const warning = find([...BEGUN, correction], 'warning');
    assert.equal(warning.dueAt?.toString(), '2026-03-02T06:00:00Z', id);
    assert.deepEqual(
      warning.history.map(({ reason }) => reason),
      ['corrected'],
    );
  }
});

test('a correction of a correction counts; a correction by another party does not, and is shown', () => {
  const second = aware('06:00', { id: 'second', at: '12:00' }, { corrects: digestOf('aware') });
  const third = aware('07:00', { id: 'third', at: '13:00' }, { corrects: digestOf('second') });
  assert.equal(due([...BEGUN, second, third], 'warning'), '2026-03-02T07:00:00Z');
  const foreign = aware('20:00', { id: 'meddler', at: '14:00', by: STRANGER }, { corrects: digestOf('aware') });
  assert.equal(due([...BEGUN, foreign], 'warning'), '2026-03-02T08:00:00Z');
  assert.deepEqual(conflicts([...BEGUN, foreign]), ['correction-by-another meddler']);
});

test('a correction that says it never was stops the clock and says so', () => {
  const never: Word = {
    id: 'never',
    type: 'clock-event',
    at: '12:00',
    claims: { moment: 'awareness', corrects: digestOf('aware') },
  };
  const warning = find([...BEGUN, never], 'warning');
  assert.equal(stateAt(warning, at('2026-03-05T00:00:00Z')), 'not-triggered');
  assert.deepEqual(
    warning.history.map(({ to, reason }) => [to, reason]),
    [[null, 'corrected']],
  );
});

test('a correction of something not held yet stands by itself, and is shown so', () => {
  const early = aware('06:00', { id: 'early' }, { corrects: digestOf('unseen') });
  assert.equal(due([applies(), early], 'warning'), '2026-03-02T06:00:00Z');
  assert.deepEqual(conflicts([applies(), early]), ['corrected-unknown early']);
});

test('corrections in a circle are a state to show, not a failure', () => {
  const one = aware('06:00', { id: 'one' }, { corrects: digestOf('two') });
  const two = aware('07:00', { id: 'two', at: '09:06' }, { corrects: digestOf('one') });
  assert.equal(due([applies(), one, two], 'warning'), '2026-03-02T07:00:00Z');
});

test('of two moments that were never reconciled the earlier counts, and both are shown', () => {
  const other = aware('07:00', { id: 'other', at: '10:00' });
  assert.equal(due([...BEGUN, other], 'warning'), '2026-03-02T07:00:00Z');
  assert.deepEqual(conflicts([...BEGUN, other]), ['moments-differ other']);
});

test('a moment stated for one regime counts there before the one stated for all', () => {
  const own = aware('11:00', { id: 'own', at: '12:00' }, { regime: 'law' });
  assert.equal(due([...BEGUN, own], 'warning'), '2026-03-02T11:00:00Z');
  const foreign = aware('05:00', { id: 'own', at: '12:00' }, { regime: 'norm' });
  assert.equal(due([...BEGUN, foreign], 'warning'), '2026-03-02T08:00:00Z');
});

test('a filing before the moment it answers meets the duty, and is shown as a contradiction', () => {
  const words = [...BEGUN, filed('warning', '07:00')];
  assert.equal(stateAt(find(words, 'warning'), at('12:00')), 'met');
  assert.deepEqual(conflicts(words), ['filed-before-trigger filed-warning']);
});

test('a request opens its own stage each time, and by the time it names; the next filing answers those before it', () => {
  const ask = (id: string, time: string, claims = {}): Word => ({
    id,
    by: CSIRT,
    type: 'report-request',
    at: time,
    arrived: time,
    claims: { regime: 'law', stage: 'asked', bearer: HOSPITAL, what: 'Numbers', ...claims },
  });
  const asked = [...BEGUN, ask('ask-1', '10:00', { due: '2026-03-01T18:00:00Z' }), ask('ask-2', '14:00')];
  const clocks = obligationsOf(question([...asked, filed('asked', '12:00')])).filter(
    (one) => one.stage === 'asked',
  );
  assert.deepEqual(
    clocks.map((one) => [one.restsOn[0], one.dueAt?.toString(), one.metAt?.toString(), one.addressee]),
    [
      [digestOf('ask-1'), '2026-03-01T18:00:00Z', '2026-03-01T12:00:00Z', CSIRT],
      [digestOf('ask-2'), undefined, undefined, CSIRT],
    ],
  );
});

test('a request for another stage or of another regime opens nothing', () => {
  const ask: Word = {
    id: 'ask',
    by: CSIRT,
    type: 'report-request',
    at: '10:00',
    arrived: '10:00',
    claims: { regime: 'law', stage: 'warning', bearer: HOSPITAL, what: 'Numbers' },
  };
  assert.equal(find([...BEGUN, ask], 'asked').triggeredAt, null);
});

test('an extension by the authority moves the clock; by anybody else it is shown without effect', () => {
  const extend = (by: string): Word => ({
    id: 'extend',
    by,
    type: 'duty-change',
    at: '10:00',
    claims: {
      change: 'extended',
      regime: 'law',
      stage: 'warning',
      bearer: HOSPITAL,
      until: '2026-03-03T08:00:00Z',
      basis: 'Article 9',
    },
  });
  const extended = find([...BEGUN, extend(CSIRT)], 'warning');
  assert.equal(extended.dueAt?.toString(), '2026-03-03T08:00:00Z');
  assert.deepEqual(
    extended.history.map(({ reason }) => reason),
    ['extended'],
  );
  assert.equal(due([...BEGUN, extend(STRANGER)], 'warning'), '2026-03-02T08:00:00Z');
  assert.deepEqual(conflicts([...BEGUN, extend(STRANGER)]), ['change-not-competent extend']);
  assert.equal(due([...BEGUN, extend(HOSPITAL)], 'warning'), '2026-03-02T08:00:00Z');
});

function change(id: string, name: string, time: string, claims: Word['claims'] = {}, by = CSIRT): Word {
  return {
    id,
    by,
    type: 'duty-change',
    at: time,
    claims: { change: name, regime: 'law', stage: 'warning', bearer: HOSPITAL, basis: 'Article 9', ...claims },
  };
}

test('a suspension stops the clock for as long as it lasts, and a resumption ends it before its time', () => {
  const suspended = change('stop', 'suspended', '10:00', { until: '2026-03-01T20:00:00Z' });
  const held = find([...BEGUN, suspended], 'warning');
  assert.equal(held.dueAt?.toString(), '2026-03-02T18:00:00Z');
  assert.equal(stateAt(held, at('12:00')), 'held');
  assert.equal(stateAt(held, at('20:00')), 'open');
  const resumed = find([...BEGUN, suspended, change('go', 'resumed', '13:00')], 'warning');
  assert.equal(resumed.dueAt?.toString(), '2026-03-02T11:00:00Z');
  assert.deepEqual(
    resumed.history.map(({ reason, to }) => [reason, to?.toString()]),
    [
      ['suspended', '2026-03-02T18:00:00Z'],
      ['resumed', '2026-03-02T11:00:00Z'],
    ],
  );
});

test('a suspension without an end, or after the limit, changes nothing', () => {
  assert.equal(due([...BEGUN, change('stop', 'suspended', '10:00')], 'warning'), '2026-03-02T08:00:00Z');
  const after = change('stop', 'suspended', '2026-03-02T09:00:00Z', { until: '2026-03-09T00:00:00Z' });
  assert.equal(due([...BEGUN, after], 'warning'), '2026-03-02T08:00:00Z');
});

test('an excuse closes a clock with its basis; a bearer may find a duty not applicable but not excuse itself', () => {
  const after = at('2026-03-05T00:00:00Z');
  assert.equal(stateAt(find([...BEGUN, change('ex', 'excused', '10:00')], 'warning'), after), 'excused');
  const own = change('ex', 'excused', '10:00', {}, HOSPITAL);
  assert.equal(stateAt(find([...BEGUN, own], 'warning'), after), 'breached');
  const found = change('na', 'not-applicable', '10:00', {}, HOSPITAL);
  assert.equal(stateAt(find([...BEGUN, found], 'warning'), after), 'not-applicable');
});

const HOLD: Word = {
  id: 'hold',
  by: CSIRT,
  type: 'hold',
  at: '10:00',
  claims: {
    holds: 'publication',
    basis: 'Act 3',
    scope: 'All',
    until: '2026-03-05T08:00:00Z',
    hidden_from: [NEIGHBOUR],
  },
};

test('a hold delays what it names until it ends, and nothing else', () => {
  const told = find([...BEGUN, HOLD], 'public');
  assert.equal(stateAt(told, at('2026-03-04T00:00:00Z')), 'held');
  assert.equal(told.dueAt?.toString(), '2026-03-05T08:00:00Z');
  assert.equal(stateAt(told, at('2026-03-05T08:00:01Z')), 'breached');
  assert.equal(due([...BEGUN, HOLD], 'warning'), '2026-03-02T08:00:00Z');
});

test('from whom a hold is hidden computes the clock as if it were not there', () => {
  assert.deepEqual(find([...BEGUN, HOLD], 'public', { viewpoint: NEIGHBOUR }), find(BEGUN, 'public'));
});

test('a hold by somebody without competence holds nothing', () => {
  const words = [...BEGUN, { ...HOLD, by: STRANGER }];
  assert.equal(due(words, 'public'), '2026-03-03T08:00:00Z');
  assert.deepEqual(conflicts(words), ['hold-not-competent hold']);
});

const ALERT: Word = { id: 'alert', type: 'incident-alert', at: '08:30', claims: { reported_to: CSIRT } };
const TAKEN_BACK: Word = {
  id: 'back',
  type: 'incident-withdrawal',
  at: '14:00',
  claims: { withdraws: [digestOf('alert')], reason: 'false-alarm' },
};

test('a withdrawal of all that was reported closes open clocks, and leaves met ones met', () => {
  const words = [ALERT, ...BEGUN, filed('warning', '12:00'), TAKEN_BACK];
  assert.equal(stateAt(find(words, 'warning'), at('2026-03-09T00:00:00Z')), 'met');
  const open = find(words, 'notification', { role: 'csirt' });
  assert.equal(stateAt(open, at('13:00')), 'open', 'as it stood before');
  assert.equal(stateAt(open, at('2026-03-09T00:00:00Z')), 'withdrawn');
});

const REPORT = digestOf('told');
const UNTOLD = { type: 'report-withdrawal', claims: { withdraws: [REPORT], reason: 'sent-in-error' } } as const;

function told(at: string, more: Record<string, unknown> = {}, claims: Record<string, unknown> = {}): Word {
  return filed('warning', at, more, { report: REPORT, ...claims });
}

test('a report taken back before its limit meets its duty no longer, and a new one meets it', () => {
  const words: readonly Word[] = [...BEGUN, told('12:00'), { ...UNTOLD, id: 'untold', at: '13:00' }];
  assert.equal(find(words, 'warning').metAt, null);
  assert.equal(stateAt(find(words, 'warning'), at('14:00')), 'open');
  assert.equal(stateAt(find(words, 'warning'), at('2026-03-02T08:00:01Z')), 'breached');
  const anew = filed('warning', '15:00', { id: 'anew' }, { report: digestOf('other') });
  assert.equal(find([...words, anew], 'warning').metBy, digestOf('anew'));
  const recall: Word = { id: 'recalled', type: 'recall', at: '13:00', claims: { target: REPORT } };
  assert.equal(find([...BEGUN, told('12:00'), recall], 'warning').metAt, null, 'by a recall as well');
});

test('a report taken back after its limit stays told in time, and one told late stays told late', () => {
  const after: Word = { ...UNTOLD, id: 'untold', at: '2026-03-02T08:00:00Z' };
  const now = at('2026-03-09T00:00:00Z');
  assert.equal(stateAt(find([...BEGUN, told('12:00'), after], 'warning'), now), 'met');
  const late = told('2026-03-02T09:00:00Z');
  const taken: Word = { ...UNTOLD, id: 'untold', at: '2026-03-02T10:00:00Z' };
  assert.equal(stateAt(find([...BEGUN, late, taken], 'warning'), now), 'met-late');
});

test('nobody takes back what another party filed, and what is not what was filed takes nothing back', () => {
  const by: Word = { ...UNTOLD, id: 'untold', at: '13:00', by: STRANGER };
  assert.notEqual(find([...BEGUN, told('12:00'), by], 'warning').metAt, null);
  const other: Word = { ...UNTOLD, id: 'untold', at: '13:00', claims: { withdraws: [digestOf('other')] } };
  assert.notEqual(find([...BEGUN, told('12:00'), other], 'warning').metAt, null);
});

test('what follows a filing waits again when its report is taken back in time', () => {
  const notified = filed('notification', '10:00', {}, { report: REPORT });
  assert.equal(due([...BEGUN, notified], 'final'), '2026-04-01T10:00:00Z');
  assert.equal(due([...BEGUN, notified, { ...UNTOLD, id: 'untold', at: '11:00' }], 'final'), undefined);
});

test('a withdrawal after the limit leaves the breach standing', () => {
  const late = { ...TAKEN_BACK, at: '2026-03-02T09:00:00Z' };
  assert.equal(stateAt(find([ALERT, ...BEGUN, late], 'warning'), at('2026-03-09T00:00:00Z')), 'breached');
});

test('while one report stands, or when another party withdraws it, clocks run on', () => {
  const second: Word = { id: 'report', type: 'incident-report', at: '12:00' };
  const after = at('15:00');
  assert.equal(stateAt(find([ALERT, second, ...BEGUN, TAKEN_BACK], 'warning'), after), 'open');
  assert.equal(stateAt(find([ALERT, ...BEGUN, { ...TAKEN_BACK, by: STRANGER }], 'warning'), after), 'open');
});

test('a law that does not apply shows its duties as not applicable, with the reason', () => {
  const denied = applies(LAW, { id: 'denied', at: '10:00' }, { applies: false, reason: 'Too small' });
  const warning = find([...BEGUN, denied], 'warning');
  assert.equal(warning.notApplicable, 'Too small');
  assert.equal(stateAt(warning, at('2026-03-09T00:00:00Z')), 'not-applicable');
});

test('a text this node does not have gives no clock, and is named', () => {
  const other = applies(LAW, {}, { version: 7 });
  const clocks = caseClocks(question([other, aware('08:00')]));
  assert.deepEqual(clocks.obligations, []);
  assert.deepEqual(
    clocks.unknownTexts.map(({ version, versionKnown }) => [version, versionKnown]),
    [[7, false]],
  );
  const altered = applies(LAW, {}, { regime_hash: digestOf('other') });
  assert.equal(caseClocks(question([altered])).unknownTexts[0]?.versionKnown, true);
});

test('a case keeps the version it was declared under when the text changes', () => {
  const newer: Regime = { ...LAW, version: 2, stages: [stage('warning', { limits: [] })] };
  assert.equal(find(BEGUN, 'warning', { texts: [LAW, newer] }).version, 1);
  assert.equal(find(BEGUN, 'warning', { texts: [LAW, newer] }).dueAt?.toString(), '2026-03-02T08:00:00Z');
});

const REQUEST: Word = {
  id: 'help',
  by: NEIGHBOUR,
  type: 'assistance-request',
  at: '08:00',
  arrived: '08:10',
  claims: { to: HOSPITAL },
};
const REPLY: Word = { id: 'reply', type: 'assistance-reply', at: '10:00', claims: { request: digestOf('help') } };

test('a norm opens by itself for the one who is asked, and is answered or unanswered, never breached', () => {
  assert.equal(stateAt(find([REQUEST], 'reply'), at('2026-03-09T00:00:00Z')), 'unanswered');
  assert.equal(stateAt(find([REQUEST], 'reply'), at('10:00')), 'open');
  assert.equal(stateAt(find([REQUEST, REPLY], 'reply'), at('2026-03-09T00:00:00Z')), 'answered');
  assert.equal(find([REQUEST], 'reply').addressee, NEIGHBOUR);
});

test('an answer to something else, or by somebody else, answers nothing', () => {
  const other = { ...REPLY, claims: { request: digestOf('elsewhere') } };
  assert.equal(find([REQUEST, other], 'reply').metAt, null);
  assert.equal(find([REQUEST, { ...REPLY, by: STRANGER }], 'reply').metAt, null);
});

test('an answer by telephone counts as answered elsewhere', () => {
  const call = filed('reply', '09:00', {}, { regime: 'norm', way: 'telephone' });
  assert.equal(stateAt(find([REQUEST, call], 'reply'), at('12:00')), 'answered-elsewhere');
});

test('a clock that opens by itself uses the text that was in force when it was said', () => {
  const newer: Regime = {
    ...NORM,
    version: 2,
    valid_from: '2026-03-02',
    stages: [{ ...NORM.stages[0]!, limits: [] }],
  };
  assert.equal(find([REQUEST], 'reply', { texts: [NORM, newer] }).version, 1);
  const later = { ...REQUEST, at: '2026-03-03T00:00:00Z', arrived: '2026-03-03T00:00:00Z' };
  assert.equal(find([later], 'reply', { texts: [NORM, newer] }).version, 2);
});

test("a state's law opens nothing for a party of another state, nor for one whose state is not known", () => {
  const eu = { ...NORM, jurisdiction: 'EU' };
  const other = { ...NORM, jurisdiction: 'FR' };
  const toStranger = { ...REQUEST, claims: { to: STRANGER } };
  assert.equal(find([REQUEST], 'reply', { texts: [eu] }).bearer, HOSPITAL);
  assert.deepEqual(obligationsOf(question([REQUEST], [other])), []);
  assert.deepEqual(obligationsOf(question([toStranger], [eu])), []);
});

test('what is relayed opens the clock of each receiver when its receipt says that it arrived', () => {
  const report: Word = { id: 'relayed', by: CSIRT, type: 'incident-report', at: '08:00' };
  const release = (to: string, id: string): Word => ({
    id,
    by: CSIRT,
    type: 'release',
    at: '08:05',
    claims: { target: digestOf('relayed'), to },
  });
  const receipt: Word = {
    id: 'receipt',
    by: NEIGHBOUR,
    type: 'receipt',
    at: '08:20',
    arrived: '08:21',
    claims: { target: digestOf('relayed'), release: digestOf('give-1'), received_at: '2026-03-01T08:20:00Z' },
  };
  const read: Word = {
    id: 'read',
    by: NEIGHBOUR,
    type: 'acknowledgement',
    at: '09:00',
    arrived: '09:00',
    claims: { target: digestOf('relayed'), receipt: digestOf('receipt') },
  };
  const words = [report, release(NEIGHBOUR, 'give-1'), release(STRANGER, 'give-2'), receipt];
  const clocks = (all: readonly Word[]) =>
    obligationsOf(question(all, [RELAY])).map((one) => [
      one.bearer,
      stateAt(one, at('13:00')),
      one.dueAt?.toString(),
    ]);
  assert.deepEqual(clocks(words), [
    [NEIGHBOUR, 'open', '2026-03-01T14:20:00Z'],
    [STRANGER, 'not-triggered', undefined],
  ]);
  assert.deepEqual(clocks([...words, read])[0], [NEIGHBOUR, 'met', '2026-03-01T14:20:00Z']);
});

test('an unconfirmed text, one without hours, and one not in force show no countdown and are never breached', () => {
  const words = [applies(UNSURE), applies(DRAFTED, { id: 'drafted' }), aware('08:00')];
  for (const one of obligationsOf(question(words))) {
    assert.equal(one.countdown, false, one.id);
    assert.equal(stateAt(one, at('2030-01-01T00:00:00Z')), 'open', one.id);
  }
});

test('a promise is met, late or broken for those it binds; others only see that it is unanswered', () => {
  const promise: Word = {
    id: 'promise',
    type: 'promise',
    at: '08:00',
    claims: { what: 'A report', due: '2026-03-01T12:00:00Z', to: CSIRT },
  };
  const kept = { id: 'kept', type: 'promise-kept', at: '13:00', claims: { promise: digestOf('promise') } };
  const broken = find([promise], 'promise');
  assert.equal(stateAt(broken, at('12:01')), 'breached');
  assert.equal(stateFor(broken, at('12:01'), CSIRT), 'unanswered');
  assert.equal(stateFor(broken, at('12:01'), HOSPITAL), 'breached');
  assert.equal(stateAt(find([promise, kept], 'promise'), at('14:00')), 'met-late');
  assert.equal(find([promise, { ...kept, by: STRANGER }], 'promise').metAt, null);
});

const DORA = regime('dora', [
  stage('initial', {
    opens: { moment: 'classification' },
    limits: [
      { within: hours(4), of: { moment: 'classification' } },
      { within: hours(24), of: { moment: 'awareness' } },
    ],
    when: {
      event: { moment: 'classification' },
      is: 'not-after',
      limit: { within: hours(24), of: { moment: 'awareness' } },
    },
  }),
  stage('late', {
    opens: { moment: 'classification' },
    limits: [{ within: hours(4), of: { moment: 'classification' } }],
    when: {
      event: { moment: 'classification' },
      is: 'after',
      limit: { within: hours(24), of: { moment: 'awareness' } },
    },
  }),
  stage('cannot', { opens: { deadline: 'initial' }, limits: [{ within: hours(0), of: { deadline: 'initial' } }] }),
  stage('routine', { opens: { every: { value: 1, unit: 'calendar-month' } } }),
]);

function classified(time: string): Word {
  return { id: 'classified', type: 'clock-event', at: '10:00', claims: { moment: 'classification', at: time } };
}

test('of two limits the earlier is due; a moment after the limit turns to the other stage', () => {
  const words = [applies(DORA), aware('08:00')];
  const early = [...words, classified('2026-03-01T09:00:00Z')];
  assert.equal(find(early, 'initial', { texts: [DORA] }).dueAt?.toString(), '2026-03-01T13:00:00Z');
  const close = [...words, classified('2026-03-02T06:00:00Z')];
  assert.equal(find(close, 'initial', { texts: [DORA] }).dueAt?.toString(), '2026-03-02T08:00:00Z');
  const late = [...words, classified('2026-03-02T09:00:00Z')];
  assert.equal(find(late, 'late', { texts: [DORA] }).dueAt?.toString(), '2026-03-02T13:00:00Z');
  assert.equal(
    obligationsOf(question(late, [DORA])).some((one) => one.stage === 'initial'),
    false,
  );
});

test('a clock may run from the limit of another, and a circle of limits is no clock', () => {
  const words = [applies(DORA), aware('08:00'), classified('2026-03-01T09:00:00Z')];
  assert.equal(find(words, 'cannot', { texts: [DORA] }).dueAt?.toString(), '2026-03-01T13:00:00Z');
  const circle = regime('circle', [
    stage('one', { opens: { deadline: 'two' } }),
    stage('two', { opens: { deadline: 'one' } }),
  ]);
  assert.equal(find([applies(circle)], 'one', { texts: [circle] }).triggeredAt, null);
});

test('a periodic duty counts from the last time that it was met', () => {
  const words = [applies(DORA), filed('routine', '2026-03-20T00:00:00Z', {}, { regime: 'dora' })];
  const turns = obligationsOf(question(words, [DORA])).filter((one) => one.stage === 'routine');
  assert.deepEqual(
    turns.map((one) => [one.dueAt?.toString(), one.metAt?.toString()]),
    [
      ['2026-04-01T09:00:00Z', '2026-03-20T00:00:00Z'],
      ['2026-04-20T00:00:00Z', undefined],
    ],
  );
});

test('one report filed with two addressees, or written down twice, ends one turn and no other', () => {
  const routine = (id: string, time: string, report: string) =>
    filed('routine', time, { id }, { regime: 'dora', report: digestOf(report) });
  const twice = [routine('one', '2026-03-20T00:00:00Z', 'r'), routine('two', '2026-03-20T00:00:05Z', 'r')];
  const turnsOf = (words: readonly Word[]) =>
    obligationsOf(question([applies(DORA), ...words], [DORA]))
      .filter((clock) => clock.stage === 'routine')
      .map(({ dueAt }) => dueAt?.toString());
  assert.deepEqual(turnsOf(twice), ['2026-04-01T09:00:00Z', '2026-04-20T00:00:00Z']);
  assert.equal(turnsOf([...twice, routine('three', '2026-04-02T00:00:00Z', 's')]).length, 3);
});

test('a stage filed twice is met by the first filing, whichever form it came from', () => {
  const [first, second] = [
    filed('warning', '10:00', { id: 'by-report' }, { report: digestOf('r') }),
    filed('warning', '11:00', { id: 'by-clock' }),
  ];
  for (const words of [
    [first, second],
    [second, first],
  ]) {
    const warning = find([...BEGUN, ...words], 'warning');
    assert.equal(warning.metBy, digestOf('by-report'));
  }
});

const EVERYTHING: readonly Word[] = [
  ALERT,
  ...BEGUN,
  applies(UNSURE, { at: '09:01' }),
  aware('06:00', { id: 'second', at: '12:00' }, { corrects: digestOf('aware') }),
  aware('07:00', { id: 'third', at: '12:00' }, { corrects: digestOf('second') }),
  aware('05:00', { id: 'meddler', at: '12:30', by: STRANGER }, { corrects: digestOf('aware') }),
  filed('warning', '11:00'),
  filed('notification', '13:00'),
  filed('notification', '13:30', { id: 'filed-again' }, { corrects: digestOf('filed-notification') }),
  change('stop', 'suspended', '10:00', { until: '2026-03-01T20:00:00Z' }),
  change('go', 'resumed', '13:00'),
  HOLD,
  REQUEST,
  REPLY,
  { id: 'promise', type: 'promise', at: '08:00', claims: { what: 'x', due: '2026-03-01T12:00:00Z' } },
];

test('the order in which statements arrive changes nothing', () => {
  const whole = JSON.stringify(caseClocks(question(EVERYTHING)));
  fc.assert(
    fc.property(fc.shuffledSubarray([...EVERYTHING], { minLength: EVERYTHING.length }), (words) => {
      assert.equal(JSON.stringify(caseClocks(question(words))), whole);
    }),
    { numRuns: 200 },
  );
});

test('no set of statements, in whatever order and with whatever claims, makes the engine throw', () => {
  const value = fc.oneof(
    fc.constantFrom('awareness', 'law', 'warning', HOSPITAL, CSIRT, digestOf('aware'), '2026-03-01T08:00:00Z'),
    fc.constantFrom(
      '+275760-09-13T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2026-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
    ),
    fc.jsonValue(),
  );
  const type = fc.constantFrom(...new Set(EVERYTHING.map((word) => word.type)), 'recall', 'receipt', 'release');
  const names = [...new Set(EVERYTHING.flatMap((word) => Object.keys(word.claims ?? {})))];
  const word = fc.record({
    id: fc.constantFrom('aware', 'alert', 'x', 'y', 'z'),
    by: fc.constantFrom(HOSPITAL, CSIRT, STRANGER),
    type,
    at: fc.constantFrom('08:00', '09:00', '2026-03-05T00:00:00Z'),
    claims: fc.dictionary(fc.constantFrom(...names), value),
  });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), fc.subarray([...EVERYTHING]), (strange, sound) => {
      for (const one of obligationsOf(question([...strange, ...sound]))) stateAt(one, at('12:00'));
    }),
    { numRuns: 500 },
  );
});
