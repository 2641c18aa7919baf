import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseTrust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { ARVENIA, GUEST, REGION, VELDMARK } from '#demo/cast.ts';
import { type DemoFederation, type DemoNode, startDemo } from '#demo/federation.ts';
import { kaSatScene } from '#demo/ka-sat.ts';
import { type Player, playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import { sitDown } from '#demo/seat-client.ts';
import { callings, reachBelow } from '#federation/delivery/recall-count.ts';
import { VICTIM_CLAIMS } from '#incidents/statements.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { eventually } from '#testing/eventually.ts';
import { must } from '#testing/federation.ts';
import { freePort } from '#testing/free-port.ts';
import { playScene } from '#testing/play-scene.ts';
import { heldClaimNames, storedBytes, storedText } from '#testing/stored-text.ts';

/** Whoever was hit, by every name that the demo has for them. */
const VICTIM_NAMES = ['Sankt Orla', 'sankt-orla', 'Ilse Brandt', 'Pia Moran', '555 0140'];

let folder: string;
let demo: DemoFederation;
let player: Player;
const failures: string[] = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comity-demo-test-'));
  const trouble = (failure: unknown, doing: string) =>
    void failures.push(`could not ${doing}: ${String(failure)}`);
  demo = must(await startDemo({ folder, port: await freePort(4), trouble }));
  player = playerFor(demo, [...SCENES, await kaSatScene()]);
});
after(async () => {
  player?.[Symbol.dispose]();
  await demo?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function nodeOf(name: string): DemoNode {
  const found = demo.nodes.find(({ cast }) => cast.name === name);
  assert.ok(found);
  return found;
}

/** What a seat gets from its own node. */
async function askedFrom(seat: string, path: string): Promise<unknown> {
  const node = demo.nodes.find(({ seats }) => seats.some(({ name }) => name === seat));
  const client = must(await sitDown(node?.url ?? '', seat));
  return must(await client.get(path));
}

test('whoever is asked to sign in is offered the seats of that node by person and party', async () => {
  const page = await (await fetch(`${nodeOf('veldmark').url}/sign-in`)).text();
  const offered = [...page.matchAll(/>(Sit down as [^<]*)</g)].map(([, words]) => words);
  assert.ok(offered.includes('Sit down as Pia Moran, Sankt Orla Hospital Group'), offered.join('\n'));
  assert.equal(offered.length, nodeOf('veldmark').seats.length);
});

for (const { id, title, steps } of SCENES) {
  test(`the scene "${title}" plays to its end, all ${steps.length} steps`, async () => {
    await playScene(player, id);
    await AFTER[id]?.();
  });
}

test('anybody finds a public case on the list without signing in, and an officer finds whom to reach', async () => {
  const at = demo.nodes[0]?.url ?? '';
  const list = await (await fetch(`${at}/cases`)).text();
  const open = /href="(\/cases\/[0-9a-f-]{36})"/.exec(list)?.[1] ?? '';
  assert.notEqual(open, '', 'the public list names a case');
  assert.match(await (await fetch(`${at}${open}`)).text(), /Public warning/);
  const answer = (await askedFrom('duty-officer', '/api/v1/contacts')) as { contacts: { party: string }[] };
  assert.ok(answer.contacts.length > 0);
});

type Counted = {
  readonly regime: string;
  readonly stage: string;
  readonly bearer: string;
  readonly addressee: string | null;
  readonly state: string;
  readonly triggeredAt: string | null;
  readonly dueAt: string | null;
  readonly citation: string | null;
  readonly history: readonly {
    readonly from: string | null;
    readonly to: string | null;
    readonly reason: string;
  }[];
};

/** The case of the scenes, as far as this seat sees its clocks. */
async function clocksFor(seat: string): Promise<readonly Counted[]> {
  const { cases } = (await askedFrom(seat, '/api/v1/cases?limit=50')) as { cases: { case: string }[] };
  for (const { case: caseId } of cases) {
    const { clocks } = (await askedFrom(seat, `/api/v1/cases/${caseId}/clocks`)) as { clocks: Counted[] };
    if (clocks.length > 0) return clocks;
  }
  return [];
}

const states = (clocks: readonly Counted[], wanted: (one: Counted) => boolean) =>
  Object.fromEntries(clocks.filter(wanted).map((one) => [`${one.stage} ${one.bearer}`, one.state]));
const isRelay = ({ regime }: Counted) => regime === 'relay-policy';

const AFTER: Readonly<Record<string, () => Promise<void>>> = {
  /** Four laws count; one stage is met by its report; the correction moved what runs and kept where it stood before. */
  async report() {
    const clocks = await clocksFor('hospital-lawyer');
    const running = clocks.filter(({ state, dueAt }) => state === 'open' && dueAt !== null);
    assert.deepEqual(
      new Set(running.map(({ regime }) => regime)),
      new Set(['eu-nis2', 'eu-gdpr', 'eu-cer', 'eu-cra']),
    );
    assert.ok(clocks.every(({ citation }) => citation !== null));
    const met = clocks.filter(({ state }) => state === 'met').map(({ stage }) => stage);
    assert.deepEqual(met.sort(), ['early-warning', 'feedback']);
    for (const { stage, history, dueAt } of running.filter(({ stage }) => stage !== 'detailed')) {
      const [move, ...more] = history;
      assert.deepEqual([move?.reason, move?.to, more], ['corrected', dueAt, []], stage);
      assert.ok(Temporal.Instant.compare(move?.from ?? '', move?.to ?? '') > 0, stage);
    }
  },
  /** The clock of whoever received it opened with its receipt, a person met it; who is silent, only the sender sees. */
  async relay() {
    const home = await clocksFor('duty-officer');
    assert.deepEqual(
      states(home, (one) => isRelay(one) && one.stage === 'acknowledge'),
      {
        [`acknowledge ${ARVENIA}`]: 'met',
        [`acknowledge ${GUEST.id}`]: 'met',
        [`acknowledge ${REGION}`]: 'open',
      },
    );
    const passed = home.filter((one) => isRelay(one) && one.stage === 'pass-on');
    assert.deepEqual(
      new Map(passed.map(({ addressee, state }) => [addressee, state])),
      new Map([
        [ARVENIA, 'met'],
        [GUEST.id, 'met'],
      ]),
    );
    const [arrived, ...others] = await clocksFor('neighbour');
    assert.deepEqual([arrived?.bearer, arrived?.state, others], [ARVENIA, 'met', []]);
    const sent = Temporal.Instant.from(passed[0]?.triggeredAt ?? '');
    assert.ok(
      Temporal.Instant.compare(arrived?.triggeredAt ?? '', sent) > 0,
      'it opened before anything was sent',
    );
    const { cases } = (await askedFrom('duty-officer', '/api/v1/border')) as {
      cases: {
        states: { state: string; reasons: { kind: string }[]; told: { silentSince: string | null } | null }[];
      }[];
    };
    const rows = cases.flatMap((one) => one.states);
    assert.deepEqual(
      rows.filter(({ told }) => told !== null && told.silentSince !== null).map(({ state }) => state),
      ['XN'],
    );
    const fenholm = rows.find(({ state }) => state === 'XF');
    assert.deepEqual(
      fenholm?.reasons.map(({ kind }) => kind),
      ['served'],
    );
  },
  /** Nothing runs any more, on any node; what was met stays so. */
  async withdrawal() {
    for (const seat of ['hospital-lawyer', 'duty-officer', 'neighbour', 'regional-body']) {
      const clocks = await clocksFor(seat);
      assert.ok(clocks.length > 0, seat);
      assert.deepEqual(
        states(clocks, ({ state }) => state !== 'met' && state !== 'withdrawn'),
        {},
        seat,
      );
    }
    assert.equal((await clocksFor('neighbour'))[0]?.state, 'met');
    const own = states(await clocksFor('hospital-lawyer'), ({ state }) => state === 'met');
    assert.equal(Object.keys(own).length, 2);
  },
};

test('neither a claim about the victim nor its name is stored anywhere at a neighbour or the region', async () => {
  const home = await storedText(nodeOf('veldmark').node.store);
  for (const name of VICTIM_NAMES) assert.ok(home.includes(name), `the search would not find ${name}`);
  for (const abroad of ['arvenia', 'northern-shelf']) {
    const { node } = nodeOf(abroad);
    const held = await heldClaimNames(node.store.connection);
    assert.ok(held.has('affected_states'), `${abroad} holds nothing of the report`);
    assert.deepEqual(
      VICTIM_CLAIMS.filter((name) => held.has(name)),
      [],
    );
    const stored = await storedText(node.store);
    const bytes = storedBytes(join(folder, abroad));
    for (const name of VICTIM_NAMES) {
      assert.ok(!stored.includes(name), `${abroad} has stored ${name}`);
      assert.ok(!bytes.includes(name), `a file of ${abroad} holds ${name}`);
    }
  }
});

type Told = { readonly type: string; readonly claims: Readonly<Record<string, unknown>> };

/** What a seat's own node shows it of the thread that begins with such a statement. */
async function threadOf(seat: string, begins: string): Promise<readonly Told[]> {
  const { threads } = (await askedFrom(seat, '/api/v1/cooperation/threads')) as {
    threads: { statements: Told[] }[];
  };
  return threads.find(({ statements }) => statements[0]?.type === begins)?.statements ?? [];
}

test('the rival holds the notice and its own answer that admits nothing, not what Veldmark kept at home', async () => {
  const home = await threadOf('duty-officer', 'territory-notice');
  const abroad = await threadOf('neighbour', 'territory-notice');
  const kinds = (told: readonly Told[]) => told.map(({ type }) => type);
  assert.ok(kinds(home).includes('contact-record'));
  assert.deepEqual(
    kinds(abroad),
    kinds(home).filter((type) => type !== 'contact-record'),
  );
  assert.equal(home[0]?.claims.deconfliction, 'asked-clear');
  assert.equal('deconfliction' in (abroad[0]?.claims ?? {}), false);
  const answer = home.find(({ type }) => type === 'territory-acknowledgement');
  assert.equal(answer?.claims.no_admission, true);
  const call = home.find(({ type }) => type === 'contact-record');
  assert.equal(call?.claims.tension, 'lower');
  const stored = await storedText(nodeOf('arvenia').node.store);
  assert.ok(!stored.includes('university course'), 'Arvenia has stored what Veldmark wrote down of the call');
});

test('the small state that asked for a team holds the deployment under its own consent, and the last report', async () => {
  const thread = await threadOf('small-state', 'team-request');
  const of = (type: string) => thread.find((one) => one.type === type);
  assert.equal(of('host-consent')?.claims.consent, 'granted');
  assert.equal(typeof of('team-deployment')?.claims.consent, 'string');
  assert.equal(of('team-report')?.claims.final, true);
  const uninvolved = await threadOf('duty-officer', 'team-request');
  assert.deepEqual(uninvolved, [], 'Veldmark was given nothing of it');
});

test('the holders of the withdrawn report are counted, each by name, the guest as unconfirmed', async () => {
  const { connection } = nodeOf('veldmark').node.store;
  const reach = await eventually('both nodes confirmed', async () => {
    for (const calling of await callings(connection)) {
      if (calling.issuer !== VELDMARK) continue;
      const found = await reachBelow(connection, VELDMARK, calling);
      if (found.confirmed >= 2) return found;
    }
    return undefined;
  });
  const counted = Object.fromEntries(reach.holders.map(({ party, confirmed }) => [party, confirmed]));
  assert.deepEqual(counted, { [ARVENIA]: 1, [REGION]: 1, [GUEST.id]: 0 });
});

test('a case exported at the neighbour is proved with the trust file of the first node', async () => {
  const trust = must(parseTrust(await (await fetch(`${demo.nodes[0]?.url}/api/v1/trust`)).text()));
  const { cases } = (await askedFrom('neighbour', '/api/v1/cases?limit=50')) as { cases: { case: string }[] };
  assert.ok(cases.length > 0);
  for (const { case: caseId } of cases) {
    const report = await eventually('witnesses', async () => {
      const bundle = JSON.stringify(await askedFrom('neighbour', `/api/v1/cases/${caseId}/bundle`));
      const checked = verifyBundle(bundle, trust, Temporal.Now.instant());
      return checked.verdict === 'not-yet-witnessed' ? undefined : checked;
    });
    assert.equal(report.verdict, 'proved', report.sentence);
  }
});

test('the public record of KA-SAT replays on the same federation', async () => {
  await playScene(player, 'ka-sat');
});

test('a scene that is over does not play again', async () => {
  const played = await player.play('report');
  assert.equal(played.ok, false);
});

test('after all scenes every log is whole, every view in step, and no node had a failure of its own', async () => {
  for (const { node } of demo.nodes) await checkLedger(node.ledger);
  assert.deepEqual(failures, []);
});

test('started again on its folder, the demo has the same parties, roots, seats and cases', async () => {
  const before = await remembered();
  const port = Number(new URL(demo.nodes[0]?.url ?? '').port) - 1;
  player[Symbol.dispose]();
  await demo[Symbol.asyncDispose]();
  demo = must(await startDemo({ folder, port, trouble: (failure) => void failures.push(String(failure)) }));
  player = playerFor(demo, SCENES);
  assert.deepEqual(await remembered(), before);
});

async function remembered() {
  const trusts = await Promise.all(demo.nodes.map(async ({ url }) => (await fetch(`${url}/api/v1/trust`)).text()));
  const cases = await Promise.all(
    demo.nodes.flatMap(({ seats }) => seats.map(({ name }) => askedFrom(name, '/api/v1/cases?limit=50'))),
  );
  return { trusts, cases, seats: demo.nodes.map(({ seats }) => seats) };
}
