import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Command } from 'commander';
import { run, runHere } from '#testing/command-line.ts';
import { spilloverCommands } from './commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-spillover-commands-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples', 'spillover');
const MODEL = join(EXAMPLES, 'three-states.json');
const OUTAGE = join(EXAMPLES, 'three-states-outage.json');
const SECOND = join(EXAMPLES, 'three-states-second-supplier.json');

function write(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

type Range = { readonly p5: number; readonly p50: number; readonly p95: number };
type Result = {
  readonly cells: readonly {
    readonly kind: string;
    readonly state: string;
    readonly touched: number;
    readonly capacityHours: Range;
  }[];
  readonly states: readonly { readonly state: string; readonly third: boolean }[];
  readonly whole: { readonly personHours: Range; readonly output: Range };
  readonly unchanged: Pick<Result, 'whole'> | null;
};

async function answerOf(...args: readonly string[]): Promise<Result> {
  const { code, out, error } = await runHere(['spillover', ...args, '--json']);
  assert.equal(code, 0, error + out);
  return JSON.parse(out) as Result;
}

async function refusalOf(...args: readonly string[]): Promise<readonly [string, string | undefined]> {
  const { code, out } = await runHere(['spillover', ...args, '--json']);
  assert.equal(code, 1);
  const { refused } = JSON.parse(out) as { refused: { code: string; place?: string } };
  return [refused.code, refused.place];
}

test('check says what is in a model, and prints its schema without reading one', async () => {
  const { code, out } = await runHere(['spillover', 'check', MODEL]);
  assert.equal(code, 0);
  assert.match(out, /Services: 12; states: 4; dependencies: 14\./u);
  assert.match(out, /Need nothing and are needed by nothing: .*grid-xd/u);
  const schema = await runHere(['spillover', 'check', '--schema']);
  assert.equal((JSON.parse(schema.out) as { type: string }).type, 'object');
  assert.equal((await refusalOf('check'))[0], 'argument-missing');
});

test('a run names the third states that are touched, with what is out in each', async () => {
  const result = await answerOf('run', MODEL, '--scenario', OUTAGE, '--runs', '400');
  const third = result.states.filter((state) => state.third).map(({ state }) => state);
  assert.deepEqual(third, ['XB', 'XC']);
  const care = result.cells.filter(({ kind }) => kind === 'hospital care');
  assert.deepEqual(
    care.map(({ state }) => state),
    ['XA', 'XB', 'XC'],
  );
  for (const { touched } of care) assert.ok(touched > 0 && touched < 1);
  const { p5, p50, p95 } = result.whole.personHours;
  assert.ok(p5 < p50 && p50 < p95);
});

test('a second supplier visibly changes the answer: its state is no longer touched', async () => {
  const result = await answerOf('run', MODEL, '--scenario', SECOND, '--runs', '400');
  assert.deepEqual(
    result.states.map(({ state }) => state),
    ['XA', 'XB'],
  );
  assert.ok(result.whole.personHours.p50 < result.unchanged!.whole.personHours.p50);
});

test('the same model, scenario and seed give the same bytes, from one thread and from two, in another process too', async () => {
  const args = (name: string, threads: string) => [
    'spillover',
    'run',
    MODEL,
    '--scenario',
    OUTAGE,
    '--runs',
    '600',
    '--seed',
    '77',
    '--threads',
    threads,
    '--out',
    join(folder, name),
  ];
  const [one, two] = [await runHere(args('one.json', '1')), await run(args('two.json', '2'))];
  assert.deepEqual([one.code, two.code], [0, 0], two.error);
  assert.deepEqual(readFileSync(join(folder, 'one.json')), readFileSync(join(folder, 'two.json')));
  const digest = /digest (\S+)\./u;
  assert.equal(digest.exec(one.out)![1], digest.exec(two.out)![1]);
});

test('Ctrl+C ends a run with a refusal and writes nothing', async () => {
  const path = join(folder, 'cancelled.json');
  const refused: string[] = [];
  const program = new Command().exitOverride();
  spilloverCommands(program, () => ({
    json: false,
    language: 'en',
    api: () => assert.fail('no node is needed'),
    answer: () => assert.fail('nothing is answered'),
    tell: async () => {},
    note: () => {},
    // What the terminal does while the first stretch of runs is being counted.
    progress: () => ({ step: () => process.emit('SIGINT'), end: () => {} }),
    refused: ({ code }) => refused.push(code),
  }));
  const args = ['spillover', 'run', MODEL, '--scenario', OUTAGE, '--threads', '1', '--out', path];
  await program.parseAsync(args, { from: 'user' });
  assert.deepEqual(refused, ['run-cancelled']);
  assert.equal(existsSync(path), false);
  assert.equal(process.listenerCount('SIGINT'), 0);
});

test('what cannot be meant is refused: models, scenarios, runs, seeds', async () => {
  const scenario = (value: unknown) => write('scenario.json', value);
  const hit = { service: 'grid-xa' };
  assert.deepEqual(await refusalOf('run', MODEL, '--scenario', scenario({ name: 'x', hits: [] })), [
    'scenario-malformed',
    '/hits',
  ]);
  assert.deepEqual(
    await refusalOf('run', MODEL, '--scenario', scenario({ name: 'x', hits: [{ service: 'gone' }] })),
    ['scenario-hits-nothing', '/hits/0'],
  );
  assert.deepEqual(
    await refusalOf(
      'run',
      MODEL,
      '--scenario',
      scenario({ name: 'x', hits: [{ among: { state: 'XA' }, count: 99 }] }),
    ),
    ['scenario-hits-nothing', '/hits/0/count'],
  );
  assert.deepEqual(
    await refusalOf('run', MODEL, '--scenario', scenario({ name: 'x', hits: [hit], watch: ['gone'] })),
    ['service-not-in-model', '/watch/0'],
  );
  const changes = { remove: [{ service: 'grid-xb', on: 'gone' }] };
  assert.deepEqual(await refusalOf('run', MODEL, '--scenario', scenario({ name: 'x', hits: [hit], changes })), [
    'service-not-in-model',
    '/changes',
  ]);
  assert.equal((await refusalOf('run', MODEL, '--scenario', scenario('{')))[0], 'model-malformed');
  assert.equal((await refusalOf('run', MODEL, '--scenario', OUTAGE, '--runs', 'many'))[0], 'runs-out-of-range');
  assert.equal((await refusalOf('run', MODEL, '--scenario', OUTAGE, '--seed', '-3'))[0], 'seed-malformed');
  assert.equal((await refusalOf('check', join(folder, 'gone.json')))[0], 'file-missing');
});

test('harden ranks by what is saved per unit of cost, and says what its order is worth', async () => {
  const { code, out } = await runHere([
    'spillover',
    'harden',
    MODEL,
    '--scenario',
    OUTAGE,
    '--runs',
    '50',
    '--budget',
    '3',
  ]);
  assert.equal(code, 0);
  assert.match(out, /1\. .*hospital-x[abc].*: cost 1/u);
  assert.match(out, /31\.6 %/u);
});

test('a grid and an economy are answered by their own engines', async () => {
  const grid = write(
    'two.m',
    'mpc.baseMVA = 100;\nmpc.bus = [1 3 0 0 0; 2 1 90 0 0];\nmpc.gen = [1 90 0 0 0 0 0 1 120; 2 0 0 0 0 0 0 1 20];\nmpc.branch = [1 2 0 0.1 0 60 0 0 0 0 1; 1 2 0 0.1 0 60 0 0 0 0 1];\n',
  );
  const lost = write('lost.json', { name: 'one line', branches: [1] });
  const ran = await runHere(['spillover', 'run', grid, '--scenario', lost]);
  assert.match(ran.out, /Served: 20 of 90 MW/u);
  assert.match(ran.out, /branches tripped: 1; islands at the end: 2/u);
  const table = join(folder);
  write('flows.csv', ',a,b\na,10,40\nb,30,20\n');
  write('output.csv', 'sector,output\na,100\nb,200\n');
  write('households.csv', 'group,sector,share\nlowest fifth,a,0.75\nlowest fifth,b,0.25\n');
  const shock = write('shock.json', { name: 'a tenth', lostDemand: { a: 0.1 }, costRise: { a: 0.06 }, days: 30 });
  const told = await runHere(['spillover', 'run', table, '--scenario', shock]);
  assert.match(told.out, /in the unit of the table: 16\./u);
  assert.match(told.out, /lowest fifth.*: dearer by 5\.8 %/u);
});

test('the cases of record come to the order of what was reported', async () => {
  const sat = await answerOf(
    'run',
    join(EXAMPLES, 'ka-sat.json'),
    '--scenario',
    join(EXAMPLES, 'ka-sat-outage.json'),
    '--runs',
    '200',
  );
  const control = sat.cells.find(({ kind }) => kind === 'remote control of wind turbines')!;
  // 5,800 turbines for some eleven hundred hours; generation goes on.
  assert.ok(control.capacityHours.p50 > 5_800 * 300 && control.capacityHours.p50 < 5_800 * 2_160);
  assert.ok(!sat.cells.some(({ kind }) => kind === 'electricity'));
  const wiped = await answerOf(
    'run',
    join(EXAMPLES, 'notpetya.json'),
    '--scenario',
    join(EXAMPLES, 'notpetya-outage.json'),
    '--runs',
    '200',
  );
  // Maersk 200 to 300, FedEx 400, Saint-Gobain about 230 and Mondelez 140 million dollars.
  const reported = 1.02e9;
  assert.ok(
    wiped.whole.output.p50 > reported / 3 && wiped.whole.output.p50 < reported * 3,
    String(wiped.whole.output.p50),
  );
});
