/** The agreed policy from state to state, as its file says, on the engine: who is told stops whose clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsOf, heardBy } from '#obligations/clocks/case-events.ts';
import { caseClocks, stateAt } from '#obligations/clocks/engine.ts';
import { everyText, reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import {
  at,
  CASE,
  CSIRT,
  digestOf,
  NEIGHBOUR,
  recordsOf,
  STANDING,
  STRANGER,
  type Word,
} from '#obligations/testing/duty-words.ts';

const loaded = loadRulebook({ fictional: { EU: ['XV', 'XA'] } });
assert.ok(loaded.ok);
const reckoning = reckoningOf(loaded.value);
const heard = heardBy(everyText(reckoning.regimes));

const own = { by: CSIRT } as const;
const REPORT: Word = { id: 'report', type: 'incident-report', at: '09:00', ...own };

function decided(id: string, time: string, claims: Word['claims']): Word {
  return { id, type: 'border-decision', at: time, ...own, claims: { state: 'XA', decision: 'tell', ...claims } };
}

function released(to: string, time: string): Word {
  const claims = { target: digestOf('report'), to };
  return { id: `to-${to.replaceAll(/[^a-z]/g, '')}`, type: 'release', at: time, ...own, claims };
}

const TOLD = decided('tell-neighbour', '09:10', { to: NEIGHBOUR });

/** Where each clock of a stage stands at the end of the day, by whom it is owed to or by. */
function standing(words: readonly Word[], stage: string, by: 'addressee' | 'bearer', regime = 'relay-policy') {
  const { obligations } = caseClocks({
    ...reckoning,
    case: CASE,
    standing: STANDING,
    events: recordsOf(words).flatMap((record) => eventsOf(record, heard)),
  });
  const found = obligations.filter((one) => one.regime === regime && one.stage === stage);
  return Object.fromEntries(found.map((one) => [one[by] ?? one.role, stateAt(one, at('20:00'))]));
}

const passedOn = (words: readonly Word[]) => standing(words, 'pass-on', 'addressee');
const read = (words: readonly Word[]) => standing(words, 'acknowledge', 'bearer');

test('a decision to tell opens one clock for that state; waiting, or "not affected", opens none', () => {
  assert.deepEqual(passedOn([REPORT, TOLD]), { [NEIGHBOUR]: 'open' });
  assert.deepEqual(passedOn([REPORT, decided('wait', '09:10', { to: NEIGHBOUR, decision: 'wait' })]), {});
});

test('the release to that very state stops its clock, and no other state’s', () => {
  const both = [REPORT, TOLD, decided('tell-other', '09:10', { state: 'XS', to: STRANGER })];
  assert.deepEqual(passedOn([...both, released(STRANGER, '10:00')]), { [NEIGHBOUR]: 'open', [STRANGER]: 'met' });
});

test('a state of which nobody is known is not told by telling another; a filing by telephone tells it', () => {
  const unknown = decided('tell-unknown', '09:10', { state: 'XQ' });
  const words = [REPORT, unknown, released(NEIGHBOUR, '10:00')];
  assert.deepEqual(passedOn(words), { receiver: 'open' });
  const claims = { regime: 'relay-policy', stage: 'pass-on', filed_at: at('11:00').toString(), way: 'telephone' };
  const called: Word = { id: 'called', type: 'duty-filing', at: '11:05', ...own, claims };
  assert.deepEqual(passedOn([...words, called]), { receiver: 'met' });
});

test('telling a neighbour is not telling ENISA: NIS2 23(6) keeps two lines', () => {
  const lines = standing([REPORT, TOLD, released(NEIGHBOUR, '10:00')], 'affected-states', 'addressee', 'eu-nis2');
  assert.deepEqual(lines, { [NEIGHBOUR]: 'met', enisa: 'open' });
});

test('a decision that is replaced by another closes its clock; deciding to tell once more gives no new time', () => {
  const replaces = digestOf('tell-neighbour');
  const not = decided('not', '09:30', { decision: 'not-affected', to: NEIGHBOUR, replaces });
  assert.deepEqual(passedOn([REPORT, TOLD, not]), { [NEIGHBOUR]: 'withdrawn' });
  const again = decided('again', '19:00', { to: NEIGHBOUR, replaces });
  assert.deepEqual(passedOn([REPORT, TOLD, again]), { [NEIGHBOUR]: 'open' });
  const dues = caseClocks({
    ...reckoning,
    case: CASE,
    standing: STANDING,
    events: recordsOf([REPORT, TOLD, again]).flatMap((record) => eventsOf(record, heard)),
  }).obligations.filter(({ stage }) => stage === 'pass-on');
  assert.ok(
    dues.some(({ dueAt }) => dueAt?.toString() === '2026-03-02T09:10:00Z'),
    'the first limit still runs',
  );
});

test('nobody else’s word replaces a decision', () => {
  const claims = { decision: 'not-affected', to: NEIGHBOUR, replaces: digestOf('tell-neighbour') };
  const meddler: Word = { ...decided('not', '09:30', claims), by: STRANGER };
  assert.deepEqual(passedOn([REPORT, TOLD, meddler]), { [NEIGHBOUR]: 'open' });
});

test('with its report withdrawn the teller need tell nobody further; what was told stays told', () => {
  const other = decided('tell-other', '09:10', { state: 'XS', to: STRANGER });
  const taken: Word = {
    id: 'taken',
    type: 'incident-withdrawal',
    at: '12:00',
    ...own,
    claims: { withdraws: [digestOf('report')] },
  };
  const words = [REPORT, TOLD, other, released(NEIGHBOUR, '10:00'), taken];
  assert.deepEqual(passedOn(words), { [NEIGHBOUR]: 'met', [STRANGER]: 'withdrawn' });
  assert.deepEqual(read(words), { [NEIGHBOUR]: 'withdrawn' });
  const afresh = decided('afresh', '13:00', { state: 'XS', to: STRANGER });
  assert.equal(passedOn([REPORT, taken, afresh])[STRANGER], 'open', 'decided after the withdrawal');
});

test('the receiver’s clock opens when it arrives, and an acknowledgement of that report stops it', () => {
  const words = [REPORT, TOLD, released(NEIGHBOUR, '10:00')];
  assert.deepEqual(read(words), { [NEIGHBOUR]: 'not-triggered' });
  const claims = { release: digestOf('to-didwebcyberneighbourexample'), target: digestOf('report') };
  const receipt: Word = { id: 'receipt', type: 'receipt', by: NEIGHBOUR, at: '10:01', claims };
  assert.deepEqual(read([...words, receipt]), { [NEIGHBOUR]: 'open' });
  const about = (target: string): Word => ({
    id: 'read',
    type: 'acknowledgement',
    by: NEIGHBOUR,
    at: '11:00',
    claims: { receipt: digestOf('receipt'), target },
  });
  assert.deepEqual(read([...words, receipt, about(digestOf('another'))]), { [NEIGHBOUR]: 'open' });
  assert.deepEqual(read([...words, receipt, about(digestOf('report'))]), { [NEIGHBOUR]: 'met' });
});

test('what the teller writes down for a guest without a node meets the guest’s clock; nobody else’s word does', () => {
  const words = [REPORT, TOLD, released(NEIGHBOUR, '10:00')];
  const target = digestOf('report');
  const forGuest = (by: string, type: string, time: string): Word => ({
    id: type,
    type,
    by,
    at: time,
    claims: { release: digestOf('to-didwebcyberneighbourexample'), target, on_behalf_of: NEIGHBOUR },
  });
  const receipt = forGuest(CSIRT, 'receipt', '10:01');
  assert.deepEqual(read([...words, receipt]), { [NEIGHBOUR]: 'open' });
  assert.deepEqual(read([...words, receipt, forGuest(STRANGER, 'acknowledgement', '11:00')]), {
    [NEIGHBOUR]: 'open',
  });
  assert.deepEqual(read([...words, receipt, forGuest(CSIRT, 'acknowledgement', '11:00')]), { [NEIGHBOUR]: 'met' });
});

test('a state outside the union is told under the agreed policy, and not under the law of the union', () => {
  const told = [REPORT, TOLD, decided('tell-stranger', '09:10', { state: 'XS', to: STRANGER })];
  assert.deepEqual(passedOn(told), { [NEIGHBOUR]: 'open', [STRANGER]: 'open' });
  assert.deepEqual(standing(told, 'affected-states', 'addressee', 'eu-nis2'), {
    [NEIGHBOUR]: 'open',
    enisa: 'open',
  });
});
