import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applies,
  at,
  aware,
  CSIRT,
  HOSPITAL,
  LAW,
  NEIGHBOUR,
  question,
  type Word,
} from '#obligations/testing/duty-words.ts';
import { obligationsOf } from './engine.ts';
import type { Obligation } from './obligation.ts';

/** So many words of one party count of a duty, and so many parties beside its authorities. */
const EACH = 64;
const OTHERS = 7;
const PLAINLY = '2026-03-02T08:00:00Z';
const PUT_OFF = '2026-03-03T08:00:00Z';

const named = (parties: readonly string[]) => ({
  addressees: parties.map((party, number) => ({ role: `role-${number}`, party })),
});

function clockOf(words: readonly Word[], stage: string): Obligation {
  const [found, ...more] = obligationsOf(question(words)).filter((one) => one.stage === stage);
  assert.ok(found !== undefined && more.length === 0);
  return found;
}

const dueOf = (words: readonly Word[]) => clockOf(words, 'warning').dueAt?.toString();

function change(id: string, name: string, time: Temporal.Instant, by: string, until?: string): Word {
  const claims = { change: name, regime: 'law', stage: 'warning', bearer: HOSPITAL, basis: 'Article 9' };
  return {
    ...{ id, by, type: 'duty-change', at: time.toString() },
    claims: until === undefined ? claims : { ...claims, until },
  };
}

function hold(id: string, time: Temporal.Instant, by: string, until: string): Word {
  const claims = { holds: 'publication', basis: 'Act 3', scope: 'All', until };
  return { id, by, type: 'hold', at: time.toString(), claims };
}

function flood(count: number, word: (id: string, time: Temporal.Instant) => Word, from = at('11:00')): Word[] {
  return Array.from({ length: count }, (_, number) => word(`word-${number}`, from.add({ seconds: number })));
}

test('no flood of a bearer, nor of a party that it named, pushes out what the authority said of a duty', () => {
  const begun = [applies(LAW, {}, named([NEIGHBOUR])), aware('08:00')];
  const said = [...begun, change('extend', 'extended', at('10:00'), CSIRT, PUT_OFF)];
  assert.equal(dueOf(said), PUT_OFF);
  const denials = flood(EACH, (id, time) => change(id, 'not-applicable', time, HOSPITAL));
  const excuses = flood(EACH, (id, time) => change(id, 'excused', time, NEIGHBOUR));
  assert.equal(dueOf([...said, ...denials]), PUT_OFF);
  assert.equal(dueOf([...said, ...excuses]), PUT_OFF);

  const stopped = change('stop', 'suspended', at('10:00'), CSIRT, '2026-03-01T20:00:00Z');
  const resumed = [...begun, stopped, change('go', 'resumed', at('10:30'), CSIRT)];
  assert.equal(dueOf([...resumed, ...denials]), '2026-03-02T08:30:00Z');
});

test('no flood of holds by others pushes out a hold of the authority', () => {
  const begun = [applies(LAW, {}, named([NEIGHBOUR])), aware('08:00')];
  const held = [...begun, hold('hold', at('10:00'), CSIRT, '2026-03-05T08:00:00Z')];
  for (const by of [HOSPITAL, NEIGHBOUR]) {
    const short = flood(EACH, (id, time) => hold(id, time, by, '2026-03-01T12:00:00Z'));
    assert.equal(clockOf([...held, ...short], 'public').dueAt?.toString(), '2026-03-05T08:00:00Z', by);
  }
});

test('of what one party said of a duty the newest sixty-four count', () => {
  const begun = [applies(), aware('08:00'), change('extend', 'extended', at('10:00'), CSIRT, PUT_OFF)];
  const resumptions = (count: number) => flood(count, (id, time) => change(id, 'resumed', time, CSIRT));
  assert.equal(dueOf([...begun, ...resumptions(EACH - 1)]), PUT_OFF);
  assert.equal(dueOf([...begun, ...resumptions(EACH)]), PLAINLY);
});

test('beside the authorities the first seven parties are heard of a duty; an authority is, whenever it speaks', () => {
  const parties = Array.from({ length: OTHERS + 1 }, (_, number) => `did:web:named-${number}.example`);
  const begun = [applies(LAW, {}, named(parties)), aware('08:00')];
  const extended = parties.map((by, number) =>
    change(`by-${number}`, 'extended', at('10:00').add({ minutes: number }), by, `2026-03-04T0${number}:00:00Z`),
  );
  const words = [...begun, ...extended];
  assert.equal(dueOf(words), '2026-03-04T06:00:00Z');
  const last = change('extend', 'extended', at('11:00'), CSIRT, '2026-03-05T08:00:00Z');
  assert.equal(dueOf([...words, last]), '2026-03-05T08:00:00Z');
});
