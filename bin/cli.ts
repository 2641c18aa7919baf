import { Command, CommanderError, Option } from 'commander';
import { borderCommands } from '#border/commands.ts';
import { caseCommands } from '#cli/case-commands.ts';
import type { CommandContext } from '#cli/context.ts';
import { mistakeIn } from '#cli/mistake.ts';
import { commandNamed } from '#cli/named.ts';
import { showCommands } from '#cli/show.ts';
import { terminalContext } from '#cli/terminal.ts';
import { verifyCommand } from '#cli/verify.ts';
import { nodeToAsk, type Where } from '#cli/where.ts';
import { contactCommands } from '#contacts/commands.ts';
import { cooperationCommands } from '#cooperation/commands.ts';
import { deskCommands } from '#desk/commands.ts';
import { gatewayCommands } from '#gateway/commands.ts';
import { incidentCommands } from '#incidents/commands.ts';
import { sealedCommands } from '#incidents/sealed-commands.ts';
import { mispCommands } from '#interop/misp/commands.ts';
import { verisCommands } from '#interop/veris/commands.ts';
import { clockCommands } from '#obligations/clock-commands.ts';
import { dutyCommands } from '#obligations/duty-commands.ts';
import { wordCommands } from '#obligations/word-commands.ts';
import { pressCommands } from '#press/commands.ts';
import { reportingCommands } from '#reporting/commands.ts';

const program = new Command('comity')
  .description('Notify across borders with proof: statements, log, release and receipt.')
  .option('--json', 'answer with one JSON document on standard output')
  .option('--url <address>', 'the node to speak to (or COMITY_URL)')
  .addOption(new Option('--token <token>', 'API token (better: COMITY_TOKEN)'))
  .option('--seat <seat>', 'act from a seat of the demo that runs on this machine (default operator)')
  .exitOverride()
  .configureOutput({ outputError: () => undefined })
  .configureHelp({ showGlobalOptions: true });

function context(): CommandContext {
  const options = program.opts<Where & { json?: boolean }>();
  // A mistake in what was typed is answered before all of it was read.
  const json = options.json === true || process.argv.includes('--json');
  return terminalContext(json, () => nodeToAsk(options, process.env));
}

/** These load no node; all others do, which takes three times as long. */
const SPEAKING = [
  incidentCommands,
  deskCommands,
  sealedCommands,
  borderCommands,
  pressCommands,
  cooperationCommands,
  dutyCommands,
  clockCommands,
  wordCommands,
  contactCommands,
  reportingCommands,
  mispCommands,
  verisCommands,
  gatewayCommands,
  showCommands,
  caseCommands,
  verifyCommand,
];
for (const register of SPEAKING) register(program, context);
const named = commandNamed(process.argv.slice(2));
if (!program.commands.some((command) => command.name() === named)) {
  const [{ demoCommand }, { nodeCommands }, { scoreCommand }] = await Promise.all([
    import('#demo/command.ts'),
    import('#cli/node-commands.ts'),
    import('#cli/score.ts'),
  ]);
  demoCommand(program, context);
  nodeCommands(program, context);
  scoreCommand(program, context);
}

try {
  await program.parseAsync();
} catch (failure) {
  if (failure instanceof CommanderError) mistakeIn(failure, context());
  else {
    const reason = failure instanceof Error ? failure.message : String(failure);
    context().refused({ code: 'failure', sentence: `The command failed: ${reason}` });
  }
}
