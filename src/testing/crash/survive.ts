/** Kills nodes of a pair at random moments of their work, and checks after each kill what is left. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreTarget } from '#store/open.ts';
import { surviveKills, type Worker } from '#testing/kill.ts';
import { checkPair, type OpenPair } from './check.ts';
import { workOn } from './load.ts';
import {
  foundPair,
  openSide,
  otherSide,
  type PairPlan,
  SIDES,
  type Side,
  type SideName,
  type SidePlace,
} from './pair.ts';
import { ofKind, readShown, type Shown } from './shown.ts';

const EARLIEST_KILL_MS = 50;
const LATEST_KILL_MS = 600;

/** A founded pair, and the file that tells workers about it. Disposing removes that and the keys. */
export type PairGround = AsyncDisposable & { readonly plan: PairPlan; readonly planFile: string };

/** Founds a pair whose databases are in these empty places; whoever names them removes them. */
export async function preparePair(targetOf: (name: SideName) => StoreTarget): Promise<PairGround> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'comity-crash-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const place = (name: SideName): SidePlace => {
    const keys = join(folder, name);
    mkdirSync(keys, { mode: 0o700 });
    return { target: targetOf(name), keys };
  };
  const plan = await foundPair({ veldmark: place('veldmark'), arvenia: place('arvenia') });
  const planFile = writePlan(join(folder, 'plan.json'), plan);
  const kept = stack.move();
  return { plan, planFile, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

export function writePlan(file: string, plan: PairPlan): string {
  writeFileSync(file, JSON.stringify(plan));
  return file;
}

export function workerOn(planFile: string, sides: readonly SideName[]): Worker {
  return {
    script: join(import.meta.dirname, 'worker.ts'),
    args: [planFile, ...sides],
  };
}

/** Who is killed, how often. A side that is not killed lives on in this process and works, too. */
export type KillPlan = { readonly sides: readonly SideName[]; readonly rounds: number };

/** Returns how many statements were acknowledged before, between and after the kills. */
export async function killAndCheck(ground: PairGround, kills: readonly KillPlan[]): Promise<number> {
  const shown: Shown[] = [];
  for (const { sides, rounds } of kills) {
    await using living = await liveOn(
      ground,
      SIDES.filter((name) => !sides.includes(name)),
      shown,
    );
    let read = 0;
    await surviveKills({
      rounds,
      worker: workerOn(ground.planFile, sides),
      earliestMs: EARLIEST_KILL_MS,
      latestMs: LATEST_KILL_MS,
      check: async ({ acknowledged }) => {
        await living.pause();
        shown.push(...readShown(acknowledged.slice(read)));
        read = acknowledged.length;
        await checkBoth(ground.plan, living.sides, shown);
        living.work();
      },
    });
  }
  return ofKind(shown, 'said').length;
}

type Living = AsyncDisposable & { readonly sides: readonly Side[]; work(): void; pause(): Promise<void> };

async function liveOn({ plan }: PairGround, names: readonly SideName[], shown: Shown[]): Promise<Living> {
  const sides = await Promise.all(names.map((name) => openSide(plan[name])));
  let until = new AbortController();
  let working: Promise<unknown> = Promise.resolve();
  const living: Living = {
    sides,
    work() {
      until = new AbortController();
      const show = (one: Shown) => void shown.push(one);
      working = Promise.all(
        sides.map((side) => workOn(side, plan[otherSide(side.plan.name)], show, until.signal)),
      );
    },
    async pause() {
      until.abort();
      await working;
    },
    async [Symbol.asyncDispose]() {
      await living.pause();
      await Promise.all(sides.map((side) => side[Symbol.asyncDispose]()));
    },
  };
  living.work();
  return living;
}

/** Opens what the crash closed, as a restart would. */
export async function checkBoth(plan: PairPlan, alive: readonly Side[], shown: readonly Shown[]): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const open = async (name: SideName): Promise<Side> =>
    alive.find((side) => side.plan.name === name) ?? stack.use(await openSide(plan[name]));
  const pair: OpenPair = { veldmark: await open('veldmark'), arvenia: await open('arvenia') };
  const crashed = SIDES.filter((name) => !alive.some((side) => side.plan.name === name));
  await checkPair(pair, shown, crashed);
}
