import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openSession } from '#parties/persons/session.ts';
import { remindersJob } from '#reminders/capability.ts';
import { inboxOf } from '#reminders/queue.ts';
import type { JsonValue } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import { LANGUAGES } from '#texts/languages.ts';
import { type ExerciseNode, HOST, openExerciseNode } from './testing/exercise-node.ts';

const CLOCK = '/api/v1/exercise/clock';

let here: ExerciseNode;
before(async () => {
  here = await openExerciseNode();
});
after(() => here[Symbol.asyncDispose]());

function move(seconds: number): void {
  here.world.now = here.world.now.add({ milliseconds: Math.round(seconds * 1_000) });
}

async function set(body: object, who = 'Tomas'): Promise<string> {
  const answer = await here.ask(who, 'POST', CLOCK, body);
  const { code, digest } = JSON.parse(answer.body) as { code?: string; digest?: string };
  return code ?? (digest === undefined ? answer.body : 'set');
}

async function standing(): Promise<{
  now: string;
  started: boolean;
  speed: number;
  words: { unheeded: unknown }[];
}> {
  const { status, body } = await here.ask('Mira', 'GET', CLOCK);
  assert.equal(status, 200, body);
  return JSON.parse(body);
}

/** What stands above each page. */
async function banner(language = 'en'): Promise<string> {
  const headers = { host: HOST, accept: 'text/html', 'accept-language': language };
  const page = await here.app.inject({ url: '/cases', headers });
  assert.equal(page.statusCode, 200, page.body);
  return /<div class="exercise"[\s\S]*?<\/p>/u.exec(page.body)?.[0] ?? assert.fail('no banner');
}

async function say(
  name: string,
  type: string,
  caseId: string,
  claims: Record<string, JsonValue>,
): Promise<string> {
  const actor = here.person(name);
  const draft = { type, issuer: actor.party, case: caseId, claims };
  const said = await here.node.ledger.submit({ kind: 'draft', actor, draft });
  assert.ok(said.ok, JSON.stringify(said));
  return said.value?.digest ?? '';
}

test('before anybody starts it, the exercise has the world’s time, and no page speaks of a clock', async () => {
  const { started, now } = await standing();
  assert.equal(started, false);
  assert.equal(now, here.world.now.toString());
  assert.doesNotMatch(await banner(), /its clock/u);
});

test('bad input is refused with its place, and nothing moves', async () => {
  const bad: readonly (readonly [body: object, code: string])[] = [
    [{ act: 'start', speed: -1 }, 'malformed-request'],
    [{ act: 'start', speed: 10_001 }, 'malformed-request'],
    [{ act: 'start', speed: null }, 'malformed-request'],
    [{ act: 'start', speed: 'NaN' }, 'malformed-request'],
    [{ act: 'start', speed: 1, instant: '2200-01-01T00:00:00Z' }, 'malformed-request'],
    [{ act: 'start', speed: 1, in_seconds: -1 }, 'malformed-request'],
    [{ act: 'rewind' }, 'malformed-request'],
    [{ act: 'start' }, 'exercise-clock-shape'],
    [{ act: 'pause' }, 'exercise-clock-not-started'],
    [{ act: 'start', speed: 1, instant: '2020-01-01T00:00:00Z' }, 'exercise-clock-back'],
  ];
  for (const [body, due] of bad) assert.equal(await set(body), due, JSON.stringify(body));
  assert.equal(await set({ act: 'start', speed: 60 }, 'Mira'), 'not-mandated');
  assert.equal((await standing()).started, false);
});

test('started at 8760 times the speed, the ledger, the interface and each page show the same instant', async () => {
  const begun = here.world.now;
  assert.equal(await set({ act: 'start', speed: 8_760 }), 'set');
  move(60);
  const due = begun.add({ hours: 146 });
  assert.ok(here.node.ledger.now().equals(due));
  const { now, speed } = await standing();
  assert.equal(now, due.toString());
  assert.equal(speed, 8_760);
  const page = await banner();
  assert.match(page, /clock runs 8,760 times as fast/u);
  assert.ok(page.includes(`<time datetime="${due.toString()}"`), page);
  for (const language of LANGUAGES) assert.ok((await banner(language)).includes(due.toString()), language);
});

test('killed between two words it shows the same instant when it comes back', async () => {
  const before = here.node.ledger.now();
  await here.restart();
  assert.ok(here.node.ledger.now().equals(before));
  assert.equal(await set({ act: 'pause', in_seconds: 0 }), 'set');
  const held = here.node.ledger.now();
  move(3_600);
  await here.restart();
  assert.ok(here.node.ledger.now().equals(held));
  assert.match(await banner(), /its clock is held/u);
});

test('somebody who sits at a desk, and a program with a token, age by the world’s time', async () => {
  assert.equal(await set({ act: 'speed', speed: 8_760, in_seconds: 0 }), 'set');
  const { person, party } = here.person('Tomas');
  const who = { person, party, how: 'passkey' } as const;
  const secret = await openSession(here.node.store.connection, who, here.world.now);
  move(300);
  const cookie = `${here.app.cookieNames.session}=${secret}`;
  const headers = { host: HOST, accept: 'text/html', cookie };
  assert.equal((await here.app.inject({ url: '/desk', headers })).statusCode, 200);
  assert.equal((await standing()).speed, 8_760);
});

test('a month that NIS2 gives passes in five minutes, and each step of it is reminded once', async () => {
  const { connection } = here.node.store;
  const { rulebook, ledger } = here.node;
  const { version } = rulebook.regimes.current('eu-nis2')!;
  const tomas = here.person('Tomas');
  const caseId = randomUUID();
  const decided_by = tomas.person;
  assert.equal(await set({ act: 'pause', in_seconds: 0 }), 'set');
  const regime_hash = rulebook.regimes.hash('eu-nis2', version) ?? '';
  const applies = { regime: 'eu-nis2', version, regime_hash, applies: true, decided_by };
  await say('Tomas', 'regime-applies', caseId, { ...applies, facts: { trust_service: false } });
  const at = () => ledger.now().toString({ smallestUnit: 'second' });
  await say('Tomas', 'clock-event', caseId, { moment: 'awareness', at: at(), decided_by });
  for (const stage of ['early-warning', 'notification'])
    await say('Tomas', 'duty-filing', caseId, { regime: 'eu-nis2', stage, filed_at: at(), way: 'portal' });
  const filed = ledger.now();
  const open = await clockOf(caseId, 'final');
  assert.equal(open.state, 'open');
  const due = Temporal.Instant.from(open.dueAt!);
  const days = due.since(filed).total('hours') / 24;
  assert.ok(days >= 28 && days <= 32, `${days} days`);

  assert.equal(await set({ act: 'speed', speed: 8_760, in_seconds: 0 }), 'set');
  const reminded = async (count: number) => {
    here.node.opened(remindersJob).wake();
    await eventually(`${count} reminders`, async () => (await final()).length >= count);
    return final();
  };
  const final = async () =>
    (await inboxOf(connection, tomas.person)).filter((one) => one.case === caseId && one.what.includes('Final'));
  // So many seconds of ours lie between the filing and the last day before it is due.
  move((days * 86_400 - 80_000) / 8_760);
  const before = await reminded(1);
  assert.deepEqual(
    before.map(({ step }) => step),
    ['before'],
  );
  const seconds = due.since(filed).total('seconds') / 8_760;
  assert.ok(seconds < 320, `${seconds} s`);
  move(81_000 / 8_760);
  const all = await reminded(2);
  await here.restart();
  here.node.opened(remindersJob).wake();
  assert.equal((await clockOf(caseId, 'final')).state, 'breached');
  const steps = all.map(({ step }) => step);
  assert.equal(new Set(steps).size, steps.length, steps.join());
});

async function clockOf(caseId: string, stage: string): Promise<{ state: string; dueAt: string | null }> {
  const { body } = await here.ask('Tomas', 'GET', `/api/v1/cases/${caseId}/clocks`);
  const { clocks } = JSON.parse(body) as { clocks: { stage: string; state: string; dueAt: string | null }[] };
  const found = clocks.find((one) => one.stage === stage);
  assert.ok(found, body);
  return found;
}

test('in the live realm no clock is set, and the interface says so', async () => {
  await using live = await openExerciseNode('live');
  const start = await live.ask('Tomas', 'POST', CLOCK, { act: 'start', speed: 60 });
  assert.match(start.body, /exercise-clock-in-live/u);
  assert.match((await live.ask('Tomas', 'GET', CLOCK)).body, /exercise-clock-in-live/u);
  live.world.now = live.world.now.add({ hours: 1 });
  assert.ok(live.node.ledger.now().equals(live.world.now));
  assert.equal(live.node.exercise, undefined);
});
