import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { misbehaving } from '#federation/logs/misbehaviour-detection.ts';
import { CASE } from '#incidents/testing/told.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { eventually } from '#testing/eventually.ts';
import { must, type NodePlan, peer, startFederation, startNode, type TestNode } from '#testing/federation.ts';
import { deliverFrom, givenBeside, sayBeside } from '#testing/hostile-peer.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { instantAt, readCourse, WORDS_MOST } from './course.ts';
import { type ClockWish, setClock } from './say-clock.ts';
import { clockWords } from './view.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:csirt.sorrel.example';

const plan = (name: string, party: string, territory: string, more: Partial<NodePlan> = {}): NodePlan => ({
  name,
  parties: [{ party, name, kind: 'csirt', territory }],
  ...more,
});
const PLANS = [plan('veldmark', VELDMARK, 'XV'), plan('arvenia', ARVENIA, 'XA'), plan('sorrel', SORREL, 'XS')];

/** The world's time of every node, moved by hand. */
function worldClock() {
  const world = { now: Temporal.Instant.from('2026-03-01T08:00:00Z') };
  const clock = () => world.now;
  function move(seconds: number): void {
    world.now = world.now.add({ milliseconds: seconds * 1_000 });
  }
  return { clock, move };
}

function set(node: TestNode, party: string, wish: ClockWish) {
  const services = { connection: node.store.connection, ledger: node.ledger, exercise: node.exercise };
  return setClock(services, node.person(party, 'administrator'), wish);
}

async function reading({ store, exercise }: TestNode) {
  return readCourse(await clockWords(store.connection, WORDS_MOST), exercise?.keeper);
}

/** Until each node has heard so many words about the clock, and goes by them. */
async function heard(nodes: readonly TestNode[], count: number): Promise<void> {
  for (const node of nodes) {
    await eventually(`${node.name} to hear ${count} words`, async () => {
      return (await reading(node)).heard.length === count;
    });
    await eventually(`${node.name} to go by them`, async () => {
      const { course } = await reading(node);
      const probes = [
        ...course.map(({ from }) => from),
        toMicroseconds(node.exercise!.world().add({ hours: 24 })),
      ];
      return probes.every((probe) => {
        return toMicroseconds(node.exercise!.clock.at(fromMicroseconds(probe))) === instantAt(course, probe);
      });
    });
  }
}

/** What each shows now; one instant where they agree. */
function shown(nodes: readonly TestNode[]): readonly string[] {
  return [...new Set(nodes.map(({ ledger }) => ledger.now().toString()))];
}

test('three nodes show the same instant once a start, a speed, a pause, a jump have been delivered', async () => {
  const { clock, move } = worldClock();
  await using federation = await startFederation(PLANS, { clock, exerciseClock: VELDMARK });
  const { nodes } = federation;
  const veldmark = federation.node('veldmark');
  const begun = veldmark.ledger.now();
  must(await set(veldmark, VELDMARK, { act: 'start', speed: 8_760 }));
  await heard(nodes, 1);
  move(60);
  assert.deepEqual(shown(nodes), [begun.add({ hours: 146 }).toString()]);
  must(await set(veldmark, VELDMARK, { act: 'speed', speed: 60 }));
  must(await set(veldmark, VELDMARK, { act: 'pause', inSeconds: 20 }));
  await heard(nodes, 3);
  move(5);
  assert.equal(shown(nodes).length, 1);
  move(15);
  const held = shown(nodes);
  assert.equal(held.length, 1);
  move(3_600);
  assert.deepEqual(shown(nodes), held);
  must(await set(veldmark, VELDMARK, { act: 'jump', instant: '2031-05-01T00:00:00Z' }));
  await heard(nodes, 4);
  move(11);
  assert.deepEqual(shown(nodes), ['2031-05-01T00:00:00Z']);
});

test('a peer that is confirmed later is given every word there was, and shows what the others show', async () => {
  const { clock, move } = worldClock();
  const settings = { clock, exerciseClock: null };
  await using federation = await startFederation(PLANS.slice(0, 1), settings);
  const [veldmark] = federation.nodes as [TestNode];
  must(await set(veldmark, VELDMARK, { act: 'start', speed: 60 }));
  must(await set(veldmark, VELDMARK, { act: 'speed', speed: 600 }));
  await using late = await startNode(PLANS[1]!, settings);
  await peer(veldmark, late);
  await heard([veldmark, late], 2);
  move(100);
  assert.equal(shown([veldmark, late]).length, 1);
  assert.notEqual(shown([late])[0], clock().toString());
});

test('a node that was away during a pause goes on by what it knew, and never back when it hears of it', async () => {
  const { clock, move } = worldClock();
  await using federation = await startFederation(PLANS.slice(0, 2), { clock, exerciseClock: VELDMARK });
  const [veldmark, arvenia] = federation.nodes as [TestNode, TestNode];
  must(await set(veldmark, VELDMARK, { act: 'start', speed: 60 }));
  await heard(federation.nodes, 1);
  await veldmark.stop();
  move(60);
  const ahead = arvenia.ledger.now();
  await arvenia.stop();
  await veldmark.start();
  must(await set(veldmark, VELDMARK, { act: 'pause', inSeconds: 0 }));
  move(60);
  await arvenia.start();
  const reached = arvenia.ledger.now();
  assert.ok(Temporal.Instant.compare(reached, ahead) > 0, 'without a word to the contrary it runs on');
  await heard(federation.nodes, 2);
  assert.ok(arvenia.ledger.now().equals(reached), 'it stands');
  await say(arvenia, alertDraft(ARVENIA, randomUUID()));
  await arvenia.stop();
  await arvenia.start();
  assert.ok(arvenia.ledger.now().equals(reached), 'it stands where it recorded something, restarted too');
  assert.ok(Temporal.Instant.compare(veldmark.ledger.now(), reached) < 0);
  must(await set(veldmark, VELDMARK, { act: 'speed', speed: 600, inSeconds: 0 }));
  await heard(federation.nodes, 3);
  move(3_600);
  assert.equal(shown(federation.nodes).length, 1, 'the other has come up to it');
});

test('stopped and started again, a node shows the same instant, and dates nothing before what it said', async () => {
  const { clock, move } = worldClock();
  await using federation = await startFederation(PLANS.slice(0, 1), { clock, exerciseClock: VELDMARK });
  const [veldmark] = federation.nodes as [TestNode];
  must(await set(veldmark, VELDMARK, { act: 'start', speed: 8_760 }));
  move(30);
  must(await set(veldmark, VELDMARK, { act: 'pause', inSeconds: 1 }));
  move(2);
  const before = shown([veldmark]);
  await veldmark.stop();
  move(3_600);
  await veldmark.start();
  assert.deepEqual(shown([veldmark]), before);
  must(await set(veldmark, VELDMARK, { act: 'speed', speed: 1, inSeconds: 0 }));
  move(1);
  assert.equal(Temporal.Instant.from(before[0]!).add({ seconds: 1 }).toString(), shown([veldmark])[0]);
});

test('two start clocks: the party named sets it everywhere, and the other’s word is shown and moves nothing', async () => {
  const { clock, move } = worldClock();
  const plans = [PLANS[0]!, PLANS[1]!, { ...PLANS[2]!, lawless: true }];
  await using federation = await startFederation(plans, { clock, exerciseClock: VELDMARK });
  const { nodes } = federation;
  const refused = await set(federation.node('arvenia'), ARVENIA, { act: 'start', speed: 2 });
  assert.equal(refused.ok ? 'set' : refused.refusal.code, 'exercise-clock-of-another');
  must(await set(federation.node('sorrel'), SORREL, { act: 'start', speed: 2 }));
  must(await set(federation.node('veldmark'), VELDMARK, { act: 'start', speed: 60 }));
  await heard(nodes, 2);
  move(60);
  assert.deepEqual(shown(nodes), [clock().add({ minutes: 59 }).toString()]);
  for (const node of nodes) {
    const words = (await reading(node)).heard.map(({ issuer, unheeded }) => [issuer, unheeded]);
    assert.deepEqual(
      words.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
      [
        [SORREL, 'of-another'],
        [VELDMARK, null],
      ],
    );
  }
});

test('two words under one number: whichever came first, both nodes go by the lower in the log, and prove the lie', async () => {
  const { clock, move } = worldClock();
  await using federation = await startFederation(PLANS, { clock, exerciseClock: SORREL });
  const [sorrel, others] = [
    federation.node('sorrel'),
    ['veldmark', 'arvenia'].map((name) => federation.node(name)),
  ];
  const common = { iat: 1_772_352_000, case: CASE, case_number: 1, run_by: SORREL, act: 'start' };
  const effective = { effective_at: clock().toString(), instant: clock().toString() };
  const twins = await sayBeside(sorrel, SORREL, [
    { type: 'exercise-clock', claims: { ...common, ...effective, number: 901, speed: 60 } },
    { type: 'exercise-clock', claims: { ...common, ...effective, number: 901, speed: 7 } },
  ]);
  const orders = [twins, twins.toReversed()];
  for (const [place, node] of others.entries()) {
    const party = node.name === 'veldmark' ? VELDMARK : ARVENIA;
    for (const twin of orders[place]!) {
      const items = await givenBeside(sorrel, SORREL, party, CASE, [twin]);
      // The same delivery again changes nothing.
      for (const _ of [1, 2]) {
        const { results } = await deliverFrom({ node: sorrel, party: SORREL }, { node, party }, { items });
        assert.ok(
          results.every(({ ok }) => ok),
          JSON.stringify(results),
        );
      }
    }
  }
  await heard(others, 2);
  move(60);
  assert.deepEqual(shown(others), [clock().add({ minutes: 59 }).toString()]);
  for (const node of others) {
    const { heard: words } = await reading(node);
    assert.deepEqual(
      words.map(({ digest, unheeded }) => [digest, unheeded]),
      [
        [twins[0]!.digest, null],
        [twins[1]!.digest, 'number-taken'],
      ],
    );
    const proven = await misbehaving(node.store.connection);
    assert.ok(proven.some(({ kind, party }) => kind === 'two-under-one-number' && party === SORREL));
  }
});

test('a word beyond the bounds of its type is refused on arrival, and one in another’s name too', async () => {
  const { clock } = worldClock();
  await using federation = await startFederation(PLANS.slice(0, 2), { clock, exerciseClock: ARVENIA });
  const [veldmark, arvenia] = federation.nodes as [TestNode, TestNode];
  const said = { iat: 1_772_352_000, case: randomUUID(), case_number: 1, run_by: ARVENIA };
  const start = { act: 'start', effective_at: clock().toString(), instant: clock().toString(), speed: 60 };
  const wrong = [
    [{ ...start, speed: -60 }, 'claim-out-of-bounds'],
    [{ ...start, speed: 10_001 }, 'claim-out-of-bounds'],
    [{ ...start, instant: '2200-01-01T00:00:00Z' }, 'claim-out-of-bounds'],
    [{ ...start, run_by: VELDMARK }, 'said-of-another'],
  ] as const;
  for (const [place, [claims, due]] of wrong.entries()) {
    const [word] = await sayBeside(arvenia, ARVENIA, [
      { type: 'exercise-clock', claims: { ...said, number: 900 + place, ...claims } },
    ]);
    const items = await givenBeside(arvenia, ARVENIA, VELDMARK, said.case, [word!]);
    const from = { node: arvenia, party: ARVENIA };
    const { results } = await deliverFrom(from, { node: veldmark, party: VELDMARK }, { items });
    const codes = results.map((one) => (one.ok ? 'taken' : one.code));
    const { course } = await reading(veldmark);
    assert.equal(course.length, 0, `${due}: ${codes.join()}`);
  }
  assert.ok(veldmark.ledger.now().equals(clock()));
});

test('witnesses write the world’s time, and what they prove by it is dated by the exercise', async () => {
  const { clock, move } = worldClock();
  const begun = clock();
  await using federation = await startFederation(PLANS, { clock, exerciseClock: VELDMARK });
  const [veldmark, arvenia] = federation.nodes as [TestNode, TestNode];
  must(await set(veldmark, VELDMARK, { act: 'start', speed: 8_760 }));
  await heard(federation.nodes, 1);
  move(60);
  const caseId = randomUUID();
  const { digest, logIndex } = await say(veldmark, alertDraft(VELDMARK, caseId));
  const { origin, store } = veldmark.ledger;
  const covering = await eventually('two cosignatures of a checkpoint that covers it', async () => {
    const rows = await ledgerTables(store.connection)
      .selectFrom('checkpoint')
      .select('size')
      .where('log', '=', origin)
      .where('size', '>', logIndex)
      .where('cosignatures', '>=', 2)
      .execute();
    return rows[0];
  });
  const lines = await ledgerTables(store.connection)
    .selectFrom('cosignature')
    .select('line')
    .where('size', '=', covering.size)
    .execute();
  for (const { line } of lines) {
    const bytes = Uint8Array.fromBase64(line.trim().split(' ').at(-1) ?? '');
    // Behind the key's four bytes C2SP has eight with the seconds since 1970.
    const seconds = Number(new DataView(bytes.buffer).getBigUint64(4));
    assert.equal(seconds, clock().epochMilliseconds / 1_000);
  }
  const witnessed = arvenia.exercise!.clock.at(clock());
  move(60);
  await release(veldmark, { from: VELDMARK, to: ARVENIA, target: digest, case: caseId });
  const held = await eventually('the alert in Arvenia', async () => {
    return ledgerTables(arvenia.store.connection)
      .selectFrom('statement')
      .select(['proven_at', 'recorded_at'])
      .where('digest', '=', digest)
      .executeTakeFirst();
  });
  const proven = fromMicroseconds(held.proven_at ?? 0);
  const late = proven.since(witnessed).total('seconds');
  assert.ok(late >= 0 && late <= 2 * 8_760, `${proven} is not what the clock showed when it was witnessed`);
  assert.ok(proven.since(begun).total('hours') > 100);
  assert.ok(fromMicroseconds(held.recorded_at).equals(arvenia.ledger.now()));
});
