import type { Command } from 'commander';
import type { Node } from '#node.ts';
import { accept, type Outcome } from '#outcome.ts';
import { SETTINGS } from '#settings.ts';
import { backupCommands } from './backup-commands.ts';
import type { CommandContext } from './context.ts';
import { doctorCommand } from './doctor.ts';
import { forwardCommand } from './forward-command.ts';
import { initCommand } from './init.ts';
import { keyCommands } from './key-commands.ts';
import { migrateCommand } from './migrate-command.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { passphraseCommand } from './passphrase-command.ts';
import { peerCommands } from './peer-commands.ts';
import { serve } from './serve.ts';
import { spoken } from './terminal.ts';
import { withNode, withSettings } from './with-node.ts';

/** Commands that open a node's own folder or database, on the machine it runs on. */
export function nodeCommands(program: Command, context: () => CommandContext): void {
  initCommand(program, context);
  program
    .command('serve')
    .description(NODE_TEXTS.serve.description)
    .action(() => withSettings(context(), (cli, settings) => serve(cli, settings)));
  program
    .command('settings')
    .description(NODE_TEXTS.settings)
    .action(() => {
      const lines = Object.entries(SETTINGS).map(([name, meaning]) => `${name.padEnd(24)} ${meaning}`);
      context().answer({ ...SETTINGS }, lines);
    });
  backupCommands(program, context);
  forwardCommand(program, context);
  migrateCommand(program, context);
  doctorCommand(program, context);
  peerCommands(program, context);
  keyCommands(program, context);
  passphraseCommand(program, context);
  const views = program.command('views').description(NODE_TEXTS.views.description);
  views
    .command('rebuild')
    .description(NODE_TEXTS.views.rebuild)
    .action(() => withNode(context(), rebuildViews));
}

async function rebuildViews(cli: CommandContext, { ledger }: Node): Promise<Outcome<null>> {
  const bar = cli.progress(NODE_TEXTS.views.progress);
  await ledger.rebuildViews((done, total) => bar.step(done, total));
  bar.end();
  const names = ledger.views.all.map((view) => view.name);
  cli.answer({ rebuilt: names }, [spoken(NODE_TEXTS.views.rebuilt, { names: names.join(', ') })]);
  return accept(null);
}
