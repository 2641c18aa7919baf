import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseTrust } from '#bundle/trust.ts';
import { type DemoFederation, startDemo } from '#demo/federation.ts';
import { playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import { sitDown } from '#demo/seat-client.ts';
import type { NodeDescription } from '#http/contract.ts';
import { cookiesOf } from '#http/cookies.ts';
import { trustText } from '#node-trust.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { type ScoreWish, scoreOfBundle } from '#obligations/scores/score-report.ts';
import { countInThread } from '#obligations/scores/score-thread.ts';
import { openSession } from '#parties/persons/session.ts';
import { mandatesOf } from '#parties/view.ts';
import { eventually } from '#testing/eventually.ts';
import { must } from '#testing/federation.ts';
import { freePort } from '#testing/free-port.ts';
import { playScene } from '#testing/play-scene.ts';

type Figures = {
  party: string;
  from: string;
  until: string;
  at: string;
  numbers: { first: number; last: number; missing: number[] };
  reading: { given: number; read: number };
  duties: readonly { regime: string; stage: string; counts: Record<string, number> }[];
};

let folder: string;
let demo: DemoFederation;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comity-score-test-'));
  demo = must(await startDemo({ folder, port: await freePort(4), trouble: () => undefined }));
  using player = playerFor(demo, SCENES);
  for (const { id } of SCENES.slice(0, 2)) await playScene(player, id);
});
after(async () => {
  await demo?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function client(seat: string) {
  const node = demo.nodes.find(({ seats }) => seats.some(({ name }) => name === seat));
  return must(await sitDown(node?.url ?? '', seat));
}

/** The node's figures, and the bundle for the same stretch of time. */
async function figuresOf(seat: string, party: string) {
  const asked = await client(seat);
  const figures = (await must(await asked.get(`/api/v1/scores/${encodeURIComponent(party)}`))) as Figures;
  const range = `from=${figures.from}&until=${figures.until}`;
  const bundle = must(await asked.get(`/api/v1/scores/${encodeURIComponent(party)}/bundle?${range}`));
  return { figures, bundle: bundle as { statements: { presentation: string }[] } };
}

const FICTIONAL = { EU: ['XV', 'XA'], EEA: ['XV', 'XA'], OSCE: ['XV', 'XA', 'XS'] };

function wishOf({ party, from, until, at }: Figures): ScoreWish {
  const instant = (text: string) => Temporal.Instant.from(text);
  return { party, from: instant(from), until: instant(until), at: instant(at) };
}

function recount(bundle: unknown, figures: Figures, trust: string) {
  const rulebook = must(loadRulebook({ fictional: FICTIONAL }));
  return scoreOfBundle(JSON.stringify(bundle), must(parseTrust(trust)), wishOf(figures), reckoningOf(rulebook));
}

const VELDMARK = 'did:web:csirt.veldmark.example';

test('the bundle of a score gives offline the very figures that the node gave', async () => {
  const trust = await trustText(demo.nodes[0]!.node);
  // Cosignatures join within seconds; times settle with them.
  const { figures, again } = await eventually('settled figures', async () => {
    const { figures: told, bundle } = await figuresOf('duty-officer', VELDMARK);
    const counted = recount(bundle, told, trust);
    if (!counted.ok || JSON.stringify(counted.value) !== JSON.stringify(told)) return undefined;
    return { figures: told, again: counted.value };
  });
  assert.deepEqual(JSON.parse(JSON.stringify(again)), figures);
  assert.ok(figures.reading.given > 0);
  assert.deepEqual(figures.numbers.missing, []);
});

test('a thread counts what a request counts, and refuses what it refuses', async () => {
  const trust = await trustText(demo.nodes[0]!.node);
  const { figures, bundle } = await figuresOf('duty-officer', VELDMARK);
  const inThread = (text: string) => countInThread(text, trust, wishOf(figures), FICTIONAL);
  assert.deepEqual(await inThread(JSON.stringify(bundle)), recount(bundle, figures, trust));
  const [first, ...others] = bundle.statements;
  const forged = { ...bundle, statements: [{ ...first!, presentation: `${first!.presentation}x` }, ...others] };
  const refused = await inThread(JSON.stringify(forged));
  assert.equal(!refused.ok && refused.refusal.code, 'bundle-not-proved');
});

test('the laws that the hospital declared are counted: one stage met, the others open, none beyond', async () => {
  const hospital = demo.nodes[0]!.cast.parties.find(({ kind }) => kind === 'operator')!.id;
  const { figures, bundle } = await figuresOf('operator', hospital);
  const counts = new Map(figures.duties.map(({ regime, stage, counts: by }) => [`${regime} ${stage}`, by]));
  assert.deepEqual(counts.get('eu-nis2 early-warning'), { met: 1 });
  assert.deepEqual(counts.get('eu-gdpr authority'), { open: 1 });
  assert.deepEqual(
    new Set(figures.duties.map(({ regime }) => regime)),
    new Set(['eu-nis2', 'eu-gdpr', 'eu-cer', 'eu-cra']),
  );
  const text = bundle.statements
    .flatMap(({ presentation }) => presentation.split('~').slice(1))
    .map((part) => Buffer.from(part, 'base64url').toString())
    .join('\n');
  assert.doesNotMatch(text, /"decided_by"|"reason"/);
});

test('what was told counts as told after it was decided, whenever each was proven', async () => {
  await eventually('both passed on', async () => {
    const { figures } = await figuresOf('duty-officer', VELDMARK);
    const passed = figures.duties.find(({ stage }) => stage === 'pass-on');
    return passed?.counts.met === 2 ? passed : undefined;
  });
});

test('a statement left out of the bundle shows as a missing number, and a changed one counts nothing', async () => {
  const trust = await trustText(demo.nodes[0]!.node);
  const { figures, bundle } = await figuresOf('duty-officer', VELDMARK);
  const own = bundle.statements.findIndex(({ presentation }) =>
    atob(presentation.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')).includes(VELDMARK),
  );
  const fewer = { ...bundle, statements: bundle.statements.toSpliced(own + 1, 1) };
  const counted = recount(fewer, figures, trust);
  assert.ok(counted.ok, counted.ok ? '' : counted.refusal.sentence);
  const changed = structuredClone(bundle);
  const victim = changed.statements[own]!;
  const [jwt = '', ...rest] = victim.presentation.split('~');
  victim.presentation = [`${jwt.slice(0, -6)}AAAAAA`, ...rest].join('~');
  const refused = recount(changed, figures, trust);
  assert.equal(refused.ok, false);
  assert.equal(refused.ok ? '' : refused.refusal.code, 'bundle-not-proved');
});

test('free text and the victim leave with no score', async () => {
  const { bundle } = await figuresOf('duty-officer', VELDMARK);
  const text = bundle.statements
    .flatMap(({ presentation }) => presentation.split('~').slice(1))
    .map((part) => Buffer.from(part, 'base64url').toString())
    .join('\n');
  assert.doesNotMatch(text, /Sankt Orla|"description"|"caller"|"victim_/);
  assert.match(text, /"number"/);
});

test('the page names laws and stages, and links to their text', async () => {
  const { node, cast, url } = demo.nodes[0]!;
  const party = cast.parties.find(({ kind }) => kind === 'operator')!.id;
  const { connection } = node.store;
  const now = node.ledger.now();
  const [{ person } = { person: '' }] = await mandatesOf(connection, party, now);
  const secret = await openSession(connection, { person, party, how: 'seat' }, now);
  const { session } = cookiesOf({ publicUrl: url } as NodeDescription);
  const asked = (path: string) => fetch(`${url}${path}`, { headers: { cookie: `${session}=${secret}` } });
  const text = await (await asked('/scores')).text();
  assert.match(text, /<a href="\/duties\/regimes\/eu-nis2#early-warning">NIS2[^<]*: Early warning<\/a>/u);
  assert.doesNotMatch(text, />eu-nis2 early-warning</u);

  const files = [...text.matchAll(/href="([^"]+\/figures\?[^"]+)"/gu)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );
  const [csv, parquet] = await Promise.all(files.map(asked));
  assert.match((await csv?.text()) ?? '', /,duties,law,eu-nis2,early-warning,met,1\r\n/u);
  assert.match((await parquet?.text()) ?? '', /^PAR1.*PAR1$/su);
});

test('an operator’s score is shown to itself and its authority, and to nobody else', async () => {
  const hospital = demo.nodes[0]!.cast.parties.find(({ kind }) => kind === 'operator')!.id;
  const path = `/api/v1/scores/${encodeURIComponent(hospital)}`;
  for (const [seat, due] of [
    ['operator', true],
    ['duty-officer', true],
    ['neighbour', false],
  ] as const) {
    const answer = await (await client(seat)).get(path);
    assert.equal(answer.ok, due, `${seat}: ${answer.ok ? '' : answer.refusal.code}`);
    if (due) continue;
    const figures = await (await client(seat)).get(`${path}/figures?form=csv`);
    assert.equal(figures.ok ? '' : figures.refusal.code, 'score-not-shown');
  }
});
