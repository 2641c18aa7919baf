import { runTasks, type Task } from './queue.ts';
import type { FileResult } from './test-file.ts';

/** More of them in one run are no accident of the machine. */
const UNSTEADY_MOST = 2;
/** Where more files fail than this, what is broken is known; hearing each again would only take longer to say so. */
const HEARD_AGAIN_MOST = 12;

/**
 * Runs each file that failed once more, alone, now that nothing runs beside it. What passes then is unsteady: it counts
 * as passed and is named with what it said before. A file that ran alone already is believed the first time.
 */
export async function hearAgain(
  results: readonly FileResult[],
  tasks: readonly Task[],
): Promise<readonly FileResult[]> {
  const failed = new Map(
    results
      .filter(({ failures, isBegun }) => failures.length > 0 && isBegun !== false)
      .map((result) => [result.path, result]),
  );
  const again = tasks.filter(({ path, isHeardAgain }) => isHeardAgain && failed.has(path));
  if (tasks.length < 2 || again.length === 0 || again.length > HEARD_AGAIN_MOST) return results;
  const unsteady = (await runTasks(again, 1))
    .filter(({ failures }) => failures.length === 0)
    .map((result) => ({ ...result, unsteady: failed.get(result.path)!.failures }));
  const byPath = new Map(unsteady.map((result) => [result.path, result]));
  const heard = results.map((result) => byPath.get(result.path) ?? result);
  return unsteady.length > UNSTEADY_MOST ? [...heard, tooMany(unsteady)] : heard;
}

function tooMany(unsteady: readonly FileResult[]): FileResult {
  const reason = [
    `${unsteady.length} passed only when they were heard again:`,
    ...unsteady.map(({ path }) => path),
  ].join('\n');
  const title = `at most ${UNSTEADY_MOST} files of a run are unsteady`;
  const failures = [{ title, reason, output: '' }];
  return { path: 'run', stage: 'run', passed: 0, failures, skipped: [], seconds: 0 };
}
