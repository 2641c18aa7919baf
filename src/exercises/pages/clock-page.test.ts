import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ExerciseClock } from '#exercises/clock.ts';
import { type FollowedClock, followClock } from '#exercises/exercises.ts';
import { type Answer, openPageSite, type PageSite } from '#testing/page-site.ts';
import { exercisePages } from './clock-page.ts';

const PATH = '/exercise/clock';

let site: PageSite;
let followed: FollowedClock;
let clock: ExerciseClock;
before(async () => {
  const world = () => site.node.clock.now;
  clock = new ExerciseClock(world);
  site = await openPageSite((app, services) => {
    const exercise = { clock, keeper: undefined, world, settled: () => followed.settled() };
    exercisePages(app, { ...services, exercise });
  });
  followed = await followClock(clock, site.node.ledger, undefined);
});
after(async () => {
  await followed[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

/** What is typed here holds in ten seconds. */
async function set(fields: Record<string, string>): Promise<Answer> {
  const answer = await site.post('Tomas', PATH, fields);
  site.node.clock.now = site.node.clock.now.add({ seconds: 10 });
  return answer;
}

test('whoever administers starts the clock by a form, and then sets its speed, holds it, lets it jump', async () => {
  const { body } = await site.get('Tomas', PATH);
  assert.match(body, /not started/u);
  assert.match(body, /value="start"/u);
  assert.doesNotMatch(body, /value="jump"/u);
  assert.equal((await set({ act: 'start', speed: '60' })).location, PATH);
  assert.equal(clock.face()?.speed, 60);
  assert.equal((await set({ act: 'speed', speed: '8760' })).location, PATH);
  assert.equal(clock.face()?.speed, 8_760);
  assert.equal((await set({ act: 'pause' })).location, PATH);
  assert.equal(clock.face()?.speed, 0);
  assert.equal((await set({ act: 'jump', instant: '2031-05-01 08:00' })).location, PATH);
  assert.equal(clock.now().toString(), '2031-05-01T08:00:00Z');
  const shown = (await site.get('Tomas', PATH)).body;
  assert.match(shown, /held/u);
  for (const act of ['speed', 'pause', 'jump']) assert.match(shown, new RegExp(`value="${act}"`, 'u'));
  assert.doesNotMatch(shown, /value="start"/u);
});

test('what does not fit is said beside its field, in the form it was typed into, and nothing moves', async () => {
  const before = clock.now();
  const wrong = [
    [{ act: 'speed', speed: '-1' }, /whole number from 0 to 10,000/u],
    [{ act: 'speed', speed: '10001' }, /whole number from 0 to 10,000/u],
    [{ act: 'speed', speed: 'NaN' }, /whole number from 0 to 10,000/u],
    [{ act: 'jump', instant: '' }, /day and hour in UTC/u],
    [{ act: 'jump', instant: '2200-01-01 00:00' }, /day and hour in UTC/u],
    [{ act: 'jump', instant: '<b>tomorrow</b>' }, /day and hour in UTC/u],
    [{ act: 'jump', instant: '2027-01-01 00:00' }, /never goes back/u],
    [{ act: 'start', speed: '1' }, /was started already/u],
  ] as const;
  for (const [fields, said] of wrong) {
    const answer = await set(fields);
    assert.equal(answer.status, 422, JSON.stringify(fields));
    assert.match(answer.body, said, JSON.stringify(fields));
    assert.doesNotMatch(answer.body, /<b>tomorrow/u);
  }
  assert.ok(clock.now().equals(before));
});

test('others see how it stands and every word about it, and are offered no form', async () => {
  for (const visitor of ['Mira', 'Ilse'] as const) {
    const { status, body } = await site.get(visitor, PATH);
    assert.equal(status, 200);
    assert.match(body, /An administrator of the party that runs the exercise sets its clock/u);
    assert.doesNotMatch(body, /action="\/exercise\/clock"/u);
    assert.equal(body.match(/href="\/statements\//gu)?.length, 4);
  }
  const refused = await site.post('Mira', PATH, { act: 'pause' });
  assert.match(refused.body, /mandate/u);
});

test('nobody who is not signed in comes here', async () => {
  assert.match((await site.get(null, PATH)).location, /sign-in/u);
});
