import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { readText, writeNew } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import { accept, type Outcome } from '#outcome.ts';
import { assess, type SpilloverResult } from './assess.ts';
import { SPILLOVER_COMMAND_TEXTS as T } from './command-texts.ts';
import { findingLines } from './finding-lines.ts';
import { findingsOf } from './findings.ts';
import { hardeningOrder } from './hardening.ts';
import { modelSchema } from './model.ts';
import { parseJson, readModel } from './read-model.ts';
import { hardeningLines, resultLines } from './result-lines.ts';
import { planOf, readScenario } from './scenario.ts';

const MAX_SCENARIO_CHARACTERS = 16_000_000;
const DEFAULT_RUNS = '1000';
const HARDENING_RUNS = '200';
const DEFAULT_SEED = '1';

type RunOptions = { scenario: string; runs: string; seed: string; threads?: string; out?: string };
type HardenOptions = { scenario?: string; runs: string; seed: string; budget?: string };

/** `comity spillover`: checks a model, lives through a scenario, ranks what to harden. Nothing of it needs a node. */
export function spilloverCommands(program: Command, context: () => CommandContext): void {
  const spillover = program.command('spillover').description(T.description);
  spillover
    .command('check')
    .description(T.check.description)
    .argument('[model]', T.model)
    .option('--schema', T.check.schema)
    .action(
      async (path: string | undefined, options: { schema?: boolean }) => await check(context(), path, options),
    );
  spillover
    .command('run')
    .description(T.run.description)
    .argument('<model>', T.model)
    .requiredOption('--scenario <file>', T.run.scenario)
    .option('--runs <count>', T.run.runs, DEFAULT_RUNS)
    .option('--seed <number>', T.run.seed, DEFAULT_SEED)
    .option('--threads <count>', T.run.threads)
    .option('--out <file>', T.run.out)
    .action(async (path: string, options: RunOptions) => await run(context(), path, options));
  spillover
    .command('harden')
    .description(T.harden.description)
    .argument('<model>', T.model)
    .option('--scenario <file>', T.harden.scenario)
    .option('--budget <amount>', T.harden.budget)
    .option('--runs <count>', T.run.runs, HARDENING_RUNS)
    .option('--seed <number>', T.run.seed, DEFAULT_SEED)
    .action(async (path: string, options: HardenOptions) => await harden(context(), path, options));
}

async function check(
  cli: CommandContext,
  path: string | undefined,
  { schema }: { schema?: boolean },
): Promise<void> {
  if (schema === true) {
    const published = modelSchema();
    return cli.answer(published, JSON.stringify(published, null, 2).split('\n'));
  }
  if (path === undefined)
    return cli.refused({
      code: 'argument-missing',
      sentence: 'Name a model, or ask for its --schema.',
      place: 'model',
    });
  const read = await readModel(path);
  if (!read.ok) return cli.refused(read.refusal);
  const findings = findingsOf(read.value);
  if (!findings.ok) return cli.refused(findings.refusal);
  return cli.answer(findings.value, findingLines(findings.value));
}

async function run(cli: CommandContext, path: string, options: RunOptions): Promise<void> {
  const scenario = await jsonIn(options.scenario);
  if (!scenario.ok) return cli.refused(scenario.refusal);
  const bar = cli.progress(T.run.progress);
  using stop = stopOnInterrupt();
  const result = await assess(path, scenario.value, {
    runs: Number(options.runs),
    seed: Number(options.seed),
    ...(options.threads === undefined ? {} : { threads: Number(options.threads) }),
    signal: stop.signal,
    progress: (done, total) => bar.step(done, total),
  });
  bar.end();
  if (!result.ok) return cli.refused(result.refusal);
  const written = await writeResult(result.value, options.out);
  if (!written.ok) return cli.refused(written.refusal);
  return cli.answer(result.value, [...resultLines(result.value), ...written.value]);
}

/** Without a scenario: one service after the other may fail, each as likely as the others. */
const ANY_ONE = { name: 'any one service is out', hits: [{ among: {}, count: 1 }] };

async function harden(cli: CommandContext, path: string, options: HardenOptions): Promise<void> {
  const json = options.scenario === undefined ? accept(ANY_ONE) : await jsonIn(options.scenario);
  if (!json.ok) return cli.refused(json.refusal);
  const scenario = readScenario(json.value);
  if (!scenario.ok) return cli.refused(scenario.refusal);
  const read = await readModel(path, scenario.value.changes);
  if (!read.ok) return cli.refused(read.refusal);
  if (read.value.of !== 'services') {
    const sentence = 'Only a model of services says what it costs to harden them.';
    return cli.refused({ code: 'hardening-not-offered', sentence, place: path });
  }
  const plan = planOf(scenario.value, read.value.network);
  if (!plan.ok) return cli.refused(plan.refusal);
  const bar = cli.progress(T.harden.progress);
  using stop = stopOnInterrupt();
  const order = await hardeningOrder(read.value.network, read.value.offers, plan.value, {
    runs: Number(options.runs),
    seed: Number(options.seed),
    ...(options.budget === undefined ? {} : { budget: Number(options.budget) }),
    signal: stop.signal,
    progress: (done, total) => bar.step(done, total),
  });
  bar.end();
  if (!order.ok) return cli.refused(order.refusal);
  return cli.answer(order.value, hardeningLines(order.value));
}

async function jsonIn(path: string): Promise<Outcome<unknown>> {
  const text = await readText(path, MAX_SCENARIO_CHARACTERS);
  return text.ok ? parseJson(text.value, path) : text;
}

/** The bytes of a result: whoever runs the same again compares their digest. */
async function writeResult(
  result: SpilloverResult,
  path: string | undefined,
): Promise<Outcome<readonly string[]>> {
  if (path === undefined) return accept([]);
  const bytes = new TextEncoder().encode(`${JSON.stringify(result, null, 2)}\n`);
  const written = await writeNew(path, bytes, '--out');
  if (!written.ok) return written;
  const digest = createHash('sha256').update(bytes).digest('base64url');
  return accept([spoken(T.run.written, { path, digest })]);
}

/** Ctrl+C ends the run, not the process in its middle. */
function stopOnInterrupt(): Disposable & { readonly signal: AbortSignal } {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGINT', abort);
  return {
    signal: stop.signal,
    [Symbol.dispose]: () => void process.off('SIGINT', abort),
  };
}
