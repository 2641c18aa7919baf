import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALERT, alert, CSIRT, HOSPITAL, say } from '#incidents/testing/case-story.ts';
import { digestOf, shown, type Told } from '#incidents/testing/told.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import { factsOfCase } from './facts-of-case.ts';

const wanted = { bearer: HOSPITAL, regime: 'veld-security', nameOf: (party: string) => `name of ${party}` };

function factsOf(told: readonly Told[]) {
  return factsOfCase(shown(told), wanted);
}

function saidOf(told: readonly Told[], fact: StageFact) {
  return factsOf(told).get(fact)?.value;
}

const INTERIM = { people: { best: 900 }, kind: 'care-delayed' };

test('a fact is the bearer’s newest word on it, with the statement that says so', () => {
  const told = [alert(), say('u', HOSPITAL, 'incident-update', { effects: [INTERIM] })];
  const facts = factsOf(told);
  assert.deepEqual(facts.get('effects')?.value, [INTERIM]);
  assert.equal(facts.get('effects')?.source.digest, digestOf('u'));
  assert.equal(facts.get('malicious')?.source.digest, digestOf('a'));
  assert.deepEqual(facts.get('malicious')?.value, ALERT.malicious);
});

test('what others say about the case is no fact of the bearer’s', () => {
  const told = [alert(), say('o', CSIRT, 'incident-update', { malicious: 'no' })];
  assert.equal(saidOf(told, 'malicious'), 'suspected');
});

test('a withdrawn statement says nothing, nor does a correction of it', () => {
  const told = [
    alert(),
    say('u', HOSPITAL, 'incident-update', { malicious: 'yes' }),
    say('c', HOSPITAL, 'incident-correction', { corrects: digestOf('u'), summary: 'no', malicious: 'no' }),
    say('w', HOSPITAL, 'incident-withdrawal', { withdraws: [digestOf('u')], reason: 'false-alarm' }),
  ];
  assert.equal(saidOf(told, 'malicious'), 'suspected');
});

test('somebody else’s withdrawal takes nothing back', () => {
  const told = [
    alert(),
    say('w', CSIRT, 'incident-withdrawal', { withdraws: [digestOf('a')], reason: 'false-alarm' }),
  ];
  assert.equal(saidOf(told, 'malicious'), 'suspected');
});

test('a correction replaces one claim and takes others back without touching the rest', () => {
  const correction = {
    corrects: digestOf('a'),
    summary: 'The alert was wrong about the cause.',
    malicious: 'no',
    retracts: ['effects'],
  };
  const told = [alert(), say('c', HOSPITAL, 'incident-correction', correction)];
  assert.equal(saidOf(told, 'malicious'), 'no');
  assert.equal(saidOf(told, 'effects'), undefined);
  assert.deepEqual(saidOf(told, 'sectors'), ['health']);
  assert.equal(saidOf(told, 'summary'), undefined, 'what was wrong is no account of the incident');
});

test('a correction takes back from the statement it names, not from a later one', () => {
  const told = [
    alert(),
    say('u', HOSPITAL, 'incident-update', { effects: [INTERIM] }),
    say('c', HOSPITAL, 'incident-correction', { corrects: digestOf('a'), summary: 'x', retracts: ['effects'] }),
  ];
  assert.deepEqual(saidOf(told, 'effects'), [INTERIM]);
});

test('moments that a person stated are facts, a corrected one is not, and one for another law is left to it', () => {
  const moment = (id: string, claims: Told['claims']) => say(id, HOSPITAL, 'clock-event', claims);
  const first = moment('m', { moment: 'awareness', at: '2026-03-01T03:00:00Z' });
  const second = moment('n', { moment: 'awareness', at: '2026-03-01T04:30:15.5Z', corrects: digestOf('m') });
  const never = moment('o', { moment: 'awareness', corrects: digestOf('n') });
  const elsewhere = moment('p', { moment: 'awareness', at: '2026-03-02T00:00:00Z', regime: 'veld-finance' });
  assert.equal(saidOf([first], 'aware_at'), '2026-03-01T03:00:00Z');
  assert.equal(saidOf([first, second, elsewhere], 'aware_at'), '2026-03-01T04:30:15Z');
  assert.equal(saidOf([first, second, never], 'aware_at'), undefined);
  const classified = moment('q', { moment: 'classification', at: '2026-03-01T05:00:00Z' });
  assert.deepEqual(saidOf([classified], 'classified_at'), { at: '2026-03-01T05:00:00Z' });
});

test('a fact told to one authority is known for the next, estimates as estimates', () => {
  const report = { regime: 'veld-security', stage: 'notification', users_affected: { estimate: 900 } };
  const told = [alert(), say('r', HOSPITAL, 'regulatory-report', { ...report, standing: 'contained' })];
  assert.deepEqual(saidOf(told, 'users_affected'), { estimate: 900 });
  assert.equal(saidOf(told, 'stage'), 'contained', 'how it stands now is another thing than the stage of the law');
});

test('a corrected report no longer speaks, and its correction does', () => {
  const report = { regime: 'veld-security', stage: 'notification' };
  const told = [
    say('r', HOSPITAL, 'regulatory-report', { ...report, users_affected: 5, area: 'North' }),
    say('s', HOSPITAL, 'regulatory-report', { ...report, users_affected: 50, corrects: digestOf('r') }),
  ];
  assert.equal(saidOf(told, 'users_affected'), 50);
  assert.equal(saidOf(told, 'area'), undefined);
});

test('filings under other laws are the other authorities informed; one’s own law is not another', () => {
  const filing = (id: string, claims: Told['claims']) => say(id, HOSPITAL, 'duty-filing', claims);
  const told = [
    filing('f', { regime: 'veld-finance', addressee_name: 'Supervisor', filed_at: '2026-03-01T06:00:00Z' }),
    filing('g', { regime: 'veld-security', addressee: CSIRT, filed_at: '2026-03-01T07:00:00Z' }),
    filing('h', { regime: 'gdpr', addressee: CSIRT, filed_at: '2026-03-01T08:00:00Z' }),
  ];
  assert.deepEqual(saidOf(told, 'authorities_informed'), [
    `name of ${CSIRT} (gdpr, 2026-03-01T08:00:00Z)`,
    'Supervisor (veld-finance, 2026-03-01T06:00:00Z)',
  ]);
});

test('claims of the wrong shape count as not said', () => {
  const told = [
    alert(),
    say('u', HOSPITAL, 'incident-update', { malicious: 7, effects: 'many', sectors: [null] }),
  ];
  assert.equal(saidOf(told, 'malicious'), 'suspected');
  assert.deepEqual(saidOf(told, 'sectors'), ['health']);
  assert.deepEqual(
    saidOf([say('x', HOSPITAL, 'clock-event', { moment: 'awareness', at: 'soon' })], 'aware_at'),
    undefined,
  );
});
