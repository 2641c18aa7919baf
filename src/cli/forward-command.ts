import type { Command } from 'commander';
import { storeTarget } from '#node.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { accept, type Outcome } from '#outcome.ts';
import type { Settings } from '#settings.ts';
import { moveForward, stepsAhead } from '#store/move-forward.ts';
import { openStore } from '#store/open.ts';
import type { CommandContext } from './context.ts';
import { databaseOf } from './doctor.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';
import { withSettings } from './with-node.ts';

const T = NODE_TEXTS.forward;

/** `comity migrate`: what `serve` does first with tables of an earlier version, by itself or only said. */
export function forwardCommand(program: Command, context: () => CommandContext): void {
  program
    .command('migrate')
    .description(T.description)
    .option('--check', T.check)
    .action(({ check }: { readonly check?: boolean }) =>
      withSettings(context(), (cli, settings) => forward(cli, settings, check === true)),
    );
}

async function forward(cli: CommandContext, settings: Settings, isCheck: boolean): Promise<Outcome<null>> {
  const found = await databaseOf(settings);
  if (!found.ok) return found;
  await using store = await openStore(storeTarget(settings.store));
  const steps = await (isCheck ? stepsAhead : moveForward)(store, NODE_TABLE_SETS);
  if (!steps.ok) return steps;
  const many = steps.value.length;
  const told = isCheck ? spoken(T.ahead, { steps: many }) : spoken(T.done, { steps: many });
  cli.answer({ moved: !isCheck, steps: steps.value }, [
    ...steps.value.map(({ set, number, does }) => spoken(T.step, { set, number, does })),
    many === 0 ? T.nothing : told,
  ]);
  return accept(null);
}
