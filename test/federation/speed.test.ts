import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { parseTrust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { ARVENIA } from '#demo/cast.ts';
import { type DemoFederation, startDemo } from '#demo/federation.ts';
import { type Player, playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import { sitDown } from '#demo/seat-client.ts';
import { eventually } from '#testing/eventually.ts';
import { must } from '#testing/federation.ts';
import { freePort } from '#testing/free-port.ts';
import { playScene } from '#testing/play-scene.ts';

const SPEED = 60;
const PAUSE_MS = 1_000;
/** Instants are told in whole seconds of the exercise, or finer. */
const ROUNDED_MS = 2_000;

let folder: string;
let demo: DemoFederation;
let player: Player;
/** Minutes of our own that nobody has to sit through. */
let skippedMinutes = 0;
const failures: string[] = [];

const real = () => Temporal.Now.instant().add({ minutes: skippedMinutes });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comity-speed-test-'));
  const trouble = (failure: unknown, doing: string) => void failures.push(`${doing}: ${String(failure)}`);
  demo = must(await startDemo({ folder, port: await freePort(4), trouble, speed: SPEED, real }));
  player = playerFor(demo, SCENES);
});
after(async () => {
  player?.[Symbol.dispose]();
  await demo?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('each page says that the clock of the exercise runs sixty times as fast', async () => {
  for (const { url } of demo.nodes) {
    for (const path of ['/', '/cases', '/no-such-page']) {
      const page = await (await fetch(`${url}${path}`, { headers: { accept: 'text/html' } })).text();
      assert.match(page, /clock runs 60 times as fast/u, path);
    }
  }
});

test('every node shows the same instant, though only one of them was told', () => {
  const now = real();
  const shown = demo.nodes.map(({ node }) => node.exercise?.clock.at(now).toString());
  assert.equal(new Set(shown).size, 1);
  assert.notEqual(shown[0], now.toString());
});

test('a second of ours is a minute of what is recorded, and no record is dated later than the exercise’s now', async () => {
  const client = must(await sitDown(demo.nodes[0]?.url ?? '', 'operator'));
  const caseId = crypto.randomUUID();
  const say = () =>
    client.post('/api/v1/statements', {
      type: 'near-miss',
      case: caseId,
      claims: { summary: 'A door stood open.' },
    });
  const started = performance.now();
  must(await say());
  await wait(PAUSE_MS);
  must(await say());
  const elapsedMs = performance.now() - started;
  const { statements } = must(await client.get(`/api/v1/cases/${caseId}/statements`)) as {
    statements: { recordedAt: string }[];
  };
  const [first, second] = statements.map(({ recordedAt }) => Temporal.Instant.from(recordedAt));
  const passedMs = second!.since(first!).total('milliseconds');
  assert.ok(passedMs >= PAUSE_MS * SPEED, `${passedMs} ms passed in the exercise`);
  assert.ok(passedMs <= elapsedMs * SPEED + ROUNDED_MS, `${passedMs} ms passed in the exercise`);
  assert.ok(Temporal.Instant.compare(second!, demo.now()) <= 0);
});

test('whoever sits at a desk is not signed out after a minute, which is an hour of the exercise', async () => {
  const client = must(await sitDown(demo.nodes[0]?.url ?? '', 'operator'));
  const { connection } = demo.nodes[0]!.node.store;
  const sessions = connection.$extendTables<{ session: { seen_at: number; ends_at: number } }>();
  const minute = 60_000_000;
  await sessions
    .updateTable('session')
    .set(({ eb }) => ({ seen_at: eb('seen_at', '-', 2 * minute) }))
    .execute();
  must(await client.get('/api/v1/drafts'));
  await sessions
    .updateTable('session')
    .set(({ eb }) => ({ seen_at: eb('seen_at', '-', 90 * minute) }))
    .execute();
  const late = await client.get('/api/v1/drafts');
  assert.equal(late.ok, false, 'an hour and a half of our own time is too long');
});

test('scenes between states play under the fast clock, deliveries by the real one', async () => {
  for (const scene of ['notice', 'team']) await playScene(player, scene);
  assert.deepEqual(failures, []);
});

test('what was said under the fast clock is proved offline by the ordinary one, witnesses included', async () => {
  const trust = must(parseTrust(await (await fetch(`${demo.nodes[0]?.url}/api/v1/trust`)).text()));
  const host = demo.nodes.find(({ seats }) => seats.some(({ name }) => name === 'neighbour'));
  const client = must(await sitDown(host?.url ?? '', 'neighbour'));
  const { threads } = must(await client.get('/api/v1/cooperation/threads')) as { threads: { case: string }[] };
  assert.ok(threads.length >= 2);
  for (const { case: caseId } of threads) {
    const report = await eventually('witnesses', async () => {
      const bundle = JSON.stringify(must(await client.get(`/api/v1/cases/${caseId}/bundle`)));
      const checked = verifyBundle(bundle, trust, Temporal.Now.instant());
      return checked.verdict === 'not-yet-witnessed' ? undefined : checked;
    });
    assert.equal(report.verdict, 'proved', report.sentence);
  }
});

test('a day of waiting for an answer passes in twenty-four minutes: the request is then unanswered, never breached', async () => {
  const duty = must(await sitDown(demo.nodes[0]?.url ?? '', 'duty-officer'));
  const approver = must(await sitDown(demo.nodes[0]?.url ?? '', 'approver'));
  const proposed = must(
    await duty.post('/api/v1/cooperation/proposals', {
      type: 'assistance-request',
      claims: {
        channel: 'csirt',
        to: ARVENIA,
        kind: 'help',
        needs: ['forensics'],
        description: 'Two hospitals need images read.',
        urgency: 'days',
      },
    }),
  ) as { draft: string; version: number; case: string };
  const { draft, version, case: caseId } = proposed;
  const { covers } = must(await approver.get(`/api/v1/drafts/${draft}`)) as { covers: string };
  must(await approver.post(`/api/v1/drafts/${draft}/approve`, { version, covers }));
  must(await approver.post(`/api/v1/cooperation/proposals/${draft}/send`, { version }));
  const stateOf = async (regime: string) => {
    const answer = must(await duty.get(`/api/v1/cases/${caseId}/clocks`)) as {
      clocks: { regime: string; state: string; bearer: string }[];
    };
    return answer.clocks.find((one) => one.regime === regime && one.bearer === ARVENIA)?.state;
  };
  await eventually(
    'an open clock of the asked state',
    async () => (await stateOf('assistance-policy')) === 'open',
  );
  skippedMinutes += 25;
  assert.equal(await stateOf('assistance-policy'), 'unanswered');
  assert.equal(await stateOf('un-13h'), 'open', 'the norm itself names no time');
  const { asks } = must(await duty.get(`/api/v1/cooperation/threads/${caseId}`)) as {
    asks: { unansweredSince?: string }[];
  };
  assert.ok(asks[0]?.unansweredSince);
});
