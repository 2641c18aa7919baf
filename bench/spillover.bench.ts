/** The spillover engine against what whoever has no such engine would write in Python with Debian's packages. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { Economy } from '#spillover/economy/economy.ts';
import { checkEconomy, staticInoperability } from '#spillover/economy/inoperability.ts';
import { DcFlow } from '#spillover/grid/dc-flow.ts';
import type { Grid } from '#spillover/grid/grid.ts';
import { islandsOf } from '#spillover/grid/islands.ts';
import { referencesOf } from '#spillover/grid/tripping.ts';
import { hitsOf } from '#spillover/hits.ts';
import type { Network } from '#spillover/network.ts';
import { Draws } from '#spillover/philox.ts';
import { runAll } from '#spillover/runs.ts';
import { type Plan, planOf, readScenario } from '#spillover/scenario.ts';
import { absent } from '#testing/reference-data.ts';
import { entsoeGrid, entsoeNetwork } from './entsoe.ts';
import { figure } from './figure.ts';
import { askPeer } from './peer-python.ts';
import type { BenchOptions, Row } from './row.ts';

const RUNS = 10_000;
const QUICK_RUNS = 200;
/** Python lives through the first of them only; its rate is what is compared. */
const PEER_RUNS = 100;
const QUICK_PEER_RUNS = 5;
const SEED = 17;
const OVER_NETWORKX = 20;
const OF_SCIPY_DENSE = 1 / 2;
const OF_SCIPY_SPARSE = 1 / 3;
const TRIPPINGS = 200;
const ROUNDS = 3;
const SAME = 1e-10;
const SAME_MW = 1e-6;
const MOST_MEGABYTES = 1_000;
const SERVICES_OF_TEN_MILLION = 1_000_000;

export async function run({ quick, say }: BenchOptions): Promise<readonly Row[]> {
  const without = absent('networks-power');
  if (without !== false) say(without);
  return [
    ...(without === false ? await cascades(quick, say) : []),
    ...(without === false ? trippings(quick, say) : []),
    ...[500, 2_000].flatMap((size) => inoperability(quick ? size / 10 : size, say)),
    memory(quick, say),
  ];
}

async function cascades(quick: boolean, say: BenchOptions['say']): Promise<readonly Row[]> {
  const network = entsoeNetwork();
  const runs = quick ? QUICK_RUNS : RUNS;
  say(
    `${runs} cascades among ${network.ids.length} services with ${network.arrays.edgeGroup.length} dependencies`,
  );
  const scenario = readScenario({
    name: 'one bus in a hundred',
    horizonHours: 168,
    hits: [{ among: { kind: 'electricity' }, count: 88, hours: { low: 6, likely: 24, high: 96 } }],
  });
  if (!scenario.ok) throw new Error(scenario.refusal.sentence);
  const plan = planOf(scenario.value, network);
  if (!plan.ok) throw new Error(plan.refusal.sentence);
  const began = performance.now();
  const tally = await runAll(network, plan.value, { runs, seed: SEED, threads: 2 });
  const rate = runs / ((performance.now() - began) / 1_000);
  if (!tally.ok) throw new Error(tally.refusal.sentence);
  const peer = await peerCascades(network, plan.value, quick ? QUICK_PEER_RUNS : PEER_RUNS, say);
  return [
    figure({
      name: `cascades on the ENTSO-E grid, ${runs} runs on two threads, against networkx`,
      value: rate,
      unit: 'runs/s',
      better: 'more',
      ...(peer === undefined ? {} : { limit: peer, target: OVER_NETWORKX }),
    }),
  ];
}

/** How many runs a second networkx lives through; throws where it comes to other minutes. */
async function peerCascades(network: Network, plan: Plan, runs: number, say: BenchOptions['say']) {
  const { arrays } = network;
  const draws = new Draws(SEED);
  const services = network.ids.map((_, at) => [arrays.buffer[at * 3]!, arrays.restart[at * 3]!]);
  const groups = Array.from(arrays.groupOwner, (owner, at) => [
    owner,
    arrays.groupSlack[at]!,
    arrays.groupStartsWithout[at]!,
  ]);
  const edges = network.ids.flatMap((_, provider) =>
    Array.from(arrays.edgeGroup.subarray(arrays.edgeStart[provider], arrays.edgeStart[provider + 1]), (group) => [
      provider,
      group,
    ]),
  );
  const hits = Array.from({ length: runs }, (_, at) =>
    hitsOf(plan, arrays, draws, at).map(({ service, minute, minutes }) => [service, minute, minutes]),
  );
  const input = JSON.stringify({ horizon: plan.horizonMinutes, services, groups, edges, runs: hits });
  const peer = askPeer('cascade.py', ['networkx'], input) as { seconds: number; minutes: number[] } | undefined;
  if (peer === undefined) {
    say('no Python with networkx here: the peer is left out');
    return undefined;
  }
  const own = await runAll(network, plan, { runs, seed: SEED, threads: 1 });
  if (!own.ok) throw new Error(own.refusal.sentence);
  const other = peer.minutes.findIndex((minutes, service) => minutes !== own.value.minutesOut[service]);
  if (other !== -1) throw new Error(`networkx comes to other minutes for ${network.ids[other]}`);
  return runs / peer.seconds;
}

function trippings(quick: boolean, say: BenchOptions['say']): readonly Row[] {
  const grid = entsoeGrid();
  const count = quick ? TRIPPINGS / 20 : TRIPPINGS;
  say(`${count} trippings among ${grid.buses.length} buses`);
  const trips = harmlessTrips(grid, count);
  const power = Float64Array.from(grid.buses, ({ generationMw, loadMw }) => generationMw - loadMw);
  const all = new Uint8Array(grid.branches.length).fill(1);
  const fixed = referencesOf(grid, islandsOf(grid, all));
  let best = Number.POSITIVE_INFINITY;
  let flows = new Float64Array(0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const inService = all.slice();
    const began = performance.now();
    const dc = new DcFlow(grid);
    for (const trip of trips) {
      inService[trip] = 0;
      const flow = dc.solve(inService, power, fixed);
      if (flow === undefined) throw new Error('no flow');
      flows = Float64Array.from(flow.flowsMw);
    }
    best = Math.min(best, (performance.now() - began) / 1_000);
  }
  const input = JSON.stringify({
    buses: grid.buses.length,
    from: grid.branches.map(({ from }) => from),
    to: grid.branches.map(({ to }) => to),
    susceptance: grid.branches.map(({ reactance }) => 1 / reactance),
    power: [...power],
    fixed: [...fixed],
    trips,
    rounds: ROUNDS,
  });
  const peer = askPeer('trippings.py', ['scipy'], input) as { seconds: number; flows: number[] } | undefined;
  if (peer === undefined) say('no Python with scipy here: the peer is left out');
  else if (peer.flows.some((flow, at) => !(Math.abs(flow - flows[at]!) <= SAME_MW * Math.max(1, Math.abs(flow)))))
    throw new Error('scipy comes to other flows');
  return [
    figure({
      name: `direct-current flow after each of ${count} trippings, ${grid.buses.length} buses, against scipy’s sparse solver`,
      value: best,
      unit: 's',
      better: 'less',
      ...(peer === undefined ? {} : { limit: peer.seconds, target: OF_SCIPY_SPARSE }),
    }),
  ];
}

/** Lines spread over the grid whose loss leaves every island whole. */
function harmlessTrips(grid: Grid, count: number): readonly number[] {
  const inService = new Uint8Array(grid.branches.length).fill(1);
  const whole = islandsOf(grid, inService).count;
  const trips: number[] = [];
  for (let at = 3; trips.length < count; at = (at + 37) % grid.branches.length) {
    if (inService[at] === 0) continue;
    inService[at] = 0;
    if (islandsOf(grid, inService).count === whole) trips.push(at);
    else inService[at] = 1;
  }
  return trips;
}

function economyOf(size: number): { readonly economy: Economy; readonly lost: Float64Array } {
  const draws = new Draws(SEED);
  const flows = Float64Array.from(
    { length: size * size },
    (_, at) => draws.share(0, 0, at) * draws.share(1, 0, at),
  );
  const output = Float64Array.from({ length: size }, (_, row) =>
    // Two thirds of what a sector puts out goes to others, about what tables of whole economies have.
    flows.subarray(row * size, (row + 1) * size).reduce((sum, flow) => sum + flow, size / 8),
  );
  const lost = Float64Array.from({ length: size }, (_, at) => draws.share(2, 0, at) / 10);
  return { economy: { sectors: Array.from(output, String), flows, output, households: [] }, lost };
}

function inoperability(size: number, say: BenchOptions['say']): readonly Row[] {
  say(`inoperability of ${size} sectors`);
  const { economy, lost } = economyOf(size);
  const checked = checkEconomy(economy);
  if (!checked.ok) throw new Error(checked.refusal.sentence);
  let best = Number.POSITIVE_INFINITY;
  let found = new Float64Array(0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const solved = staticInoperability(economy, lost);
    best = Math.min(best, (performance.now() - began) / 1_000);
    if (!solved.ok) throw new Error(solved.refusal.sentence);
    found = Float64Array.from(solved.value);
  }
  const folder = mkdtempSync(join(tmpdir(), 'comity-spillover-bench-'));
  try {
    const path = join(folder, 'table');
    writeFileSync(
      path,
      Buffer.concat([economy.flows, economy.output, lost].map((part) => Buffer.from(part.buffer))),
    );
    const args = [path, String(size), String(ROUNDS)];
    const peer = askPeer('elimination.py', ['scipy'], '', args) as
      | { seconds: number; found: number[] }
      | undefined;
    if (peer === undefined) say('no Python with scipy here: the peer is left out');
    else if (peer.found.some((share, at) => !(Math.abs(share - found[at]!) <= SAME)))
      throw new Error('scipy comes to another inoperability');
    return [
      figure({
        name: `inoperability of ${size} sectors to 1e-10, against scipy’s elimination`,
        value: best,
        unit: 's',
        better: 'less',
        ...(peer === undefined ? {} : { limit: peer.seconds, target: OF_SCIPY_DENSE }),
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function memory(quick: boolean, say: BenchOptions['say']): Row {
  const services = quick ? SERVICES_OF_TEN_MILLION / 100 : SERVICES_OF_TEN_MILLION;
  say(`memory for ${services * 10} dependencies`);
  const ran = spawnSync(execPath, [join(import.meta.dirname, 'spillover-memory.ts'), String(services)], {
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  const { kibibytes } = JSON.parse(ran.stdout) as { readonly kibibytes: number };
  return figure({
    name: `most memory for a network of ${services * 10} dependencies and one cascade in it`,
    value: (kibibytes * 1_024) / 1e6,
    unit: 'MB',
    better: 'less',
    target: MOST_MEGABYTES,
  });
}
