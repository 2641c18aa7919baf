import type { FileCode } from '#cli/named-file.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { type Assessment, assessmentOf, type Outlook, outlookOf } from './assessment.ts';
import type { SpilloverCode } from './codes.ts';
import { criticalServices } from './critical.ts';
import { type EconomyResult, runEconomy } from './economy/economy-run.ts';
import { type GridResult, runGrid } from './grid/grid-run.ts';
import type { ModelHeader } from './intake.ts';
import type { Network } from './network.ts';
import { readModel } from './read-model.ts';
import { type RunWish, runAll } from './runs.ts';
import { planOf, readScenario, type Scenario } from './scenario.ts';

type Code = SpilloverCode | FileCode;

/** What any of the engines comes to. */
export type SpilloverResult = Assessment | GridResult | EconomyResult;

/** Reads a model and asks its engine what a scenario, as its file has it, would break. */
export async function assess(
  path: string,
  scenario: unknown,
  wish: RunWish,
): Promise<Outcome<SpilloverResult, Code>> {
  const read = await readModel(path, changesIn(scenario));
  if (!read.ok) return read;
  switch (read.value.of) {
    case 'grid':
      return runGrid(read.value.grid, read.value.header, scenario);
    case 'economy':
      return runEconomy(read.value.economy, read.value.header, scenario);
    case 'services': {
      const readable = readScenario(scenario);
      if (!readable.ok) return readable;
      return await assessServices(path, read.value.header, read.value.network, readable.value, wish);
    }
  }
}

/** What a sound scenario changes; an unsound one is refused later, where its form is known. */
function changesIn(scenario: unknown): Scenario['changes'] {
  const readable = readScenario(scenario);
  return readable.ok ? readable.value.changes : undefined;
}

/** Where the scenario changes the model, without the change as well. */
async function assessServices(
  path: string,
  header: ModelHeader,
  network: Network,
  scenario: Scenario,
  wish: RunWish,
): Promise<Outcome<Assessment, Code>> {
  const plan = planOf(scenario, network);
  if (!plan.ok) return plan;
  const tally = await runAll(network, plan.value, wish);
  if (!tally.ok) return tally;
  let unchanged: Outlook | null = null;
  if (scenario.changes !== undefined) {
    const original = await readModel(path);
    if (!original.ok) return original;
    if (original.value.of !== 'services')
      return refuse('model-malformed', 'The model changed while it was read.', path);
    const before = await lookAt(original.value.network, scenario, wish);
    if (!before.ok) return before;
    unchanged = before.value;
  }
  const critical = criticalServices(network, plan.value.horizonMinutes);
  const parts = { header, network, plan: plan.value, scenario, seed: wish.seed };
  return accept(assessmentOf(parts, tally.value, critical, unchanged));
}

async function lookAt(
  network: Network,
  scenario: Scenario,
  wish: RunWish,
): Promise<Outcome<Outlook, SpilloverCode>> {
  const plan = planOf(scenario, network);
  if (!plan.ok) return plan;
  const tally = await runAll(network, plan.value, wish);
  return tally.ok ? accept(outlookOf(network, plan.value, tally.value)) : tally;
}
