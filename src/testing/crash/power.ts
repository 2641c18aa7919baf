/** Lets a pair of nodes work, cuts the power at random moments of it, and checks what synced writes alone leave. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreTarget } from '#store/open.ts';
import { must } from '#testing/federation.ts';
import { createPostgresFolder, type PostgresFolder, startPostgres } from '#testing/postgres-server.ts';
import { recordChanges, survivePowerCuts } from '#testing/power-cut.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { type PairPlan, replaced, SIDES, type SideName } from './pair.ts';
import { readShown } from './shown.ts';
import { checkBoth, preparePair, workerOn, writePlan } from './survive.ts';

const WORK_MS = 4_000;

/** Both nodes on one machine and one disk, which lose power together. Returns how many lines were acknowledged. */
export async function cutSqlite(cuts: number): Promise<number> {
  await using root = await sqlitePlace();
  const target = (folder: string) => (name: SideName) => ({ folder: join(folder, name) });
  await using ground = await preparePair(target(root.folder));
  using recorder = must(recordChanges(root.folder));
  const worker = workerOn(ground.planFile, SIDES);
  return await survivePowerCuts({
    recorder,
    worker: { ...worker, environment: { ...worker.environment, ...recorder.environment } },
    workMs: WORK_MS,
    cuts,
    check: ({ folder, acknowledged }) => checkCut(ground.plan, target(folder), acknowledged),
  });
}

async function checkCut(
  plan: PairPlan,
  target: (name: SideName) => StoreTarget,
  acknowledged: readonly string[],
): Promise<void> {
  await checkBoth(replaced(plan, target), [], readShown(acknowledged));
}

/** The same with the database server's disk. */
export async function cutPostgres(cuts: number): Promise<number> {
  const folder = must(createPostgresFolder());
  try {
    const target = (databaseUrl: string) => (schema: SideName) => ({ databaseUrl, schema });
    await using ground = await onServer(folder, (url) => preparePair(target(url)));
    using recorder = must(recordChanges(folder.path));
    await using server = must(await startPostgres({ folder, environment: recorder.environment }));
    const planFile = writePlan(ground.planFile, replaced(ground.plan, target(server.url)));
    return await survivePowerCuts({
      recorder,
      worker: workerOn(planFile, SIDES),
      workMs: WORK_MS,
      cuts,
      check: ({ folder: path, acknowledged }) => {
        forgetErasureLists(ground.plan);
        return onServer({ ...folder, path }, (url) => checkCut(ground.plan, target(url), acknowledged));
      },
    });
  } finally {
    rmSync(folder.path, { recursive: true, force: true });
  }
}

/**
 * The nodes' own folders lost no power, so their lists tell of erasures from after the cut, and from the checks of other
 * cuts, which no node of this moment has made. What was acknowledged must stay erased by the database alone.
 */
function forgetErasureLists(plan: PairPlan): void {
  for (const name of SIDES)
    rmSync(join(plan[name].environment.COMITY_DATA ?? '', 'erasures.jsonl'), { force: true });
}

async function onServer<Result>(folder: PostgresFolder, work: (url: string) => Promise<Result>): Promise<Result> {
  await using server = must(await startPostgres({ folder }));
  return await work(server.url);
}
