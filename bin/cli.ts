import { Command, Option } from 'commander';
import { caseCommands } from '#cli/case-commands.ts';
import type { CommandContext } from '#cli/context.ts';
import { nodeCommands } from '#cli/node-commands.ts';
import { terminalContext } from '#cli/terminal.ts';
import { verifyCommand } from '#cli/verify.ts';
import { nodeToAsk, type Where } from '#cli/where.ts';
import { demoCommand } from '#demo/command.ts';
import { incidentCommands } from '#incidents/commands.ts';
import { verisCommands } from '#interop/veris/commands.ts';

const program = new Command('comity')
  .description('Notify across borders with proof: statements, log, release and receipt.')
  .option('--json', 'answer with one JSON document on standard output')
  .option('--url <address>', 'the node to speak to (or COMITY_URL)')
  .addOption(new Option('--token <token>', 'API token (better: COMITY_TOKEN)'))
  .option('--seat <seat>', 'act from a seat of the demo that runs on this machine (default operator)')
  .showHelpAfterError('(comity --help lists the commands)')
  .configureHelp({ showGlobalOptions: true });

function context(): CommandContext {
  const options = program.opts<Where & { json?: boolean }>();
  return terminalContext(options.json === true, () => nodeToAsk(options, process.env));
}

demoCommand(program, context);
nodeCommands(program, context);
incidentCommands(program, context);
verisCommands(program, context);
caseCommands(program, context);
verifyCommand(program, context);

try {
  await program.parseAsync();
} catch (failure) {
  const reason = failure instanceof Error ? failure.message : String(failure);
  context().refused({ code: 'failure', sentence: `The command failed: ${reason}` });
}
