import type { Command } from 'commander';
import type { Node } from '#node.ts';
import { openNode } from '#node.ts';
import { accept, type Outcome } from '#outcome.ts';
import { readSettings, SETTINGS, type Settings } from '#settings.ts';
import type { CommandContext } from './context.ts';
import { initCommand } from './init.ts';
import { serve } from './serve.ts';

/** Commands that open a node's own folder or database, on the machine it runs on. */
export function nodeCommands(program: Command, context: () => CommandContext): void {
  initCommand(program, context);
  program
    .command('serve')
    .description('serve the node that the environment describes (see comity settings)')
    .action(() => withSettings(context(), (cli, settings) => serve(cli, settings)));
  program
    .command('settings')
    .description('the environment variables a node reads')
    .action(() => {
      const lines = Object.entries(SETTINGS).map(([name, meaning]) => `${name.padEnd(24)} ${meaning}`);
      context().answer(SETTINGS, lines);
    });
  const views = program.command('views').description('tables derived from the statements');
  views
    .command('rebuild')
    .description('drop every view and fold all statements again; statements are not touched')
    .action(() => withNode(context(), rebuildViews));
}

async function rebuildViews(cli: CommandContext, { ledger }: Node): Promise<Outcome<null>> {
  const bar = cli.progress('folding');
  await ledger.rebuildViews((done, total) => bar.step(done, total));
  bar.end();
  const names = ledger.views.all.map((view) => view.name);
  cli.answer({ rebuilt: names }, [`Rebuilt: ${names.join(', ')}.`]);
  return accept(null);
}

type Work<Subject> = (cli: CommandContext, subject: Subject) => Promise<Outcome<null>>;

export async function withSettings(cli: CommandContext, work: Work<Settings>): Promise<void> {
  const settings = readSettings(process.env);
  const outcome = settings.ok ? await work(cli, settings.value) : settings;
  if (!outcome.ok) cli.refused(outcome.refusal);
}

export async function withNode(cli: CommandContext, work: Work<Node>): Promise<void> {
  await withSettings(cli, async (_cli, settings) => {
    const node = await openNode(settings, {
      trouble: (failure, doing) => cli.note(`could not ${doing}: ${String(failure)}`),
    });
    if (!node.ok) return node;
    await using opened = node.value;
    return work(cli, opened);
  });
}
