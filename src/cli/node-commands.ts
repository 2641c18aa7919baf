import type { Command } from 'commander';
import type { Node } from '#node.ts';
import { accept, type Outcome } from '#outcome.ts';
import { SETTINGS } from '#settings.ts';
import { backupCommands } from './backup-commands.ts';
import type { CommandContext } from './context.ts';
import { doctorCommand } from './doctor.ts';
import { initCommand } from './init.ts';
import { migrateCommand } from './migrate-command.ts';
import { peerCommands } from './peer-commands.ts';
import { serve } from './serve.ts';
import { withNode, withSettings } from './with-node.ts';

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
  backupCommands(program, context);
  migrateCommand(program, context);
  doctorCommand(program, context);
  peerCommands(program, context);
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
